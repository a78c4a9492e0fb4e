"""A refusal because of dates that are held says who gives them back, and whoever follows it gets there."""

import pytest
from django.urls import reverse

from conventions.services import accepter, poser_option, refuser
from salles.models import Fermeture, Reservation
from salles.services.espaces import CompositionOccupee, composer
from salles.services.touches import QUI_REND
from salles.services.usages import saisir_usage
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi, president
from tests.personnages import etablissement
from tests.salles.pages_d_essai import texte
from tests.salles.salles_d_essai import MAINTENANT, espace, salle

pytestmark = pytest.mark.django_db
LUNDI_16 = {"premier_jour": "2026-11-16", "dernier_jour": "2026-11-16", "motif": "Épreuves"}


@pytest.fixture
def ici():
    return salle(nom="Gymnase")


@pytest.fixture(autouse=True)
def nous_sommes_le_9_novembre(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MAINTENANT)


def fermer(client, ici) -> str:
    client.force_login(cheffe(ici))
    page = reverse("salles:fermetures_salle", args=[ici.etablissement.uai, ici.pk])
    return texte(client.post(page, LUNDI_16, follow=True))


def test_une_date_accordee_est_rendue_par_l_association_et_non_par_l_ecole(client, ici):
    demande = deposee(ici)
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    assert f"Des associations ont déjà ces dates. {QUI_REND} Fermez ensuite." in fermer(client, ici)
    [date] = dates(demande)
    rendre = reverse("conventions:liberer", args=[date.pk])
    assert client.post(rendre).status_code in (403, 404)
    client.force_login(president(demande.association))
    assert rendre in client.get(demande.get_absolute_url()).content.decode()
    client.post(rendre)
    fermer(client, ici)
    assert Fermeture.objects.count() == 1


def test_ce_que_l_ecole_a_saisi_se_libere_dans_son_agenda(client, ici):
    nature = Reservation.Nature.ASSOCIATION
    saisir_usage(salle=ici, souhait=le_lundi(), nature=nature, libelle="Judo", maintenant=MAINTENANT)
    assert QUI_REND in fermer(client, ici)
    reservation = Reservation.objects.get()
    agenda = client.get(reverse("salles:agenda", args=[ici.etablissement.uai]), {"jour": "2026-11-16"})
    liberer = reverse("salles:liberer", args=[ici.etablissement.uai, reservation.pk])
    assert liberer in agenda.content.decode()
    client.post(liberer, {"etendue": "date"})
    fermer(client, ici)
    assert Fermeture.objects.count() == 1


def test_une_option_prend_fin_avec_la_reponse(client, ici):
    demande = deposee(ici)
    poser_option(demande=demande, maintenant=MAINTENANT)
    assert QUI_REND in fermer(client, ici)
    refuser(
        demande=demande, par=cheffe(ici), motif="travaux_examens_elections", message="Épreuves.", maintenant=MAINTENANT
    )
    fermer(client, ici)
    assert Fermeture.objects.count() == 1


def test_des_murs_occupes_disent_la_meme_chose():
    ecole = etablissement()
    murs = [espace(ecole), espace(ecole)]
    ici, voisine = salle(ecole, espaces=murs[:1]), salle(ecole, espaces=murs[1:])
    for prise in (ici, voisine):
        accepter(demande=deposee(prise), par=cheffe(ici), maintenant=MAINTENANT)
    with pytest.raises(CompositionOccupee) as refus:
        composer(salle=ici, espaces=murs, maintenant=MAINTENANT)
    assert QUI_REND in refus.value.message

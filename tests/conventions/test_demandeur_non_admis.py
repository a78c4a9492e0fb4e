"""An authority that does not lend to such a requester says so everywhere: search, explanation, repair and filing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from conventions.admission import est_admise
from conventions.exceptions import DemandeurNonAdmis
from conventions.lecture.souhait import lire_souhait
from conventions.manques import voeux_de
from conventions.models import Demande
from conventions.propositions import Conditions, proposer_ensemble
from conventions.quotas import demandeur_de, qui_demande
from conventions.services import accepter
from etablissements.models import Collectivite, Site
from salles.disponibilites import contexte, expliquer
from salles.models import Salle
from salles.recherche import Recherche, chercher
from tests.conventions.demandes_d_essai import cheffe, deposee, etats, le_lundi, president
from tests.personnages import association, collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, lundis, prises, salle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ce_lundi(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    """Return a gym whose authority lends to communes only."""
    une = salle(nom="Gymnase", type="gymnase")
    Collectivite.objects.update(natures_admises=["collectivite"])
    return relue(une)


def relue(une: Salle) -> Salle:
    return Salle.objects.select_related("etablissement__collectivite").get(pk=une.pk)


def trouvees(nature: str) -> list[int]:
    club = association(nature=nature)
    qui = qui_demande(club, maintenant=MAINTENANT)
    return [r.nombre_libres for r in chercher(Recherche(souhait=le_lundi(2), maintenant=MAINTENANT, qui_demande=qui))]


def expliquee(une: Salle, nature: str):
    club = association(nature=nature)
    demandeur = demandeur_de(club, une.etablissement, {LUNDI}, maintenant=MAINTENANT)
    return expliquer(une, local("18:00", "20:00"), contexte(maintenant=MAINTENANT), demandeur)


@pytest.mark.parametrize("nature", ["association", "collectivite", "organisme_formation", "autre"])
def test_recherche_explication_et_depot_ont_une_seule_reponse(ici, nature):
    admise = est_admise(association(nature=nature), ici.etablissement.collectivite)
    assert (trouvees(nature), expliquee(ici, nature).libre) == ([2] if admise else [0], admise)
    if admise:
        assert etats(deposee(ici, par=association(nature=nature))) == ["souhaite"]
    else:
        with pytest.raises(DemandeurNonAdmis):
            deposee(ici, par=association(nature=nature))


def test_la_raison_dit_qui_peut_demander_et_qui_peut_changer_cela(ici):
    [raison] = expliquee(ici, "association").raisons
    assert (raison.code, raison.derogeable, raison.qui_peut) == ("hors_ouverture", False, "La collectivité")
    assert raison.libelle.endswith("ne prête pas ces salles à ce type d’organisme")
    assert raison.regle.startswith("Peuvent demander : commune ou autre collectivité.")


def test_l_api_l_explique_a_son_membre(ici):
    club, client = association(), APIClient()
    client.force_authenticate(president(club))
    question = {"debut": "2026-11-16T18:00", "fin": "2026-11-16T20:00"}
    chemin = f"/api/v1/salles/{ici.pk}/explication/"
    assert client.get(chemin, question).json()["libre"] is True
    avec = client.get(chemin, question | {"association": club.pk}).json()
    assert (avec["libre"], [raison["code"] for raison in avec["raisons"]]) == (False, ["hors_ouverture"])


def test_la_page_de_la_demande_le_dit_avant_l_envoi(ici):
    lu = lire_souhait(ici, le_lundi(2), Conditions(maintenant=MAINTENANT, association=association()))
    assert [date.libre for date in lu.dates] == [False, False]


def test_rien_n_est_propose_chez_qui_n_admet_pas_ce_demandeur():
    ici = salle(nom="Gymnase", type="gymnase")
    site = Site.objects.create(nom="Autre site", latitude=45.36, longitude=5.69)
    autre = collectivite("dep-26", natures_admises=["collectivite"])
    salle(etablissement("0382099A", "Autre", site=site, collectivite=autre), type="gymnase")
    prises(ici, *lundis(1, "17:30", "22:00"))
    demande = deposee(relue(ici))
    assert proposer_ensemble(voeux_de(demande, MAINTENANT)) == [[]]
    Collectivite.objects.update(natures_admises=["association"])
    assert len(proposer_ensemble(voeux_de(demande, MAINTENANT))[0]) > 0


def test_une_demande_deposee_avant_reste_a_decider():
    """What is admitted binds who asks, on the day of filing: the head may still give what was asked for."""
    ici = salle()
    demande = deposee(ici)
    Collectivite.objects.update(natures_admises=["collectivite"])
    accepter(demande=Demande.objects.get(), par=cheffe(ici), maintenant=MAINTENANT + timedelta(hours=1))
    assert etats(demande) == ["accepte"]

"""A school overseas reads its own clock on its pages, never that of Paris."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from conventions.services import refuser
from salles.forms.planning import UsageForm
from salles.forms.souhait import SouhaitForm
from salles.models import Reservation, Salle
from salles.moteur import Cadre
from tests.conventions.demandes_d_essai import cheffe, deposee, president
from tests.personnages import etablissement
from tests.salles.salles_d_essai import MAINTENANT, TOUS_LES_SOIRS, local, prises, salle

pytestmark = pytest.mark.django_db
CAYENNE = Cadre("America/Cayenne", "A", "guyane")
JOUR = date(2099, 11, 16)
B = "\N{NO-BREAK SPACE}"
CONSEIL = {
    fuseau: f"Choisissez un jour à partir d’aujourd’hui, le {jour}{B}novembre 2026."
    for fuseau, jour in (("America/Guadeloupe", 16), ("Europe/Paris", 17), ("Indian/Reunion", 17))
}


@pytest.fixture
def ici() -> Salle:
    return salle(etablissement(fuseau=CAYENNE.fuseau), nom="Salle des piliers", plages=TOUS_LES_SOIRS)


@pytest.fixture
def soiree(ici) -> Reservation:
    """Return a use whose evening, in Cayenne, is already the next day in Paris."""
    nature = Reservation.Nature.ETABLISSEMENT
    (tenue,) = prises(ici, local("20:30", "21:30", JOUR, CAYENNE), nature=nature, groupe=0)
    return tenue


def test_l_agenda_de_la_loge_donne_l_heure_de_l_ecole(client, ici, soiree):
    client.force_login(cheffe(ici))
    page = client.get(f"/etablissement/{ici.etablissement.uai}/agenda/", {"jour": str(JOUR)}).content.decode()
    assert "<b>20 h 30 – 21 h 30</b>" in page.replace(B, " ")


def test_la_page_qui_libere_nomme_le_jour_de_l_ecole_et_y_ramene(client, ici, soiree):
    client.force_login(cheffe(ici))
    page = client.get(reverse("salles:liberer", args=[ici.etablissement.uai, soiree.pk])).content.decode()
    assert "16 novembre 2099" in page.replace(B, " ")
    assert "?jour=2099-11-16" in page


def test_une_decision_du_soir_porte_la_date_de_l_ecole(client, ici):
    demande, le_9_au_soir = deposee(ici), datetime(2026, 11, 10, 1, tzinfo=UTC)
    refuser(demande=demande, par=cheffe(ici), motif="personnel", message="Personne.", maintenant=le_9_au_soir)
    client.force_login(cheffe(ici))
    page = client.get(f"/etablissement/demandes/{demande.pk}/").content.decode().replace(B, " ")
    assert "9 novembre 2026" in page
    assert "10 novembre 2026" not in page
    client.force_login(president(demande.association))
    page = client.get(demande.get_absolute_url()).content.decode().replace(B, " ")
    assert "du 9 novembre 2026" in page


def test_une_salle_publiee_le_soir_porte_la_date_de_l_ecole(client, ici):
    Salle.objects.filter(pk=ici.pk).update(publiee_le=MAINTENANT - timedelta(hours=7))
    client.force_login(cheffe(ici))
    page = (
        client.get(reverse("salles:publication", args=[ici.etablissement.uai, ici.pk])).content.decode().replace(B, " ")
    )
    assert "Publiée le dimanche 8 novembre 2026" in page


@pytest.mark.parametrize(
    ("fuseau", "jour", "recu"),
    [
        ("America/Guadeloupe", "2026-11-16", True),  # 19:30 there, 00:30 on the 17th in Paris
        ("America/Guadeloupe", "2026-11-15", False),
        ("Europe/Paris", "2026-11-16", False),
        ("Indian/Reunion", "2026-11-16", False),
        ("Indian/Reunion", "2026-11-17", True),
    ],
)
def test_aujourd_hui_est_celui_de_l_ecole(ici, fuseau, jour, recu):
    champs = {
        "salle": ici.pk,
        "libelle": "EPS",
        "nature": "etablissement",
        "date": jour,
        "debut": "20:00",
        "fin": "21:00",
    }
    instant = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    form = UsageForm(champs, salles=Salle.objects.all(), maintenant=instant, fuseau=fuseau)
    assert form.is_valid() is recu
    assert form.errors == ({} if recu else {"date": [f"Le {jour[-2:]}{B}novembre 2026 est passé. {CONSEIL[fuseau]}"]})


def test_un_souhait_sans_ecole_n_est_passe_que_lorsqu_il_l_est_partout():
    champs = {"date": "2026-11-16", "debut": "20:00", "fin": "21:00"}
    for heure, recu in ((23, True), (3, True), (4, False)):  # in Guadeloupe, the 16th ends at 04:00 UTC on the 17th
        instant = datetime(2026, 11, 16 if heure == 23 else 17, heure, 30, tzinfo=UTC)
        assert SouhaitForm(champs, maintenant=instant).is_valid() is recu

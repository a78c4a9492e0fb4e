"""When a room is free, when it is taken: two calls that need no account."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from salles.models import Salle
from tests.personnages import etablissement, habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = pytest.mark.django_db

MARDI = LUNDI + timedelta(days=1)


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    une = salle(tampon=timedelta(minutes=30))
    prises(une, local("19:00", "20:00"))
    return une


def adresse(une: Salle, quoi: str = "disponibilites/") -> str:
    return f"/api/v1/salles/{une.pk}/{quoi}"


def test_les_intervalles_libres_sont_tries_reunis_et_a_l_heure_de_l_ecole(client, ici):
    reponse = client.get(adresse(ici), {"du": f"{LUNDI}", "au": f"{MARDI}"})
    assert reponse.json() == [
        {"debut": "2026-11-16T17:30:00+01:00", "fin": "2026-11-16T18:30:00+01:00"},
        {"debut": "2026-11-16T20:30:00+01:00", "fin": "2026-11-16T22:00:00+01:00"},
        {"debut": "2026-11-17T17:30:00+01:00", "fin": "2026-11-17T22:00:00+01:00"},
    ]


def test_le_passe_n_est_pas_libre(client, ici):
    assert client.get(adresse(ici), {"du": "2026-11-01", "au": "2026-11-08"}).json() == []


@pytest.mark.parametrize("jours", [1, 3])
def test_les_disponibilites_coutent_le_meme_nombre_de_requetes(jours, client, ici, django_assert_num_queries):
    voulus = {"du": f"{LUNDI}", "au": f"{LUNDI + timedelta(days=jours - 1)}"}
    client.get(adresse(ici), voulus)  # the profile is now decoded
    with django_assert_num_queries(6):
        assert client.get(adresse(ici), voulus).status_code == 200


@pytest.mark.parametrize(
    ("du", "au", "champ"),
    [
        ("", "2026-11-16", "du"),
        ("2026-11-16", "", "au"),
        ("2026-11-16", "2026-11-15", "au"),
        ("2026-11-16", "2027-12-31", "au"),
        ("2026-02-31", "2026-11-16", "du"),
        ("0001-01-01", "0001-01-02", "du"),
        ("9999-12-31", "9999-12-31", "du"),
        ("2026-11-16", "2100-01-01", "au"),
        ("hier", "2026-11-16", "du"),
        ("2026-11-16\x00", "2026-11-16", "du"),
        ("9" * 10_000, "2026-11-16", "du"),
    ],
)
def test_une_periode_qui_ne_se_lit_pas_est_refusee_a_son_champ(client, ici, du, au, champ):
    reponse = client.get(adresse(ici), {"du": du, "au": au})
    assert (reponse.status_code, reponse["Content-Type"]) == (400, "application/problem+json")
    assert champ in reponse.json()["erreurs"]


def test_une_periode_a_l_envers_a_son_code(client, ici):
    probleme = client.get(adresse(ici), {"du": "2026-11-16", "au": "2026-11-15"}).json()
    assert (probleme["code"], probleme["detail"]) == (
        "periode_a_l_envers",
        "Le dernier jour vient avant le premier : corrigez l’un des deux.",
    )


def test_il_faut_les_deux_bornes_et_rien_d_autre(client, ici):
    assert set(client.get(adresse(ici)).json()["erreurs"]) == {"du", "au"}
    reponse = client.get(adresse(ici), {"du": f"{LUNDI}", "au": f"{LUNDI}", "page": "1"})
    assert list(reponse.json()["erreurs"]) == ["page"]


@pytest.mark.parametrize("quoi", ["disponibilites/?du=2026-11-16&au=2026-11-16", "agenda.ics"])
def test_un_brouillon_n_existe_que_pour_son_ecole(client, quoi):
    brouillon = salle()
    Salle.objects.filter(pk=brouillon.pk).update(statut="brouillon")
    reponse = client.get(adresse(brouillon, quoi))
    assert (reponse.status_code, reponse["Content-Type"]) == (404, "application/problem+json")
    client.force_login(habiliter(personne(), "chef", brouillon.etablissement).utilisateur)
    assert client.get(adresse(brouillon, quoi)).status_code == 200
    client.force_login(habiliter(personne(), "chef", etablissement("0380001A")).utilisateur)
    assert client.get(adresse(brouillon, quoi)).status_code == 404


@pytest.mark.parametrize("numero", ["0", "999999999", "9" * 40])
def test_une_salle_qui_n_existe_pas_est_introuvable(client, numero):
    reponse = client.get(f"/api/v1/salles/{numero}/disponibilites/?du=2026-11-16&au=2026-11-16")
    assert (reponse.status_code, reponse.json()["code"]) == (404, "introuvable")


def test_l_agenda_public_dit_occupe_sans_nommer_personne(client, ici):
    reponse = client.get(adresse(ici, "agenda.ics"), headers={"accept": "text/calendar"})
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    [occupe] = Calendar.from_ical(reponse.content).walk("VEVENT")
    assert (str(occupe["summary"]), occupe["dtstart"].dt, occupe["dtend"].dt) == (
        "Occupé",
        local("19:00", "20:00").debut,
        local("19:00", "20:00").fin,
    )


def test_l_agenda_ne_prend_aucun_parametre(client, ici):
    reponse = client.get(adresse(ici, "agenda.ics?jour=2026-11-16"))
    assert (reponse.status_code, list(reponse.json()["erreurs"])) == (400, ["jour"])

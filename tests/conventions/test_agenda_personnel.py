"""The agenda of a person in a calendar program: the dates given to one's associations, and nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from conventions.models import CreneauDemande
from conventions.services import accepter, liberer_date
from tests.conventions.conventions_d_essai import APRES, menee, projet
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi, president
from tests.personnages import adherer, association, etablissement
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db

ANONYME = "/api/v1/agenda/"
UN_AN = timedelta(days=366)


@pytest.fixture
def club():
    return association("Les Pieds Légers")


@pytest.fixture
def malik(client, club, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    malik = president(club)
    client.force_login(malik)
    return malik


def adresse(client) -> str:
    """Return the address that the space of the association shows."""
    return client.get("/association/").context["adresse_agenda"].removeprefix("http://testserver")


def accordees(club, fois: int = 3) -> list[CreneauDemande]:
    ici = salle(etablissement("0382042N", "Collège La Garenne"), nom="Gymnase")
    demande = deposee(ici, le_lundi(fois), par=club)
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    return dates(demande)


def evenements(client, chemin: str) -> list:
    reponse = client.get(chemin)
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return list(Calendar.from_ical(reponse.content).walk("VEVENT"))


def test_ce_que_l_ecole_a_donne_y_est_a_son_heure_et_sous_reserve(client, malik, club):
    un, *_ = accordees(club, 2)
    chemin = adresse(client)
    client.logout()
    premier, _ = evenements(client, chemin)
    assert {nom: str(premier[nom]) for nom in ("SUMMARY", "LOCATION", "STATUS", "DESCRIPTION", "URL")} == {
        "SUMMARY": "Gymnase, Les Pieds Légers",
        "LOCATION": "Gymnase, collège La Garenne",
        "STATUS": "TENTATIVE",
        "DESCRIPTION": "Sous réserve de la convention signée.",
        "URL": f"http://testserver{un.demande.get_absolute_url()}",
    }
    assert (premier["DTSTART"].dt, premier["DTEND"].dt) == (un.debut, un.fin)


def test_une_convention_active_le_confirme(client, malik, club, monkeypatch):
    menee(projet(par=club), "active")
    monkeypatch.setattr(timezone, "now", lambda: APRES)
    client.force_login(malik)
    assert {str(seance["STATUS"]) for seance in evenements(client, adresse(client))} == {"CONFIRMED"}


def test_une_date_rendue_ou_seulement_demandee_n_y_est_pas(client, malik, club):
    _, rendue, _ = accordees(club)
    deposee(salle(), par=club)
    liberer_date(creneau=rendue, maintenant=MAINTENANT)
    assert len(evenements(client, adresse(client))) == 2


def test_ce_qui_est_passe_y_reste_un_an(client, malik, club, monkeypatch):
    accordees(club, 1)
    chemin = adresse(client)
    for apres, restent in ((timedelta(days=200), 1), (UN_AN + timedelta(days=30), 0)):
        monkeypatch.setattr(timezone, "now", lambda apres=apres: MAINTENANT + apres)
        assert len(evenements(client, chemin)) == restent


def test_les_seances_des_autres_n_y_sont_pas(client, malik, club):
    accordees(association("Les autres"))
    assert evenements(client, adresse(client)) == []


def test_qui_quitte_l_association_ne_lit_plus_ses_seances(client, malik, club):
    accordees(club, 1)
    chemin = adresse(client)
    assert len(evenements(client, chemin)) == 1
    club.membres.filter(utilisateur=malik).delete()
    assert evenements(client, chemin) == []


def test_changer_d_adresse_eteint_l_ancienne_et_elle_seule(client, malik, club):
    autre = adherer(cheffe(salle()), club).utilisateur
    client.force_login(autre)
    de_l_autre = adresse(client)
    client.force_login(malik)
    ancienne = adresse(client)
    reponse = client.post("/association/agenda/", follow=True)
    assert "L’ancienne ne répond plus." in reponse.content.decode()
    nouvelle = adresse(client)
    assert nouvelle != ancienne
    assert [client.get(chemin).status_code for chemin in (ancienne, nouvelle, de_l_autre)] == [404, 200, 200]


def test_un_compte_ferme_ne_repond_plus(client, malik, club):
    chemin = adresse(client)
    malik.is_active = False
    malik.save()
    assert client.get(chemin).status_code == 404


@pytest.mark.parametrize("jeton", ["1", "1.0", "1.0:", ":", "1.0:aaaa", "é", "9" * 3000, "%00", "1.0:%3Cscript%3E"])
def test_une_adresse_inventee_ne_mene_nulle_part(client, malik, jeton):
    reponse = client.get(f"{ANONYME}{jeton}.ics")
    assert (reponse.status_code, reponse["Content-Type"]) == (404, "application/problem+json")


def test_l_adresse_se_lit_et_se_copie_sur_la_page(client, malik, club):
    chemin = adresse(client)
    page = client.get("/association/").content.decode()
    assert f'<a href="http://testserver{chemin}">http://testserver{chemin}</a>' in page


@pytest.mark.parametrize("fois", [1, 5])
def test_l_agenda_pose_toujours_autant_de_questions(client, malik, club, django_assert_num_queries, fois):
    accordees(club, fois)
    chemin = adresse(client)
    with django_assert_num_queries(2):
        assert len(evenements(client, chemin)) == fois

"""Where a person reads how many hours are used up: the decision, the space of the association, the request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from associations.models import Association
from conventions.models import Derogation
from conventions.services import accepter
from salles.models import Salle
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.conventions.test_quotas import limiter
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    return salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")


@pytest.fixture
def club() -> Association:
    return association("Club A")


def lire(client, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def accorder(ici: Salle, club: Association, fois: int = 1, debut: str = "18:00", fin: str = "20:00"):
    demande = deposee(ici, le_lundi(fois, debut, fin), par=club)
    return accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)


def test_la_page_de_decision_dit_les_heures_deja_tenues_et_la_regle(client, ici, club):
    limiter(ici.etablissement.collectivite, annee=60)
    limiter(ici.etablissement, semaine=4, mois=20)
    accorder(ici, club, 3, "20:00", "21:00")
    demande = deposee(ici, le_lundi(2, jour=LUNDI + timedelta(weeks=1)), par=club)
    client.force_login(cheffe(ici))
    page = lire(client, f"/etablissement/demandes/{demande.pk}/")
    for attendu in (
        "1 h sur 4 h la semaine du 23 novembre. L’établissement limite chaque association à 4 h par semaine.",
        "3 h sur 20 h en novembre.",
        "3 h sur 60 h pour l’année scolaire 2026-2027.",
        "La collectivité limite chaque association à 60 h par année scolaire, tous ses établissements ensemble.",
    ):
        assert attendu in page


def test_la_cheffe_leve_le_quota_sur_la_page(client, ici, club):
    limiter(ici.etablissement.collectivite, annee=3)
    demande = deposee(ici, le_lundi(2), par=club)
    client.force_login(cheffe(ici))
    adresse = f"/etablissement/demandes/{demande.pk}/"
    assert "Quota d’heures atteint. La collectivité limite chaque association à 3 h" in lire(client, adresse)
    envoi = {"acte": "accepter", "creneaux": [creneau.pk for creneau in dates(demande)], "message": ""}
    refus = client.post(adresse, envoi)
    assert (refus.status_code, etats(demande)) == (200, ["souhaite", "indisponible"])
    client.post(adresse, {**envoi, "regle_quota": "Aucune autre association ne demande."})
    assert etats(demande) == ["accepte", "accepte"]
    assert Derogation.objects.get().code == "quota"


def test_l_autre_date_cochee_ne_demande_pas_de_phrase(client, ici, club):
    limiter(ici.etablissement.collectivite, annee=3)
    demande = deposee(ici, le_lundi(2), par=club)
    client.force_login(cheffe(ici))
    envoi = {"acte": "accepter", "creneaux": [dates(demande)[1].pk], "message": ""}
    client.post(f"/etablissement/demandes/{demande.pk}/", envoi)
    assert etats(demande) == ["indisponible", "accepte"]


def test_l_espace_de_l_association_dit_ou_elle_en_est(client, ici, club):
    limiter(ici.etablissement.collectivite, annee=60)
    limiter(ici.etablissement, mois=20)
    accorder(ici, club, 3)
    client.force_login(president(club))
    page = lire(client, "/association/")
    assert "Collège Plan Menu : 6 h sur 20 h en novembre." in page
    assert "Collectivité dep-38 : 6 h sur 60 h pour l’année scolaire 2026-2027." in page


@pytest.mark.parametrize("nombre", [1, 3])
def test_compter_ne_coute_qu_une_lecture_a_l_espace(client, ici, club, nombre, django_assert_num_queries):
    limiter(ici.etablissement.collectivite, annee=60)
    client.force_login(president(club))
    for rang in range(nombre):
        accorder(ici, club, 1, f"{18 + rang}:00", f"{19 + rang}:00")
    with django_assert_num_queries(15):
        lire(client, "/association/")


def test_le_souhait_dit_le_quota_avant_l_envoi(client, ici, club):
    limiter(ici.etablissement.collectivite, annee=3)
    client.force_login(president(club))
    parametres = f"salle={ici.pk}&date={LUNDI}&debut=18:00&fin=20:00&repetition=hebdomadaire&vacances=inclure"
    page = lire(client, f"/demander/?{parametres}&jusqu_au={LUNDI + timedelta(weeks=1)}")
    assert "Quota d’heures atteint. La collectivité limite chaque association à 3 h par année scolaire" in page

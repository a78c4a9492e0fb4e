"""Where a person reads how many hours are used up: the decision, the space of the association, the request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from associations.models import Association
from conventions.models import Demande, Derogation
from conventions.services import accepter
from salles.models import Salle
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.conventions.test_quotas import limiter
from tests.pages import lire
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
    with django_assert_num_queries(17):
        lire(client, "/association/")


def test_le_souhait_dit_le_quota_avant_l_envoi(client, ici, club):
    limiter(ici.etablissement.collectivite, annee=3)
    client.force_login(president(club))
    parametres = f"salle={ici.pk}&date={LUNDI}&debut=18:00&fin=20:00&repetition=hebdomadaire&vacances=inclure"
    page = lire(client, f"/demander/?{parametres}&jusqu_au={LUNDI + timedelta(weeks=1)}")
    assert "Quota d’heures atteint. La collectivité limite chaque association à 3 h par année scolaire" in page


# -- What stays ticked -------------------------------------------------------------------------


@pytest.fixture
def quatre_lundis(client, ici, club) -> dict:
    """Return the wish for four Mondays of an association that may hold two of them; its member is signed in."""
    limiter(ici.etablissement.collectivite, annee=5)
    client.force_login(president(club))
    return {
        "salle": ici.pk,
        "association": club.pk,
        "date": LUNDI,
        "debut": "18:00",
        "fin": "20:00",
        "repetition": "hebdomadaire",
        "jusqu_au": LUNDI + timedelta(weeks=3),
        "vacances": "inclure",
    }


def raisons_lues(reponse) -> list[tuple[bool, str]]:
    """Return each date of the page: whether its box is ticked, and what stands in its way."""
    return [(lue.cochee, lue.pourquoi) for lue in reponse.context["lu"].dates]


ATTEINT = "quota d’heures atteint"
LE_RESTE = {
    "activite": "theatre",
    "objet": "Répétitions de la pièce.",
    "effectif": "12",
    "responsable_nom": "Malik Benali",
    "responsable_telephone": "06 00 00 00 00",
    "responsable_courriel": "malik@exemple.fr",
}


def test_les_dates_decochees_ne_comptent_plus_pour_les_autres(client, quatre_lundis):
    assert raisons_lues(client.get("/demander/", quatre_lundis)) == [
        (True, "libre"),
        (True, "libre"),
        (True, ATTEINT),
        (True, ATTEINT),
    ]
    dernieres = [LUNDI + timedelta(weeks=2), LUNDI + timedelta(weeks=3)]
    reponse = client.post("/demander/", {**quatre_lundis, "garder": dernieres, "relire": "1"})
    assert raisons_lues(reponse) == [(False, ATTEINT), (False, ATTEINT), (True, "libre"), (True, "libre")]
    assert reponse.context["lu"].reserve == "Toutes ces dates sont libres au moment où vous lisez."
    assert [(ligne["etat"], ligne["quand"]) for ligne in reponse.context["lu"].lignes] == [("libre", "2\xa0lundis")]
    assert reponse.context["manque"] is None


def test_un_envoi_a_corriger_juge_ce_qui_est_coche(client, quatre_lundis):
    derniere = LUNDI + timedelta(weeks=3)
    reponse = client.post("/demander/", {**quatre_lundis, "garder": derniere, "effectif": "0"})
    assert [raison for _, raison in raisons_lues(reponse)] == ["libre", ATTEINT, ATTEINT, "libre"]


def test_ne_rien_cocher_se_dit(client, quatre_lundis):
    reponse = client.post("/demander/", {**quatre_lundis, "relire": "1"})
    assert [cochee for cochee, _ in raisons_lues(reponse)] == [False] * 4
    assert reponse.context["lu"].reserve == "Cochez au moins une date."


def test_recompter_garde_ce_qui_est_ecrit(client, quatre_lundis):
    reponse = client.post("/demander/", {**quatre_lundis, "garder": LUNDI, "objet": "Répétitions.", "relire": "1"})
    assert reponse.context["form"]["objet"].value() == "Répétitions."
    assert "Compter de nouveau avec ces dates" in reponse.content.decode()


def test_la_page_dit_les_dates_que_le_depot_gardera(client, ici, club, quatre_lundis):
    sans = [LUNDI, LUNDI + timedelta(weeks=1)]
    gardes = [LUNDI + timedelta(weeks=2), LUNDI + timedelta(weeks=3)]
    reponse = client.post("/demander/", {**quatre_lundis, "garder": gardes, "relire": "1"})
    demande = deposee(ici, le_lundi(4), par=club, sans=sans)
    assert [raison for cochee, raison in raisons_lues(reponse) if cochee] == ["libre", "libre"]
    assert etats(demande) == ["souhaite", "souhaite"]


def test_les_dates_placees_dans_une_autre_salle_de_l_ecole_comptent(client, ici, club, quatre_lundis):
    """Two dates of two hours are allowed: one that is placed next door is one of them, on the page as at the filing."""
    a_cote = salle(ici.etablissement)
    placee = f"{a_cote.pk};18:00;20:00;;{LUNDI + timedelta(weeks=1)}"
    gardes = [LUNDI, LUNDI + timedelta(weeks=2)]
    voulu = {**quatre_lundis, "garder": gardes, "ailleurs": placee}
    reponse = client.post("/demander/", voulu | {"relire": "1"})
    assert raisons_lues(reponse) == [(True, "libre"), (False, ATTEINT), (True, ATTEINT), (False, ATTEINT)]
    client.post("/demander/", voulu | LE_RESTE)
    demande = Demande.objects.get()
    assert {date.jour: date.etat for date in demande.creneaux.all()} == {
        LUNDI: "souhaite",
        LUNDI + timedelta(weeks=1): "souhaite",
        LUNDI + timedelta(weeks=2): "indisponible",
    }


def test_les_dates_placees_dans_une_autre_ecole_ne_comptent_pas_ici(client, ici, quatre_lundis):
    la_bas = salle(etablissement("0382099A", "Collège Plan Menu"))
    placee = f"{la_bas.pk};18:00;20:00;;{LUNDI + timedelta(weeks=1)}"
    gardes = [LUNDI, LUNDI + timedelta(weeks=2)]
    reponse = client.post("/demander/", {**quatre_lundis, "garder": gardes, "ailleurs": placee, "relire": "1"})
    assert [raison for cochee, raison in raisons_lues(reponse) if cochee] == ["libre", "libre"]

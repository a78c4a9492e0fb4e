"""Something else than what was asked for, by program."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.models import Demande
from tests.conventions.appels import JSON
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, deposee_en, le_lundi, president
from tests.conventions.offres_d_essai import MOT, deux_salles
from tests.conventions.offres_d_essai import lue as offre_lue
from tests.pages import en_clair
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def salles():
    return deux_salles()


@pytest.fixture
def demande(salles, client) -> Demande:
    """Return a request for two Mondays two months ahead; the head of the school is signed in."""
    client.force_login(cheffe(salles[0]))
    return deposee(salles[0], le_lundi(2, jour=LUNDI + timedelta(weeks=8)))


def agir(client, demande: Demande, acte: str, envoi: dict | None = None):
    return client.post(f"/api/v1/demandes/{demande.pk}/{acte}/", envoi or {}, content_type=JSON)


def offre(demande: Demande, ou, *, message: str = MOT, **champs) -> dict:
    """Return the body of an offer: the first date stays, the second goes to this room."""
    un, deux = dates(demande)
    en_place = {"creneau": un.pk, "salle": un.salle_id, "debut": "18:00", "fin": "20:00"}
    ailleurs = {"creneau": deux.pk, "salle": ou.pk, "debut": "18:00", "fin": "20:00"} | champs
    return {"creneaux": [en_place, ailleurs], "message": message}


def la_lue(demande: Demande, **champs) -> dict:
    """Return the body of an answer to what the school offers now."""
    return {"proposition": offre_lue(demande)} | champs


def test_l_ecole_propose_et_chaque_date_dit_de_laquelle_elle_tient_lieu(client, demande, salles):
    lue = agir(client, demande, "contre_proposer", offre(demande, salles[1])).json()
    _, deux, _ = lue["creneaux"]
    assert lue["statut"] == "contre_proposee"
    assert [(date["salle"], date["etat"], date["au_lieu_de"]) for date in lue["creneaux"]] == [
        (salles[0].pk, "option", None),
        (salles[0].pk, "souhaite", None),
        (salles[1].pk, "option", deux["id"]),
    ]
    assert lue["contre_proposition"] == {
        "id": demande.contre_propositions.get().pk,
        "message": MOT,
        "jusqu_au": "2026-11-24T09:00:00+01:00",
    }


def test_l_association_accepte(client, demande, salles):
    agir(client, demande, "contre_proposer", offre(demande, salles[1]))
    client.force_login(president(demande.association))
    lue = agir(client, demande, "accepter_proposition", la_lue(demande)).json()
    assert (lue["statut"], [date["etat"] for date in lue["creneaux"]]) == (
        "acceptee",
        ["accepte", "deplace", "accepte"],
    )
    assert (lue["contre_proposition"], lue["revocable_jusqu_a"]) == (None, None)
    assert lue["convention"]


def test_l_association_decline_puis_l_ecole_propose_et_reprend(client, demande, salles):
    agir(client, demande, "contre_proposer", offre(demande, salles[1]))
    client.force_login(president(demande.association))
    lue = agir(client, demande, "decliner_proposition", la_lue(demande, message="Trop petit.")).json()
    assert (lue["statut"], len(lue["creneaux"])) == ("en_instruction", 2)
    client.force_login(cheffe(salles[0]))
    agir(client, demande, "contre_proposer", offre(demande, salles[1]))
    assert agir(client, demande, "reprendre_proposition").json()["statut"] == "en_instruction"


def test_trop_tard_est_un_409_qui_dit_quand(client, demande, salles, monkeypatch):
    agir(client, demande, "contre_proposer", offre(demande, salles[1]))
    client.force_login(president(demande.association))
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + timedelta(days=15))
    client.force_login(president(demande.association))
    reponse = agir(client, demande, "accepter_proposition", la_lue(demande))
    assert (reponse.status_code, reponse.json()["code"]) == (409, "proposition_echue")
    assert reponse["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("acte", ["accepter_proposition", "decliner_proposition"])
def test_une_autre_proposition_que_celle_qu_on_nomme_est_un_409(client, demande, salles, acte):
    lue = agir(client, demande, "contre_proposer", offre(demande, salles[1])).json()["contre_proposition"]
    agir(client, demande, "reprendre_proposition")
    agir(client, demande, "contre_proposer", offre(demande, salles[1], debut="19:00"))
    client.force_login(president(demande.association))
    reponse = agir(client, demande, acte, {"proposition": lue["id"]})
    assert (reponse.status_code, reponse.json()["code"]) == (409, "proposition_changee")
    en_cours = demande.contre_propositions.en_attente().get().pk
    assert agir(client, demande, acte, {"proposition": en_cours}).status_code == 200


def test_une_place_prise_est_un_409_qui_dit_laquelle(client, demande, salles):
    prises(salles[1], *lundis(12))
    reponse = agir(client, demande, "contre_proposer", offre(demande, salles[1]))
    assert (reponse.status_code, reponse.json()["code"]) == (409, "salle_indisponible")
    assert [une["raisons"][0]["code"] for une in reponse.json()["indisponibles"]] == ["occupee"]


@pytest.mark.parametrize("acte", ["accepter_proposition", "decliner_proposition"])
def test_sans_proposition_il_n_y_a_rien_a_repondre(client, demande, acte):
    client.force_login(president(demande.association))
    reponse = agir(client, demande, acte, {"proposition": 1})
    assert (reponse.status_code, reponse.json()["code"]) == (409, "transition_impossible")


@pytest.mark.parametrize("acte", ["accepter_proposition", "decliner_proposition"])
def test_qui_ne_nomme_pas_la_proposition_n_en_a_lu_aucune(client, demande, salles, acte):
    agir(client, demande, "contre_proposer", offre(demande, salles[1]))
    client.force_login(president(demande.association))
    reponse = agir(client, demande, acte)
    assert (reponse.status_code, [*reponse.json()["erreurs"]]) == (400, ["proposition"])
    assert Demande.objects.get().statut == "contre_proposee"


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"creneaux": []}, "creneaux"),
        ({"creneaux": "tout"}, "creneaux"),
        ({"message": ""}, "message"),
        ({"message": "x" * 501}, "message"),
        ({"message": "a\x00b"}, "message"),
        ({"jusqu_au": "2027-01-01"}, "jusqu_au"),
    ],
)
def test_un_corps_illisible_est_un_400_qui_nomme_le_champ(client, demande, salles, change, champ):
    reponse = agir(client, demande, "contre_proposer", offre(demande, salles[1]) | change)
    assert reponse.status_code == 400
    assert champ in reponse.json()["erreurs"]


@pytest.mark.parametrize(
    ("champs", "mots"),
    [
        ({"debut": "25:00"}, "25 h n’existe pas"),
        ({"debut": "bientôt"}, "Écrivez l’heure comme"),
        ({"debut": 18}, ""),
        ({"fin": "1" * 30}, "20"),
        ({"debut": "20:00", "fin": "18:00"}, "L’heure de fin doit venir après"),
        ({"creneau": 0}, ""),
        ({"creneau": 2**63}, ""),
        ({"creneau": "1"}, "Écrivez un nombre entier"),
        ({"salle": "gymnase"}, ""),
        ({"jour": "2027-01-12"}, ""),
        ({"salle": 999_999}, "Cette salle n’est pas une de celles que l’établissement publie."),
        ({"creneau": 999_999}, "Une des dates choisies n’est pas à décider"),
    ],
)
def test_une_place_illisible_est_un_400(client, demande, salles, champs, mots):
    reponse = agir(client, demande, "contre_proposer", offre(demande, salles[1], **champs))
    assert reponse.status_code == 400
    assert mots in en_clair(reponse.content.decode())
    assert Demande.objects.get().statut == "soumise"


def test_la_salle_d_une_autre_ecole_est_un_400(client, demande):
    ailleurs = salle(etablissement("0380001A"))
    reponse = agir(client, demande, "contre_proposer", offre(demande, ailleurs))
    assert (reponse.status_code, reponse.json()["code"]) == (400, "salle_hors_ecole")


def test_le_schema_dit_les_quatre_actes(client):
    chemins = client.get("/api/schema/", headers={"accept": "application/json"}).json()["paths"]
    for acte in ("contre_proposer", "reprendre_proposition", "accepter_proposition", "decliner_proposition"):
        assert "post" in chemins[f"/api/v1/demandes/{{id}}/{acte}/"]


def test_le_refus_d_une_place_dit_laquelle(client, demande, salles):
    """The rank is that of the call, whatever the order of the dates."""
    fautes = {
        "salle": {"salle": 999_999},
        "creneau": {"creneau": 999_999},
        "fin": {"debut": "20:00", "fin": "18:00"},
    }
    for champ, faute in fautes.items():
        corps = offre(demande, salles[1], **faute)
        for rang, creneaux in enumerate((corps["creneaux"][::-1], corps["creneaux"])):
            refus = agir(client, demande, "contre_proposer", corps | {"creneaux": creneaux}).json()
            assert [*refus["erreurs"]] == [f"creneaux.{rang}.{champ}"]


def test_une_place_que_la_demande_porte_deja_dit_laquelle(client, salles):
    demande = deposee_en([salles[0], salle(salles[0].etablissement, nom="Dojo")], fois=1)
    client.force_login(cheffe(salles[0]))
    refus = agir(client, demande, "contre_proposer", offre(demande, dates(demande)[0].salle)).json()
    assert (refus["code"], [*refus["erreurs"]]) == ("place_deja_demandee", ["creneaux.1"])

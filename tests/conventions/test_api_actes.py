"""What the school and the association do by program: option, accord, refusal, papers, withdrawal, a date given back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from associations.models import Piece
from conventions.models import Convention, Demande, Derogation
from salles.models import Reservation, Salle
from tests.conventions.appels import JSON
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.personnages import adherer, association, collectivite, etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db

ACTES = {
    "option": {},
    "accepter": {},
    "refuser": {"motif": "besoin_etablissement", "message": "La salle sert ce soir-là."},
    "demander_pieces": {},
    "retirer": {},
}


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    return salle()


@pytest.fixture
def demande(ici, client) -> Demande:
    """Return a request for three Mondays; the head of the school is signed in."""
    client.force_login(cheffe(ici))
    return deposee(ici, le_lundi(3))


def agir(client, demande: Demande, acte: str, envoi: dict | None = None):
    return client.post(f"/api/v1/demandes/{demande.pk}/{acte}/", envoi or {}, content_type=JSON)


# -- Each verb, and the new state ----------------------------------------------------------------


def test_l_accord_tient_les_dates_et_redige_la_convention(client, demande):
    lue = agir(client, demande, "accepter").json()
    assert (lue["statut"], [creneau["etat"] for creneau in lue["creneaux"]]) == ("acceptee", ["accepte"] * 3)
    assert lue["convention"] == Convention.objects.get(demande=demande).pk
    assert Reservation.objects.filter(tenue="ferme").count() == 3


def test_l_accord_ne_porte_que_sur_les_dates_choisies(client, demande):
    une, deux, trois = dates(demande)
    lue = agir(client, demande, "accepter", {"creneaux": [une.pk, trois.pk], "message": "À bientôt."}).json()
    assert [(creneau["id"], creneau["etat"]) for creneau in lue["creneaux"]] == [
        (une.pk, "accepte"),
        (deux.pk, "refuse"),
        (trois.pk, "accepte"),
    ]


def test_une_regle_souple_se_leve_par_une_phrase(client):
    courte = salle(duree_max=timedelta(hours=1))
    client.force_login(cheffe(courte))
    longue = deposee(courte)
    sans = agir(client, longue, "accepter", {"creneaux": [dates(longue)[0].pk]})
    assert (sans.status_code, sans.json()["code"], sorted(sans.json()["regles"])) == (
        409,
        "derogation_manquante",
        ["duree"],
    )
    avec = {"creneaux": [dates(longue)[0].pk], "derogations": {"duree": "Représentation de fin d’année."}}
    assert agir(client, longue, "accepter", avec).json()["statut"] == "acceptee"
    assert Derogation.objects.get().phrase == "Représentation de fin d’année."


@pytest.mark.parametrize("choix", [True, False])
def test_une_phrase_qui_ne_leve_rien_est_refusee_et_rien_n_est_donne(client, choix):
    courte = salle(duree_max=timedelta(hours=1))
    client.force_login(cheffe(courte))
    longue = deposee(courte)
    phrases = {"tampon": "Parce que.", "duree": "Représentation.", "delai": "Parce que."}
    corps = {"derogations": phrases} | ({"creneaux": [dates(longue)[0].pk]} if choix else {})
    reponse = agir(client, longue, "accepter", corps)
    probleme = reponse.json()
    assert (reponse.status_code, probleme["code"], probleme["inutiles"]) == (
        400,
        "derogation_inutile",
        ["delai", "tampon"],
    )
    assert list(probleme["erreurs"]) == ["derogations"]
    assert (etats(longue), Derogation.objects.count()) == (["indisponible"], 0)


def test_une_date_prise_entre_temps_refuse_l_accord_et_ne_change_rien(client, demande, ici):
    prises(ici, lundis(3)[1])
    reponse = agir(client, demande, "accepter", {"creneaux": [creneau.pk for creneau in dates(demande)]})
    probleme = reponse.json()
    assert (reponse.status_code, reponse["Content-Type"], probleme["code"]) == (
        409,
        "application/problem+json",
        "salle_indisponible",
    )
    assert [(date["creneau"], date["debut"]) for date in probleme["indisponibles"]] == [
        (dates(demande)[1].pk, "2026-11-23T18:00:00+01:00")
    ]
    assert etats(demande) == ["souhaite"] * 3
    assert Reservation.objects.count() == 1


def test_l_option_tient_jusqu_a_son_terme(client, demande, monkeypatch):
    une = dates(demande)[0]
    lue = agir(client, demande, "option", {"creneaux": [une.pk]}).json()
    assert (lue["statut"], [creneau["etat"] for creneau in lue["creneaux"]]) == (
        "en_instruction",
        ["option", "souhaite", "souhaite"],
    )
    terme = Reservation.objects.get(tenue="option").option_jusqu_au
    monkeypatch.setattr(timezone, "now", lambda: terme)
    client.force_login(cheffe(une.salle))  # the session ended before the option
    lue = client.get(f"/api/v1/demandes/{demande.pk}/").json()
    assert [creneau["etat"] for creneau in lue["creneaux"]] == ["souhaite"] * 3


def test_le_refus_porte_son_motif(client, demande):
    lue = agir(client, demande, "refuser", ACTES["refuser"]).json()
    assert (lue["statut"], lue["convention"]) == ("refusee", None)
    decision = demande.decisions.get()
    assert (decision.motif, decision.message) == ("besoin_etablissement", "La salle sert ce soir-là.")


def test_les_pieces_nommees_sont_demandees(client, demande):
    lue = agir(client, demande, "demander_pieces", {"types": ["statuts"], "message": "Les derniers, s’il vous plaît."})
    assert lue.json()["statut"] == "incomplete"
    assert demande.pieces_demandees.get().types == ["statuts"]


def test_sans_les_nommer_ce_sont_celles_qui_manquent(client, demande):
    assert agir(client, demande, "demander_pieces").json()["statut"] == "incomplete"
    assert demande.pieces_demandees.get().types == ["attestation_rc", "cer", "statuts"]


def test_l_association_retire_sa_demande(client, demande):
    client.force_login(president(demande.association))
    assert agir(client, demande, "retirer").json()["statut"] == "retiree"


def test_l_association_renonce_a_ce_qui_est_accorde(client, demande):
    agir(client, demande, "accepter")
    client.force_login(president(demande.association))
    assert agir(client, demande, "retirer").json()["statut"] == "annulee"
    assert etats(demande) == ["libere", "libere", "libere"]


def test_demander_des_pieces_hors_de_la_liste_lit_la_liste(client, demande):
    assert agir(client, demande, "demander_pieces", {"types": ["bidon"]}).json()["erreurs"] == {
        "types.0": [f"Choisissez parmi : {', '.join(Piece.Type.values)}."]
    }


def test_l_association_rend_une_date_accordee(client, demande):
    agir(client, demande, "accepter")
    client.force_login(president(demande.association))
    une = dates(demande)[0]
    assert client.post(f"/api/v1/creneaux/{une.pk}/liberer/", content_type=JSON).json() == {
        "id": une.pk,
        "salle": une.salle_id,
        "debut": "2026-11-16T18:00:00+01:00",
        "fin": "2026-11-16T20:00:00+01:00",
        "etat": "libere",
        "raisons": [],
        "au_lieu_de": None,
    }
    assert etats(demande) == ["libere", "accepte", "accepte"]


def test_une_date_commencee_ou_non_accordee_ne_se_rend_pas(client, demande, monkeypatch):
    client.force_login(president(demande.association))
    une = dates(demande)[0]
    reponse = client.post(f"/api/v1/creneaux/{une.pk}/liberer/", content_type=JSON)
    assert (reponse.status_code, reponse.json()["code"]) == (409, "transition_impossible")
    client.force_login(cheffe(une.salle))
    agir(client, demande, "accepter")
    client.force_login(president(demande.association))
    monkeypatch.setattr(timezone, "now", lambda: une.debut)
    reponse = client.post(f"/api/v1/creneaux/{une.pk}/liberer/", content_type=JSON)
    assert (reponse.status_code, reponse.json()["code"]) == (409, "date_passee")


@pytest.mark.parametrize("acte", ACTES)
def test_une_demande_refusee_ne_bouge_plus(client, demande, acte):
    agir(client, demande, "refuser", ACTES["refuser"])
    if acte == "retirer":
        client.force_login(president(demande.association))
    reponse = agir(client, demande, acte, ACTES[acte])
    assert (reponse.status_code, reponse.json()["code"], reponse.json()["statut"]) == (
        409,
        "transition_impossible",
        "refusee",
    )


# -- Whose verb it is --------------------------------------------------------------------------


@pytest.mark.parametrize("acte", ACTES)
def test_ce_que_l_on_ne_voit_pas_est_introuvable(client, demande, acte):
    adherer(ailleurs := personne(), association())
    for etranger in (
        personne(),
        ailleurs,
        habiliter(personne(), "accueil", demande.etablissement).utilisateur,
        habiliter(personne(), "chef", etablissement("0382099A")).utilisateur,
        habiliter(personne(), "superviseur", collectivite("dep-35")).utilisateur,
    ):
        client.force_login(etranger)
        reponse = agir(client, demande, acte, ACTES[acte])
        assert (reponse.status_code, reponse.json()["code"]) == (404, "introuvable")
    assert etats(demande) == ["souhaite"] * 3


@pytest.mark.parametrize(
    ("acte", "roles"),
    [
        ("option", ["membre", "superviseur"]),
        ("accepter", ["membre", "gestionnaire", "superviseur"]),
        ("refuser", ["membre", "gestionnaire", "superviseur"]),
        ("demander_pieces", ["membre", "superviseur"]),
        ("retirer", ["chef", "gestionnaire", "superviseur"]),
    ],
)
def test_ce_que_l_on_voit_sans_pouvoir_le_faire_est_interdit(client, demande, acte, roles):
    ecole = demande.etablissement
    personnes = {
        "membre": president(demande.association),
        "chef": cheffe(dates(demande)[0].salle),
        "gestionnaire": habiliter(personne(), "gestionnaire", ecole).utilisateur,
        "superviseur": habiliter(personne(), "superviseur", ecole.collectivite).utilisateur,
    }
    for role in roles:
        client.force_login(personnes[role])
        reponse = agir(client, demande, acte, ACTES[acte])
        assert (role, reponse.status_code, reponse.json()["code"]) == (role, 403, "droit_manquant")
    assert etats(demande) == ["souhaite"] * 3


@pytest.mark.parametrize("acte", ACTES)
def test_sans_compte_il_faut_se_presenter(client, demande, acte):
    client.logout()
    reponse = agir(client, demande, acte, ACTES[acte])
    assert (reponse.status_code, reponse["WWW-Authenticate"]) == (401, "Token")
    assert agir(client, Demande(pk=999_999), acte, ACTES[acte]).status_code == 401


# -- Bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acte", "envoi", "champ"),
    [
        ("option", {"creneaux": []}, "creneaux"),
        ("option", {"creneaux": "toutes"}, "creneaux"),
        ("option", {"creneaux": [0]}, "creneaux.0"),
        ("option", {"creneaux": [10**30]}, "creneaux.0"),
        ("option", {"creneaux": [999_999]}, "creneaux"),
        ("option", {"creneaux": list(range(1, 2_001))}, "creneaux"),
        ("option", {"derogations": {"duree": "x"}}, "derogations"),
        ("accepter", {"creneaux": None}, "creneaux"),
        ("accepter", {"creneaux": ["<script>"]}, "creneaux.0"),
        ("accepter", {"derogations": []}, "derogations"),
        ("accepter", {"derogations": {"duree": "Parce que."}}, "derogations"),
        ("accepter", {"derogations": {"occupee": "Tant pis."}}, "derogations"),
        ("accepter", {"derogations": {"inventee": "Tant pis."}}, "derogations"),
        ("accepter", {"derogations": {"duree": ""}}, "derogations.duree"),
        ("accepter", {"derogations": {"duree": "x" * 301}}, "derogations.duree"),
        ("accepter", {"derogations": {"duree": "a\x00b"}}, "derogations.duree"),
        ("accepter", {"derogations": {"duree": ["x"]}}, "derogations.duree"),
        ("accepter", {"derogations": {"duree": 5}}, "derogations.duree"),
        ("accepter", {"message": 12}, "message"),
        ("accepter", {"message": "x" * 2_001}, "message"),
        ("accepter", {"message": "a\x00b"}, "message"),
        ("accepter", {"inconnu": 1}, "inconnu"),
        ("refuser", {"message": "Non."}, "motif"),
        ("refuser", {"motif": "", "message": "Non."}, "motif"),
        ("refuser", {"motif": "caprice", "message": "Non."}, "motif"),
        ("refuser", {"motif": ["lucratif"], "message": "Non."}, "motif"),
        ("refuser", {"motif": "lucratif"}, "message"),
        ("refuser", {"motif": "lucratif", "message": "  "}, "message"),
        ("refuser", {"motif": "lucratif", "message": "x" * 2_001}, "message"),
        ("refuser", {"motif": "lucratif", "message": "a\x00b"}, "message"),
        ("refuser", {"motif": "lucratif", "message": "Non.", "creneaux": [1]}, "creneaux"),
        ("demander_pieces", {"types": []}, "types"),
        ("demander_pieces", {"types": ["passeport"]}, "types.0"),
        ("demander_pieces", {"types": "statuts"}, "types"),
        ("demander_pieces", {"message": "x" * 2_001}, "message"),
    ],
)
def test_un_envoi_mal_forme_est_refuse_a_son_champ(client, demande, acte, envoi, champ):
    reponse = agir(client, demande, acte, envoi)
    assert (reponse.status_code, list(reponse.json()["erreurs"])) == (400, [champ])
    demande.refresh_from_db()
    assert (demande.statut, etats(demande)) == ("soumise", ["souhaite"] * 3)


def test_retirer_et_rendre_ne_prennent_ni_corps_ni_parametre(client, demande):
    client.force_login(president(demande.association))
    assert list(agir(client, demande, "retirer", {"motif": "x"}).json()["erreurs"]) == ["motif"]
    une = dates(demande)[0]
    reponse = client.post(f"/api/v1/creneaux/{une.pk}/liberer/?tout=1", content_type=JSON)
    assert (reponse.status_code, list(reponse.json()["erreurs"])) == (400, ["tout"])
    reponse = client.post(f"/api/v1/demandes/{demande.pk}/retirer/", b"[1]", content_type=JSON)
    assert reponse.status_code == 400
    assert etats(demande) == ["souhaite"] * 3


@pytest.mark.parametrize("nombre", [1, 3])
def test_accepter_coute_le_meme_nombre_de_requetes(nombre, client, ici, django_assert_num_queries):
    demande = deposee(ici, le_lundi(nombre + 1))
    client.force_login(cheffe(ici))
    with django_assert_num_queries(65):
        assert agir(client, demande, "accepter").json()["statut"] == "acceptee"


def test_un_message_en_emoji_passe_tel_quel(client, demande):
    agir(client, demande, "refuser", {"motif": "personnel", "message": "Désolés 😔 <script>"})
    assert demande.decisions.get().message == "Désolés 😔 <script>"

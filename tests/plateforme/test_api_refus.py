"""What the API says to a call that is badly made: a problem with a stable code, in French, that says what to do."""

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from tests.personnages import personne

pytestmark = pytest.mark.django_db

DEMANDES = "/api/v1/demandes/"
SALLES = "/api/v1/salles/"
JSON = "application/json"
PAR_LE_JETON = "Envoyez l’en-tête « Authorization: Token <jeton> » ; le jeton se prend sur la page /compte/."
PAS_CONNU = f"Ce jeton n’est pas connu, ou ne sert plus. {PAR_LE_JETON}"


@pytest.fixture
def entetes() -> dict[str, str]:
    return {"Authorization": f"Token {Token.objects.create(user=personne()).key}"}


def refus(reponse) -> tuple[int, str, str]:
    probleme = reponse.json()
    assert (reponse["Content-Type"], probleme["status"]) == ("application/problem+json", reponse.status_code)
    return reponse.status_code, probleme["code"], probleme["detail"]


def test_sans_compte_on_lit_comment_entrer(client):
    reponse = client.get(DEMANDES)
    assert refus(reponse) == (
        401,
        "authentification_necessaire",
        f"Cet appel demande un compte. {PAR_LE_JETON} Ou connectez-vous au site.",
    )
    assert reponse["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("entete", ["Token", "Token inconnu", "Token en deux mots", "Token \xe9\xff"])
def test_un_mauvais_jeton_est_refuse_meme_la_ou_il_n_en_faut_pas(client, entete):
    reponse = client.get(SALLES, headers={"Authorization": entete})
    assert refus(reponse) == (401, "jeton_refuse", PAS_CONNU)
    assert reponse["WWW-Authenticate"] == "Token"


def test_le_jeton_d_un_compte_ferme_ne_sert_plus(client, entetes):
    Token.objects.get().user.__class__.objects.update(is_active=False)
    assert refus(client.get(SALLES, headers=entetes)) == (401, "jeton_refuse", PAS_CONNU)


def test_un_autre_schema_d_authentification_ne_fait_entrer_personne(client):
    assert refus(client.get(DEMANDES, headers={"Authorization": "Bearer x"}))[:2] == (
        401,
        "authentification_necessaire",
    )


def test_le_cookie_seul_n_ecrit_pas():
    client = Client(enforce_csrf_checks=True)
    client.force_login(personne())
    statut, code, detail = refus(client.post(DEMANDES, "{}", content_type=JSON))
    assert (statut, code) == (403, "csrf_manquant")
    assert "« X-CSRFToken »" in detail


@pytest.mark.parametrize(
    ("methode", "adresse", "admises"),
    [
        ("put", DEMANDES, "GET, HEAD et POST"),
        ("options", SALLES, "GET et HEAD"),
        ("post", "/api/v1/etablissements/", "GET et HEAD"),
        ("post", "/api/schema/", "GET et HEAD"),
    ],
)
def test_une_mauvaise_methode_nomme_les_bonnes(client, entetes, methode, adresse, admises):
    reponse = getattr(client, methode)(adresse, headers=entetes)
    assert refus(reponse) == (405, "methode_refusee", f"Cette adresse n’admet pas cette méthode, mais : {admises}.")


@pytest.mark.parametrize("adresse", ["/api/v1/etablissements/", "/api/v1/recherche/", f"{DEMANDES}3/"])
def test_sans_compte_une_methode_que_l_adresse_n_a_pas_n_en_demande_pas(client, adresse):
    assert refus(client.post(adresse, "{}", content_type=JSON))[:2] == (405, "methode_refusee")


def test_un_format_nomme_que_l_adresse_n_a_pas_est_refuse(client):
    assert refus(client.get(f"{SALLES}?format=xml"))[:2] == (406, "format_impossible")
    assert client.get(f"{SALLES}?format=json").status_code == 200


@pytest.mark.parametrize(
    ("adresse", "formats"), [(SALLES, "application/json"), ("/api/v1/conventions/1/pdf/", "application/pdf")]
)
def test_un_format_que_l_adresse_n_a_pas_nomme_le_sien(client, entetes, adresse, formats):
    reponse = client.get(adresse, headers={**entetes, "Accept": "text/html"})
    assert refus(reponse) == (
        406,
        "format_impossible",
        f"Cette adresse ne répond qu’en {formats} : corrigez l’en-tête « Accept », ou le paramètre « format ».",
    )


@pytest.mark.parametrize("type_mime", ["application/x-www-form-urlencoded", "text/plain", "nawak"])
def test_un_corps_qui_n_est_pas_annonce_en_json_dit_comment_l_envoyer(client, entetes, type_mime):
    reponse = client.post(DEMANDES, "a=1", content_type=type_mime, headers=entetes)
    assert refus(reponse) == (
        415,
        "format_inconnu",
        "Envoyez le corps en JSON, avec l’en-tête « Content-Type: application/json ».",
    )


@pytest.mark.parametrize("corps", ["{", "NaN", b"\xff", '"\\ud800"'])
def test_un_corps_illisible_est_une_demande_mal_formee(client, entetes, corps):
    reponse = client.post(DEMANDES, corps, content_type=JSON, headers=entetes)
    assert refus(reponse) == (400, "demande_mal_formee", "Le corps de l’appel n’est pas du JSON en UTF-8.")


@pytest.mark.parametrize("adresse", [f"{DEMANDES}3/", "/api/v1/nulle-part/", f"{SALLES}?page=99", "/api/"])
def test_ce_qui_n_est_pas_la_ou_pas_a_voir_est_introuvable(client, entetes, adresse):
    assert refus(client.get(adresse, headers=entetes)) == (
        404,
        "introuvable",
        "Cela n’existe pas, ou vous ne pouvez pas le voir.",
    )

"""What the API says of itself: a valid OpenAPI description, in French, of every call; and problems everywhere."""

import re

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

VERBES = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def appels() -> dict[tuple[str, str], dict]:
    chemins = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {(chemin, verbe): appel for chemin, verbes in chemins.items() for verbe, appel in verbes.items()}


def test_la_description_est_valide_et_sans_avertissement(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "api.yml"))
    assert (tmp_path / "api.yml").read_text().startswith("openapi: 3")


def test_chaque_adresse_de_l_api_est_decrite(appels):
    [api] = [racine for racine in get_resolver().url_patterns if str(racine.pattern) == "api/v1/"]
    ecrits = {"{id}": "<int:pk>", "{jeton}": "<str:jeton>"}
    decrites = {re.sub("{.*}", lambda mot: ecrits[mot[0]], chemin.removeprefix("/api/v1/")) for chemin, _ in appels}
    assert decrites == {str(adresse.pattern) for adresse in api.url_patterns}


def test_chaque_appel_a_un_resume_une_reponse_et_un_refus(appels):
    assert [cle for cle, appel in appels.items() if not appel.get("summary")] == []
    assert {frozenset(appel["responses"]) for appel in appels.values()} == {
        frozenset({"200", "default"}),
        frozenset({"201", "default"}),
    }
    assert {verbe for _, verbe in appels} <= VERBES


def test_ce_qui_demande_un_compte_le_dit(appels):
    libres = {chemin for (chemin, _), appel in appels.items() if {} in appel["security"]}
    assert libres == {
        "/api/v1/referentiels/",
        "/api/v1/etablissements/",
        "/api/v1/recherche/",
        "/api/v1/salles/",
        "/api/v1/salles/{id}/disponibilites/",
        "/api/v1/salles/{id}/explication/",
        "/api/v1/agenda/{jeton}.ics",
        "/api/v1/salles/{id}/agenda.ics",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("methode", ["get", "post", "delete"])
def test_une_adresse_inconnue_de_l_api_est_un_probleme(client, methode):
    reponse = getattr(client, methode)("/api/v1/nulle-part/")
    assert (reponse.status_code, reponse["Content-Type"]) == (404, "application/problem+json")
    assert reponse.json() == {
        "title": "Introuvable",
        "code": "introuvable",
        "status": 404,
        "detail": "Cela n’existe pas, ou vous ne pouvez pas le voir.",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("accepte", "statut"), [("application/json", 200), ("*/*", 200), ("text/html", 406)])
def test_l_api_parle_json(client, accepte, statut):
    reponse = client.get("/api/v1/referentiels/", headers={"accept": accepte})
    assert reponse.status_code == statut
    assert reponse["Content-Type"] == ("application/json" if statut == 200 else "application/problem+json")


@pytest.mark.django_db
def test_sans_barre_finale_une_lecture_est_redirigee_et_une_ecriture_introuvable(client):
    assert client.get("/api/v1/salles?pmr=1")["Location"] == "/api/v1/salles/?pmr=1"
    for chemin in ("/api/v1/demandes", "/api/v1/demandes/1/accepter", "/api/v1/creneaux/1/liberer"):
        reponse = client.post(chemin, {}, content_type="application/json")
        assert (reponse.status_code, reponse["Content-Type"]) == (404, "application/problem+json")

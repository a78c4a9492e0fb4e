"""Refusals as the API tells them: `application/problem+json` (RFC 9457), in one place."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ErreurDjango
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from socle.erreur import ErreurMetier

TYPE_MIME = "application/problem+json"
TITRES = {
    400: "Demande mal formée",
    401: "Authentification nécessaire",
    403: "Droit manquant",
    404: "Introuvable",
    405: "Méthode refusée",
    406: "Format impossible",
    409: "L’état a changé",
    415: "Format inconnu",
    422: "Contenu refusé",
    429: "Trop de demandes",
}
INTROUVABLE = "Cela n’existe pas, ou vous ne pouvez pas le voir."


def repondre_probleme(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Map whatever a call raises to a problem; an exception of another kind is a fault of ours and stays a 500."""
    probleme = _probleme(exc)
    if probleme is None:
        return None
    set_rollback()
    statut = probleme.pop("status")
    reponse = Response({"status": statut, "title": _titre(statut), **probleme}, statut, content_type=TYPE_MIME)
    for nom in ("auth_header", "wait"):
        valeur = getattr(exc, nom, None)
        if valeur:
            reponse[{"auth_header": "WWW-Authenticate", "wait": "Retry-After"}[nom]] = str(valeur)
    return reponse


def _titre(statut: int) -> str:
    return TITRES.get(statut, HTTPStatus(statut).phrase)


def _probleme(exc: Exception) -> dict[str, Any] | None:
    match exc:
        case ErreurMetier():
            probleme = {"status": exc.statut_http, "detail": exc.message, "code": exc.code, **exc.details}
            return probleme | ({"erreurs": {exc.champ: [exc.message]}} if exc.champ else {})
        case Http404() | exceptions.NotFound():
            return {"status": 404, "detail": INTROUVABLE, "code": "introuvable"}
        case PermissionDenied():
            return {"status": 403, "detail": "Vous n’avez pas le droit de faire cela.", "code": "droit_manquant"}
        case exceptions.ValidationError():
            return _forme(exc.get_full_details())
        case ErreurDjango():
            erreurs = exc.message_dict if hasattr(exc, "error_dict") else {"__all__": exc.messages}
            return _forme_refusee(erreurs)
        case exceptions.APIException():
            return {"status": exc.status_code, "detail": str(exc.detail), "code": str(exc.default_code)}
    return None


def _forme(details: Any) -> dict[str, Any]:
    erreurs: dict[str, list[str]] = {}
    _aplatir(details, "", erreurs)
    return _forme_refusee(erreurs)


def _forme_refusee(erreurs: dict[str, list[str]]) -> dict[str, Any]:
    champs = ", ".join(f"« {champ} »" for champ in erreurs if champ != "__all__")
    detail = f"À corriger : {champs}." if champs else " ".join(erreurs.get("__all__", []))
    return {"status": 400, "detail": detail, "code": "forme_refusee", "erreurs": erreurs}


def _aplatir(details: Any, chemin: str, erreurs: dict[str, list[str]]) -> None:
    """Turn DRF's nested errors into `champ` or `creneaux.0.debut` → sentences."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        erreurs.setdefault(chemin or "__all__", []).append(str(details["message"]))
    elif isinstance(details, dict):
        for cle, valeur in details.items():
            nom = "" if cle == "non_field_errors" else str(cle)
            _aplatir(valeur, ".".join(filter(None, (chemin, nom))), erreurs)
    else:
        for rang, valeur in enumerate(details):
            est_feuille = isinstance(valeur, dict) and set(valeur) == {"message", "code"}
            _aplatir(valeur, chemin if est_feuille else ".".join(filter(None, (chemin, str(rang)))), erreurs)

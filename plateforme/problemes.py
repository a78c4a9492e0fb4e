"""Refusals as the API tells them: `application/problem+json` (RFC 9457), in one place."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.exceptions import ValidationError as ErreurDjango
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import bad_request, page_not_found
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from etablissements.ecriture import enumerer, pluriel
from socle.erreur import ErreurMetier

TYPE_MIME = "application/problem+json"
RACINE = "/api/"
# What people read and what programs compare, for refusals that no rule of the trade made.
TITRES = {
    400: ("Demande mal formée", "demande_mal_formee"),
    401: ("Authentification nécessaire", "authentification_necessaire"),
    403: ("Droit manquant", "droit_manquant"),
    404: ("Introuvable", "introuvable"),
    405: ("Méthode refusée", "methode_refusee"),
    406: ("Format impossible", "format_impossible"),
    409: ("L’état a changé", "conflit"),
    413: ("Corps trop long", "corps_trop_long"),
    415: ("Format inconnu", "format_inconnu"),
    422: ("Contenu refusé", "contenu_refuse"),
    429: ("Trop de demandes", "trop_de_demandes"),
}
INTROUVABLE = "Cela n’existe pas, ou vous ne pouvez pas le voir."
ILLISIBLE = "Cette demande ne peut pas être lue."
SANS_DROIT = "Vous n’avez pas le droit de faire cela."
PAR_LE_JETON = "Envoyez l’en-tête « Authorization: Token <jeton> » ; le jeton se prend sur la page /compte/."


def repondre_probleme(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Map whatever a call raises to a problem; an exception of another kind is a fault of ours and stays a 500."""
    methode = context["request"].method
    if isinstance(exc, exceptions.NotAuthenticated) and methode not in context["view"].allowed_methods:
        exc = exceptions.MethodNotAllowed(methode)  # an account would not help
    probleme = _probleme(exc) or _de_l_appel(exc, context["view"])
    if probleme is None:
        return None
    set_rollback()
    statut = probleme["status"]
    context["request"].accepted_renderer = JSONRenderer()  # whatever the call itself would have answered
    context["request"].accepted_media_type = TYPE_MIME
    reponse = Response(_complet(probleme), statut, content_type=TYPE_MIME)
    for nom in ("auth_header", "wait"):
        valeur = getattr(exc, nom, None)
        if valeur:
            reponse[{"auth_header": "WWW-Authenticate", "wait": "Retry-After"}[nom]] = str(valeur)
    return reponse


def introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere: a problem under `/api/`, a page elsewhere."""
    if request.path.startswith(RACINE):
        probleme = _complet({"status": 404, "detail": INTROUVABLE})
        return JsonResponse(probleme, status=404, content_type=TYPE_MIME)
    return page_not_found(request, exception)


@requires_csrf_token
def illisible(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read at all, and say when it is only too much."""
    if request.path.startswith(RACINE):
        return JsonResponse(_complet({"status": 400, "detail": ILLISIBLE}), status=400, content_type=TYPE_MIME)
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "413.html", status=413)
    return bad_request(request, exception)


def _complet(probleme: dict[str, Any]) -> dict[str, Any]:
    """Add the title, and the code where none is known."""
    statut = probleme["status"]
    titre, code = TITRES.get(statut, (HTTPStatus(statut).phrase, f"refus_{statut}"))
    return {"title": titre, "code": code, **probleme}


def _probleme(exc: Exception) -> dict[str, Any] | None:
    match exc:
        case ErreurMetier():
            probleme = {"status": exc.statut_http, "detail": exc.message, "code": exc.code, **exc.details}
            return probleme | ({"erreurs": {exc.champ: [exc.message]}} if exc.champ else {})
        case Http404() | exceptions.NotFound():
            return {"status": 404, "detail": INTROUVABLE}
        case PermissionDenied() | exceptions.PermissionDenied():
            return {"status": 403, "detail": SANS_DROIT}
        case RequestDataTooBig():
            return {"status": 413, "detail": "Le corps de l’appel est trop long."}
        case SuspiciousOperation():
            return {"status": 400, "detail": ILLISIBLE}
        case exceptions.ValidationError():
            return _forme(exc.get_full_details())
        case ErreurDjango():
            erreurs = exc.message_dict if hasattr(exc, "error_dict") else {"__all__": exc.messages}
            return _forme_refusee(erreurs)
    return None


def _de_l_appel(exc: Exception, vue: APIView) -> dict[str, Any] | None:
    """Say what is wrong with the call itself, and how to make it."""
    match exc:
        case exceptions.AuthenticationFailed():
            detail = f"Ce jeton n’est pas connu, ou ne sert plus. {PAR_LE_JETON}"
            return {"status": 401, "detail": detail, "code": "jeton_refuse"}
        case exceptions.NotAuthenticated():
            return {"status": 401, "detail": f"Cet appel demande un compte. {PAR_LE_JETON} Ou connectez-vous au site."}
        case exceptions.MethodNotAllowed():
            admises = enumerer(sorted(set(vue.allowed_methods) - {"OPTIONS"}))
            return {"status": 405, "detail": f"Cette adresse n’admet pas cette méthode, mais : {admises}."}
        case exceptions.NotAcceptable():
            formats = enumerer([rendu.media_type for rendu in vue.renderer_classes])
            return {
                "status": 406,
                "detail": f"Cette adresse ne répond qu’en {formats} : "
                "corrigez l’en-tête « Accept », ou le paramètre « format ».",
            }
        case exceptions.UnsupportedMediaType():
            detail = "Envoyez le corps en JSON, avec l’en-tête « Content-Type: application/json »."
            return {"status": 415, "detail": detail}
        case exceptions.Throttled():
            # `wait` is set by its constructor, rounded up
            dans = pluriel(exc.wait, "seconde")  # type: ignore[attr-defined]
            return {"status": 429, "detail": f"Trop d’appels en peu de temps : recommencez dans {dans}."}
        case exceptions.APIException():
            return {"status": exc.status_code, "detail": str(exc.detail)}
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


# -- In the documentation ------------------------------------------------------------------

SCHEMA_PROBLEME = {
    "type": "object",
    "description": "RFC 9457. Un refus nomme aussi ce qui le concerne, par exemple `indisponibles`.",
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string", "description": "Une phrase qui dit quoi faire."},
        "code": {"type": "string", "description": "Stable, par exemple `salle_indisponible`."},
        "erreurs": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
    "required": ["status", "title", "detail", "code"],
}


def documenter(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add to every call of the schema that it may be refused by a problem."""
    result["components"]["schemas"]["Probleme"] = SCHEMA_PROBLEME
    refus = {
        "description": "Un refus",
        "content": {TYPE_MIME: {"schema": {"$ref": "#/components/schemas/Probleme"}}},
    }
    for appels in result["paths"].values():
        for appel in appels.values():
            appel["responses"]["default"] = refus
    return result

"""Refusals as the pages tell them, when a view has no form to write them on."""

import logging
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.defaults import page_not_found

from comptes.suite import page_quittee
from plateforme.problemes import introuvable
from socle.erreur import ErreurMetier

# All that allauth refuses by a page is counted over a minute (`ACCOUNT_RATE_LIMITS`, `MFA_RATE_LIMITS`).
REVENIR_DANS_S = 60

journal = logging.getLogger(__name__)


def trop_d_essais(request: HttpRequest) -> HttpResponse:
    """Answer whoever signs in, signs up or asks for a password too often: when to come back."""
    reponse = render(request, "429.html", status=429)
    reponse["Retry-After"] = str(REVENIR_DANS_S)
    return reponse


class RefusEnPage:
    """Answer an `ErreurMetier` that reached the top with its sentence, and the address of a button with a page.

    An address with a NUL leads nowhere: PostgreSQL cannot even be asked for it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return introuvable(request, Http404())
        reponse = self.get_response(request)
        if isinstance(reponse, HttpResponseNotAllowed) and request.method == "GET":
            return _bouton_lu(request, reponse)
        return reponse

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Render the refusal, or say that an uploaded file is gone; any other exception stays a fault of ours."""
        if isinstance(exception, FileNotFoundError) and _est_depose(exception.filename):
            journal.error("%s: the file %s is gone", request.path, exception.filename)
            return page_not_found(request, exception)
        if not isinstance(exception, ErreurMetier):
            return None
        journal.info("%s refused: %s", request.path, exception.code)
        contexte = {"refus": exception, "retour": page_quittee(request)}
        return render(request, "refus.html", contexte, status=exception.statut_http)


def _bouton_lu(request: HttpRequest, refus: HttpResponseNotAllowed) -> HttpResponse:
    """Tell whoever reads the address of a button, as signing in again may lead to it, that nothing was sent."""
    reponse = render(request, "405.html", status=refus.status_code)
    reponse["Allow"] = refus["Allow"]
    return reponse


def _est_depose(fichier: str | None) -> bool:
    """Tell whether that file is one that somebody uploaded."""
    return fichier is not None and Path(fichier).is_relative_to(settings.MEDIA_ROOT)

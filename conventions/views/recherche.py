"""The search, and the page of a room with the wish that came along: judged for the association of who reads.

They stand here because `salles` does not know requesters.
"""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from conventions.forms.recherche import RecherchePourForm
from conventions.lecture.preremplir import associations_habituelles
from salles.forms.recherche import RechercheForm
from salles.views import publique
from salles.views import recherche as pages


@require_safe
def recherche(request: HttpRequest) -> HttpResponse:
    return pages.recherche(request, _formulaire(request))


@require_safe
def salle(request: HttpRequest, pk: int) -> HttpResponse:
    porte_un_souhait = "date" in request.GET
    return publique.salle(request, pk, _formulaire(request) if porte_un_souhait else RechercheForm)


def _formulaire(request: HttpRequest) -> Callable[..., RechercheForm]:
    siennes = associations_habituelles(request.user)
    return partial(RecherchePourForm, siennes=siennes) if siennes else RechercheForm

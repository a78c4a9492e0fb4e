"""The way into the pages of a school or an authority: strangers find nothing, who may not act is told so."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from etablissements.models import Collectivite, Etablissement
from etablissements.permissions import peut_accueillir, peut_piloter, peut_publier, peut_regler
from salles.models import Salle
from socle.erreur import exiger
from socle.portee import portee


def etablissement_accueilli(request: HttpRequest, uai: str) -> Etablissement:
    """Return the school for whoever works there, or 404."""
    ecoles = portee(request.user, Etablissement).select_related("collectivite", "site__commune")
    etablissement = get_object_or_404(ecoles, uai=uai.upper())
    if not peut_accueillir(request.user, etablissement):
        raise Http404("Cet établissement n’est pas le vôtre.")
    return etablissement


def etablissement_gere(request: HttpRequest, uai: str) -> Etablissement:
    """Return the school for its head and its gestionnaire; 404 for strangers, refusal for the lodge."""
    etablissement = etablissement_accueilli(request, uai)
    exiger(peut_publier(request.user, etablissement))
    return etablissement


def salle_geree(request: HttpRequest, uai: str, pk: int) -> Salle:
    """Return a room of a school that the person publishes for."""
    etablissement = etablissement_gere(request, uai)
    salle = get_object_or_404(portee(request.user, Salle).filter(etablissement=etablissement), pk=pk)
    salle.etablissement = etablissement
    return salle


def collectivite_reglee(request: HttpRequest, code: str) -> Collectivite:
    """Return the authority for its superviseurs; refusal for its other agents, 404 for strangers."""
    autorite = get_object_or_404(portee(request.user, Collectivite), code=code)
    if not peut_piloter(request.user, autorite):
        raise Http404("Cette collectivité n’est pas la vôtre.")
    exiger(peut_regler(request.user, autorite))
    return autorite

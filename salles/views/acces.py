"""The way into the school's own pages: who does not work there sees nothing, who may not publish is told so."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from etablissements.models import Etablissement
from etablissements.permissions import peut_accueillir, peut_publier
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

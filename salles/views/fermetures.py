"""Closures of a room or of the school: see them, add one, take one away."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from etablissements.models import Etablissement
from salles.forms.fermetures import FermetureForm
from salles.models import Fermeture, Salle
from salles.regles import cadre_de
from salles.services.fermetures import FermetureOccupee, dans_la_fermeture, fermer, rouvrir
from salles.services.touches import phrases
from salles.views.acces import etablissement_gere, salle_geree
from salles.views.etapes import ariane
from socle.portee import portee
from socle.tenter import tenter


@login_required
@require_http_methods(["GET", "POST"])
def fermetures(request: HttpRequest, uai: str) -> HttpResponse:
    """Close the whole school."""
    etablissement = etablissement_gere(request, uai)
    return _fermetures(request, etablissement, etablissement)


@login_required
@require_http_methods(["GET", "POST"])
def fermetures_salle(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Close one room."""
    salle = salle_geree(request, uai, pk)
    return _fermetures(request, salle.etablissement, salle)


@login_required
@require_POST
def rouvrir_fermeture(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Take a closure away."""
    etablissement = etablissement_gere(request, uai)
    les_siennes = portee(request.user, Fermeture).select_related("salle")
    fermeture = get_object_or_404(
        les_siennes.filter(etablissement=etablissement) | les_siennes.filter(salle__etablissement=etablissement), pk=pk
    )
    salle = fermeture.salle
    rouvrir(fermeture=fermeture)
    messages.success(request, "La fermeture est levée : les heures d’ouverture comptent de nouveau.")
    return redirect("salles:fermetures_salle", uai, salle.pk) if salle else redirect("salles:fermetures", uai)


def _fermetures(request: HttpRequest, etablissement: Etablissement, ou: Salle | Etablissement) -> HttpResponse:
    maintenant = timezone.now()
    form = FermetureForm(request.POST or None)
    if form.is_valid() and tenter(form, fermer, ou=ou, maintenant=maintenant):
        messages.success(request, "La fermeture est enregistrée. Le public en lit la raison.")
        return redirect(request.path)
    salle = ou if isinstance(ou, Salle) else None
    aujourdhui = cadre_de(etablissement).jour(maintenant)
    a_venir = portee(request.user, Fermeture).filter(dernier_jour__gte=aujourdhui)
    contexte = {
        "form": form,
        "salle": salle,
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "propres": a_venir.filter(**({"salle": salle} if salle else {"etablissement": etablissement})),
        "heritees": a_venir.filter(etablissement=etablissement) if salle else a_venir.none(),
        "obstacles": _obstacles(form, ou, maintenant),
        "ariane": ariane(etablissement, (request.path, f"{salle.nom}, fermetures" if salle else "Fermetures")),
    }
    return render(request, "salles/fermetures.html", contexte)


def _obstacles(form: FermetureForm, ou: Salle | Etablissement, maintenant: datetime) -> list[str]:
    """Return who stands in the way, once the closure was refused for it."""
    if not (form.is_bound and form.has_error(NON_FIELD_ERRORS, FermetureOccupee.code)):
        return []
    jours = form.cleaned_data
    return phrases(dans_la_fermeture(ou, jours["premier_jour"], jours["dernier_jour"], maintenant))

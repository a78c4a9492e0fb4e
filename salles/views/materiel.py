"""What is lent with a room."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from salles.forms.materiel import MaterielForm, QuantiteForm
from salles.models import Materiel
from salles.services.materiel import MaterielCite, ajouter_materiel, compter_materiel, retirer_materiel
from salles.views.acces import salle_geree
from salles.views.etapes import contexte_etape
from socle.portee import portee
from socle.tenter import tenter


@login_required
@require_http_methods(["GET", "POST"])
def materiel(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Count what is lent with the room, add to it, take away."""
    salle = salle_geree(request, uai, pk)
    materiels = portee(request.user, Materiel).filter(salle=salle)
    vise = request.POST.get("materiel")
    ajout = MaterielForm(request.POST if request.method == "POST" and not vise else None)
    quantite = QuantiteForm(request.POST if vise else None, prefix=f"m{vise}" if vise else None)
    if ajout.is_valid() and tenter(ajout, ajouter_materiel, etablissement=salle.etablissement, salle=salle):
        messages.success(request, "C’est ajouté : on peut le demander avec la salle.")
        return redirect(request.path)
    if vise:
        le_materiel = get_object_or_404(materiels, pk=vise if vise.isdecimal() else 0)
        if "retirer" in request.POST:
            return _retirer(request, le_materiel)
        if quantite.is_valid() and tenter(quantite, compter_materiel, materiel=le_materiel, maintenant=timezone.now()):
            messages.success(request, "La quantité est enregistrée.")
            return redirect(request.path)
    contexte = contexte_etape(salle, "description") | {
        "ajout": ajout,
        "form": quantite if vise else ajout,
        "materiels": [
            (
                un,
                quantite if vise == str(un.pk) else QuantiteForm(prefix=f"m{un.pk}", initial={"quantite": un.quantite}),
            )
            for un in materiels
        ],
    }
    return render(request, "salles/materiel.html", contexte)


def _retirer(request: HttpRequest, le_materiel: Materiel) -> HttpResponse:
    try:
        retirer_materiel(materiel=le_materiel)
        messages.success(request, f"« {le_materiel.nom} » n’est plus prêté.")
    except MaterielCite as refus:
        messages.error(request, refus.message)
    return redirect(request.path)

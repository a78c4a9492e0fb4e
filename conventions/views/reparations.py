"""The dates that a request cannot have: where they could go, and the one click that asks for them there."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from conventions import services
from conventions.exceptions import PropositionPerimee
from conventions.forms.lignes import lire_placement
from conventions.lecture.reparations import lire_manques, placees, prises_entre_temps
from conventions.manques import voeux_de
from conventions.models import Demande
from conventions.permissions import peut_retirer
from salles.models import Salle
from salles.reparations import RAYON_KM, RAYONS_KM
from socle.erreur import exiger
from socle.portee import portee


@login_required
@require_POST
def replacer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask elsewhere for what the chosen proposal places, and say what has gone meanwhile."""
    demandes = portee(request.user, Demande).select_related("association", "activite", "etablissement")
    demande = get_object_or_404(demandes, pk=pk)
    exiger(peut_retirer(request.user, demande))
    try:
        remplacement = services.replacer(
            demande=demande,
            demandeur=request.user,
            lignes=lire_placement(request.POST.get("placer", ""), portee(request.user, Salle).proposees()),
            maintenant=timezone.now(),
        )
    except PropositionPerimee as refus:
        messages.error(request, refus.message)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(
            request,
            placees(
                remplacement.demandes,
                reste_note=demande.statut != Demande.Statut.REFUSEE,
                sans_materiel=remplacement.sans_materiel,
            ),
        )
        if remplacement.perdues:
            messages.warning(request, prises_entre_temps(remplacement.perdues))
    return redirect(demande)


def contexte_des_manques(request: HttpRequest, demande: Demande, maintenant: datetime) -> dict[str, Any]:
    """Return what the page of a request says of the dates that it lacks. Expects `association` and `activite`."""
    demande_le_rayon = request.GET.get("rayon", "")
    rayon_km = next((km for km in RAYONS_KM if str(km) == demande_le_rayon), RAYON_KM)
    manques = lire_manques(voeux_de(demande, maintenant), rayon_km)
    return {
        "manques": manques,
        "plusieurs_manques": len(manques) > 1,
        "elargir_km": manques[0].elargir_km if manques else None,
    }

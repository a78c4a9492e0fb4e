"""The walls of a room: which parts of the site it covers, and its division."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from salles.forms.depart import DivisionForm, EspacesForm
from salles.models import Espace, Salle
from salles.services.espaces import CompositionOccupee, composer, diviser
from salles.services.touches import a_venir, phrases
from salles.views.acces import salle_geree
from salles.views.etapes import adresse, contexte_etape
from socle.portee import portee
from socle.tenter import tenter


@login_required
@require_http_methods(["GET", "POST"])
def espaces(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Tick the parts of the site, or cut the room in equal ones."""
    salle = salle_geree(request, uai, pk)
    maintenant = timezone.now()
    divise = "parties" in request.POST or request.POST.get("action") == "diviser"
    composition = EspacesForm(
        request.POST if request.method == "POST" and not divise else None,
        initial={"espaces": list(salle.espaces.all())},
        etablissement=salle.etablissement,
        espaces=portee(request.user, Espace).filter(site=salle.etablissement.site).prefetch_related("salles"),
    )
    division = DivisionForm(request.POST if divise else None)
    if composition.is_valid() and tenter(composition, composer, salle=salle, maintenant=maintenant):
        messages.success(request, f"« {salle.nom} » : ses murs sont enregistrés.")
        return redirect(adresse(salle, "description"))
    if division.is_valid() and (parties := tenter(division, diviser, salle=salle, maintenant=maintenant)):
        messages.success(
            request,
            f"« {salle.nom} » se divise en {len(parties)} : chaque partie est une salle en brouillon, à relire.",
        )
        return redirect("salles:nos_salles", salle.etablissement.uai)
    contexte = contexte_etape(salle, "description") | {
        "composition": composition,
        "division": division,
        "form": division if divise else composition,
        "divisible": len(salle.espaces.all()) == 1,
        "partagees": _partagees(request, salle),
        "obstacles": _obstacles(request, salle, maintenant, composition, division),
    }
    return render(request, "salles/espaces.html", contexte)


def _partagees(request: HttpRequest, salle: Salle) -> list[str]:
    """Return the other rooms that are taken when this one is."""
    autres = portee(request.user, Salle).filter(espaces__in=salle.espaces.all()).exclude(pk=salle.pk)
    return list(autres.distinct().order_by("nom", "pk").values_list("nom", flat=True))


def _obstacles(request: HttpRequest, salle: Salle, maintenant: datetime, *forms: BaseForm) -> list[str]:
    """Return who stands in the way in the rooms of this school, once the walls were refused for it."""
    if not any(form.is_bound and form.has_error(NON_FIELD_ERRORS, CompositionOccupee.code) for form in forms):
        return []
    voisines = portee(request.user, Salle).filter(etablissement=salle.etablissement, espaces__in=salle.espaces.all())
    return phrases(a_venir(voisines.distinct(), maintenant))

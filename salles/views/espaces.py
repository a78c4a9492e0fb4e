"""The walls of a room: which parts of the site it covers, and its division."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from salles.forms.depart import DivisionForm, EspacesForm
from salles.models import Espace, Salle
from salles.services.espaces import CompositionOccupee, composer, diviser, empechements
from salles.services.implications import AConfirmer
from salles.views.acces import salle_geree
from salles.views.apercu import montrer, ou_question, revient
from salles.views.etapes import adresse, contexte_etape
from socle.portee import portee
from socle.tenter import tenter


@login_required
@require_http_methods(["GET", "POST"])
def espaces(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Tick the parts of the site, or cut the room in equal ones; what it implies is read before it is saved."""
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
    if not revient(request) and (reponse := _enregistrer(request, salle, composition, division, maintenant)):
        return reponse
    contexte = contexte_etape(salle, "description") | {
        "composition": composition,
        "division": division,
        "form": division if divise else composition,
        "divisible": len(salle.espaces.all()) == 1,
        "partagees": _partagees(request, salle),
        "obstacles": _obstacles(salle, maintenant, composition),
    }
    return render(request, "salles/espaces.html", contexte)


def _enregistrer(
    request: HttpRequest, salle: Salle, composition: EspacesForm, division: DivisionForm, maintenant: datetime
) -> HttpResponse | None:
    """Save what is valid, or show first what it implies; None when there is something to correct."""
    vu = request.POST.get("vu", "")
    for form, verbe in ((composition, composer), (division, diviser)):
        fait = tenter(form, ou_question(verbe), salle=salle, maintenant=maintenant, vu=vu) if form.is_valid() else None
        if isinstance(fait, AConfirmer):
            return _montrer(request, salle, fait)
        if isinstance(fait, Salle):
            messages.success(request, f"« {salle.nom} » : ses murs sont enregistrés.")
            return redirect(adresse(salle, "description"))
        if fait:
            messages.success(
                request,
                f"« {salle.nom} » se divise en {len(fait)} : chaque partie est une salle en brouillon, à relire.",
            )
            return redirect("salles:nos_salles", salle.etablissement.uai)
    return None


def _montrer(request: HttpRequest, salle: Salle, question: AConfirmer) -> HttpResponse:
    contexte = {
        "titre": salle.nom,
        "phrase": "Deux salles qui partagent un espace ne se prennent jamais en même temps.",
        "collectivite": salle.etablissement.collectivite,
        "ariane": contexte_etape(salle, "description")["ariane"],
    }
    return montrer(request, question, contexte)


def _partagees(request: HttpRequest, salle: Salle) -> list[str]:
    """Return the other rooms that are taken when this one is."""
    autres = portee(request.user, Salle).filter(espaces__in=salle.espaces.all()).exclude(pk=salle.pk)
    return list(autres.distinct().order_by("nom", "pk").values_list("nom", flat=True))


def _obstacles(salle: Salle, maintenant: datetime, form: EspacesForm) -> list[str]:
    """Return who stands in the way, once the walls were refused for it."""
    if not (form.is_bound and form.has_error(NON_FIELD_ERRORS, CompositionOccupee.code)):
        return []
    return empechements(salle, form.cleaned_data["espaces"], maintenant)

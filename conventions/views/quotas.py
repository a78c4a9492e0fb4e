"""How many hours one association may hold: the page of a school, and that of an authority."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.forms.quotas import QuotasForm
from conventions.services.quotas import Limitant, limiter
from etablissements.models import Etablissement
from etablissements.permissions import peut_limiter
from salles.services.implications import AConfirmer
from salles.views.acces import collectivite_reglee
from salles.views.apercu import montrer, ou_question, revient
from socle.portee import portee
from socle.tenter import tenter

APERCU = {
    "titre": "Les heures par association",
    "phrase": "Ce qui est pris reste pris ; la limite compte pour les prochaines dates.",
}


@login_required
@require_http_methods(["GET", "POST"])
def quotas_ecole(request: HttpRequest, uai: str) -> HttpResponse:
    """Show and change the limits of one school."""
    ecole = get_object_or_404(portee(request.user, Etablissement).select_related("collectivite"), uai=uai.upper())
    if not peut_limiter(request.user, ecole):
        raise Http404
    return _quotas(request, ecole, {"etablissement": ecole, "collectivite": ecole.collectivite})


@login_required
@require_http_methods(["GET", "POST"])
def quotas_collectivite(request: HttpRequest, code: str) -> HttpResponse:
    """Show and change the limits of an authority, which its schools may set otherwise."""
    autorite = collectivite_reglee(request, code)
    return _quotas(request, autorite, {"collectivite": autorite})


def _quotas(request: HttpRequest, niveau: Limitant, contexte: dict[str, Any]) -> HttpResponse:
    form = QuotasForm(request.POST or None, niveau=niveau)
    if not revient(request) and form.is_valid():
        vu = request.POST.get("vu", "")
        fait = tenter(form, ou_question(limiter), niveau=niveau, maintenant=timezone.now(), vu=vu)
        if isinstance(fait, AConfirmer):
            return montrer(request, fait, contexte | APERCU)
        if fait:
            messages.success(request, "Les heures par association sont enregistrées. Les dates déjà accordées restent.")
            return redirect(request.path)
    return render(request, "conventions/quotas.html", contexte | {"form": form})

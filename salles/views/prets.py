"""Equipment that leaves without any room: write the loan down, and its return."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from etablissements.ecriture import du_au
from etablissements.models import Etablissement
from salles.forms.materiel import PretSeulForm
from salles.models import Materiel, PretSeul
from salles.regles import cadre_de
from salles.services.prets import PretTermine, preter_seul, rendre
from salles.views import fiche
from salles.views.acces import etablissement_accueilli, etablissement_gere
from salles.views.etapes import ariane
from socle.portee import portee
from socle.tenter import tenter


@login_required
@require_http_methods(["GET", "POST"])
def preter(request: HttpRequest, uai: str) -> HttpResponse:
    """Lend some of the stock without any room."""
    etablissement = etablissement_gere(request, uai)
    materiels = portee(request.user, Materiel).filter(etablissement=etablissement)
    form = PretSeulForm(request.POST or None, materiels=materiels, cadre=cadre_de(etablissement))
    maintenant = timezone.now()
    if form.is_valid() and (pret := tenter(form, preter_seul, maintenant=maintenant)):
        dit = decrire_le_pret(pret, etablissement, maintenant)
        messages.success(request, f"C’est noté : {dit['quoi']} pour {pret.a_qui}, {dit['quand']}.")
        return redirect("salles:materiel_ecole", uai)
    contexte = {
        "form": form,
        "a_preter": materiels.exists(),
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "ariane": ariane(
            etablissement,
            (reverse("salles:materiel_ecole", args=[uai]), "Le matériel"),
            (request.path, "Prêter sans salle"),
        ),
    }
    return render(request, "salles/preter.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def rendre_pret(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Ask, then put back what was lent without any room; everybody who works there may receive it."""
    etablissement = etablissement_accueilli(request, uai)
    siens = portee(request.user, PretSeul).filter(materiel__etablissement=etablissement)
    pret = get_object_or_404(siens.select_related("materiel"), pk=pk)
    maintenant = timezone.now()
    if request.method == "POST":
        try:
            rendre(pret=pret, maintenant=maintenant)
            messages.success(request, "C’est noté : le stock les compte de nouveau.")
        except PretTermine as refus:
            messages.error(request, refus.message)
        return redirect("salles:materiel_ecole", uai)
    contexte = {
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "ariane": [
            ("/etablissement/", etablissement.nom),
            (reverse("salles:materiel_ecole", args=[uai]), "Le matériel"),
            (request.path, "Rendre"),
        ],
        **decrire_le_pret(pret, etablissement, maintenant),
    }
    return render(request, "salles/rendre.html", contexte)


def decrire_le_pret(pret: PretSeul, etablissement: Etablissement, maintenant: datetime) -> dict[str, Any]:
    """Say what left and when it is due, by the clock of the school."""
    local = cadre_de(etablissement).local
    return {
        "pret": pret,
        "quoi": fiche.tant_de(pret.quantite, pret.materiel),
        "quand": du_au(local(pret.debut), local(pret.fin)),
        "en_cours": pret.debut <= maintenant,
    }

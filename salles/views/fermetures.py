"""Closures of a room, of a school or of an authority: see them, add one, lift one."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from etablissements.models import Collectivite, Etablissement
from salles.forms.fermetures import FermetureForm
from salles.models import Fermeture, Salle
from salles.services.fermetures import FermetureOccupee, Porteur, aujourdhui_de, fermer, obstacles, rouvrir
from salles.services.implications import AConfirmer
from salles.views.acces import collectivite_reglee, etablissement_gere, salle_geree
from salles.views.apercu import montrer, ou_question, revient
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
    rouvrir(fermeture=fermeture, maintenant=timezone.now())
    messages.success(request, "La fermeture est levée : les heures d’ouverture comptent de nouveau.")
    return redirect("salles:fermetures_salle", uai, salle.pk) if salle else redirect("salles:fermetures", uai)


@login_required
@require_http_methods(["GET", "POST"])
def fermetures_collectivite(request: HttpRequest, code: str) -> HttpResponse:
    """Close all schools of an authority at once."""
    autorite = collectivite_reglee(request, code)
    maintenant = timezone.now()
    form = FermetureForm(request.POST or None)
    decor = {"collectivite": autorite, "ariane": _ariane(autorite)}
    if suite := _fermer(request, form, autorite, maintenant, decor | {"titre": "Fermer tous vos établissements"}):
        return suite
    aujourdhui = aujourdhui_de(autorite, maintenant)
    contexte = decor | {
        "form": form,
        "fermetures": portee(request.user, Fermeture).filter(collectivite=autorite, dernier_jour__gte=aujourdhui),
        "aujourdhui": aujourdhui,
        "obstacles": _obstacles(form, autorite, maintenant),
    }
    return render(request, "salles/fermetures_collectivite.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def lever_fermeture(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask, then lift a closure of an authority."""
    autorite = collectivite_reglee(request, code)
    fermeture = get_object_or_404(portee(request.user, Fermeture).filter(collectivite=autorite), pk=pk)
    maintenant = timezone.now()
    if request.method == "POST":
        rouvrir(fermeture=fermeture, maintenant=maintenant)
        messages.success(request, "La fermeture est levée : les heures d’ouverture comptent de nouveau.")
        return redirect("salles:fermetures_collectivite", code)
    contexte = {
        "collectivite": autorite,
        "fermeture": fermeture,
        "en_cours": fermeture.premier_jour < aujourdhui_de(autorite, maintenant),
        "ariane": [*_ariane(autorite), (request.path, "Lever")],
    }
    return render(request, "salles/lever_fermeture.html", contexte)


def _ariane(autorite: Collectivite) -> list[tuple[str, str]]:
    return [
        ("/pilotage/", autorite.nom),
        (reverse("salles:fermetures_collectivite", args=[autorite.code]), "Fermetures"),
    ]


def _fermetures(request: HttpRequest, etablissement: Etablissement, ou: Salle | Etablissement) -> HttpResponse:
    maintenant = timezone.now()
    form = FermetureForm(request.POST or None)
    salle = ou if isinstance(ou, Salle) else None
    decor = {
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "ariane": ariane(etablissement, (request.path, f"{salle.nom}, fermetures" if salle else "Fermetures")),
    }
    titre = f"Fermer {salle.nom}" if salle else "Fermer l’établissement"
    if suite := _fermer(request, form, ou, maintenant, decor | {"titre": titre}):
        return suite
    a_venir = portee(request.user, Fermeture).filter(dernier_jour__gte=aujourdhui_de(ou, maintenant))
    contexte = decor | {
        "form": form,
        "salle": salle,
        "propres": a_venir.filter(**({"salle": salle} if salle else {"etablissement": etablissement})),
        "de_l_ecole": a_venir.filter(etablissement=etablissement) if salle else a_venir.none(),
        "de_la_collectivite": a_venir.filter(collectivite=etablissement.collectivite),
        "obstacles": _obstacles(form, ou, maintenant),
    }
    return render(request, "salles/fermetures.html", contexte)


def _fermer(
    request: HttpRequest, form: FermetureForm, ou: Porteur, maintenant: datetime, contexte: dict[str, Any]
) -> HttpResponse | None:
    """Close, or show first who waits for these dates; None where the form is still to be filled."""
    if revient(request) or not form.is_valid():
        return None
    fait = tenter(form, ou_question(fermer), ou=ou, maintenant=maintenant, vu=request.POST.get("vu", ""))
    if isinstance(fait, AConfirmer):
        phrase = "Des associations attendent une réponse pour ces dates."
        return montrer(request, fait, contexte | {"phrase": phrase})
    if not fait:
        return None
    messages.success(request, "La fermeture est enregistrée. Le public en lit la raison.")
    return redirect(request.path)


def _obstacles(form: FermetureForm, ou: Porteur, maintenant: datetime) -> list[str]:
    """Return who stands in the way, once the closure was refused for it."""
    if not (form.is_bound and form.has_error(NON_FIELD_ERRORS, FermetureOccupee.code)):
        return []
    jours = form.cleaned_data
    return obstacles(ou, jours["premier_jour"], jours["dernier_jour"], maintenant)

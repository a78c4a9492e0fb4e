"""Drafts of requests, beside the page that they take up: keep one, say which is open, throw one away."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from conventions import services
from conventions.exceptions import BrouillonChange, BrouillonDisparu
from conventions.forms.demande import DemandeForm
from conventions.forms.reprise import ecrire_reprise, lire_reprise, saisie_de
from conventions.lecture.autre_salle import autres_salles
from conventions.lecture.brouillons import garde
from conventions.models import Brouillon
from salles.models import Salle
from salles.reparations import RAYON_KM
from socle.idempotence import Cle
from socle.portee import portee
from socle.tenter import tenter

GARDER = "en_brouillon"  # the button


def est_a_garder(request: HttpRequest) -> bool:
    """Tell whether a person who has an account wants to keep the page, not to send it."""
    return GARDER in request.POST and request.user.is_authenticated


def garder_la_page(request: HttpRequest, form: DemandeForm, salle: Salle, maintenant: datetime) -> HttpResponse | None:
    """Keep what was typed, whatever is missing or wrong in it; None when the form says why it cannot be kept."""
    if form.has_error("association") or form.has_error("brouillon"):
        return None
    brouillon = tenter(form, _garder, formulaire=form, ici=salle, request=request, maintenant=maintenant)
    if brouillon is None:
        return None
    messages.success(
        request,
        f"C’est gardé, et rien n’est envoyé. Les membres de « {brouillon.demande.association} » peuvent reprendre ce "
        "brouillon d’ici.",
    )
    return redirect("conventions:espace_association")


def _garder(*, formulaire: DemandeForm, ici: Salle, request: HttpRequest, maintenant: datetime, **_) -> Brouillon:
    cle = formulaire.cleaned_data.get("cle")
    return services.garder_brouillon(
        association=formulaire.cleaned_data["association"],
        salle=ici,
        saisie=saisie_de(formulaire),
        par=request.user,
        maintenant=maintenant,
        reprise=formulaire.cleaned_data["brouillon"],
        cle=Cle.de(request.user, f"brouillon-{cle}", None) if cle else None,
    )


def ouvert(request: HttpRequest, texte: str) -> Brouillon | None:
    """Return the draft that a page took up, as it stands now; None when there is none any more."""
    reprise = lire_reprise(texte)
    siens = portee(request.user, Brouillon).select_related("demande__etablissement", "garde_par")
    return siens.filter(pk=reprise.brouillon).first() if reprise else None


def contexte_du_brouillon(request: HttpRequest, form: DemandeForm) -> dict[str, Any]:
    """Return the draft that the page takes up, and how the page names it when it is sent.

    Who was told that it changed may go on: what they see then counts. One that is gone is not named any more.
    """
    tape = form["brouillon"].value() or ""
    brouillon = ouvert(request, tape)
    if brouillon is None:
        return {"brouillon": None, "reprise": ""}
    a_change = form.has_error("__all__", BrouillonChange.code)
    return {
        "brouillon": brouillon,
        "garde": garde(brouillon),
        "reprise": ecrire_reprise(brouillon) if a_change else tape,
    }


def proposer_d_autres_salles(request: HttpRequest, brouillon: Brouillon, maintenant: datetime) -> HttpResponse:
    """Show where a draft may go on whose room is no longer offered."""
    contexte = {
        "brouillon": brouillon,
        "collectivite": brouillon.demande.etablissement.collectivite,
        "garde": garde(brouillon),
        "autres": autres_salles(brouillon, maintenant),
        "rayon_km": RAYON_KM,
        "ariane": [("/association/", "Mes demandes"), (request.path, "Une autre salle")],
    }
    return render(request, "conventions/brouillon_ailleurs.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def jeter(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then throw the draft away with what was typed in it."""
    siens = portee(request.user, Brouillon).select_related("demande__etablissement__collectivite", "salle", "garde_par")
    brouillon = get_object_or_404(siens, pk=pk)
    if request.method == "POST":
        lue = lire_reprise(request.POST.get("reprise", "")) or services.Reprise(brouillon.pk, brouillon.revision)
        with suppress(BrouillonDisparu):  # another member was faster: it is gone, as wished
            services.jeter_brouillon(reprise=lue, par=request.user)
        messages.success(request, "Le brouillon est jeté, avec tout ce qui y était écrit.")
        return redirect("conventions:espace_association")
    contexte = {
        "brouillon": brouillon,
        "collectivite": brouillon.demande.etablissement.collectivite,
        "garde": garde(brouillon),
        "reprise": ecrire_reprise(brouillon),
        "ariane": [("/association/", "Mes demandes"), (request.path, "Jeter un brouillon")],
    }
    return render(request, "conventions/jeter.html", contexte)

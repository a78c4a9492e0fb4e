"""The booking rules at their three levels: what applies, who set it, and what a change implies before it is saved."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from etablissements.ecriture import enumerer, pluriel
from etablissements.models import Collectivite, Etablissement
from salles.forms.regles import TOUTES, ReglesForm, dire, qui
from salles.models import Salle
from salles.regles import Niveau, regle
from salles.services.implications import AConfirmer
from salles.services.regles import regler, surcharges
from salles.views.acces import collectivite_reglee, etablissement_gere, salle_geree
from salles.views.apercu import montrer, ou_question, revient
from salles.views.etapes import adresse, ariane
from socle.tenter import tenter

MOTS = {Etablissement: "établissement", Salle: "salle"}


@login_required
@require_http_methods(["GET", "POST"])
def regles_salle(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Show and set the rules of one room."""
    salle = salle_geree(request, uai, pk)
    etapes = ariane(salle.etablissement, (adresse(salle, "ouvertures"), salle.nom), (request.path, "Règles"))
    return _regles(
        request,
        salle,
        {
            "titre": f"Les règles de « {salle.nom} »",
            "collectivite": salle.etablissement.collectivite,
            "ariane": etapes,
            "plus_haut": (reverse("salles:regles_ecole", args=[uai]), "Les règles de tout l’établissement"),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def regles_ecole(request: HttpRequest, uai: str) -> HttpResponse:
    """Show and set the rules of a school, which its rooms may set otherwise."""
    ecole = etablissement_gere(request, uai)
    return _regles(
        request,
        ecole,
        {
            "titre": "Les règles de vos salles",
            "collectivite": ecole.collectivite,
            "ariane": ariane(ecole, (request.path, "Règles")),
            "plus_haut": None,
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def regles_collectivite(request: HttpRequest, code: str) -> HttpResponse:
    """Show and set the rules of an authority, which its schools and their rooms may set otherwise."""
    autorite = collectivite_reglee(request, code)
    contexte = {
        "titre": "Les règles de vos établissements",
        "collectivite": autorite,
        "ariane": None,
        "plus_haut": None,
    }
    return _regles(request, autorite, contexte)


def _regles(request: HttpRequest, niveau: Niveau, contexte: dict[str, Any]) -> HttpResponse:
    maintenant = timezone.now()
    form = ReglesForm(request.POST or None, niveau=niveau, aujourdhui=timezone.localdate(maintenant))
    if not revient(request) and form.is_valid():
        vu = request.POST.get("vu", "")
        fait = tenter(form, ou_question(regler), niveau=niveau, maintenant=maintenant, vu=vu)
        if isinstance(fait, AConfirmer):
            phrase = "Ce qui est pris reste pris ; les nouvelles dates suivent la nouvelle règle."
            return montrer(request, fait, contexte | {"phrase": phrase})
        if fait:
            messages.success(request, "Les règles sont enregistrées.")
            return redirect(request.path)
    contexte |= {
        "form": form,
        "appliquees": [_appliquee(niveau, nom) for nom in TOUTES],
        "sauf": [] if isinstance(niveau, Salle) else _sauf(niveau),
    }
    return render(request, "salles/regles.html", contexte)


def _appliquee(niveau: Niveau, nom: str) -> tuple[str, str, str]:
    """Return « Durée la plus courte », « 30 minutes » and « l’établissement », who sets it."""
    valeur, pose = regle(niveau, nom)
    return TOUTES[nom], dire(nom, valeur), qui(pose)


def _sauf(niveau: Etablissement | Collectivite) -> list[str]:
    """Say which rules are set otherwise below, and by how many."""
    return [
        f"{TOUTES[nom]} : {enumerer([pluriel(nombre, MOTS[modele]) for nombre, modele in siennes])}"
        for nom, siennes in surcharges(niveau).items()
        if siennes
    ]

"""What a school lends, as a whole or with one room: how many there are, and how many of them are promised."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from etablissements.champs import lire_entier
from etablissements.ecriture import heure, jour_court
from etablissements.models import Etablissement
from etablissements.permissions import peut_publier
from salles.forms.materiel import MaterielForm, QuantiteForm
from salles.models import Materiel, PretSeul, Salle
from salles.regles import cadre_de
from salles.services.materiel import MaterielCite, ajouter_materiel, compter_materiel, promis, retirer_materiel
from salles.views import fiche
from salles.views.acces import etablissement_accueilli, salle_geree
from salles.views.etapes import contexte_etape
from salles.views.prets import decrire_le_pret
from socle.erreur import exiger
from socle.portee import portee
from socle.tenter import tenter


@dataclass(frozen=True, slots=True)
class Ligne:
    """One thing of the stock: how many, its form, and what is promised at the worst instant to come, as a phrase."""

    materiel: Materiel
    quoi: str
    form: QuantiteForm
    promis: str


@login_required
@require_http_methods(["GET", "POST"])
def materiel(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Count what is lent with the room, add to it, take away."""
    salle = salle_geree(request, uai, pk)
    materiels = portee(request.user, Materiel).filter(salle=salle)
    suite = _compter(request, salle.etablissement, salle, materiels)
    if isinstance(suite, HttpResponse):
        return suite
    return render(request, "salles/materiel.html", contexte_etape(salle, "description") | suite)


@login_required
@require_http_methods(["GET", "POST"])
def materiel_ecole(request: HttpRequest, uai: str) -> HttpResponse:
    """Show all that the school lends and what left without any room; who publishes counts and adds."""
    etablissement = etablissement_accueilli(request, uai)
    gere = peut_publier(request.user, etablissement)
    if request.method == "POST":
        exiger(gere)
    materiels = portee(request.user, Materiel).filter(etablissement=etablissement).select_related("salle")
    suite = _compter(request, etablissement, None, materiels)
    if isinstance(suite, HttpResponse):
        return suite
    maintenant = timezone.now()
    prets = portee(request.user, PretSeul).filter(
        materiel__etablissement=etablissement, rendu_le=None, fin__gt=maintenant
    )
    contexte = suite | {
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "ariane": [("/etablissement/", etablissement.nom), (request.path, "Le matériel")],
        "gere": gere,
        "prets": [decrire_le_pret(pret, etablissement, maintenant) for pret in prets.select_related("materiel")],
    }
    return render(request, "salles/materiel_ecole.html", contexte)


def _compter(
    request: HttpRequest, etablissement: Etablissement, salle: Salle | None, materiels: QuerySet[Materiel]
) -> HttpResponse | dict:
    """Add, count or take away; return where to go next, else what the page shows."""
    maintenant = timezone.now()
    vise = request.POST.get("materiel")
    ajout = MaterielForm(request.POST if request.method == "POST" and not vise else None)
    quantite = QuantiteForm(request.POST if vise else None, prefix=f"m{vise}" if vise else None)
    if ajout.is_valid() and tenter(ajout, ajouter_materiel, etablissement=etablissement, salle=salle):
        messages.success(request, "C’est ajouté : on peut le demander avec la salle." if salle else "C’est ajouté.")
        return redirect(request.path)
    if vise:
        le_materiel = get_object_or_404(materiels, pk=lire_entier(vise))
        if "retirer" in request.POST:
            return _retirer(request, le_materiel)
        if quantite.is_valid() and tenter(quantite, compter_materiel, materiel=le_materiel, maintenant=maintenant):
            messages.success(request, "La quantité est enregistrée.")
            return redirect(request.path)
    promesses = promis([un.pk for un in materiels], maintenant=maintenant)
    return {
        "ajout": ajout,
        "form": quantite if vise else ajout,
        "lignes": [
            Ligne(
                un,
                fiche.tant_de(un.quantite, un),
                quantite if vise == str(un.pk) else QuantiteForm(prefix=f"m{un.pk}", initial={"quantite": un.quantite}),
                _promis(etablissement, *promesses[un.pk], maintenant),
            )
            for un in materiels
        ],
    }


def _promis(etablissement: Etablissement, combien: int, quand: datetime, maintenant: datetime) -> str:
    if not combien:
        return "Rien n’en est promis."
    if quand == maintenant:
        return f"{combien} promis à la fois au plus, en ce moment."
    local = cadre_de(etablissement).local(quand)
    return f"{combien} promis à la fois au plus, le {jour_court(local.date())} à {heure(local)}."


def _retirer(request: HttpRequest, le_materiel: Materiel) -> HttpResponse:
    try:
        retirer_materiel(materiel=le_materiel)
        messages.success(request, f"« {le_materiel.nom} » n’est plus prêté.")
    except MaterielCite as refus:
        messages.error(request, refus.message)
    return redirect(request.path)

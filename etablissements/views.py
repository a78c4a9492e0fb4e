"""Who acts for a school or an authority, and what an authority sets for itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from etablissements.couleurs import CONTRASTE_MIN, ENCRE_CLAIRE, FORME, contraste
from etablissements.forms import HabilitationForm, ReglagesForm
from etablissements.models import Collectivite, Etablissement, Habilitation
from etablissements.permissions import peut_habiliter, peut_piloter, peut_regler
from etablissements.services import habilitations as services
from etablissements.services.reglages import regler
from socle.erreur import exiger
from socle.portee import portee
from socle.tenter import tenter


@login_required
@require_http_methods(["GET", "POST"])
def equipe(request: HttpRequest, uai: str) -> HttpResponse:
    """Show who acts for a school; its head and the superviseurs of its authority name others."""
    ecole = get_object_or_404(portee(request.user, Etablissement).select_related("collectivite"), uai=uai.upper())
    if not peut_habiliter(request.user, ecole):
        raise Http404
    contexte = {"etablissement": ecole, "collectivite": ecole.collectivite, "nom": ecole.nom}
    return _roles(request, ecole, contexte, "etablissements/equipe.html")


@login_required
@require_http_methods(["GET", "POST"])
def habilitations(request: HttpRequest, code: str) -> HttpResponse:
    """Show who acts for an authority; its superviseurs name others."""
    autorite = _collectivite_pilotee(request, code)
    exiger(peut_regler(request.user, autorite))
    return _roles(request, autorite, {"collectivite": autorite}, "etablissements/habilitations.html")


def _roles(request: HttpRequest, lieu, contexte: dict, gabarit: str) -> HttpResponse:
    """List the roles held in a place today or later, and give one more."""
    aujourdhui = localdate()
    form = HabilitationForm(request.POST or None, roles=services.roles_de(lieu))
    if form.is_valid() and (
        donnee := tenter(form, services.habiliter, lieu=lieu, par=request.user, aujourdhui=aujourdhui)
    ):
        messages.success(request, f"{donnee.utilisateur} est {donnee.get_role_display()} : un message l’en prévient.")
        return redirect(request.path)
    tenues = (
        portee(request.user, Habilitation)
        .filter(**services.ou(lieu))
        .exclude(dernier_jour__lt=aujourdhui)
        .select_related("utilisateur")
        .order_by("role", "premier_jour", "pk")
    )
    return render(request, gabarit, contexte | {"form": form, "habilitations": tenues})


@login_required
@require_http_methods(["GET", "POST"])
def terminer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end a role."""
    tenue = get_object_or_404(
        portee(request.user, Habilitation).select_related("utilisateur", "collectivite", "etablissement__collectivite"),
        pk=pk,
    )
    lieu = tenue.lieu
    if isinstance(lieu, Etablissement):
        exiger(peut_habiliter(request.user, lieu))
        retour = reverse("etablissements:equipe", args=[lieu.uai])
    else:
        exiger(peut_regler(request.user, lieu))
        retour = reverse("etablissements:habilitations", args=[lieu.code])
    if request.method == "POST":
        services.terminer(habilitation=tenue, aujourdhui=localdate())
        messages.success(request, f"{tenue.utilisateur} n’est plus {tenue.get_role_display()}.")
        return redirect(retour)
    contexte = {"habilitation": tenue, "retour": retour, "soi": tenue.utilisateur_id == request.user.pk}
    return render(request, "etablissements/terminer.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def reglages(request: HttpRequest, code: str) -> HttpResponse:
    """Show and change what an authority sets; `apercu` shows the colours without keeping them."""
    autorite = _collectivite_pilotee(request, code)
    exiger(peut_regler(request.user, autorite))
    form = ReglagesForm(request.POST or None, request.FILES or None, collectivite=autorite)
    apercu = "apercu" in request.POST
    if not apercu and form.is_valid() and tenter(form, regler, collectivite=autorite):
        messages.success(request, "Les réglages sont enregistrés. Les pages déjà ouvertes changeront dans l’heure.")
        return redirect(request.path)
    couleurs = (_couleur(form, "marque_1", autorite), _couleur(form, "marque_2", autorite))
    contexte = {"collectivite": autorite, "form": form, "couleurs": couleurs, "lisible": _lisible(couleurs[0])}
    return render(request, "etablissements/reglages.html", contexte)


def _collectivite_pilotee(request: HttpRequest, code: str) -> Collectivite:
    """Return the authority, for its own agents only."""
    autorite = get_object_or_404(portee(request.user, Collectivite), code=code)
    if not peut_piloter(request.user, autorite):
        raise Http404
    return autorite


def _couleur(form: ReglagesForm, champ: str, autorite: Collectivite) -> str:
    """Return the colour that the form shows, the one in force when what was sent is no colour."""
    saisie = str(form[champ].value())
    return saisie if FORME.fullmatch(saisie) else getattr(autorite, champ)


def _lisible(couleur: str) -> bool:
    return contraste(couleur, ENCRE_CLAIRE) >= CONTRASTE_MIN

"""The page of a person: who one is, how one signs in, what one may do. It gathers what several apps know."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.authtoken.models import Token

from associations.models import Membre
from associations.permissions import associations_de
from comptes import services
from comptes.forms import ProfilForm
from comptes.suite import suite
from etablissements.permissions import habilitations
from socle.portee import portee
from socle.tenter import tenter


@require_http_methods(["GET", "POST"])
def compte(request: HttpRequest) -> HttpResponse:
    """Show one's own page and let one correct it; whoever is not signed in is sent to do so."""
    if not request.user.is_authenticated:
        return redirect(reverse("account_login", query={"next": suite(request)} if suite(request) else None))
    personne = request.user
    initiales = {"prenom": personne.prenom, "nom": personne.nom, "telephone": personne.telephone}
    form = ProfilForm(request.POST or None, initial=initiales)
    if form.is_valid() and tenter(form, services.modifier_profil, utilisateur=personne):
        messages.success(request, "Vos lignes sont à jour.")
        return redirect("compte")
    roles = habilitations(personne).select_related("etablissement", "collectivite")
    adhesions = portee(personne, Membre).filter(utilisateur=personne).select_related("association")
    lieux = [str(role.lieu) for role in roles] or [str(lien.association) for lien in adhesions]
    contexte = {
        "form": form,
        "jeton": portee(personne, Token).first(),
        "roles": roles,
        "adhesions": adhesions,
        "lieux": list(dict.fromkeys(lieux)),
        "tiers": settings.PREAU_OIDC,
    }
    return render(request, "comptes/compte.html", contexte)


@login_required
@require_safe
def espace(request: HttpRequest) -> HttpResponse:
    """Lead a person who just signed in to the space where something may wait."""
    tenues = list(habilitations(request.user))
    if any(tenue.etablissement_id for tenue in tenues):
        return redirect("/etablissement/")
    if tenues:
        return redirect("/pilotage/")
    return redirect("/association/" if associations_de(request.user).exists() else "/")


@never_cache
@reauthentication_required
@require_http_methods(["GET", "POST"])
def jeton(request: HttpRequest) -> HttpResponse:
    """Make an API token, shown this once."""
    nouveau = services.creer_jeton(utilisateur=request.user) if request.method == "POST" else None
    return render(request, "comptes/jeton.html", {"nouveau": nouveau})


@login_required
@require_POST
def revoquer_jeton(request: HttpRequest) -> HttpResponse:
    """Take the API token back."""
    services.revoquer_jeton(utilisateur=request.user)
    messages.success(request, "Votre jeton ne sert plus.")
    return redirect("compte")

"""The life of a room before the public: preview, publish, withdraw, take back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from etablissements.direction import a_un_chef
from salles.forms.depart import PublicationForm
from salles.models import Salle
from salles.services.completude import PLANNING, manques
from salles.services.publication import publier, retablir, retirer
from salles.services.touches import a_venir, phrases, touches
from salles.views.acces import salle_geree
from salles.views.etapes import adresse, ariane, contexte_etape
from salles.views.publique import decrire, salles_detaillees
from socle.tenter import tenter

OCCUPANTS_CITES = 6


@login_required
@require_http_methods(["GET", "POST"])
def publication(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Certify the planning and publish; for a published room, what the public sees and how to withdraw it."""
    salle = salle_geree(request, uai, pk)
    maintenant = timezone.now()
    form = PublicationForm(request.POST or None)
    if form.is_valid() and (publiee := tenter(form, publier, salle=salle, maintenant=maintenant)):
        messages.success(
            request,
            f"« {publiee.nom} » est publiée : les associations peuvent la demander.",
            extra_tags=reverse("salles:retirer_de_suite", args=[uai, pk]),
        )
        return redirect(adresse(salle, "publication"))
    occupants = phrases(a_venir([salle], maintenant), avec_salle=False)
    contexte = contexte_etape(salle, "publication") | {
        "form": form,
        "restent": [manque for manque in manques(salle, timezone.now()) if manque != PLANNING],
        "occupants": occupants[:OCCUPANTS_CITES],
        "autres_occupants": len(occupants[OCCUPANTS_CITES:]),
        "sans_chef": not a_un_chef(salle.etablissement, timezone.localdate(maintenant)),
    }
    with timezone.override(salle.etablissement.fuseau):
        return render(request, "salles/publication.html", contexte)


@login_required
@require_safe
def apercu(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Show the page as the public sees it, draft or not."""
    gere = salle_geree(request, uai, pk)
    salle = get_object_or_404(salles_detaillees(request.user), pk=gere.pk)
    contexte = decrire(salle, request, timezone.now(), noms=False) | {
        "accueille": False,
        "gere": False,
        "apercu": True,
        "ariane": ariane(gere.etablissement, (adresse(gere, "publication"), salle.nom), (request.path, "Aperçu")),
    }
    return render(request, "salles/salle.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def retirer_salle(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """List who is hit, then withdraw."""
    salle = salle_geree(request, uai, pk)
    if request.method == "POST":
        return _retirer(request, salle)
    contexte = {
        "salle": salle,
        "collectivite": salle.etablissement.collectivite,
        "touches": touches(salle=salle, maintenant=timezone.now()),
        "url_publication": adresse(salle, "publication"),
        "ariane": ariane(salle.etablissement, (adresse(salle, "publication"), salle.nom), (request.path, "Retirer")),
    }
    return render(request, "salles/retirer.html", contexte)


@login_required
@require_POST
def retirer_de_suite(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Undo a publication that was a slip."""
    return _retirer(request, salle_geree(request, uai, pk))


@login_required
@require_POST
def retablir_salle(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Undo a withdrawal."""
    salle = retablir(salle=salle_geree(request, uai, pk), maintenant=timezone.now())
    messages.success(request, f"« {salle.nom} » est de nouveau publiée.")
    return redirect("salles:nos_salles", uai)


def _retirer(request: HttpRequest, salle: Salle) -> HttpResponse:
    retirer(salle=salle)
    messages.success(
        request,
        f"« {salle.nom} » est retirée : on ne peut plus la demander. Ce qui était accordé le reste.",
        extra_tags=reverse("salles:retablir", args=[salle.etablissement.uai, salle.pk]),
    )
    return redirect("salles:nos_salles", salle.etablissement.uai)

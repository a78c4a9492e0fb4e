"""The school's inbox: what waits for the head, sorted by urgency."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.lecture import boite as lecture
from conventions.models import Convention, CreneauDemande, Demande
from conventions.permissions import LECTEURS
from etablissements.ecriture import pluriel
from etablissements.permissions import etablissements_de, peut_habiliter
from salles.models import Salle
from salles.regles import cadre_de
from salles.views.phrases import lettres, majuscule
from socle.portee import portee

DERNIERS_ACCORDS = 10


@login_required
@require_safe
def choisir(request: HttpRequest) -> HttpResponse:
    """Go to the inbox of one's only school, or choose among several; the lodge goes to its agenda."""
    a_decider = Count("demandes", filter=Q(demandes__statut__in=Demande.A_DECIDER))
    ecoles = list(
        etablissements_de(request.user, *LECTEURS).select_related("site__commune").annotate(a_decider=a_decider)
    )
    if len(ecoles) == 1:
        return redirect("conventions:boite_etablissement", uai=ecoles[0].uai)
    if not ecoles:
        loge = etablissements_de(request.user).first()
        if loge is None:
            raise Http404("Vous n’agissez pour aucun établissement.")
        return redirect("salles:agenda", uai=loge.uai)
    return render(request, "conventions/choisir_etablissement.html", {"ecoles": ecoles})


@login_required
@require_safe
def boite(request: HttpRequest, uai: str) -> HttpResponse:
    maintenant = timezone.now()
    ecoles = etablissements_de(request.user, *LECTEURS).select_related("collectivite")
    etablissement = get_object_or_404(ecoles, uai=uai.upper())
    demandes = list(lecture.demandes_lues(portee(request.user, Demande).filter(etablissement=etablissement)))
    lignes = lecture.lignes(etablissement, demandes, maintenant)
    aujourdhui = cadre_de(etablissement).jour(maintenant)
    ce_soir = portee(request.user, CreneauDemande).filter(
        demande__etablissement=etablissement, etat=CreneauDemande.Etat.ACCEPTE, jour=aujourdhui
    )
    projets = portee(request.user, Convention).filter(
        demande__etablissement=etablissement, statut=Convention.Statut.REDACTION
    )
    contexte = {
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "jour": aujourdhui,
        "titre": _titre(lignes),
        "phrase": _phrase(lignes),
        "lignes": lignes,
        "a_publie": bool(lignes) or portee(request.user, Salle).publiees().filter(etablissement=etablissement).exists(),
        "ce_soir": lecture.ce_soir(ce_soir.select_related("salle", "demande__association", "demande__etablissement")),
        "projets": projets.select_related("demande__association")[:DERNIERS_ACCORDS],
        "url_salles": reverse("salles:nos_salles", args=[etablissement.uai]),
        "delegue": peut_habiliter(request.user, etablissement),
    }
    return render(request, "conventions/boite.html", contexte)


def _titre(lignes: list[lecture.Ligne]) -> str:
    """Count what waits, and what waits the least."""
    if not lignes:
        return "Rien ne vous attend."
    pressees = sum(ligne.urgence == 1 for ligne in lignes)
    verbe = "chose vous attend" if len(lignes) == 1 else "choses vous attendent"
    if pressees and pressees < len(lignes):
        return f"{majuscule(lettres(len(lignes)))} {verbe}, dont {lettres(pressees)} avant demain soir."
    return f"{majuscule(lettres(len(lignes)))} {verbe}{' avant demain soir' if pressees else ''}."


def _phrase(lignes: list[lecture.Ligne]) -> str:
    if not lignes:
        return "Toutes les demandes ont une réponse."
    return f"Comptez {pluriel(len(lignes), 'minute')}."

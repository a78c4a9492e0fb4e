"""The school's inbox: what waits for the head, sorted by urgency."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.lecture import boite as lecture
from conventions.lecture import reponses as lecture_reponses
from conventions.lecture.accueil import visiteurs_pour
from conventions.lecture.prochaine_etape import ce_qui_manque
from conventions.models import Convention, Demande
from conventions.permissions import LECTEURS
from etablissements.ecriture import pluriel
from etablissements.models import Etablissement
from etablissements.permissions import etablissements_de, peut_habiliter
from salles.models import Reservation, Salle
from salles.regles import cadre_de
from salles.views.agenda import UN_JOUR, du_jour, passages
from salles.views.phrases import lettres, majuscule
from socle.portee import portee

DERNIERS_ACCORDS = 10
REPONSES_PAR_PAGE = 20
A_SUIVRE = (
    (
        "Conventions à faire voter",
        "Aucun projet n’attend le conseil d’administration.",
        (Convention.Statut.REDACTION, Convention.Statut.A_DELIBERER),
    ),
    (
        "Conventions votées",
        "Aucune convention votée n’attend de signature ni d’assurance.",
        (
            Convention.Statut.DELIBEREE,
            Convention.Statut.TRANSMISE,
            Convention.Statut.A_SIGNER,
            Convention.Statut.SIGNEE,
        ),
    ),
)


@login_required
@require_safe
def choisir(request: HttpRequest) -> HttpResponse:
    """Go to the inbox of one's only school, or choose among several; the lodge goes to its agenda."""
    attendent = Q(demandes__statut__in=Demande.A_DECIDER) & ~Q(demandes__statut=Demande.Statut.INCOMPLETE)
    a_decider = Count("demandes", filter=attendent)
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
    etablissement = _ecole(request, uai)
    demandes = list(lecture.demandes_lues(portee(request.user, Demande).filter(etablissement=etablissement)))
    lignes = lecture.lignes(etablissement, demandes, maintenant)
    aujourdhui = cadre_de(etablissement).jour(maintenant)
    reservations = du_jour(request.user, etablissement, aujourdhui, maintenant)
    venues = passages(
        reservations.filter(nature=Reservation.Nature.ASSOCIATION), visiteurs_pour(request.user), maintenant
    )
    conventions = (
        portee(request.user, Convention)
        .filter(demande__etablissement=etablissement)
        .select_related("demande__association", "demande__etablissement")
    )
    contexte = {
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "jour": aujourdhui,
        "titre": _titre(lignes),
        "phrase": _phrase(lignes),
        "lignes": lignes,
        "a_publie": bool(lignes) or portee(request.user, Salle).publiees().filter(etablissement=etablissement).exists(),
        "attendus": [passage for passage in venues if passage.est_attendu],
        "demain": aujourdhui + UN_JOUR,
        "offres": lecture.offres(portee(request.user, Demande).filter(etablissement=etablissement)),
        "conventions_par_suite": [
            (
                titre,
                vide,
                [
                    (suivie, ce_qui_manque(suivie))
                    for suivie in conventions.filter(statut__in=statuts)[:DERNIERS_ACCORDS]
                ],
            )
            for titre, vide, statuts in A_SUIVRE
        ],
        "url_salles": reverse("salles:nos_salles", args=[etablissement.uai]),
        "delegue": peut_habiliter(request.user, etablissement),
    }
    return render(request, "conventions/boite.html", contexte)


@login_required
@require_safe
def reponses(request: HttpRequest, uai: str) -> HttpResponse:
    """List what the school answered; whoever decided less than ten minutes ago finds the way back here."""
    etablissement = _ecole(request, uai)
    demandes = lecture_reponses.demandes_repondues(
        portee(request.user, Demande).filter(etablissement=etablissement),
    )
    page = Paginator(demandes, REPONSES_PAR_PAGE).get_page(request.GET.get("page"))
    url_boite = reverse("conventions:boite_etablissement", args=[etablissement.uai])
    contexte = {
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "page": page,
        "reponses": lecture_reponses.reponses(page, request.user, timezone.now()),
        "url_boite": url_boite,
        "ariane": [(url_boite, "À décider"), (request.path, "Déjà répondu")],
    }
    return render(request, "conventions/reponses.html", contexte)


def _ecole(request: HttpRequest, uai: str) -> Etablissement:
    """Return the school for its head and its gestionnaire; for anybody else it has no inbox."""
    ecoles = etablissements_de(request.user, *LECTEURS).select_related("collectivite")
    return get_object_or_404(ecoles, uai=uai.upper())


def _titre(lignes: list[lecture.Ligne]) -> str:
    """Count what waits for the school, and what waits the least."""
    lignes = [ligne for ligne in lignes if not ligne.attend_ailleurs]
    if not lignes:
        return "Rien ne vous attend."
    pressees = sum(ligne.urgence == 1 for ligne in lignes)
    verbe = "chose vous attend" if len(lignes) == 1 else "choses vous attendent"
    if pressees and pressees < len(lignes):
        return f"{majuscule(lettres(len(lignes)))} {verbe}, dont {lettres(pressees)} avant demain soir."
    return f"{majuscule(lettres(len(lignes)))} {verbe}{' avant demain soir' if pressees else ''}."


def _phrase(lignes: list[lecture.Ligne]) -> str:
    """Say how long it takes, and what waits for somebody else."""
    if not lignes:
        return "Toutes les demandes ont une réponse."
    ailleurs = sum(ligne.attend_ailleurs for ligne in lignes)
    sa_part = f"Comptez {pluriel(len(lignes) - ailleurs, 'minute')}." if ailleurs < len(lignes) else ""
    if not ailleurs:
        return sa_part
    attendent = "demande attend" if ailleurs == 1 else "demandes attendent"
    return f"{sa_part} {majuscule(lettres(ailleurs))} {attendent} des pièces.".strip()

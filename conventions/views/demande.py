"""A request after it was filed: receipt, follow-up, withdrawal, dates given back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes.suite import suite
from conventions import services
from conventions.echeances import EN_ECHEANCE, jour_du_depot
from conventions.lecture import demande as lecture
from conventions.lecture.ailleurs import chercher_ailleurs
from conventions.mentions import accuse_de_reception
from conventions.models import CreneauDemande, Demande
from conventions.permissions import peut_instruire, peut_retirer
from conventions.phrases import au, le, majuscule, moment, titre_de
from conventions.views.reparations import contexte_des_manques
from etablissements.direction import a_un_chef
from etablissements.ecriture import jour_long, plage_horaire
from etablissements.textes import textes_en_vigueur
from socle.erreur import exiger
from socle.portee import portee

AVEC_SON_ECOLE = (
    "etablissement__collectivite",
    "etablissement__site__commune",
    "association",
    "activite",
    "convention",
)
Statut = Demande.Statut


def demandes_detaillees(utilisateur):
    """Fetch with a request all that its page tells."""
    return (
        portee(utilisateur, Demande)
        .select_related(*AVEC_SON_ECOLE)
        .prefetch_related("souhaits__salle", "materiels__materiel", *EN_ECHEANCE)
    )


@login_required
@require_safe
def demande(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a request stands; who decides is sent to the page of the decision."""
    maintenant = timezone.now()
    la_demande = get_object_or_404(demandes_detaillees(request.user), pk=pk)
    est_a_elle = peut_retirer(request.user, la_demande)
    if not est_a_elle and peut_instruire(request.user, la_demande):
        return redirect("conventions:decision", pk=pk)
    creneaux = list(la_demande.creneaux.select_related("salle__etablissement__collectivite", "reservation"))
    autres = portee(request.user, Demande).filter(dossier=la_demande.dossier_id).exclude(pk=pk)
    decision = la_demande.decisions.en_vigueur().select_related("auteur").first()
    attendues = next((pieces for pieces in la_demande.pieces_demandees.all() if not pieces.completees_le), None)
    dates = lecture.lire_dates(la_demande, creneaux, maintenant)
    sans_chef = la_demande.est_a_decider and not a_un_chef(la_demande.etablissement, timezone.localdate(maintenant))
    contexte = {
        "demande": la_demande,
        "collectivite": la_demande.etablissement.collectivite,
        "est_a_elle": est_a_elle,
        "titre": lecture.titre(la_demande) if est_a_elle else majuscule(titre_de(la_demande)),
        "phrase": lecture.phrase(
            la_demande, creneaux, maintenant, decision=decision, attendues=attendues, sans_chef=sans_chef
        ),
        "etapes": lecture.etapes(la_demande),
        "frise": lecture.dessiner(la_demande, dates) if len(dates) > 1 else None,
        "faits": lecture.faits(la_demande, dates) + lecture.prix(la_demande, creneaux),
        "dates": dates,
        "plusieurs_salles": len({lue.salle for lue in dates}) > 1,
        "autres": [(autre, au(autre.etablissement)) for autre in autres.select_related("etablissement")],
        "decision": decision,
        "attendues": attendues,
        "offre": lecture.derniere_offre(la_demande),
        "convention": lecture.projet_a_lire(lecture.convention_de(la_demande), decision, maintenant),
        "mentions": accuse_de_reception(la_demande, textes_en_vigueur(jour_du_depot(la_demande))),
        "retirable": la_demande.peut_devenir(Statut.RETIREE) or la_demande.peut_devenir(Statut.ANNULEE),
        "ariane": _ariane(la_demande, est_a_elle=est_a_elle),
    }
    if est_a_elle:
        contexte |= contexte_des_manques(request, la_demande, maintenant)
        if la_demande.statut == Statut.REFUSEE:
            contexte["chercher"] = chercher_ailleurs(la_demande, creneaux, decision, maintenant)
    with timezone.override(la_demande.etablissement.fuseau):
        return render(request, "conventions/demande.html", contexte)


def _ariane(la_demande: Demande, *, est_a_elle: bool) -> list[tuple[str, str]]:
    """Lead back to where the reader comes from: whoever does not ask and does not decide reads for the authority."""
    autorite = f"/pilotage/demandes/?collectivite={la_demande.etablissement.collectivite.code}"
    d_ou = [("/association/", "Mes demandes")] if est_a_elle else [("/pilotage/", "Pilotage"), (autorite, "Demandes")]
    return [*d_ou, (la_demande.get_absolute_url(), la_demande.numero)]


def la_mienne(request: HttpRequest, pk: int) -> Demande:
    """Return the request of one's own association; who sees it without being a member may not act."""
    la_demande = get_object_or_404(demandes_detaillees(request.user), pk=pk)
    exiger(peut_retirer(request.user, la_demande))
    return la_demande


@login_required
@require_http_methods(["GET", "POST"])
def retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw the request or give up what was granted."""
    la_demande = la_mienne(request, pk)
    if request.method == "POST":
        services.renoncer(demande=la_demande, maintenant=timezone.now())
        messages.success(request, f"La demande {la_demande.numero} est retirée ; l’établissement est prévenu.")
        return redirect("conventions:espace_association")
    contexte = {
        "demande": la_demande,
        "collectivite": la_demande.etablissement.collectivite,
        "titre_demande": titre_de(la_demande),
        "apres_accord": la_demande.peut_devenir(Statut.ANNULEE),
        "signee": lecture.est_signee(la_demande),
        "ariane": [
            ("/association/", "Mes demandes"),
            (la_demande.get_absolute_url(), la_demande.numero),
            (request.path, "Retirer"),
        ],
    }
    return render(request, "conventions/retirer.html", contexte)


@login_required
@require_POST
def completer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the papers are given."""
    la_demande = services.completer(demande=la_mienne(request, pk), maintenant=timezone.now())
    messages.success(request, f"{majuscule(le(la_demande.etablissement))} est prévenu : le délai de réponse reprend.")
    return redirect(la_demande)


@login_required
@require_http_methods(["GET", "POST"])
def liberer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then give one date back."""
    creneau = get_object_or_404(
        portee(request.user, CreneauDemande).select_related(
            "salle", "demande__etablissement__collectivite", "demande__convention"
        ),
        pk=pk,
    )
    exiger(peut_retirer(request.user, creneau.demande))
    rendue = moment(creneau, creneau.demande.etablissement.fuseau)
    retour = suite(request, reverse("conventions:espace_association"))
    if request.method == "POST":
        services.liberer_date(creneau=creneau, maintenant=timezone.now())
        messages.success(request, f"Le {jour_long(rendue.jour)} est rendu ; l’établissement est prévenu.")
        return redirect(retour)
    contexte = {
        "creneau": creneau,
        "collectivite": creneau.demande.etablissement.collectivite,
        "jour": jour_long(rendue.jour),
        "heures": plage_horaire(rendue.debut, rendue.fin),
        "derniere": services.est_la_derniere(creneau),
        "signee": lecture.est_signee(creneau.demande),
        "retour": retour,
        "ariane": [("/association/", "Mes demandes"), (request.path, "Libérer une date")],
    }
    return render(request, "conventions/liberer.html", contexte)

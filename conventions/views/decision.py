"""The page of the decision: everything in view, one act, ten minutes to change one's mind."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conventions import services
from conventions.forms.decision import ACCEPTER, OPTION, PIECES, REFUSER, AccordForm, PiecesForm, RefusForm
from conventions.lecture import demande as lecture_demande
from conventions.lecture.decision import Examen, examiner
from conventions.models import Demande
from conventions.notifications import chemin_de_decision
from conventions.offres import jusqu_a_quand
from conventions.permissions import peut_decider, peut_instruire
from conventions.phrases import majuscule, titre_du_souhait
from conventions.pieces import pieces_manquantes
from conventions.prix import Etat
from conventions.services.contre_proposition import est_revocable
from conventions.services.etat import REPENTIR
from conventions.services.repentir import est_annulable
from conventions.views.demande import demandes_detaillees
from etablissements.champs import lire_entier
from etablissements.ecriture import duree, enumerer, pluriel
from etablissements.textes import textes_en_vigueur
from salles.regles import cadre_de
from salles.views.phrases import lettres
from socle.erreur import ActeInconnu, exiger
from socle.tenter import tenter


def a_instruire(request: HttpRequest, pk: int) -> Demande:
    """Return the request for the head and the gestionnaire of its school; for anybody else it does not exist."""
    demande = get_object_or_404(demandes_detaillees(request.user).prefetch_related("association__pieces"), pk=pk)
    if not peut_instruire(request.user, demande):
        raise Http404("Cette demande n’est pas adressée à votre établissement.")
    return demande


@login_required
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    maintenant = timezone.now()
    demande = a_instruire(request, pk)
    if request.method == "POST":
        return _agir(request, demande, maintenant)
    if not demande.est_a_decider:
        return _decidee(request, demande, maintenant)
    examen = examiner(demande, maintenant)
    return _page(request, examen, _formulaires(examen))


def _formulaires(examen: Examen, **envoyes: Form) -> dict[str, Form]:
    """Return the three forms of the page, the one that was sent among them."""
    vierges = {
        "accord": AccordForm(
            creneaux=[int(lue.valeur) for lue in examen.dates],
            regles=examen.regles,
            initial={"creneaux": [lue.valeur for lue in examen.cochees]},
        ),
        "refus": RefusForm(),
        "pieces_a_demander": PiecesForm(initial={"types": pieces_manquantes(examen.demande)}),
    }
    return vierges | envoyes


def _agir(request: HttpRequest, demande: Demande, maintenant: datetime) -> HttpResponse:
    """Do what the button says; on refusal, show the page as things now stand."""
    actes: dict[str, Callable[..., HttpResponse]] = {
        ACCEPTER: _donner,
        OPTION: _donner,
        REFUSER: _refuser,
        PIECES: _demander_pieces,
    }
    acte = actes.get(request.POST.get("acte", ""))
    if acte is None:
        raise ActeInconnu
    exiger(request.POST["acte"] in (OPTION, PIECES) or peut_decider(request.user, demande))
    return acte(request, demande, maintenant)


def _donner(request: HttpRequest, demande: Demande, maintenant: datetime) -> HttpResponse:
    cochees = [lu for pk in request.POST.getlist("creneaux") if (lu := lire_entier(pk)) is not None]
    examen = examiner(demande, maintenant, cochees=cochees)
    form = AccordForm(request.POST, creneaux=[int(lue.valeur) for lue in examen.dates], regles=examen.regles)
    option = request.POST["acte"] == OPTION
    if form.is_valid() and tenter(
        form, _accorder, request=request, demande=demande, formulaire=form, option=option, maintenant=maintenant
    ):
        if option:
            messages.success(
                request,
                f"Option posée pour {duree_de_l_option(demande)} : {examen.a_donner}. "
                f"{demande.association.nom} le sait déjà.",
            )
        else:
            annoncer(request, demande, f"Accord donné à {demande.association.nom} pour {examen.a_donner}.")
        return vers_la_boite(demande)
    return _page(request, examen, _formulaires(examen, accord=form))


def _accorder(*, request, demande, formulaire, option, maintenant, **_) -> Demande:
    creneaux = formulaire.cleaned_data["creneaux"]
    if option:
        return services.poser_option(demande=demande, creneaux=creneaux, maintenant=maintenant)
    return services.accepter(
        demande=demande,
        par=request.user,
        creneaux=creneaux,
        derogations=formulaire.derogations(),
        message=formulaire.cleaned_data["message"],
        maintenant=maintenant,
    )


def _refuser(request: HttpRequest, demande: Demande, maintenant: datetime) -> HttpResponse:
    form = RefusForm(request.POST)
    if form.is_valid() and tenter(form, services.refuser, demande=demande, par=request.user, maintenant=maintenant):
        annoncer(request, demande, f"Refus adressé à {demande.association.nom}.")
        return vers_la_boite(demande)
    examen = examiner(demande, maintenant)
    return _page(request, examen, _formulaires(examen, refus=form))


def _demander_pieces(request: HttpRequest, demande: Demande, maintenant: datetime) -> HttpResponse:
    form = PiecesForm(request.POST)
    if form.is_valid() and tenter(
        form, services.demander_pieces, demande=demande, par=request.user, maintenant=maintenant
    ):
        messages.success(request, f"{demande.association.nom} est prévenue ; le délai s’arrête jusqu’à sa réponse.")
        return vers_la_boite(demande)
    examen = examiner(demande, maintenant)
    return _page(request, examen, _formulaires(examen, pieces_a_demander=form))


def annoncer(request: HttpRequest, demande: Demande, phrase: str) -> None:
    """Say what was done, and offer to undo it as long as nothing has left."""
    messages.success(
        request,
        f"{phrase} Rien ne part avant {duree(REPENTIR)}.",
        extra_tags=reverse("conventions:annuler", args=[demande.pk]),
    )


def vers_la_boite(demande: Demande) -> HttpResponse:
    return redirect("conventions:boite_etablissement", uai=demande.etablissement.uai)


@login_required
@require_POST
def annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo one's own decision."""
    demande = a_instruire(request, pk)
    exiger(peut_decider(request.user, demande))
    verbe, quoi = services.annuler_decision, "La décision"
    if demande.est_contre_proposee:
        verbe, quoi = services.annuler_contre_proposition, "La proposition"
    verbe(demande=demande, par=request.user, maintenant=timezone.now())
    messages.success(request, f"{quoi} est annulée, personne n’a été prévenu. La demande est de nouveau à décider.")
    return redirect("conventions:decision", pk=pk)


def _page(request: HttpRequest, examen: Examen, formulaires: dict[str, Form]) -> HttpResponse:
    demande = examen.demande
    envoye = next((form for form in formulaires.values() if form.errors), None)
    contexte: dict[str, Any] = formulaires | {
        "examen": examen,
        "demande": demande,
        "form_fautif": envoye,
        "collectivite": demande.etablissement.collectivite,
        "titre": _titre(examen),
        "salles": enumerer(list(dict.fromkeys(lue.salle for lue in examen.dates))),
        "phrase": _phrase(examen),
        "faits": _faits(examen),
        "decide": peut_decider(request.user, demande),
        "offre": lecture_demande.derniere_offre(demande),
        "sans_motif": _sans_motif(examen) if examen.prix.etat == Etat.A_FIXER else None,
        "regles": [formulaires["accord"][nom] for nom in formulaires["accord"].fields if nom.startswith("regle_")],
        "repentir": duree(REPENTIR),
        "option": duree_de_l_option(demande),
        "delai_pieces": pluriel(demande.etablissement.collectivite.delai_pieces_jours, "jour"),
        "ariane": ariane_de_l_ecole(demande),
    }
    return render(request, "conventions/decision.html", contexte)


def duree_de_l_option(demande: Demande) -> str:
    return f"{demande.etablissement.collectivite.duree_option.days} jours"


def ariane_de_l_ecole(demande: Demande) -> list[tuple[str, str]]:
    boite = reverse("conventions:boite_etablissement", args=[demande.etablissement.uai])
    return [(boite, "À décider"), (chemin_de_decision(demande), demande.numero)]


def _titre(examen: Examen) -> str:
    demande = examen.demande
    souhait = titre_du_souhait(next(iter(demande.souhaits.all())))
    if examen.rivales:
        return f"Qui aura {souhait} ?"
    return f"{demande.association.nom} demande {souhait}."


def _phrase(examen: Examen) -> str:
    if not examen.rivales:
        return f"« {examen.demande.objet} »"
    combien = len(examen.rivales) + 1
    toutes = "Les deux demandes" if combien == 2 else f"{majuscule(lettres(combien))} demandes"
    if not examen.communes:
        return f"{toutes} veulent le même lieu, mais dire oui à celle-ci n’ôte aucune date possible à une autre."
    dates = f"{examen.communes} dates" if examen.communes > 1 else "une date"
    return (
        f"{toutes} se recouvrent sur {dates}. "
        f"Dire oui à l’une rend ces dates indisponibles pour {'l’autre' if combien == 2 else 'les autres'}."
    )


def _faits(examen: Examen) -> list[tuple[str, str]]:
    demande = examen.demande
    materiels = [f"{ligne.quantite} {ligne.materiel.nom.lower()}" for ligne in demande.materiels.all()]
    association = demande.association
    identifiant = association.rna or association.siren or association.registre or ""
    return [
        ("Demandeur", f"{association.nom}, {association.get_nature_display()} ({identifiant})"),
        ("Activité", str(demande.activite)),
        ("En une phrase", demande.objet),
        ("Effectif", f"{demande.effectif} personnes" if demande.effectif > 1 else "1 personne"),
        ("Sur place", f"{demande.responsable_nom}, {demande.responsable_telephone}, {demande.responsable_courriel}"),
        *([("Matériel", majuscule(", ".join(materiels)))] if materiels else []),
        ("Prix", examen.prix.phrase),
        *[(solde.mot, f"{majuscule(solde.combien)}. {solde.regle}") for solde in examen.soldes],
    ]


def _sans_motif(examen: Examen) -> dict[str, Any]:
    """Say why nothing being asked is not lawful as it stands, and which rooms have no tariff."""
    etablissement = examen.demande.etablissement
    jour = cadre_de(etablissement).jour(examen.maintenant)
    return {"texte": textes_en_vigueur(jour)["gratuite"], "salles": examen.salles_sans_tarif}


def _decidee(request: HttpRequest, demande: Demande, maintenant: datetime) -> HttpResponse:
    """Show what was decided, and offer to undo it to whoever may."""
    creneaux = list(demande.creneaux.select_related("salle__etablissement__collectivite", "reservation"))
    dates = lecture_demande.lire_dates(demande, creneaux, maintenant)
    prise = demande.decisions.en_vigueur().select_related("auteur").prefetch_related("derogations").first()
    contexte = {
        "demande": demande,
        "collectivite": demande.etablissement.collectivite,
        "titre": f"{demande.association.nom} {_ou_en_est(demande)}.",
        "decision": prise,
        "annulable": prise is not None and est_annulable(prise, request.user, maintenant),
        **_offre(request, demande, maintenant),
        "repentir": duree(REPENTIR),
        "convention": lecture_demande.convention_de(demande),
        "etapes": lecture_demande.etapes(demande),
        "frise": lecture_demande.dessiner(demande, dates) if len(dates) > 1 else None,
        "faits": lecture_demande.faits(demande, dates) + lecture_demande.prix(demande, creneaux),
        "dates": dates,
        "plusieurs_salles": len({lue.salle for lue in dates}) > 1,
        "ariane": ariane_de_l_ecole(demande),
    }
    with timezone.override(demande.etablissement.fuseau):
        return render(request, "conventions/decision_prise.html", contexte)


def _ou_en_est(demande: Demande) -> str:
    """Say after a name where its request stands."""
    return "doit répondre à votre proposition" if demande.est_contre_proposee else f": {demande.get_statut_display()}"


def _offre(request: HttpRequest, demande: Demande, maintenant: datetime) -> dict[str, Any]:
    """Tell what the school last offered, what became of it, and whether the reader may take it back."""
    offre = lecture_demande.derniere_offre(demande)
    if offre is None:
        return {}
    sien = offre.auteur_id == request.user.pk and est_revocable(offre, maintenant)
    return {
        "offre": offre,
        "offre_jusqu_au": jusqu_a_quand(offre),
        "offre_annulable": sien,
        "offre_a_reprendre": offre.attend and not sien and peut_decider(request.user, demande),
    }

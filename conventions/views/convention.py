"""The page of a convention, and the small acts that lead it from step to step."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions import services
from conventions.deroule import Deroule, deroule_de
from conventions.documents.edition import (
    creneaux_convenus,
    creneaux_du_texte,
    deroulees,
    detaillees,
    document,
    exiger_le_projet,
)
from conventions.forms.convention import (
    AbandonForm,
    ExemplaireForm,
    SeanceForm,
    SignatureForm,
    TransmissionForm,
    VoteForm,
)
from conventions.lecture import convention as lecture
from conventions.lecture.prochaine_etape import initiales, prochaine_etape
from conventions.models import Convention, Signature
from conventions.permissions import (
    peut_consigner,
    peut_decider,
    peut_deposer_l_exemplaire,
    peut_instruire,
    peut_retirer,
)
from conventions.phrases import les_dates, majuscule, moments
from conventions.services.abandon import est_abandonnable
from conventions.services.dates import dates_a_rendre
from conventions.services.etapes import AVANT
from conventions.views.documents import pdf
from socle.erreur import ActeInconnu, exiger
from socle.portee import portee
from socle.tenter import tenter

Statut = Convention.Statut
FORMULAIRES: Mapping[str, type[Form]] = {
    Statut.A_DELIBERER: SeanceForm,
    Statut.DELIBEREE: VoteForm,
    Statut.TRANSMISE: TransmissionForm,
    Statut.A_SIGNER: SignatureForm,
}
VERBES: Mapping[str, Callable[..., Convention]] = {
    Statut.A_DELIBERER: services.arreter_le_texte,
    Statut.DELIBEREE: services.consigner_le_vote,
    Statut.TRANSMISE: services.consigner_la_transmission,
    Statut.A_SIGNER: services.consigner_la_signature,
}


def _la_convention(request: HttpRequest, pk: int, maintenant: datetime) -> Convention:
    """Return a convention that may be read now, with all that its page tells."""
    la_convention = get_object_or_404(deroulees(detaillees(portee(request.user, Convention))), pk=pk)
    exiger_le_projet(la_convention, request.user, maintenant)
    return la_convention


@login_required
@require_safe
def convention(request: HttpRequest, pk: int) -> HttpResponse:
    maintenant = timezone.now()
    return _page(request, _la_convention(request, pk, maintenant), maintenant)


@login_required
@require_POST
def etape(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the step that the form names; sent twice, the second is refused for what stands then."""
    maintenant = timezone.now()
    la_convention = _la_convention(request, pk, maintenant)
    voulue = request.POST.get("etape", "")
    partie = request.POST.get("partie") if voulue == Statut.A_SIGNER else None
    exiger(peut_consigner(request.user, la_convention.demande, partie))
    if voulue not in FORMULAIRES:
        raise ActeInconnu
    form = FORMULAIRES[voulue](request.POST)
    if form.is_valid() and tenter(
        form, VERBES[voulue], convention=la_convention, par=request.user, maintenant=maintenant
    ):
        messages.success(request, "C’est consigné. Une erreur ? Vous pouvez revenir sur cette étape.")
        return redirect(la_convention)
    return _page(request, _la_convention(request, pk, maintenant), maintenant, envoye=form)


@login_required
@require_http_methods(["GET", "POST"])
def revenir(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take the last step back."""
    maintenant = timezone.now()
    la_convention = _la_convention(request, pk, maintenant)
    deroule = deroule_de(la_convention)
    exiger(_peut_revenir(request, deroule))
    if request.method == "POST":
        services.revenir(convention=la_convention, maintenant=maintenant, lue=request.POST.get("lue"))
        messages.success(request, "L’étape est reprise : vous pouvez la consigner de nouveau.")
        return redirect(la_convention)
    if not _est_reprenable(deroule):
        return redirect(la_convention)
    contexte = _autour(la_convention, request, "Revenir sur une étape") | {
        "etape": lecture.dire_la_derniere(deroule),
        "lue": deroule.derniere and deroule.derniere.cle,
        "rouvre_le_texte": la_convention.statut == Statut.A_DELIBERER,
    }
    return render(request, "conventions/convention_revenir.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def abandonner(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be free again, ask why, then give up."""
    maintenant = timezone.now()
    la_convention = _la_convention(request, pk, maintenant)
    exiger(peut_decider(request.user, la_convention.demande))
    form = AbandonForm(request.POST or None)
    if form.is_valid() and tenter(
        form, services.abandonner, convention=la_convention, par=request.user, maintenant=maintenant
    ):
        return _abandonnee(request, la_convention)
    titre = "Abandonner cette convention ?"
    return _page_d_abandon(request, la_convention, form, maintenant, titre, "Abandonner la convention")


@login_required
@require_http_methods(["GET", "POST"])
def vote_defavorable(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be free again, then write down a vote against."""
    maintenant = timezone.now()
    la_convention = _la_convention(request, pk, maintenant)
    exiger(peut_instruire(request.user, la_convention.demande))
    form = VoteForm(request.POST or None)
    if form.is_valid() and tenter(
        form, services.consigner_le_refus, convention=la_convention, par=request.user, maintenant=maintenant
    ):
        return _abandonnee(request, la_convention)
    titre = "Le vote est défavorable ?"
    return _page_d_abandon(request, la_convention, form, maintenant, titre, "Consigner le vote défavorable")


@login_required
@require_http_methods(["GET", "POST"])
def exemplaire(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Hand out the scan of what all have signed, or take it in."""
    maintenant = timezone.now()
    la_convention = _la_convention(request, pk, maintenant)
    if request.method == "POST":
        exiger(peut_deposer_l_exemplaire(request.user, la_convention.demande))
        form = ExemplaireForm(request.POST, request.FILES)
        if form.is_valid() and tenter(
            form, services.deposer_l_exemplaire, convention=la_convention, par=request.user, maintenant=maintenant
        ):
            messages.success(request, "L’exemplaire signé est gardé : toutes les parties peuvent le lire ici.")
            return redirect(la_convention)
        return _page(request, _la_convention(request, pk, maintenant), maintenant, depose=form)
    garde = deroule_de(la_convention).exemplaire
    if garde is None:
        raise Http404("L’exemplaire signé n’a pas été déposé.")
    extension = str(garde.fichier.name).rpartition(".")[2]
    nom = f"convention-{la_convention.numero}-signee.{extension}"
    reponse = FileResponse(garde.fichier.open("rb"), as_attachment=True, filename=nom)
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@login_required
@require_safe
def convention_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    la_convention = _la_convention(request, pk, timezone.now())
    return pdf(document(la_convention), f"convention-{la_convention.numero}")


def _page(
    request: HttpRequest,
    la_convention: Convention,
    maintenant: datetime,
    *,
    envoye: Form | None = None,
    depose: ExemplaireForm | None = None,
) -> HttpResponse:
    """Show the convention; `envoye` and `depose` are forms that were refused, the one perhaps for a step gone by."""
    demande = la_convention.demande
    creneaux = creneaux_convenus(la_convention)
    du_texte = creneaux_du_texte(la_convention) if la_convention.texte else creneaux
    deroule = deroule_de(la_convention)
    actes = _actes(request, deroule, envoye)
    contexte = lecture.lire(la_convention, creneaux, du_texte, maintenant) | {
        "convention": la_convention,
        "demande": demande,
        "collectivite": demande.etablissement.collectivite,
        "est_a_elle": peut_retirer(request.user, demande),
        **actes,
        "depot": depose or _depot(request, la_convention),
        "perime": envoye if envoye is not actes["form"] else None,
    }
    return render(request, "conventions/convention.html", contexte)


def _actes(request: HttpRequest, deroule: Deroule, envoye: Form | None) -> dict[str, Any]:
    """Return the next step, with its form, and what else the person may do."""
    la_convention = deroule.convention
    demande = la_convention.demande
    prochaine = prochaine_etape(deroule)
    if prochaine is None or not peut_consigner(request.user, demande, prochaine.partie):
        form = None
    elif isinstance(envoye, FORMULAIRES[prochaine.statut]):
        form = envoye
    else:
        form = FORMULAIRES[prochaine.statut](initial=initiales(deroule, prochaine))
    return {
        "exemplaire": deroule.exemplaire,
        "prochaine": prochaine,
        "form": form,
        "peut_revenir": _est_reprenable(deroule) and _peut_revenir(request, deroule),
        "peut_abandonner": est_abandonnable(la_convention) and peut_decider(request.user, demande),
        "vote_attendu": la_convention.statut == Statut.A_DELIBERER,
    }


def _depot(request: HttpRequest, la_convention: Convention) -> ExemplaireForm | None:
    """Return the form that takes the signed copy, for whoever may hand it in, once all have signed."""
    signee = la_convention.statut in Convention.SIGNEES
    return ExemplaireForm() if signee and peut_deposer_l_exemplaire(request.user, la_convention.demande) else None


def _est_reprenable(deroule: Deroule) -> bool:
    return deroule.convention.statut in AVANT and deroule.derniere is not None


def _peut_revenir(request: HttpRequest, deroule: Deroule) -> bool:
    """Whoever may write a step down may take it back."""
    derniere = deroule.derniere
    partie = derniere.partie if isinstance(derniere, Signature) else None
    return peut_consigner(request.user, deroule.convention.demande, partie)


def _page_d_abandon(
    request: HttpRequest, la_convention: Convention, form: Form, maintenant: datetime, titre: str, bouton: str
) -> HttpResponse:
    demande = la_convention.demande
    rendues = moments(dates_a_rendre(demande, maintenant), demande.etablissement.fuseau)
    contexte = _autour(la_convention, request, titre.rstrip(" ?")) | {
        "titre": titre,
        "bouton": bouton,
        "form": form,
        "rendues": majuscule(les_dates(rendues)) if rendues else "",
    }
    return render(request, "conventions/convention_abandonner.html", contexte)


def _abandonnee(request: HttpRequest, la_convention: Convention) -> HttpResponse:
    nom = la_convention.demande.association.nom
    messages.success(request, f"La convention est abandonnée, ses dates sont libres ; {nom} est prévenue.")
    return redirect(la_convention)


def _autour(la_convention: Convention, request: HttpRequest, ou: str) -> dict[str, Any]:
    """Return what every page about a convention shows around its own words."""
    demande = la_convention.demande
    return {
        "convention": la_convention,
        "demande": demande,
        "collectivite": demande.etablissement.collectivite,
        "ariane": [*lecture.ariane(la_convention), (request.path, ou)],
    }

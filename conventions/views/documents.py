"""What one reads and keeps: the acknowledgement, the draft convention, the papers of the requester."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from associations.fichiers import reponse_piece
from conventions.documents import accuse as document_accuse
from conventions.documents.edition import creneaux_convenus, detaillees, exiger_le_projet, imprimer
from conventions.documents.rendu import composer
from conventions.echeances import jour_du_depot
from conventions.lecture import convention as lecture_convention
from conventions.lecture.demande import lire_dates
from conventions.models import Convention
from conventions.permissions import peut_instruire, peut_retirer, pieces_lisibles
from conventions.views.demande import demandes_detaillees
from etablissements.textes import textes_en_vigueur
from socle.portee import portee


def _pdf(contenu: bytes, nom: str) -> HttpResponse:
    """Answer a document that holds personal data: shown, named, kept by nobody in between."""
    reponse = HttpResponse(contenu, content_type="application/pdf")
    reponse["Content-Disposition"] = f'inline; filename="{nom}.pdf"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@login_required
@require_safe
def accuse_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    demande = get_object_or_404(demandes_detaillees(request.user), pk=pk)
    creneaux = list(demande.creneaux.souhaites().select_related("salle", "reservation"))
    donnees = document_accuse.contenu(
        demande,
        creneaux,
        lire_dates(demande, creneaux, demande.deposee_le),
        textes_en_vigueur(jour_du_depot(demande)),
    )
    return _pdf(composer("accuse", donnees, date_le=demande.deposee_le), f"accuse-{demande.numero}")


def _la_convention(request: HttpRequest, pk: int, maintenant: datetime) -> Convention:
    """Return a convention that may be read now."""
    la_convention = get_object_or_404(detaillees(portee(request.user, Convention)), pk=pk)
    exiger_le_projet(la_convention, request.user, maintenant)
    return la_convention


@login_required
@require_safe
def convention(request: HttpRequest, pk: int) -> HttpResponse:
    maintenant = timezone.now()
    la_convention = _la_convention(request, pk, maintenant)
    demande = la_convention.demande
    contexte = lecture_convention.lire(la_convention, creneaux_convenus(la_convention), maintenant) | {
        "convention": la_convention,
        "demande": demande,
        "collectivite": demande.etablissement.collectivite,
        "est_a_elle": peut_retirer(request.user, demande),
        "instruit": peut_instruire(request.user, demande),
    }
    return render(request, "conventions/convention.html", contexte)


@login_required
@require_safe
def convention_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    la_convention = _la_convention(request, pk, timezone.now())
    return _pdf(imprimer(la_convention), f"convention-{la_convention.numero}")


@login_required
@require_safe
def piece(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a paper of whoever asked one's school."""
    return reponse_piece(get_object_or_404(pieces_lisibles(request.user), pk=pk))

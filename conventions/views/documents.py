"""What one reads and keeps: the acknowledgement, the papers of the requester."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from associations.fichiers import reponse_piece
from conventions.documents import accuse as document_accuse
from conventions.documents.rendu import composer
from conventions.echeances import jour_du_depot
from conventions.lecture.demande import lire_dates
from conventions.permissions import pieces_lisibles
from conventions.views.demande import demandes_detaillees
from etablissements.textes import textes_en_vigueur


def pdf(contenu: bytes, nom: str) -> HttpResponse:
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
    return pdf(composer("accuse", donnees, date_le=demande.deposee_le), f"accuse-{demande.numero}")


@login_required
@require_safe
def piece(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a paper of whoever asked one's school."""
    return reponse_piece(get_object_or_404(pieces_lisibles(request.user), pk=pk))

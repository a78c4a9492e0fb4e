"""How a paper of the wallet leaves the house: never from its address, always after a right."""

from django.http import FileResponse
from django.utils.text import slugify

from associations.models import Piece


def reponse_piece(piece: Piece) -> FileResponse:
    """Hand out the file as a download, under a name that says what it is.

    The caller has checked who asks. The browser may not guess another type (`nosniff` is set by the site) nor keep it.
    """
    extension = str(piece.fichier.name).rpartition(".")[2]
    nom = f"{slugify(piece.type)}-{slugify(piece.association.nom)}.{extension}"
    reponse = FileResponse(piece.fichier.open("rb"), as_attachment=True, filename=nom)
    reponse["Cache-Control"] = "private, no-store"
    return reponse

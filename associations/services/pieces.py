"""The wallet: a paper is given once, and read by every school concerned."""

import uuid
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from associations.exceptions import AssuranceSansTerme, PieceIllisible, PiecePerimee, PieceTropLourde
from associations.models import Association, Piece
from socle.images import ILLISIBLE, defaut_de_taille, ouverte
from socle.rejouer import rejouer

OCTETS_MAX = 10 * 1024 * 1024
ASSURANCE_MAX = timedelta(days=5 * 366)  # most are renewed each year
# A PDF may carry a few bytes before its signature; readers look for it in the first kilobyte (ISO 32000, annex H).
# They look for its end in the last kilobyte: what comes without was cut short.
ENTETE_PDF_OCTETS = FIN_PDF_OCTETS = 1024
PDF_OCTETS_MIN = 200  # a page, its tree and its catalogue take more
FORMATS_IMAGES = ("JPEG", "PNG")
# A telephone's JPEG may carry a second picture: Pillow then names it MPO.
EXTENSIONS_IMAGES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}


@rejouer
def deposer_piece(
    *,
    association: Association,
    type_piece: str,
    fichier: UploadedFile,
    deposee_par,
    maintenant: datetime,
    premier_jour: date | None = None,
    dernier_jour: date | None = None,
) -> Piece:
    """Add a paper to the wallet. What the file is, its bytes say; the name it came with is not kept.

    Refuses with `PieceTropLourde`, `PieceIllisible`, `PiecePerimee` when its last day is over, and with
    `AssuranceSansTerme` an insurance without a last day, or with one that no insurer writes.
    """
    extension = exiger_lisible(fichier)
    aujourdhui = localdate(maintenant)
    if dernier_jour and dernier_jour < aujourdhui:
        raise PiecePerimee(champ="dernier_jour")
    est_une_assurance = type_piece == Piece.Type.ATTESTATION_RC
    if est_une_assurance and (dernier_jour is None or dernier_jour > aujourdhui + ASSURANCE_MAX):
        raise AssuranceSansTerme(champ="dernier_jour")
    piece = Piece(
        association=association,
        type=Piece.Type(type_piece),
        premier_jour=premier_jour,
        dernier_jour=dernier_jour,
        deposee_le=maintenant,
        deposee_par=deposee_par,
    )
    piece.fichier.save(f"{uuid.uuid4().hex}.{extension}", fichier, save=False)
    piece.save(force_insert=True)
    return piece


@rejouer
def retirer_piece(*, piece: Piece) -> Piece:
    """Take a paper out of the wallet; its file goes once the transaction stands."""
    fichier = piece.fichier
    Piece.objects.filter(pk=piece.pk).delete()
    transaction.on_commit(lambda: fichier.storage.delete(str(fichier.name)))
    return piece


def exiger_lisible(fichier: UploadedFile) -> str:
    """Return the extension that the bytes deserve, or refuse with `PieceTropLourde` or `PieceIllisible`."""
    if fichier.size is None or fichier.size > OCTETS_MAX:
        raise PieceTropLourde(champ="fichier")
    fichier.seek(0)
    if b"%PDF-" in fichier.read(ENTETE_PDF_OCTETS):
        _exiger_un_pdf_entier(fichier, fichier.size)
        return "pdf"
    return _reconnaitre_image(fichier)


def _exiger_un_pdf_entier(fichier: UploadedFile, octets: int) -> None:
    fichier.seek(max(0, octets - FIN_PDF_OCTETS))
    if octets < PDF_OCTETS_MIN or b"%%EOF" not in fichier.read():
        raise PieceIllisible("Ce PDF est incomplet. Enregistrez-le ou numérisez-le de nouveau.", champ="fichier")


def _reconnaitre_image(fichier: UploadedFile) -> str:
    try:
        with ouverte(fichier, FORMATS_IMAGES) as image:
            if defaut := defaut_de_taille(image):
                raise PieceIllisible(defaut, champ="fichier")
            image.verify()
            return EXTENSIONS_IMAGES[image.format or ""]
    except ILLISIBLE as erreur:
        raise PieceIllisible(champ="fichier") from erreur

"""Which papers a request lacks: what the school reads beside the request, and asks for in one gesture."""

from collections.abc import Iterable, Mapping
from datetime import date

from associations.models import Association, Piece
from conventions.models import Demande

# Required of whom, before the convention is signed; nothing is needed to file. Source: docs/domaine.md, A4.
ATTENDUES: Mapping[str, tuple[str, ...]] = {
    Association.Nature.ASSOCIATION: (Piece.Type.ATTESTATION_RC, Piece.Type.CER, Piece.Type.STATUTS),
    Association.Nature.ORGANISME_FORMATION: (Piece.Type.ATTESTATION_RC, Piece.Type.STATUTS),
    Association.Nature.COLLECTIVITE: (Piece.Type.ATTESTATION_RC,),
    Association.Nature.AUTRE: (Piece.Type.ATTESTATION_RC,),
}


def manquantes(association: Association, pieces: Iterable[Piece], jour: date) -> list[str]:
    """Return the types of paper that no document of the wallet covers on that day."""
    valables = {piece.type for piece in pieces if piece.est_valable_le(jour)}
    return [attendue for attendue in ATTENDUES[association.nature] if attendue not in valables]


def premiere_date(demande: Demande) -> date:
    """Return the first day asked for: insurance must cover it."""
    return min(creneau.jour for creneau in demande.creneaux.all())


def pieces_manquantes(demande: Demande) -> list[str]:
    """Return what the requester's wallet lacks on the first day asked for; two queries unless prefetched."""
    return manquantes(demande.association, demande.association.pieces.all(), premiere_date(demande))

"""What is still missing before an association can sign: read by its own pages and by whoever instructs."""

from collections.abc import Iterable
from datetime import date

from associations.models import Association, Piece

LIGNES = (
    ("objet", "son objet"),
    ("adresse", "l’adresse du siège"),
    ("commune", "la commune du siège"),
    ("courriel", "une adresse électronique"),
)


def est_assuree(pieces: Iterable[Piece], jour: date) -> bool:
    """Tell whether a certificate of civil liability covers that day."""
    return any(p.type == Piece.Type.ATTESTATION_RC and p.est_valable_le(jour) for p in pieces)


def manques(association: Association, pieces: Iterable[Piece], jour: date) -> list[str]:
    """Return, as the end of a sentence, what a convention needs and the record or the wallet lacks on that day."""
    lignes = [mot for champ, mot in LIGNES if not getattr(association, champ)]
    return lignes if est_assuree(pieces, jour) else [*lignes, "une attestation d’assurance en cours"]

"""The wallet as one reads it beside a request: what is there, what it covers, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from associations.models import Association, Piece
from conventions.pieces import ATTENDUES
from etablissements.ecriture import jour_mois, pluriel


@dataclass(frozen=True, slots=True)
class PieceLue:
    """One expected paper: a badge, and the document when there is one."""

    nom: str
    ton: str
    icone: str
    mot: str
    piece: Piece | None = None

    @property
    def badge(self) -> dict[str, Any]:
        return {"ton": self.ton, "icone": self.icone, "mot": self.mot}


def pieces_lues(association: Association, pieces: Iterable[Piece], jour: date) -> list[PieceLue]:
    """Say of each expected paper whether it covers `jour`; `pieces` newest first within a type."""
    par_type: dict[str, list[Piece]] = {}
    for piece in pieces:
        par_type.setdefault(piece.type, []).append(piece)
    return [
        _lire(str(Piece.Type(attendue).label), par_type.get(attendue, []), jour)
        for attendue in ATTENDUES[association.nature]
    ]


def _lire(nom: str, pieces: list[Piece], jour: date) -> PieceLue:
    valables = [piece for piece in pieces if piece.est_valable_le(jour)]
    if valables:
        fin = valables[0].dernier_jour
        mot = f"valable jusqu’au {jour_mois(fin)} {fin.year}" if fin else "au dossier"
        return PieceLue(nom, "oui", "coche", mot, valables[0])
    if pieces:
        return PieceLue(nom, "attente", "sablier", "ne couvre pas la première date", pieces[0])
    return PieceLue(nom, "", "document", "manque encore")


def badge_des_pieces(association: Association, pieces: Iterable[Piece], jour: date) -> dict[str, Any]:
    """Sum the wallet up in one badge."""
    lues = [lue for lue in pieces_lues(association, pieces, jour) if lue.ton != "oui"]
    if not lues:
        return {"ton": "oui", "icone": "coche", "mot": "pièces valides"}
    absentes = [lue.nom for lue in lues if lue.piece is None]
    depassees = [lue.nom for lue in lues if lue.piece]
    if absentes and depassees:
        mot = f"{pluriel(len(absentes), 'pièce manque', 'pièces manquent')}, {len(depassees)} à mettre à jour"
    elif len(lues) > 1:
        mot = f"{len(lues)} pièces {'manquent' if absentes else 'à mettre à jour'}"
    else:
        mot = f"{'manque' if absentes else 'à mettre à jour'} : {lues[0].nom}"
    return {"ton": "attente", "icone": "sablier", "mot": mot}

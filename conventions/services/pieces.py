"""Papers: the school asks for them once, the requester says when they are there."""

from collections.abc import Collection
from datetime import datetime

from associations.models import Piece
from conventions import notifications
from conventions.exceptions import PiecesNonNommees
from conventions.models import Demande, PiecesDemandees
from conventions.pieces import pieces_manquantes
from conventions.services.transitions import passer
from conventions.services.verrous import verrouiller_demande
from socle.rejouer import rejouer


@rejouer
def demander_pieces(
    *, demande: Demande, par, maintenant: datetime, types: Collection[str] | None = None, message: str = ""
) -> Demande:
    """Ask for these papers, or for what the wallet lacks, and stop the clock of the decision.

    Refuses with `PiecesNonNommees` and `TransitionImpossible`. Source: CRPA L114-5.
    """
    demande = verrouiller_demande(demande)
    if types is None:
        types = pieces_manquantes(demande)
    if not types or set(types) - set(Piece.Type.values):
        raise PiecesNonNommees
    passer(demande, Demande.Statut.INCOMPLETE)
    demande.save(update_fields=["statut"])
    pieces = PiecesDemandees(
        demande=demande, types=sorted(set(types)), message=message, demandees_le=maintenant, demandees_par=par
    )
    pieces.full_clean()
    pieces.save(force_insert=True)
    notifications.pieces_demandees(pieces)
    return demande


@rejouer
def completer(*, demande: Demande, maintenant: datetime) -> Demande:
    """Say that the papers are given: the clock runs again and the school is told."""
    demande = verrouiller_demande(demande)
    passer(demande, Demande.Statut.SOUMISE)
    demande.save(update_fields=["statut"])
    clore_la_demande_de_pieces(demande, maintenant)
    notifications.demande_completee(demande, maintenant)
    return demande


def clore_la_demande_de_pieces(demande: Demande, maintenant: datetime) -> None:
    """Let the clock of the decision run again."""
    demande.pieces_demandees.filter(completees_le=None).update(completees_le=maintenant)

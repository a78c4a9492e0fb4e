"""Papers: the school asks for them and says until when, the requester says when they are there, or the request ends."""

from collections.abc import Collection
from datetime import datetime, timedelta

from associations.models import Piece
from conventions import notifications
from conventions.exceptions import PiecesNonNommees
from conventions.models import CreneauDemande, Demande, PiecesDemandees
from conventions.pieces import pieces_manquantes, premiere_date
from conventions.services.dates import clore_les_dates
from conventions.services.transitions import passer
from conventions.services.verrous import creneaux_a_decider, verrouiller_demande
from salles.regles import cadre_de
from socle.rejouer import rejouer

RELANCE = timedelta(days=7)  # before the last day


@rejouer
def demander_pieces(
    *, demande: Demande, par, maintenant: datetime, types: Collection[str] | None = None, message: str = ""
) -> Demande:
    """Ask for these papers, or for what the wallet lacks, say until when, and stop the clock of the decision.

    Refuses with `PiecesNonNommees` and `TransitionImpossible`. Source: CRPA L114-5.
    """
    demande = verrouiller_demande(demande)
    if types is None:
        types = pieces_manquantes(demande)
    if not types or set(types) - set(Piece.Type.values):
        raise PiecesNonNommees
    passer(demande, Demande.Statut.INCOMPLETE)
    demande.save(update_fields=["statut"])
    delai = timedelta(days=demande.etablissement.collectivite.delai_pieces_jours)
    pieces = PiecesDemandees(
        demande=demande,
        types=sorted(set(types)),
        message=message,
        demandees_le=maintenant,
        demandees_par=par,
        dernier_jour=cadre_de(demande.etablissement).jour(maintenant) + delai,
    )
    pieces.full_clean()
    pieces.save(force_insert=True)
    notifications.pieces_demandees(pieces)
    return demande


@rejouer
def completer(*, demande: Demande, maintenant: datetime) -> Demande:
    """Say that the papers are given: the clock runs again and the school is told."""
    demande = verrouiller_demande(demande)
    _completer(demande, maintenant)
    return demande


@rejouer
def poursuivre(*, demande: Demande, maintenant: datetime) -> Demande:
    """Ask again a week before the last day; once it is over, end the request, or go on if the papers are there.

    Only papers that do not come end a request, never the silence of the school. Nothing happens twice.
    """
    demande = verrouiller_demande(demande)
    attendues = demande.pieces_demandees.filter(completees_le=None).first()
    if demande.statut != Demande.Statut.INCOMPLETE or attendues is None:
        return demande
    attendues.demande = demande
    aujourdhui = cadre_de(demande.etablissement).jour(maintenant)
    if aujourdhui > attendues.dernier_jour:
        if _sont_la(attendues):
            _completer(demande, maintenant)
        else:
            _expirer(attendues, maintenant)
    elif aujourdhui >= attendues.dernier_jour - RELANCE and not attendues.relancees_le:
        attendues.relancees_le = maintenant
        attendues.save(update_fields=["relancees_le"])
        notifications.pieces_demandees(attendues)
    return demande


def demandes_a_poursuivre(maintenant: datetime) -> list[Demande]:
    """Return, by id, the requests whose papers have been awaited for so long that `poursuivre` may have to act."""
    bientot = (maintenant + RELANCE).date()
    attendues = PiecesDemandees.objects.filter(completees_le=None, dernier_jour__lte=bientot)
    en_attente = Demande.objects.filter(statut=Demande.Statut.INCOMPLETE, pieces_demandees__in=attendues)
    return list(en_attente.order_by("pk"))


def clore_la_demande_de_pieces(demande: Demande, maintenant: datetime) -> None:
    """Let the clock of the decision run again."""
    demande.pieces_demandees.filter(completees_le=None).update(completees_le=maintenant)


def rouvrir_la_demande_de_pieces(demande: Demande, closes_le: datetime) -> None:
    """Await again the papers for which an act had stopped waiting at this instant: it is undone."""
    demande.pieces_demandees.filter(completees_le=closes_le).update(completees_le=None)


def _completer(demande: Demande, maintenant: datetime) -> None:
    passer(demande, Demande.Statut.SOUMISE)
    demande.save(update_fields=["statut"])
    clore_la_demande_de_pieces(demande, maintenant)
    notifications.demande_completee(demande, maintenant)


def _expirer(attendues: PiecesDemandees, maintenant: datetime) -> None:
    demande = attendues.demande
    passer(demande, Demande.Statut.EXPIREE)
    clore_les_dates(creneaux_a_decider(demande), maintenant=maintenant, tenues=CreneauDemande.Etat.REFUSE)
    demande.save(update_fields=["statut"])
    notifications.demande_expiree(attendues, maintenant)


def _sont_la(attendues: PiecesDemandees) -> bool:
    """Tell whether the wallet holds what was asked for, though nobody said so."""
    jour = premiere_date(attendues.demande)
    valables = {piece.type for piece in attendues.demande.association.pieces.all() if piece.est_valable_le(jour)}
    return set(attendues.types) <= valables

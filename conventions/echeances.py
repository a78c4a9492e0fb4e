"""When an answer is due, and when silence becomes a refusal. Days are those of the school's calendar."""

from collections.abc import Mapping
from datetime import date, timedelta

from conventions.models import ContreProposition, Demande
from etablissements.models import TexteDeReference
from etablissements.textes import ajouter_mois
from salles.regles import cadre_de

EN_ECHEANCE = ("pieces_demandees", "contre_propositions")  # what stopped the clock
RETARD_SIGNALE = timedelta(days=6)  # the 21st day, where the school has 15 to answer


def jour_du_depot(demande: Demande) -> date:
    return cadre_de(demande.etablissement).jour(demande.deposee_le)


def repondre_avant(demande: Demande) -> date | None:
    """Return the day by which the school should answer; None while the next move is the requester's: no clock runs.

    Expects `etablissement__collectivite`, and `EN_ECHEANCE` prefetched where many requests are read.
    """
    if demande.statut in (Demande.Statut.INCOMPLETE, Demande.Statut.CONTRE_PROPOSEE):
        return None
    delai = timedelta(days=demande.etablissement.collectivite.delai_decision_jours)
    return jour_du_depot(demande) + delai + _arret(demande) + _pourparlers(demande)


def relancer_des(demande: Demande) -> date | None:
    """Return the day from which the school is reminded: half its delay, 7 days of 15; None while papers are awaited."""
    echeance = repondre_avant(demande)
    delai = demande.etablissement.collectivite.delai_decision_jours
    return echeance - timedelta(days=delai - delai // 2) if echeance else None


def signaler_des(demande: Demande) -> date | None:
    """Return the day from which its authority is told that the answer is late; None while papers are awaited."""
    echeance = repondre_avant(demande)
    return echeance + RETARD_SIGNALE if echeance else None


def refus_implicite_le(demande: Demande, textes: Mapping[str, TexteDeReference]) -> date:
    """Return the day from which silence is a refusal, as far as known today. Source: the text `silence_refus`."""
    return ajouter_mois(jour_du_depot(demande), textes["silence_refus"].mois or 0) + _arret(demande)


def _arret(demande: Demande) -> timedelta:
    """Return for how many days the clock stood still while papers were awaited."""
    arrets = (
        pieces.completees_le.date() - pieces.demandees_le.date()
        for pieces in demande.pieces_demandees.all()
        if pieces.completees_le
    )
    return sum(arrets, timedelta(0))


def _pourparlers(demande: Demande) -> timedelta:
    """Return for how many days the requester had an offer to answer: the school owed nothing then.

    The text on silence knows papers, not offers: the implicit refusal comes no later for them.
    """
    attentes = (
        offre.close_le.date() - offre.proposee_le.date()
        for offre in demande.contre_propositions.all()
        if offre.close_le and offre.issue != ContreProposition.Issue.ANNULEE
    )
    return sum(attentes, timedelta(0))

"""When an answer is due, and when silence becomes a refusal. Days are those of the school's calendar."""

from collections.abc import Mapping
from datetime import date, timedelta

from conventions.models import Demande
from etablissements.models import TexteDeReference
from etablissements.textes import ajouter_mois
from salles.regles import cadre_de

RETARD_SIGNALE = timedelta(days=6)  # the 21st day, where the school has 15 to answer


def jour_du_depot(demande: Demande) -> date:
    return cadre_de(demande.etablissement).jour(demande.deposee_le)


def repondre_avant(demande: Demande) -> date | None:
    """Return the day by which the school should answer; None while papers are awaited: the clock stands still.

    Expects `etablissement__collectivite`, and `pieces_demandees` prefetched where many requests are read.
    """
    if demande.statut == Demande.Statut.INCOMPLETE:
        return None
    delai = timedelta(days=demande.etablissement.collectivite.delai_decision_jours)
    return jour_du_depot(demande) + delai + _arret(demande)


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

"""Places given back or taken: the wishes that want them are judged again, once nobody can undo it any more."""

from collections.abc import Sequence

from conventions.models import CreneauDemande
from conventions.services.attente import demandes_autour
from conventions.services.etat import REPENTIR
from conventions.taches import rejuger_les_souhaits
from salles.services.mouvements import a_la_liberation, a_la_prise


@a_la_liberation.ecouter
def rejuger_ce_qui_manque(liberees: Sequence[int]) -> None:
    """Offer again what was given back. Who waits is looked for now, while the walls are those that were held."""
    _rejuger_plus_tard(liberees, CreneauDemande.Etat.INDISPONIBLE)


@a_la_prise.ecouter
def rejuger_ce_qui_est_propose(prises: Sequence[int]) -> None:
    """Offer no more what somebody took: should it be given back once more, it is told once more."""
    _rejuger_plus_tard(prises, CreneauDemande.Etat.PROPOSE)


def _rejuger_plus_tard(reservations: Sequence[int], etat: str) -> None:
    """Leave it to a job of this very transaction, which locks nothing here. An act may be undone for `REPENTIR`.

    No job where nobody waits. Who files at this very instant and is not seen here is found in the night.
    """
    if demandes := demandes_autour(reservations, etat):
        plus_tard = rejuger_les_souhaits.configure(schedule_in={"seconds": int(REPENTIR.total_seconds())})
        plus_tard.defer(demandes=[*demandes])

"""Places that were given back: the wishes that wanted them are judged again, once nobody can undo it any more."""

from collections.abc import Sequence

from conventions.services.attente import demandes_autour
from conventions.services.etat import REPENTIR
from conventions.taches import rejuger_les_souhaits
from salles.services.liberations import a_la_liberation


@a_la_liberation
def rejuger_plus_tard(liberees: Sequence[int]) -> None:
    """Leave it to a job of this very transaction, which locks nothing here. An act may be undone for `REPENTIR`.

    Who waits is looked for now, while the walls are those that were held. No job where nobody waits. Who files at
    this very instant and is not seen here is found in the night.
    """
    if demandes := demandes_autour(liberees):
        plus_tard = rejuger_les_souhaits.configure(schedule_in={"seconds": int(REPENTIR.total_seconds())})
        plus_tard.defer(demandes=[*demandes])

"""Two uses of one Espace: whether they may both be there, as the two exclusion constraints of Occupation say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from salles.moteur.creneau import Intervalle, se_chevauchent


class Prise(Intervalle, Protocol):
    """A use with what it keeps clear of other groups: until `fin_tampon`, `groupe` None for a group of its own."""

    @property
    def fin_tampon(self) -> datetime: ...
    @property
    def groupe(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Emprise:
    """A use that is only wanted, or that is looked at under other rules than those under which it was taken."""

    debut: datetime
    fin: datetime
    fin_tampon: datetime
    groupe: int | None


def trop_pres(une: Prise, autre: Prise) -> bool:
    """Tell whether one lies in the buffer of the other, of another group; they overlap or not."""
    entre_groupes = une.groupe is None or une.groupe != autre.groupe
    return entre_groupes and une.debut < autre.fin_tampon and autre.debut < une.fin_tampon


def se_genent(une: Prise, autre: Prise) -> bool:
    """Tell whether the constraints refuse one where the other is."""
    return se_chevauchent(une, autre) or trop_pres(une, autre)

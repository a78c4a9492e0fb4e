"""Two uses of one Espace: whether they may both be there, as the two exclusion constraints of Occupation say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from salles.moteur.creneau import Intervalle, se_chevauchent

# Uses of one group need no buffer between them. A group of its own is the reservation's id, above 0.
GROUPE_DES_ETABLISSEMENTS = 0
GROUPES_DES_DEPOTS = -(2**40)  # no association will ever have such a number


class Tamponne(Intervalle, Protocol):
    """A use with what it keeps clear of other groups, until `fin_tampon`."""

    @property
    def fin_tampon(self) -> datetime: ...


class Prise(Tamponne, Protocol):
    """A use with its group, None for one of its own."""

    @property
    def groupe(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Emprise:
    """A use that is only wanted, or that is looked at under other rules than those under which it was taken."""

    debut: datetime
    fin: datetime
    fin_tampon: datetime
    groupe: int | None


def groupe_de(association: int | None, depot: int | None, *, leve: bool) -> int | None:
    """Return the group of an association's use in a room: all of its own where the room waives the buffer between them.

    Else what it filed together; None, a group of its own, for what is not filed yet. So a room that waives and one that
    does not put a use in two groups: between the two, the buffer stays (docs/decisions/0039).
    """
    if association is not None and leve:
        return -association
    return None if depot is None else GROUPES_DES_DEPOTS - depot


def dans_le_tampon(un: Tamponne, autre: Tamponne) -> bool:
    """Tell whether one begins before the other and its buffer are over; they overlap or not."""
    return un.debut < autre.fin_tampon and autre.debut < un.fin_tampon


def trop_pres(une: Prise, autre: Prise) -> bool:
    """Tell whether one lies in the buffer of the other, of another group; they overlap or not."""
    return (une.groupe is None or une.groupe != autre.groupe) and dans_le_tampon(une, autre)


def se_genent(une: Prise, autre: Prise) -> bool:
    """Tell whether the constraints refuse one where the other is."""
    return se_chevauchent(une, autre) or trop_pres(une, autre)

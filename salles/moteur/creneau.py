"""The algebra of slots: intervals [debut, fin[ in UTC, nothing else.

Python compares two datetimes that share a `ZoneInfo` by wall clock, which is wrong on the Sunday when an hour
comes twice. So wall clock becomes UTC once, in `cadre`, and a `Creneau` refuses anything but UTC.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Protocol


class Intervalle(Protocol):
    """Whatever lies between two instants, `fin` not included."""

    @property
    def debut(self) -> datetime: ...
    @property
    def fin(self) -> datetime: ...


def se_chevauchent(un: Intervalle, autre: Intervalle) -> bool:
    """Tell whether the two share an instant."""
    return un.debut < autre.fin and autre.debut < un.fin


@dataclass(frozen=True, slots=True, order=True, init=False)
class Creneau:
    """One interval [debut, fin[ of UTC instants: two slots end to end do not disturb each other.

    Raises `ValueError` on anything but `datetime.UTC`, and on an empty or reversed interval.
    """

    debut: datetime
    fin: datetime

    def __init__(self, debut: datetime, fin: datetime) -> None:
        """Written by hand, for slots are made by the hundred thousand: half the time of `__post_init__`."""
        if debut.tzinfo is not UTC or fin.tzinfo is not UTC:
            raise ValueError(f"a slot is made of UTC instants, not {debut!r} and {fin!r}")
        if debut >= fin:
            raise ValueError(f"a slot begins before it ends, unlike {debut} and {fin}")
        object.__setattr__(self, "debut", debut)
        object.__setattr__(self, "fin", fin)

    def __str__(self) -> str:
        return f"[{self.debut:%Y-%m-%d %H:%M}, {self.fin:%Y-%m-%d %H:%M}[ UTC"

    @property
    def duree(self) -> timedelta:
        """Time really elapsed, also across a change of clocks."""
        return self.fin - self.debut

    def chevauche(self, autre: Intervalle) -> bool:
        """Tell whether the two share an instant."""
        return se_chevauchent(self, autre)


def union(creneaux: Iterable[Creneau]) -> list[Creneau]:
    """Return the same instants as sorted slots that neither overlap nor touch.

    This is the normal form that the other operations expect.
    """
    reunis: list[Creneau] = []
    for creneau in sorted(creneaux):
        if reunis and creneau.debut <= reunis[-1].fin:
            if creneau.fin > reunis[-1].fin:
                reunis[-1] = Creneau(reunis[-1].debut, creneau.fin)
        else:
            reunis.append(creneau)
    return reunis


def retrancher(ouverts: Sequence[Creneau], occupes: Sequence[Creneau]) -> list[Creneau]:
    """Return what remains of the open slots once the busy ones are removed, in order.

    Expects both lists already merged by `union`.
    """
    restes: list[Creneau] = []
    rang = 0
    for ouvert in ouverts:
        debut = ouvert.debut
        while rang < len(occupes) and occupes[rang].fin <= debut:
            rang += 1
        suivant = rang  # the last busy slot may reach into the next open one
        while suivant < len(occupes) and occupes[suivant].debut < ouvert.fin:
            if debut < occupes[suivant].debut:
                restes.append(Creneau(debut, occupes[suivant].debut))
            debut = occupes[suivant].fin
            suivant += 1
        if debut < ouvert.fin:
            restes.append(Creneau(debut, ouvert.fin))
    return restes


def intersection(uns: Sequence[Creneau], autres: Sequence[Creneau]) -> list[Creneau]:
    """Return the instants that stand in both lists, in order. Expects both merged by `union`."""
    communs: list[Creneau] = []
    i = j = 0
    while i < len(uns) and j < len(autres):
        debut, fin = max(uns[i].debut, autres[j].debut), min(uns[i].fin, autres[j].fin)
        if debut < fin:
            communs.append(Creneau(debut, fin))
        if uns[i].fin < autres[j].fin:
            i += 1
        else:
            j += 1
    return communs


def contient(ouverts: Sequence[Creneau], creneau: Creneau) -> bool:
    """Tell whether the whole of `creneau` lies in one of the slots, merged by `union`."""
    rang = bisect_right(ouverts, creneau.debut, key=attrgetter("debut")) - 1
    return rang >= 0 and creneau.fin <= ouverts[rang].fin

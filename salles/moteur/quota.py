"""How much an association may hold. The engine only adds up; `conventions` brings the rules and the hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

RENTREE = 9  # a school year goes from September to August


class Periode(StrEnum):
    SEMAINE = "semaine"
    MOIS = "mois"
    ANNEE = "annee"

    def de(self, jour: date) -> str:
        """Name the period in which the day falls: "2026-W48", "2026-11", school year "2026-2027"."""
        match self:
            case Periode.SEMAINE:
                return f"{jour:%G-W%V}"
            case Periode.MOIS:
                return f"{jour:%Y-%m}"
            case Periode.ANNEE:
                rentree = jour.year if jour.month >= RENTREE else jour.year - 1
                return f"{rentree}-{rentree + 1}"


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `plafond` hours in each `periode`; `regle` is the French sentence that a person reads."""

    periode: Periode
    plafond: timedelta
    regle: str


@dataclass(frozen=True, slots=True)
class Demandeur:
    """Who asks, as far as the engine needs to know.

    `groupe` is that of its occupations where the school waives the buffer between them, else None.
    `heures_deja`: hours already held, by the name of the period.
    """

    groupe: int | None = None
    regles: tuple[Quota, ...] = ()
    heures_deja: Mapping[str, timedelta] = field(default_factory=lambda: MappingProxyType({}))


def depasses(demandeur: Demandeur, retenues: Mapping[str, timedelta], jour: date, duree: timedelta) -> list[Quota]:
    """Return the quotas that one more use would exceed, `retenues` being what this very wish already takes."""
    zero = timedelta(0)
    return [
        quota
        for quota in demandeur.regles
        if demandeur.heures_deja.get(quota.periode.de(jour), zero) + retenues.get(quota.periode.de(jour), zero) + duree
        > quota.plafond
    ]

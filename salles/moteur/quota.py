"""How much an association may hold. The engine only adds up; `conventions` brings the rules and the hours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from salles.moteur.raisons import QuiPeut, Raison

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
    """At most `plafond` hours in each `periode`; `regle` is the sentence that a person reads, `qui_peut` change it.

    A requester has one quota a period at most.
    """

    periode: Periode
    plafond: timedelta
    regle: str
    qui_peut: QuiPeut = QuiPeut.CHEF


@dataclass(frozen=True, slots=True)
class Demandeur:
    """Who asks, as far as the engine needs to know.

    `groupe` is that of its occupations where the school waives the buffer between them, else None.
    `heures_deja`: hours already held, by the name of the period. `oppositions`: what keeps every room of the school
    from whoever asks, at every hour.
    """

    groupe: int | None = None
    regles: tuple[Quota, ...] = ()
    heures_deja: Mapping[str, timedelta] = field(default_factory=lambda: MappingProxyType({}))
    oppositions: tuple[Raison, ...] = ()


def depassements(demandeur: Demandeur, emplois: Iterable[tuple[date, timedelta, bool]]) -> list[list[Quota]]:
    """Return, for each use in order, the quotas that it would exceed.

    A use is its local date, its length, and whether it would be taken: then, and if it exceeds nothing, its hours
    count towards the quotas of the next ones.
    """
    heures = dict(demandeur.heures_deja)
    zero = timedelta(0)
    depasses = []
    for jour, duree, pris in emplois:
        de_trop = [
            quota for quota in demandeur.regles if heures.get(quota.periode.de(jour), zero) + duree > quota.plafond
        ]
        if pris and not de_trop:
            for quota in demandeur.regles:
                cle = quota.periode.de(jour)
                heures[cle] = heures.get(cle, zero) + duree
        depasses.append(de_trop)
    return depasses

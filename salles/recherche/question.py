"""What is asked of the search, and what it answers."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from salles.models import Activite
from salles.moteur import Creneau, Demandeur, Porteur, Souhait

# Given schools and local dates, says who asks at each of these schools: a constant number of queries.
QuiDemande = Callable[[Collection[int], Collection[date]], Mapping[int, Demandeur]]


class Ordre(StrEnum):
    LIBRES = "libres"
    PROCHES = "proches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recherche:
    """What someone looks for. Without a position, everywhere; what is not said does not narrow.

    `rayon_km` is measured along the great circle. `equipements`: all of them. `qui_demande`: whose buffers and quotas
    are judged; without it, nobody's. `variantes`: further wishes, whose dates follow those of `souhait`.
    `ordre`: most free dates first, or nearest first.
    """

    souhait: Souhait
    maintenant: datetime
    latitude: float | None = None
    longitude: float | None = None
    rayon_km: float | None = None
    types: tuple[str, ...] = ()
    effectif: int | None = None
    equipements: tuple[str, ...] = ()
    pmr: bool = False
    activite: Activite | None = None
    complet: bool = False
    qui_demande: QuiDemande | None = None
    variantes: tuple[Souhait, ...] = ()
    etablissement: int | None = None  # in this school only
    ordre: Ordre = Ordre.LIBRES


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of the wish in one local frame; `provisoires` are those that no decree covers yet, as bits."""

    creneaux: tuple[Creneau, ...]
    jours: tuple[date, ...]
    provisoires: int


class Candidate(NamedTuple):
    salle: int
    profil: str
    etablissement: int
    collectivite: int
    distance_km: float | None

    @property
    def porteurs(self) -> set[tuple[Porteur, int]]:
        """Name those whose closures close this room."""
        return {
            (Porteur.COLLECTIVITE, self.collectivite),
            (Porteur.ETABLISSEMENT, self.etablissement),
            (Porteur.SALLE, self.salle),
        }


class Resultat(NamedTuple):
    """One room. `distance_km` is None for a search without a position; `libres` has one bit per date of the wish.

    `hors_quota` are the dates that would be free, had who asks not reached a limit of hours.
    """

    salle: int
    etablissement: int
    distance_km: float | None
    dates: Dates
    libres: int
    hors_quota: int = 0

    @property
    def nombre_libres(self) -> int:
        return self.libres.bit_count()

    @property
    def creneaux_libres(self) -> list[Creneau]:
        return _choisis(self.dates.creneaux, self.libres)

    @property
    def creneaux_manquants(self) -> list[Creneau]:
        return _choisis(self.dates.creneaux, ~self.libres)

    @property
    def creneaux_provisoires(self) -> list[Creneau]:
        return _choisis(self.dates.creneaux, self.libres & self.dates.provisoires)


# -- Sets of dates: bit n is the n-th date of the wish -------------------------------------


def en_bits(oui: Iterable[object]) -> int:
    return sum(1 << rang for rang, vrai in enumerate(oui) if vrai)


def _choisis(creneaux: Sequence[Creneau], bits: int) -> list[Creneau]:
    return [creneau for rang, creneau in enumerate(creneaux) if bits >> rang & 1]

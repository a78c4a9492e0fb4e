"""How much an association may hold. The engine only adds up; `conventions` brings the rules and the hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from salles.moteur.profil import Profil
from salles.moteur.raisons import QuiPeut, Raison
from salles.moteur.voisinage import groupe_de

RENTREE = 8  # a school year goes from August to July: La Réunion is back in mid-August, and nobody earlier


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

    `association` and `depot` are the ids of who asks and of the filing for which it does, if any: see `groupe_dans`.
    `heures_deja`: hours already held, by the name of the period. `oppositions`: what keeps every room of the school
    from whoever asks, at every hour.
    """

    association: int | None = None
    depot: int | None = None
    regles: tuple[Quota, ...] = ()
    heures_deja: Mapping[str, timedelta] = field(default_factory=lambda: MappingProxyType({}))
    oppositions: tuple[Raison, ...] = ()

    def groupe_dans(self, profil: Profil) -> int | None:
        """Return the group that its use of a room would have."""
        return groupe_de(self.association, self.depot, leve=profil.regles.tampon_leve_pour_soi)


class Heures:
    """The hours of one requester while its dates are taken, one after the other."""

    def __init__(self, demandeur: Demandeur) -> None:
        self._regles = demandeur.regles
        self._totaux = dict(demandeur.heures_deja)

    def depasses(self, jour: date, duree: timedelta) -> list[Quota]:
        """Return the quotas that a use of that local date and length would exceed."""
        zero = timedelta(0)
        return [
            quota for quota in self._regles if self._totaux.get(quota.periode.de(jour), zero) + duree > quota.plafond
        ]

    def ajouter(self, jour: date, duree: timedelta) -> None:
        """Count a use towards the quotas of the next ones."""
        for quota in self._regles:
            cle = quota.periode.de(jour)
            self._totaux[cle] = self._totaux.get(cle, timedelta(0)) + duree

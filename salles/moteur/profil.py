"""What a school decided about a room: when it is lent and under which rules.

A profile is a value: thousands of rooms share a few of them, and every question about openings is answered once per
profile, never once per room. Its canonical JSON form is its content, and the SHA-256 of that form its name.
"""

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from salles.moteur.cadre import MINUIT, Cadre


class Applicabilite(StrEnum):
    SCOLAIRE = "scolaire"
    VACANCES = "vacances"
    TOUTES = "toutes"


class Semaine(StrEnum):
    TOUTES = "toutes"
    A = "a"
    B = "b"


@dataclass(frozen=True, slots=True)
class Plage:
    """One recurring opening: every `jour_iso` (1 = Monday) from `debut` to `fin`; a `fin` of 00:00 ends the day.

    `applicabilite`: in school weeks, in school holidays, or both. `feries`: on bank holidays too.
    `semaine`: in weeks A, B or all. From `premier_jour` to `dernier_jour`, both included, or without bound.
    """

    jour_iso: int
    debut: time
    fin: time
    applicabilite: Applicabilite = Applicabilite.SCOLAIRE
    feries: bool = False
    semaine: Semaine = Semaine.TOUTES
    premier_jour: date | None = None
    dernier_jour: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.jour_iso <= 7:
            raise ValueError(f"an ISO weekday goes from 1 to 7, not {self.jour_iso}")
        if self.fin != MINUIT and self.debut >= self.fin:
            raise ValueError(f"an opening begins before it ends, unlike {self.debut}–{self.fin}")

    def est_finie(self, jour: date) -> bool:
        """Tell whether the opening is over on that date."""
        return self.dernier_jour is not None and self.dernier_jour < jour

    def est_en_vigueur(self, jour: date) -> bool:
        """Tell whether the opening stands on that date, whatever its weekday."""
        return (self.premier_jour is None or self.premier_jour <= jour) and (
            self.dernier_jour is None or jour <= self.dernier_jour
        )


@dataclass(frozen=True, slots=True)
class Regles:
    """The booking rules that apply to a room, once room, school and authority have spoken.

    `tampon`: kept clear after each use, `tampon_leve_pour_soi`: unless the next one is of the same association as well,
    in a room that says so too. `delai_jours`: school days between today and the first date.
    `horizon_jours`: calendar days ahead. `pas`: a use begins at a multiple of it after midnight, on the wall clock.
    """

    tampon: timedelta
    delai_jours: int
    horizon_jours: int
    duree_min: timedelta
    duree_max: timedelta
    pas: timedelta
    tampon_leve_pour_soi: bool


@dataclass(frozen=True, slots=True)
class Profil:
    """Openings, rules and local frame of a room. Two rooms with equal profiles have the same openings for ever.

    `par_jour` gives the openings of each ISO weekday; `bornees` are those that do not stand for ever, one for each
    pair of bounds. Both follow from `plages`.
    """

    plages: tuple[Plage, ...]
    regles: Regles
    cadre: Cadre
    par_jour: dict[int, tuple[Plage, ...]] = field(init=False, repr=False, compare=False)
    bornees: tuple[Plage, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        par_jour = {iso: tuple(plage for plage in self.plages if plage.jour_iso == iso) for iso in range(1, 8)}
        bornees = {(plage.premier_jour, plage.dernier_jour): plage for plage in self.plages}
        bornees.pop((None, None), None)
        object.__setattr__(self, "par_jour", par_jour)
        object.__setattr__(self, "bornees", tuple(bornees.values()))

    def contenu(self) -> dict[str, Any]:
        """Return the canonical form: plain JSON, durations in seconds, openings sorted and once each."""
        plages = {json.dumps(_en_json(plage), sort_keys=True) for plage in self.plages}
        return {
            "plages": [json.loads(plage) for plage in sorted(plages)],
            "regles": _en_json(self.regles),
            "cadre": _en_json(self.cadre),
        }

    @property
    def empreinte(self) -> str:
        """Return the content's name: 64 hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.contenu(), sort_keys=True).encode()).hexdigest()

    @classmethod
    def depuis(cls, contenu: dict[str, Any]) -> "Profil":
        """Return the profile of a canonical form."""
        regles = contenu["regles"]
        return cls(
            plages=tuple(_plage(plage) for plage in contenu["plages"]),
            regles=Regles(
                tampon=timedelta(seconds=regles["tampon"]),
                delai_jours=regles["delai_jours"],
                horizon_jours=regles["horizon_jours"],
                duree_min=timedelta(seconds=regles["duree_min"]),
                duree_max=timedelta(seconds=regles["duree_max"]),
                pas=timedelta(seconds=regles["pas"]),
                tampon_leve_pour_soi=regles["tampon_leve_pour_soi"],
            ),
            cadre=Cadre(**contenu["cadre"]),
        )


def _en_json(valeur: Plage | Regles | Cadre) -> dict[str, Any]:
    return {champ.name: _scalaire(getattr(valeur, champ.name)) for champ in fields(valeur)}


def _scalaire(valeur: Any) -> Any:
    match valeur:
        case time() | date():
            return valeur.isoformat()
        case timedelta():
            return int(valeur.total_seconds())
        case _:
            return valeur


def _plage(contenu: dict[str, Any]) -> Plage:
    def jour(nom: str) -> date | None:
        return date.fromisoformat(contenu[nom]) if contenu[nom] else None

    return Plage(
        jour_iso=contenu["jour_iso"],
        debut=time.fromisoformat(contenu["debut"]),
        fin=time.fromisoformat(contenu["fin"]),
        applicabilite=Applicabilite(contenu["applicabilite"]),
        feries=contenu["feries"],
        semaine=Semaine(contenu["semaine"]),
        premier_jour=jour("premier_jour"),
        dernier_jour=jour("dernier_jour"),
    )

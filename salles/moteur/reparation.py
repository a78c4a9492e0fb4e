"""Where the dates that cannot be had could go: one proposal per strategy, out of what is free elsewhere.

A `Place` is a room at an hour; a set of dates is an integer, one bit per wanted date. What is free is decided by the
search; here one only chooses, in the same way on every call. A proposal never loses a date that is kept.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Strategie(StrEnum):
    UNE_SEULE_ADRESSE = "une_seule_adresse"
    MOINS_DE_CHANGEMENTS = "moins_de_changements"
    AU_PLUS_PRES = "au_plus_pres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A room at an hour. `decalage`: so much later than wished; `distance_km`: 0 in the school that was wished for."""

    salle: int
    etablissement: int
    decalage: timedelta = timedelta(0)
    distance_km: float = 0.0
    autre_type: bool = False


@dataclass(frozen=True, slots=True)
class Proposition:
    """Dates by place, those that stay included; `restantes` are the wanted dates that it does not place."""

    strategie: Strategie
    lignes: tuple[tuple[Place, int], ...]
    restantes: int


Libres = Mapping[Place, int]
Cle = Callable[[Place], tuple[Any, ...]]


def proposer(libres: Libres, voulues: int, gardees: int, ici: Place) -> list[Proposition]:
    """Return at most one proposal per strategy, in the order of `Strategie`; none that places no missing date.

    `ici` is the place that was wished for and `gardees` the wanted dates that one has there; the others are missing.
    One of these that is free there all the same, since it was given back, stays there too.

    - `une_seule_adresse`: all in one school, the one that has the most dates; then the wished one, then the nearest.
    - `moins_de_changements`: what is free stays, the rest goes to as few places as can be found by always taking the
      place that has the most of what is left; then at the nearest hour, then nearest by.
    - `au_plus_pres`: what is free stays, each other date goes nearest by: the same room at another hour, another room
      of the school, another school.
    """
    sur_place = gardees | libres.get(ici, 0) & voulues
    choix = {
        Strategie.UNE_SEULE_ADRESSE: _une_seule_adresse(libres, voulues, sur_place, ici),
        Strategie.MOINS_DE_CHANGEMENTS: {ici: sur_place} | _peu_de_places(libres, voulues & ~sur_place, ici),
        Strategie.AU_PLUS_PRES: {ici: sur_place} | _au_plus_pres(libres, voulues & ~sur_place, ici),
    }
    propositions = []
    for strategie, places in choix.items():
        lignes = tuple((place, bits) for place, bits in places.items() if bits)
        placees = _reunion(dict(lignes))
        if placees.bit_count() > gardees.bit_count():
            propositions.append(Proposition(strategie, lignes, voulues & ~placees))
    return propositions


def _une_seule_adresse(libres: Libres, voulues: int, sur_place: int, ici: Place) -> dict[Place, int]:
    par_ecole: dict[int, dict[Place, int]] = defaultdict(dict, {ici.etablissement: {ici: sur_place}})
    for place, bits in libres.items():
        par_ecole[place.etablissement].setdefault(place, bits & voulues)

    def merite(ecole: int) -> tuple[Any, ...]:
        distance = min(place.distance_km for place in par_ecole[ecole])
        return _reunion(par_ecole[ecole]).bit_count(), ecole == ici.etablissement, -distance, -ecole

    elue = max(par_ecole, key=merite)
    if elue == ici.etablissement:
        return {ici: sur_place} | _peu_de_places(par_ecole[elue], voulues & ~sur_place, ici)
    return _peu_de_places(par_ecole[elue], voulues, ici)


def _peu_de_places(libres: Libres, a_placer: int, ici: Place) -> dict[Place, int]:
    """Cover these dates by always taking the place that has the most of what is left."""
    places: dict[Place, int] = {}
    tri = _a_l_heure_dite(ici)
    while utiles := {place: bits & a_placer for place, bits in libres.items() if bits & a_placer}:
        place = min(utiles, key=lambda place: (-utiles[place].bit_count(), *tri(place)))
        places[place] = utiles[place]
        a_placer &= ~utiles[place]
    return places


def _au_plus_pres(libres: Libres, manquantes: int, ici: Place) -> dict[Place, int]:
    places = {}
    for place in sorted(libres, key=_tout_pres(ici)):
        if prises := libres[place] & manquantes:
            places[place] = prises
            manquantes &= ~prises
    return places


def _a_l_heure_dite(ici: Place) -> Cle:
    """Order places by the hour first: whoever moves few dates wants to tell the others one thing."""
    pres = _tout_pres(ici)
    return lambda place: (abs(place.decalage), *pres(place))


def _tout_pres(ici: Place) -> Cle:
    """Order places by distance, then the wished room, a room of its type, the hour; of two as far, the later."""
    return lambda place: (
        place.distance_km,
        place.salle != ici.salle,
        place.autre_type,
        abs(place.decalage),
        -place.decalage,
        place.salle,
    )


def _reunion(places: Libres) -> int:
    """Return the dates that stand in one place at least."""
    toutes = 0
    for bits in places.values():
        toutes |= bits
    return toutes

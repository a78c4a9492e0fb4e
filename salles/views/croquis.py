"""The map without a map: a small drawing of where the rooms are, made by the server, complete without script.

Distances are those of the list; places are drawn on a plane around the centre, true to less than a per cent at the
scale of a département.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from pathlib import Path

from django.apps import apps

LARGEUR, HAUTEUR = 400, 440
RAYON_PX = 176  # the search circle, with room for names beyond it
KM_PAR_DEGRE = 111.32
LETTRE_PX, LIGNE_PX = 11.1, 26  # of labels of 22 px, which the narrowest telephone shows at 16
PIN_PX, BORD_PX = 18, 3
PIN_LARGE_PX = 25  # what a pin takes of the narrowest telephone, where names must still stand clear of it
NOMS_MAX = 7

# Where a pin goes when its place is taken, and a name that a pin would hide: a little further, never far.
SENS = ((0, -1), (1, 0), (0, 1), (-1, 0), (1, -1), (-1, 1), (1, 1), (-1, -1))
ECARTS = [(0, 0), *((pas * dx, pas * dy) for pas in (12, 24, 36) for dx, dy in SENS)]
DECALAGES = (0, -39, 39, -58, 58, -77, 77)

Boite = tuple[float, float, float, float]  # centre, half the width, half the height
BOUTONS: Boite = (40, 74, 40, 74)  # where the map that comes with scripts puts its two buttons
Anneau = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Marque:
    """Something drawn at a place, moved by (dx, dy) where another would hide it."""

    x: float
    y: float
    dx: float
    dy: float
    latitude: float
    longitude: float
    texte: str

    @property
    def demie(self) -> float:
        return len(self.texte) * LETTRE_PX / 2

    @property
    def boite(self) -> Boite:
        return self.x, self.y, self.demie, LIGNE_PX / 2


@dataclass(frozen=True, slots=True)
class Nom(Marque):
    """A commune."""

    fort: bool = False


@dataclass(frozen=True, slots=True)
class Repere(Marque):
    """A numbered pin; rooms of one school share it, as « 1 à 3 »."""

    numeros: tuple[int, ...] = ()

    @property
    def boite(self) -> Boite:
        """Return what must stay in sight: the edge of a pin may lie under another."""
        return self.x, self.y, self.largeur / 2 - BORD_PX, PIN_PX - BORD_PX

    @property
    def abords(self) -> Boite:
        """Return what names keep clear of."""
        return self.x, self.y, self.largeur / 2 - PIN_PX + PIN_LARGE_PX, PIN_LARGE_PX

    @property
    def largeur(self) -> float:
        return 2 * max(PIN_PX, 7 + self.demie)

    @property
    def gauche(self) -> float:
        return round(self.x - self.largeur / 2, 1)

    @property
    def haut(self) -> float:
        return round(self.y - PIN_PX, 1)


@dataclass(frozen=True, slots=True)
class Cercle:
    r: float
    km: float


@dataclass(frozen=True, slots=True)
class Croquis:
    cercles: tuple[Cercle, ...]
    terres: tuple[str, ...]  # `points` of polygons
    noms: tuple[Nom, ...]
    reperes: tuple[Repere, ...]


class Plan:
    """Turn positions into points of the drawing."""

    def __init__(self, latitude: float, longitude: float, rayon_km: float):
        self.latitude, self.longitude = latitude, longitude
        self.px_par_km = RAYON_PX / rayon_km
        self.resserre = cos(radians(latitude))

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = (longitude - self.longitude) * self.resserre * KM_PAR_DEGRE * self.px_par_km
        y = (self.latitude - latitude) * KM_PAR_DEGRE * self.px_par_km
        return round(LARGEUR / 2 + x, 1), round(HAUTEUR / 2 + y, 1)

    @property
    def bornes(self) -> tuple[float, float, float, float]:
        """Return south, north, west and east of what is drawn."""
        haut = HAUTEUR / 2 / self.px_par_km / KM_PAR_DEGRE
        large = LARGEUR / 2 / self.px_par_km / KM_PAR_DEGRE / self.resserre
        return self.latitude - haut, self.latitude + haut, self.longitude - large, self.longitude + large


def dessiner(
    plan: Plan, positions: Sequence[tuple[int, float, float]], communes: Iterable[tuple[str, float, float]]
) -> Croquis:
    """Draw the rooms, `(number in the list, latitude, longitude)`, and the names of the communes around.

    `communes` come in order of importance; those that would cover a pin or another name are left out.
    """
    reperes = tuple(_reperes(plan, positions))
    return Croquis(
        cercles=tuple(Cercle(RAYON_PX * part, RAYON_PX * part / plan.px_par_km) for part in (0.5, 1)),
        terres=tuple(_terres(plan)),
        noms=tuple(_noms(plan, communes, reperes)),
        reperes=reperes,
    )


def _reperes(plan: Plan, positions: Sequence[tuple[int, float, float]]) -> Iterator[Repere]:
    """Yield the pins in the order of the list, pushed apart where they would hide each other."""
    par_place: dict[tuple[float, float], list[int]] = {}
    for numero, latitude, longitude in positions:
        par_place.setdefault((latitude, longitude), []).append(numero)
    prises: list[Boite] = []
    for (latitude, longitude), numeros in par_place.items():
        x, y = plan.point(latitude, longitude)
        essais = [
            Repere(x + dx, y + dy, dx, dy, latitude, longitude, abreger(numeros), tuple(numeros)) for dx, dy in ECARTS
        ]
        repere = next((essai for essai in essais if not _est_prise(essai.boite, prises)), essais[0])
        prises.append(repere.boite)
        yield repere


def abreger(numeros: Sequence[int]) -> str:
    """Write sorted numbers shortly: « 3 », « 1 à 3 », « 1, 4 »."""
    if len(numeros) > 2 and numeros[-1] - numeros[0] == len(numeros) - 1:
        return f"{numeros[0]} à {numeros[-1]}"
    return ", ".join(map(str, numeros))


def _noms(plan: Plan, communes: Iterable[tuple[str, float, float]], reperes: Sequence[Repere]) -> Iterator[Nom]:
    prises = [BOUTONS, *(repere.abords for repere in reperes)]
    ecrits = 0
    for texte, latitude, longitude in communes:
        x, y = plan.point(latitude, longitude)
        centre = (latitude, longitude) == (plan.latitude, plan.longitude)
        cote = len(texte) * LETTRE_PX / 2 + PIN_LARGE_PX
        ecarts = [*((0, dy) for dy in DECALAGES), *((dx, dy) for dx in (cote, -cote) for dy in DECALAGES)]
        essais = [Nom(x + dx, y + dy, dx, dy, latitude, longitude, texte, fort=centre) for dx, dy in ecarts]
        nom = next(
            (essai for essai in essais if _est_dedans(essai.boite) and not _est_prise(essai.boite, prises)), None
        )
        if nom is None:
            continue
        prises.append(nom.boite)
        yield nom
        ecrits += 1
        if ecrits == NOMS_MAX:
            return


def _est_prise(boite: Boite, prises: Iterable[Boite]) -> bool:
    return any(_se_couvrent(boite, prise) for prise in prises)


def _est_dedans(boite: Boite) -> bool:
    x, y, demie, hauteur = boite
    return demie < x < LARGEUR - demie and hauteur < y < HAUTEUR - hauteur


def _se_couvrent(une: Boite, autre: Boite) -> bool:
    return abs(une[0] - autre[0]) < une[2] + autre[2] and abs(une[1] - autre[1]) < une[3] + autre[3]


def _terres(plan: Plan) -> Iterator[str]:
    """Yield the outlines of the départements that the drawing touches, as SVG points."""
    sud, nord, ouest, est = plan.bornes
    for anneau, (bas, haut, gauche, droite) in _contours():
        if bas < nord and haut > sud and gauche < est and droite > ouest:
            yield " ".join("{},{}".format(*plan.point(latitude, longitude)) for longitude, latitude in anneau)


@cache
def _contours() -> tuple[tuple[Anneau, tuple[float, float, float, float]], ...]:
    """Return every outline with its bounds: south, north, west, east."""
    fichier = Path(apps.get_app_config("etablissements").path, "static", "etablissements", "departements.geojson")
    formes = [forme["geometry"] for forme in json.loads(fichier.read_text(encoding="utf-8"))["features"]]
    anneaux = [
        tuple((longitude, latitude) for longitude, latitude in polygone[0])
        for forme in formes
        for polygone in ([forme["coordinates"]] if forme["type"] == "Polygon" else forme["coordinates"])
    ]
    return tuple((anneau, _bornes(anneau)) for anneau in anneaux)


def _bornes(anneau: Anneau) -> tuple[float, float, float, float]:
    longitudes, latitudes = zip(*anneau, strict=True)
    return min(latitudes), max(latitudes), min(longitudes), max(longitudes)

"""The workload of the bench: seeded schools, rooms, openings and uses, as CSV files and the questions to time.

The format is fixed, in English, so that the floors and any other system can read it. Deterministic for a seed and a
size. S: 274 schools, 3,000 rooms, 400,000 uses; L: 10,900 schools, 120,000 rooms, 12 million uses; XS for tests. Uses
of one room never overlap, lie on a grid of 15 minutes and inside its openings. Wall-clock times of Europe/Paris.
"""

import csv
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

GRAINE = 20260901
RENTREE, SORTIE = date(2026, 9, 1), date(2027, 7, 2)
# Zone B, 2026-2027; both days included.
VACANCES = (
    (date(2026, 10, 17), date(2026, 11, 1)),
    (date(2026, 12, 19), date(2027, 1, 3)),
    (date(2027, 2, 20), date(2027, 3, 7)),
    (date(2027, 4, 17), date(2027, 5, 2)),
)
# Minutes after midnight.
SOIREE, SAMEDI = (17 * 60 + 30, 22 * 60), (8 * 60, 20 * 60)
JOUR_SAMEDI = 6
TYPES = (  # name, weight, headcounts
    ("salle_de_classe", 55, (24, 28, 30, 32, 35, 36)),
    ("gymnase", 10, (40, 80, 120, 200)),
    ("salle_polyvalente", 8, (50, 80, 120, 150)),
    ("amphi", 5, (90, 120, 180, 250)),
    ("salle_info", 8, (16, 20, 24, 32)),
    ("salle_musique", 5, (20, 30, 40)),
    ("cdi", 4, (30, 40, 60)),
    ("refectoire", 5, (80, 120, 200)),
)
EQUIPEMENTS = ("videoprojecteur", "tableau", "sono", "wifi", "pmr", "piano", "ordinateurs", "vestiaires", "cuisine")
KM_PAR_DEGRE = 110.57
RAYON_KM = 15
VOISINES = 40  # schools wanted within the radius of the searched point
SEMAINES_EN_SERIE = (30, 36)
PART_EN_SERIE, PART_DOUBLE = 0.9, 0.12


@dataclass(frozen=True, slots=True)
class Taille:
    """How much: `boite` is south, north, west, east; `villes` is how many towns draw the schools together."""

    ecoles: int
    salles: int
    usages: int
    boite: tuple[float, float, float, float] = (47.45, 48.80, -4.60, -1.20)
    villes: int = 40


TAILLES = {
    "XS": Taille(27, 300, 40_000),
    "S": Taille(274, 3_000, 400_000),
    "L": Taille(10_900, 120_000, 12_000_000, (43.30, 50.20, -1.20, 7.20), 600),
}


def engendrer(dossier: Path, taille: Taille) -> None:
    """Write the workload into `dossier`."""
    dossier.mkdir(parents=True, exist_ok=True)
    hasard = random.Random(GRAINE)
    ecoles = _ecoles(hasard, taille)
    _ecrire(dossier / "establishments.csv", ("id", "name", "lat", "lon"), ecoles)
    salles = ("id", "establishment_id", "type", "capacity", "equipment")
    _ecrire(dossier / "rooms.csv", salles, _salles(hasard, taille))
    _ecrire(dossier / "openings.csv", ("room_id", "isodow", "start_min", "end_min"), _ouvertures(taille))
    _ecrire(dossier / "closed.csv", ("first_day", "last_day"), VACANCES)
    usages = ("id", "room_id", "series_id", "starts", "ends")
    series: list[tuple] = []
    _ecrire(dossier / "occurrences.csv", usages, _usages(hasard, taille, series))
    champs = ("id", "room_id", "isodow", "start_min", "end_min", "first_day", "count")
    _ecrire(dossier / "series.csv", champs, series)
    (dossier / "queries.json").write_text(json.dumps(_questions(ecoles), indent=1))


def jours_ouverts() -> dict[int, list[date]]:
    """Return the school days of the year, by ISO weekday."""
    par_jour: dict[int, list[date]] = {jour: [] for jour in range(1, 8)}
    for rang in range((SORTIE - RENTREE).days + 1):
        jour = RENTREE + timedelta(days=rang)
        if not any(premier <= jour <= dernier for premier, dernier in VACANCES):
            par_jour[jour.isoweekday()].append(jour)
    return par_jour


def _ecoles(hasard: random.Random, taille: Taille) -> list[tuple[int, str, float, float]]:
    """Three schools out of four stand in a town, the bigger the more."""
    sud, nord, ouest, est = taille.boite
    villes = [(hasard.uniform(sud, nord), hasard.uniform(ouest, est)) for _ in range(taille.villes)]
    poids = [hasard.paretovariate(1.1) for _ in villes]
    ecoles = []
    for numero in range(1, taille.ecoles + 1):
        if hasard.random() < 0.75:
            lat, lon = hasard.choices(villes, weights=poids)[0]
            lat, lon = lat + hasard.gauss(0, 0.05), lon + hasard.gauss(0, 0.07)
        else:
            lat, lon = hasard.uniform(sud, nord), hasard.uniform(ouest, est)
        ecoles.append((numero, f"Collège {numero}", round(lat, 6), round(lon, 6)))
    return ecoles


def _ouvertures(taille: Taille) -> Iterator[tuple[int, int, int, int]]:
    for salle in range(1, taille.salles + 1):
        for iso in range(1, JOUR_SAMEDI):
            yield salle, iso, *SOIREE
        yield salle, JOUR_SAMEDI, *SAMEDI


def _salles(hasard: random.Random, taille: Taille) -> Iterator[tuple[int, int, str, int, str]]:
    """The first school has twenty rooms, which one of the questions asks for; the others vary around the mean."""
    poids = [hasard.uniform(0.4, 1.6) for _ in range(taille.ecoles - 1)]
    reste = taille.salles - 20
    nombres = [20, *(int(reste * part / sum(poids)) for part in poids)]
    for rang in range(taille.salles - sum(nombres)):
        nombres[1 + rang % (taille.ecoles - 1)] += 1
    numero = 0
    for ecole, nombre in enumerate(nombres, start=1):
        for _ in range(nombre):
            numero += 1
            nom, _, effectifs = hasard.choices(TYPES, weights=[poids for _, poids, _ in TYPES])[0]
            presents = [nom_equipement for nom_equipement in EQUIPEMENTS if hasard.random() < 0.3]
            yield numero, ecole, nom, hasard.choice(effectifs), ";".join(presents)


def _usages(
    hasard: random.Random, taille: Taille, series: list[tuple]
) -> Iterator[tuple[int, int, int | str, str, str]]:
    """Nine uses out of ten come from weekly series of 30 to 36 dates, added to `series`; the others stand alone."""
    par_salle = taille.usages / taille.salles
    par_soir = par_salle * PART_EN_SERIE / 33 / 6 / (1 + PART_DOUBLE)
    jours = jours_ouverts()
    tous = [(jour, iso) for iso in range(1, 7) for jour in jours[iso]]
    numero = 0
    for salle in range(1, taille.salles + 1):
        pris: set[date] = set()
        for iso in range(1, 7):
            if hasard.random() >= par_soir:
                continue
            for debut, fin in _heures(hasard, iso, double=hasard.random() < PART_DOUBLE):
                nombre = min(hasard.randint(*SEMAINES_EN_SERIE), len(jours[iso]))
                depart = hasard.randint(0, len(jours[iso]) - nombre)
                series.append((len(series) + 1, salle, iso, debut, fin, jours[iso][depart], nombre))
                for jour in jours[iso][depart : depart + nombre]:
                    numero += 1
                    pris.add(jour)
                    yield numero, salle, len(series), f"{jour} {_hm(debut)}", f"{jour} {_hm(fin)}"
        manquent = min(round(salle * par_salle) - numero, len(tous) - len(pris))
        for jour, iso in hasard.sample(tous, len(tous)) if manquent > 0 else ():
            if manquent > 0 and jour not in pris:
                manquent -= 1
                numero += 1
                debut, fin = _heures(hasard, iso, double=False)[0]
                yield numero, salle, "", f"{jour} {_hm(debut)}", f"{jour} {_hm(fin)}"


def _heures(hasard: random.Random, iso: int, *, double: bool) -> Sequence[tuple[int, int]]:
    """Draw one use of that weekday, or two that do not overlap; minutes after midnight."""
    if iso == JOUR_SAMEDI:
        if double:
            matin = hasard.choice([(480, 720), (540, 720), (480, 780)])
            return [matin, hasard.choice([(840, 1080), (840, 1200), (900, 1080)])]
        return [hasard.choice([(480, 720), (540, 720), (600, 840), (840, 1020), (840, 1200), (480, 1200)])]
    if double:
        return hasard.choice([[(1050, 1170), (1200, 1320)], [(1080, 1200), (1200, 1320)], [(1065, 1155), (1170, 1305)]])
    return [hasard.choice([(1050, 1140), (1050, 1170), (1080, 1200), (1080, 1260), (1110, 1290), (1200, 1320)])]


def _hm(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _questions(ecoles: Sequence[tuple[int, str, float, float]]) -> dict:
    """Ask around the school that has nearest to forty others within the radius, on Tuesdays from 18:00 to 20:00."""
    jours = jours_ouverts()
    sondees = ecoles if len(ecoles) <= 400 else random.Random(GRAINE + 1).sample(ecoles, 200)
    _, _, lat, lon = min(sondees, key=lambda ecole: abs(_voisines(ecoles, *ecole[2:]) - VOISINES))
    return {
        "point": {"lat": lat, "lon": lon},
        "radius_km": RAYON_KM,
        "capacity": 30,
        "types": ["salle_de_classe", "salle_polyvalente", "gymnase", "amphi"],
        "day": str(jours[2][12]),
        "start": "18:00",
        "end": "20:00",
        "series_days": [str(jour) for jour in jours[2][:34]],
        "week": str(jours[1][12]),
        "establishment": 1,
    }


def _voisines(ecoles: Sequence[tuple[int, str, float, float]], lat: float, lon: float) -> int:
    km_par_longitude = 111.32 * math.cos(math.radians(lat))
    return sum(
        math.hypot((la - lat) * KM_PAR_DEGRE, (lo - lon) * km_par_longitude) <= RAYON_KM for _, _, la, lo in ecoles
    )


def _ecrire(chemin: Path, entete: Sequence[str], lignes) -> None:
    with chemin.open("w", newline="", encoding="utf-8") as fichier:
        ecrire = csv.writer(fichier)
        ecrire.writerow(entete)
        ecrire.writerows(lignes)

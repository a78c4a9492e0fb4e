"""Time the questions on the floors and on Préau, in the same run, and compare the answers."""

import csv
import hashlib
import random
import statistics
import time as horloge
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

from etablissements.calendriers import calendrier
from etablissements.models import Territoire, Zone
from plateforme.banc import planchers
from plateforme.banc.chargement import MAINTENANT, PARIS
from plateforme.banc.planchers import Questions
from salles.audit import anomalies
from salles.disponibilites import agendas
from salles.models import Reservation, Salle
from salles.moteur import Cadre, Creneau, Repetition, Souhait, Vacances, creneaux_voulus
from salles.recherche import Recherche, chercher
from salles.reparations import DateVoulue, Manque, reparer
from salles.services.prise import Ligne, prendre, verrouiller
from socle.rejouer import rejouer

REPETITIONS, BUDGET_S = 15, 20.0
CLIENTS, DUREE_Q4_S = 16, 8.0
SALLES_Q5 = 120
SALLES_R = 4
REGLES_Q6 = 5_000
BRETAGNE = Cadre("Europe/Paris", Zone.B, Territoire.METROPOLE)


@dataclass(frozen=True, slots=True)
class Mesure:
    """A median in milliseconds, over how many rows, and the digest of the answer where one is compared."""

    ms: float
    lignes: int
    empreinte: str | None = None


def chronometrer(faire: Callable[[], list]) -> tuple[float, list]:
    """Return the median of up to 15 runs (3 at least, 20 s at most), after one that warms up, and the answer."""
    reponse = faire()
    durees: list[float] = []
    debut = horloge.perf_counter()
    while len(durees) < REPETITIONS and (len(durees) < 3 or horloge.perf_counter() - debut < BUDGET_S):
        depart = horloge.perf_counter()
        reponse = faire()
        durees.append((horloge.perf_counter() - depart) * 1000)
    return statistics.median(durees), reponse


def empreinte(lignes: list) -> str:
    """Return eight digits that two equal answers share."""
    return hashlib.sha1(repr(lignes).encode(), usedforsecurity=False).hexdigest()[:8]


def plancher(sql: str, parametres: dict[str, Any], *, comparee: bool = True) -> Mesure:
    """Time a hand-written statement."""

    def faire() -> list:
        with connection.cursor() as curseur:
            curseur.execute(sql, parametres)
            return curseur.fetchall()

    ms, lignes = chronometrer(faire)
    return Mesure(ms, len(lignes), empreinte(lignes) if comparee else None)


# -- Q1, Q2: search ----------------------------------------------------------------------


def un_creneau(questions: Questions, rayon_km: float | None) -> Mesure:
    """Q1: the rooms that are free on one slot."""
    souhait = Souhait.aux_dates((questions.jour,), *_heures(questions))
    ms, trouvees = chronometrer(lambda: chercher(_recherche(questions, souhait, rayon_km)))
    libres = sorted((resultat.salle,) for resultat in trouvees if resultat.libres)
    return Mesure(ms, len(libres), empreinte(libres))


def une_serie(questions: Questions, rayon_km: float | None) -> Mesure:
    """Q2: how many of the dates are free in each room."""
    souhait = Souhait.aux_dates(questions.jours, *_heures(questions))
    ms, trouvees = chronometrer(lambda: chercher(_recherche(questions, souhait, rayon_km)))
    comptes = sorted((resultat.salle, resultat.nombre_libres) for resultat in trouvees)
    return Mesure(ms, len(comptes), empreinte(comptes))


def _heures(questions: Questions) -> tuple[time, time]:
    return time.fromisoformat(questions.debut), time.fromisoformat(questions.fin)


def _recherche(questions: Questions, souhait: Souhait, rayon_km: float | None) -> Recherche:
    return Recherche(
        souhait=souhait,
        maintenant=MAINTENANT,
        latitude=questions.latitude,
        longitude=questions.longitude,
        rayon_km=rayon_km,
        types=questions.types,
        effectif=questions.effectif,
    )


# -- R: repair ----------------------------------------------------------------------------


def une_reparation(questions: Questions) -> Mesure:
    """R: where the dates of the series could go from each of the rooms nearest by, as if it had none of them."""
    souhait = Souhait.aux_dates(questions.jours, *_heures(questions))
    voisines = chercher(_recherche(questions, souhait, questions.rayon_km))
    proches = sorted(voisines, key=lambda resultat: resultat.distance_km or 0.0)[:SALLES_R]
    salles = Salle.objects.select_related("etablissement__site").in_bulk([resultat.salle for resultat in proches])
    voulues = [DateVoulue(*_heures(questions), jour) for jour in questions.jours]
    durees: list[float] = []
    placees = 0
    for salle in salles.values():
        manque = Manque(
            salle=salle,
            voulues=voulues,
            maintenant=MAINTENANT,
            effectif=questions.effectif,
            rayon_km=questions.rayon_km,
        )
        ms, proposees = chronometrer(partial(reparer, manque))
        durees.append(ms)
        placees += sum(len(ligne.jours) for proposee in proposees for ligne in proposee.lignes)
    return Mesure(statistics.median(durees), placees)


# -- Q3: a week --------------------------------------------------------------------------


def une_semaine(questions: Questions) -> Mesure:
    """Q3: free and busy intervals of the rooms of one school."""
    salles = list(Salle.objects.filter(etablissement=questions.ecole).select_related("etablissement"))
    du, au = questions.lundi, questions.lundi + timedelta(days=6)
    ms, lignes = chronometrer(lambda: list(agendas(salles, du=du, au=au, maintenant=MAINTENANT).items()))
    return Mesure(ms, len(lignes))


# -- Q4, Q5: booking ----------------------------------------------------------------------


@rejouer
def _reserver(salle: Salle, creneaux: list[Creneau]) -> list[Reservation | None]:
    """Book as a verb of the trade does: hold the rules still, then take."""
    verrouiller({salle.pk})
    lignes = [Ligne(salle=salle, creneau=creneau, nature=Reservation.Nature.ASSOCIATION) for creneau in creneaux]
    return prendre(lignes, maintenant=MAINTENANT)


def reservations_simultanees() -> dict[str, Any]:
    """Q4: attempts a second of 16 clients, on random rooms then on one, and the overlaps that the audit finds."""
    salles = list(Salle.objects.select_related("etablissement__collectivite"))
    aleatoire = _a_seize(lambda hasard: hasard.choice(salles))
    chaude = _a_seize(lambda hasard: salles[0])
    return {
        "aleatoire_par_s": round(aleatoire),
        "chaude_par_s": round(chaude),
        "chevauchements": len(list(anomalies(MAINTENANT))),
    }


def _a_seize(choisir: Callable[[random.Random], Salle]) -> float:
    """Return the attempts a second of all clients together; a taken slot is refused, not an error."""
    fin = horloge.perf_counter() + DUREE_Q4_S

    def client(numero: int) -> int:
        hasard, essais = random.Random(numero), 0
        while horloge.perf_counter() < fin:
            jour = date(2026, 9, 1) + timedelta(days=hasard.randrange(300))
            debut = time(17 + hasard.randrange(4), 30 * hasard.randrange(2))
            _reserver(choisir(hasard), [BRETAGNE.creneau(jour, debut, time(debut.hour + 1, debut.minute))])
            essais += 1
        connection.close()
        return essais

    with ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(client, range(CLIENTS))) / DUREE_Q4_S


def series_reservees(questions: Questions) -> tuple[Mesure, Mesure]:
    """Q5: 34 dates in one transaction in each of 120 rooms, on Préau then on the floor; medians of the whole."""
    salles = random.Random(7).sample(list(Salle.objects.select_related("etablissement__collectivite")), SALLES_Q5)
    creneaux = [BRETAGNE.creneau(jour, *_heures(questions)) for jour in questions.jours]
    parametres = questions.parametres(None)
    durees: list[float] = []
    sols: list[float] = []
    for salle in salles:
        depart = horloge.perf_counter()
        with connection.cursor() as curseur:
            curseur.execute(planchers.Q5, parametres | {"room": salle.pk})
            curseur.fetchall()
        sols.append((horloge.perf_counter() - depart) * 1000)
        depart = horloge.perf_counter()
        _reserver(salle, creneaux)
        durees.append((horloge.perf_counter() - depart) * 1000)
    return Mesure(statistics.median(durees), len(salles)), Mesure(statistics.median(sols), len(salles))


# -- Q6: expansion -----------------------------------------------------------------------


def regles_deroulees(dossier: Path) -> tuple[Mesure, Mesure]:
    """Q6: 5,000 weekly rules into dated slots, by the engine then by plain date arithmetic."""
    with (dossier / "series.csv").open(encoding="utf-8", newline="") as fichier:
        lignes = [ligne for _, ligne in zip(range(REGLES_Q6), csv.DictReader(fichier), strict=False)]
    vacances = calendrier(Zone.B, Territoire.METROPOLE)
    souhaits = [_souhait(ligne) for ligne in lignes]
    ms, dates = chronometrer(
        lambda: [creneau for souhait in souhaits for creneau in creneaux_voulus(souhait, BRETAGNE, vacances)]
    )
    sol, naives = chronometrer(lambda: [jour for ligne in lignes for jour in _a_la_main(ligne)])
    return Mesure(ms, len(dates)), Mesure(sol, len(naives))


def _souhait(ligne: dict[str, str]) -> Souhait:
    premier = date.fromisoformat(ligne["first_day"])
    return Souhait(
        premier_jour=premier,
        heure_debut=_heure(ligne["start_min"]),
        heure_fin=_heure(ligne["end_min"]),
        dernier_jour=premier + timedelta(weeks=int(ligne["count"]) - 1),
        repetition=Repetition.HEBDOMADAIRE,
        vacances=Vacances.INCLURE,
    )


def _a_la_main(ligne: dict[str, str]):
    """Yield the slots by the shortest code that is right across both changes of clocks."""
    premier = date.fromisoformat(ligne["first_day"])
    debut, fin = _heure(ligne["start_min"]), _heure(ligne["end_min"])
    for rang in range(int(ligne["count"])):
        jour = premier + timedelta(weeks=rang)
        yield (
            datetime.combine(jour, debut, PARIS).astimezone(UTC),
            datetime.combine(jour, fin, PARIS).astimezone(UTC),
        )


def _heure(minutes: str) -> time:
    return time(int(minutes) // 60 % 24, int(minutes) % 60)

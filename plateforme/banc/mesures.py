"""Time the questions on the floors and on Préau, turn by turn in the same run, and compare the answers."""

import csv
import hashlib
import random
import statistics
import time as horloge
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

from associations.models import Association
from conventions.propositions import Conditions, Voeu, proposer
from etablissements.calendriers import calendrier
from etablissements.models import Territoire, Zone
from plateforme.banc import planchers
from plateforme.banc.chargement import MAINTENANT, PARIS
from plateforme.banc.planchers import Questions
from salles.disponibilites import agendas, contexte, expliquer_salles
from salles.models import Salle
from salles.moteur import Cadre, Repetition, Souhait, Vacances, creneaux_voulus
from salles.recherche import Recherche, Resultat, chercher
from salles.reparations import DateVoulue

REPETITIONS, BUDGET_S = 15, 20.0
SALLES_R, SALLES_VERIFIEES = 4, 60
REGLES_Q6 = 5_000
BRETAGNE = Cadre("Europe/Paris", Zone.B, Territoire.METROPOLE)

Travail = Callable[[], list]


@dataclass(frozen=True, slots=True)
class Mesure:
    """A median in milliseconds, over how many rows and SQL queries; the digest of the answer where one is compared."""

    ms: float
    lignes: int
    requetes: int | None = None
    empreinte: str | None = None


@contextmanager
def compter() -> Iterator[list[str]]:
    """Note every statement that Django sends."""
    requetes: list[str] = []

    def noter(execute, sql, params, many, context):
        requetes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noter):
        yield requetes


def chronometrer(*travaux: Travail) -> list[tuple[float, list]]:
    """Return the median of each work, up to 15 turns (3 at least, 20 s a work at most) after a warm-up, and its answer.

    Turn by turn: what slows the machine down meanwhile slows them all.
    """
    reponses = [faire() for faire in travaux]
    durees: list[list[float]] = [[] for _ in travaux]
    debut = horloge.perf_counter()
    while len(durees[0]) < REPETITIONS and (
        len(durees[0]) < 3 or horloge.perf_counter() - debut < BUDGET_S * len(travaux)
    ):
        for rang, faire in enumerate(travaux):
            depart = horloge.perf_counter()
            reponses[rang] = faire()
            durees[rang].append((horloge.perf_counter() - depart) * 1000)
    return [(statistics.median(siennes), reponse) for siennes, reponse in zip(durees, reponses, strict=True)]


def empreinte(lignes: list) -> str:
    """Return eight digits that two equal answers share."""
    return hashlib.sha1(repr(lignes).encode(), usedforsecurity=False).hexdigest()[:8]


def _plancher(sql: str, parametres: dict[str, Any]) -> Travail:
    """Return the work of a hand-written statement."""

    def faire() -> list:
        with connection.cursor() as curseur:
            curseur.execute(sql, parametres)
            return curseur.fetchall()

    return faire


# -- Q1, Q2: search ----------------------------------------------------------------------


def un_creneau(questions: Questions, rayon_km: float | None, *, plancher: bool = True) -> list[Mesure]:
    """Q1: the rooms that are free on one slot."""
    souhait = Souhait.aux_dates((questions.jour,), *_heures(questions))
    return _recherche_mesuree(
        recherche(questions, souhait, rayon_km),
        lambda trouvees: sorted((resultat.salle,) for resultat in trouvees if resultat.libres),
        [_plancher(planchers.Q1, questions.parametres(rayon_km))] if plancher else [],
    )


def une_serie(questions: Questions, rayon_km: float | None, *, plancher: bool = True) -> list[Mesure]:
    """Q2: how many of the dates are free in each room."""
    return _recherche_mesuree(
        recherche(questions, _serie(questions), rayon_km),
        lambda trouvees: sorted((resultat.salle, resultat.nombre_libres) for resultat in trouvees),
        [_plancher(planchers.Q2, questions.parametres(rayon_km))] if plancher else [],
    )


def _recherche_mesuree(
    demande: Recherche, resumer: Callable[[list[Resultat]], list], sols: list[Travail]
) -> list[Mesure]:
    """Return the measure of a search, then those of its floors."""
    chercher(demande)  # the process reads the profiles once
    with compter() as requetes:
        chercher(demande)
    (ms, trouvees), *autres = chronometrer(lambda: chercher(demande), *sols)
    lignes = resumer(trouvees)
    return [
        Mesure(ms, len(lignes), len(requetes), empreinte(lignes)),
        *(Mesure(sol, len(lues), empreinte=empreinte(lues)) for sol, lues in autres),
    ]


def desaccords(questions: Questions) -> tuple[int, int]:
    """Explain the series in some rooms of the region: how many rooms, and in how many search says otherwise."""
    trouvees = chercher(recherche(questions, _serie(questions), None))
    tirees = random.Random(11).sample(trouvees, min(SALLES_VERIFIEES, len(trouvees)))
    salles = Salle.objects.select_related("etablissement__collectivite").in_bulk([une.salle for une in tirees])
    explications = expliquer_salles(
        {salles[une.salle]: une.dates.creneaux for une in tirees},
        contexte(maintenant=MAINTENANT, effectif=questions.effectif),
    )
    differentes = [
        une
        for une in tirees
        if une.creneaux_libres != [dite.creneau for dite in explications[salles[une.salle]] if dite.libre]
    ]
    return len(tirees), len(differentes)


def _heures(questions: Questions) -> tuple[time, time]:
    return time.fromisoformat(questions.debut), time.fromisoformat(questions.fin)


def _serie(questions: Questions) -> Souhait:
    return Souhait.aux_dates(questions.jours, *_heures(questions))


def recherche(questions: Questions, souhait: Souhait, rayon_km: float | None) -> Recherche:
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
    """R: what an association reads of where its dates could go, from each of the rooms nearest by, all dates missing.

    The search for places, and each proposed date explained once more, as the page of a request does.
    """
    voisines = chercher(recherche(questions, _serie(questions), questions.rayon_km))
    proches = sorted(voisines, key=lambda resultat: resultat.distance_km or 0.0)[:SALLES_R]
    salles = Salle.objects.select_related("etablissement__site", "etablissement__collectivite")
    lues = salles.prefetch_related("equipements").in_bulk([resultat.salle for resultat in proches])
    conditions = Conditions(
        maintenant=MAINTENANT,
        effectif=questions.effectif,
        association=Association.objects.create(nom="Banc", rna="W000000000", creee_le=MAINTENANT),
    )
    voulues = [DateVoulue(*_heures(questions), jour) for jour in questions.jours]
    voeux = [Voeu(salle=salle, voulues=voulues, gardees=(), conditions=conditions) for salle in lues.values()]
    mesurees = chronometrer(*(partial(proposer, voeu, questions.rayon_km) for voeu in voeux))
    placees = sum(len(ligne.jours) for _, proposees in mesurees for proposee in proposees for ligne in proposee.lignes)
    return Mesure(statistics.median(ms for ms, _ in mesurees), placees)


# -- Q3: a week --------------------------------------------------------------------------


def une_semaine(questions: Questions) -> list[Mesure]:
    """Q3: free and busy intervals of the rooms of one school."""
    salles = list(Salle.objects.filter(etablissement=questions.ecole).select_related("etablissement__collectivite"))
    du, au = questions.lundi, questions.lundi + timedelta(days=6)

    def faire() -> list:
        return list(agendas(salles, du=du, au=au, maintenant=MAINTENANT).items())

    with compter() as requetes:
        faire()
    (ms, lignes), (sol, lues) = chronometrer(faire, _plancher(planchers.Q3, questions.parametres(None)))
    return [Mesure(ms, len(lignes), len(requetes)), Mesure(sol, len(lues))]


# -- Q6: expansion -----------------------------------------------------------------------


def regles_deroulees(dossier: Path) -> list[Mesure]:
    """Q6: 5,000 weekly rules into dated slots, by the engine then by plain date arithmetic."""
    with (dossier / "series.csv").open(encoding="utf-8", newline="") as fichier:
        lignes = [ligne for _, ligne in zip(range(REGLES_Q6), csv.DictReader(fichier), strict=False)]
    vacances = calendrier(Zone.B, Territoire.METROPOLE)
    souhaits = [_souhait(ligne) for ligne in lignes]
    mesurees = chronometrer(
        lambda: [creneau for souhait in souhaits for creneau in creneaux_voulus(souhait, BRETAGNE, vacances)],
        lambda: [jour for ligne in lignes for jour in _a_la_main(ligne)],
    )
    return [Mesure(ms, len(dates)) for ms, dates in mesurees]


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


def _a_la_main(ligne: dict[str, str]) -> Iterator[tuple[datetime, datetime]]:
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

"""Time what writes: a series in one transaction (Q5), and sixteen clients at once (Q4)."""

import multiprocessing
import random
import statistics
import time as horloge
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier
from typing import Any

import django
from django.db import connection

from plateforme.banc import planchers
from plateforme.banc.chargement import MAINTENANT
from plateforme.banc.mesures import BRETAGNE, Mesure
from plateforme.banc.planchers import Questions
from salles.audit import anomalies
from salles.models import Reservation, Salle
from salles.moteur import Creneau
from salles.services.prise import Ligne, prendre, verrouiller
from socle.rejouer import rejouer

PROCESSUS, FILS = 4, 4  # as docs/exploitation.md starts gunicorn: threads of one process share one interpreter
DUREE_Q4_S = 8.0
SALLES_Q5 = 120


@rejouer
def _reserver(salle: Salle, creneaux: Sequence[Creneau]) -> list[Reservation | None]:
    """Book as a verb of the trade does: hold the rules still, then take."""
    verrouiller({salle.pk})
    lignes = [Ligne(salle=salle, creneau=creneau, nature=Reservation.Nature.ASSOCIATION) for creneau in creneaux]
    return prendre(lignes, maintenant=MAINTENANT)


# -- Q5: a series ------------------------------------------------------------------------


def series_reservees(questions: Questions) -> list[Mesure]:
    """Q5: 34 dates in one transaction in each of 120 rooms, on Préau and on the floor; medians of the whole."""
    salles = random.Random(7).sample(list(Salle.objects.select_related("etablissement__collectivite")), SALLES_Q5)
    creneaux = [
        BRETAGNE.creneau(jour, time.fromisoformat(questions.debut), time.fromisoformat(questions.fin))
        for jour in questions.jours
    ]
    parametres = questions.parametres(None)
    durees: list[float] = []
    sols: list[float] = []
    for salle in salles:
        depart = horloge.perf_counter()
        _reserver(salle, creneaux)
        durees.append((horloge.perf_counter() - depart) * 1000)
        depart = horloge.perf_counter()
        with connection.cursor() as curseur:
            curseur.execute("BEGIN")
            curseur.execute(planchers.Q5, parametres | {"room": salle.pk})
            curseur.fetchall()
            curseur.execute("COMMIT")
        sols.append((horloge.perf_counter() - depart) * 1000)
    return [Mesure(statistics.median(siennes), len(salles)) for siennes in (durees, sols)]


# -- Q4: sixteen clients -----------------------------------------------------------------


def reservations_simultanees() -> dict[str, Any]:
    """Q4: attempts a second of 16 clients, on random rooms then on one, and the overlaps that the audit finds."""
    processus = multiprocessing.get_context("spawn")
    with (
        processus.Manager() as gerant,
        ProcessPoolExecutor(PROCESSUS, mp_context=processus, initializer=django.setup) as clients,
    ):
        par_s = []
        for chaude in (False, True):
            ensemble = gerant.Barrier(PROCESSUS)
            essais = [
                clients.submit(_clients, dict(connection.settings_dict), ensemble, numero, chaude, DUREE_Q4_S)
                for numero in range(PROCESSUS)
            ]
            par_s.append(round(sum(essai.result() for essai in essais) / DUREE_Q4_S))
    return {
        "aleatoire_par_s": par_s[0],
        "chaude_par_s": par_s[1],
        "chevauchements": len(list(anomalies(MAINTENANT))),
    }


def _clients(reglages: dict[str, Any], ensemble: Barrier, numero: int, chaude: bool, duree_s: float) -> int:
    """Be four of the clients, in a process of their own, and return their attempts."""
    connection.settings_dict.update(reglages)
    salles = list(Salle.objects.select_related("etablissement__collectivite").order_by("pk"))
    ensemble.wait()
    fin = horloge.perf_counter() + duree_s
    with ThreadPoolExecutor(FILS) as fils:
        siens = [
            fils.submit(_essayer, salles[:1] if chaude else salles, random.Random(FILS * numero + fil), fin)
            for fil in range(FILS)
        ]
        return sum(essais.result() for essais in siens)


def _essayer(salles: Sequence[Salle], hasard: random.Random, fin: float) -> int:
    """Try until the end to book single dates; a taken slot is refused, not an error."""
    essais = 0
    while horloge.perf_counter() < fin:
        jour = date(2026, 9, 1) + timedelta(days=hasard.randrange(300))
        debut = time(17 + hasard.randrange(4), 30 * hasard.randrange(2))
        _reserver(hasard.choice(salles), [BRETAGNE.creneau(jour, debut, time(debut.hour + 1, debut.minute))])
        essais += 1
    connection.close()
    return essais

"""Clients that book, each a process of its own, killed at random: `python -m tests.arrets.ruche DOSSIER GRAINE`.

`--tuer` kills one of them after another, and puts another in its place. All of them die when a line comes in, or when
the one who started them goes; then the number of the killed is printed.
"""

import argparse
import os
import random
import select
import signal
import sys
import traceback
from collections.abc import Callable
from itertools import count
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402 -- Django comes first

from tests.arrets.client import Client  # noqa: E402

CLIENTS = 4
PREMIERS_ACTES = 10
PAUSE_S = (0.02, 0.3)  # between two deaths: each client lives for some acts


def naitre(client: Callable[[], None]) -> int:
    """Start a process that does nothing else, and return its number."""
    numero = os.fork()
    if numero:
        return numero
    try:
        client()
    except BaseException:  # noqa: BLE001 -- the copy of the parent must end here, whatever happened
        traceback.print_exc()
    os._exit(1)


def main() -> int:
    analyseur = argparse.ArgumentParser()
    analyseur.add_argument("dossier", type=Path)
    analyseur.add_argument("graine", type=int)
    analyseur.add_argument("--tuer", action="store_true")
    choix = analyseur.parse_args()
    hasard, rangs, tues = random.Random(choix.graine), count(), 0

    def client() -> Client:
        return Client(choix.dossier / f"{next(rangs):04}.jsonl", hasard.randrange(10**9))

    def engager() -> int:
        return naitre(client().agir)

    # What is loaded at the first act is loaded here, once: those who come after act at once, and die in their midst.
    client().agir(PREMIERS_ACTES)
    connection.close()
    clients = [engager() for _ in range(CLIENTS)]
    while not select.select([sys.stdin], [], [], hasard.uniform(*PAUSE_S))[0]:
        if choix.tuer:
            place = hasard.randrange(CLIENTS)
            mourir(clients[place])
            clients[place] = engager()
            tues += 1
    for client in clients:
        mourir(client)
    print(tues + CLIENTS)
    return 0


def mourir(client: int) -> None:
    """Kill, without notice. Fails when it was dead already: a client dies of nothing else."""
    os.kill(client, signal.SIGKILL)
    _, etat = os.waitpid(client, 0)
    if os.waitstatus_to_exitcode(etat) != -signal.SIGKILL:
        raise SystemExit("un client s’est arrêté de lui-même")


if __name__ == "__main__":
    sys.exit(main())

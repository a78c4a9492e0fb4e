"""Run the job worker, for as long as the site lives.

procrastinate's own worker ends, and with success, when it loses its connection: a restart of PostgreSQL would leave the
site without jobs until somebody notices. Here it begins again until the database answers.
"""

import asyncio
import logging
import signal
import time
from contextlib import suppress

import psycopg
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from etablissements.management.commande import Commande

PAUSE_S = 1

journal = logging.getLogger(__name__)


class Command(Commande):
    help = "Fait les tâches en attente (messages, entretien) jusqu’à ce qu’on l’arrête."
    exemple = "manage.py travailler"

    def handle(self, *args, **options) -> None:
        while not asyncio.run(_jusqu_a_l_arret()):
            journal.warning("Le serveur des tâches a perdu la base ; il recommence dans %s s.", PAUSE_S)
            time.sleep(PAUSE_S)


async def _jusqu_a_l_arret() -> bool:
    """Run one worker; tell whether it ended because it was asked to, its last job finished."""
    arrete = False
    with app.replace_connector(DjangoConnector().get_worker_connector()):
        travail = asyncio.create_task(_travailler())

        def arreter() -> None:
            nonlocal arrete
            arrete = True
            travail.cancel()

        for numero in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(numero, arreter)
        with suppress(asyncio.CancelledError, ConnectorException, psycopg.Error, OSError):
            await travail
    return arrete


async def _travailler() -> None:
    async with app.open_async():
        await app.run_worker_async(install_signal_handlers=False)

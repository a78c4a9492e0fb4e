"""The databases of a test run: migrated once into a model, copied for each worker.

The model is named after the hash of every migration, so that it is made again only when one of them changes. Copies
are named after the run's process, so that two runs at once do not disturb each other; a run that was killed is swept
by the next.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from plateforme import postgres_local

PREFIXE_COPIE = "preau_t"
PREFIXE_MODELE = "preau_modele"
ADMINISTRATION = "postgres"


def _ordre(ordre: str, *noms: str) -> None:
    """Run a statement that no transaction may hold, from outside the databases it names."""
    reglages = connection.settings_dict
    with psycopg.connect(
        host=reglages["HOST"] or None,
        port=reglages["PORT"] or None,
        user=reglages["USER"] or None,
        password=reglages["PASSWORD"] or None,
        dbname=ADMINISTRATION,
        autocommit=True,
    ) as administration:
        administration.execute(sql.SQL(ordre).format(*map(sql.Identifier, noms)))


def _bases(prefixe: str) -> list[str]:
    with connection.cursor() as curseur:
        curseur.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [prefixe])
        return [nom for (nom,) in curseur.fetchall()]


@contextlib.contextmanager
def _branche_sur(base: str) -> Iterator[None]:
    """Point Django at `base` for the length of the block."""
    avant = connection.settings_dict["NAME"]
    brancher(base)
    try:
        yield
    finally:
        brancher(avant)


def brancher(base: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = base


def empreinte_des_migrations() -> str:
    """Return a short hash of all that makes the tables: the migrations of every installed app."""
    condense = hashlib.sha256()
    for application in sorted(apps.get_app_configs(), key=lambda application: application.label):
        for fichier in sorted((Path(application.path) / "migrations").rglob("*.py")):
            condense.update(f"{application.label}/{fichier.name}".encode())
            condense.update(fichier.read_bytes())
    return condense.hexdigest()[:12]


def nom_de_la_copie() -> str:
    return f"{PREFIXE_COPIE}_{os.getpid()}"


def preparer_modele() -> str:
    """Return the migrated model, made on the first run after a change; older models and dead copies go."""
    nom = f"{PREFIXE_MODELE}_{empreinte_des_migrations()}"
    with postgres_local.verrou(postgres_local.COPIE / ".local" / "modele", fcntl.LOCK_EX), _branche_sur(ADMINISTRATION):
        if settings.EST_LOCAL:
            _balayer()
        modeles = _bases(f"{PREFIXE_MODELE}_")
        if nom not in modeles:
            _construire(nom)
        for ancien in set(modeles) - {nom}:
            # Another run may be copying it at this moment: the next one will drop it.
            with contextlib.suppress(psycopg.errors.ObjectInUse):
                _ordre("DROP DATABASE {}", ancien)
    return nom


def _construire(nom: str) -> None:
    """Migrate beside, then rename: a killed run leaves no half-made model."""
    brouillon = nom_de_la_copie()
    _ordre("DROP DATABASE IF EXISTS {} WITH (FORCE)", brouillon)
    _ordre("CREATE DATABASE {}", brouillon)
    with _branche_sur(brouillon):
        call_command("migrate", verbosity=0, interactive=False)
    _ordre("ALTER DATABASE {} RENAME TO {}", brouillon, nom)


def _balayer() -> None:
    """Drop the copies of processes that are gone, and what a command made beside one (`…_banc`).

    Only on a server that this machine alone uses.
    """
    for base in _bases(f"{PREFIXE_COPIE}_"):
        try:
            os.kill(int(base.removeprefix(f"{PREFIXE_COPIE}_").partition("_")[0]), 0)
        except ProcessLookupError:
            supprimer(base)
        except PermissionError:
            continue


def copier(modele: str, base: str) -> None:
    """Make `base` a fresh copy of the model, whatever it held and whoever is connected to it."""
    supprimer(base)
    _ordre("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", base, modele)  # a third faster, without fsync


def supprimer(base: str) -> None:
    _ordre("DROP DATABASE IF EXISTS {} WITH (FORCE)", base)


def renouveler(modele: str, base: str) -> None:
    """Throw away all that a test committed, and give back what the migrations put there."""
    connection.close()
    copier(modele, base)

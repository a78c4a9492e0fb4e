"""One server for the whole suite, one fresh database per test. Slow tests of one group: they share the server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from plateforme.postgres_local import Serveur
from tests.arrets.machine import MODELE, Machine

DOSSIER = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # xdist reads the group in the same hook
def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if DOSSIER in item.path.parents:
            item.add_marker(pytest.mark.lent)
            item.add_marker(pytest.mark.xdist_group("arrets"))


@pytest.fixture(scope="session")
def _serveur(tmp_path_factory) -> Iterator[Serveur]:
    """Start a server as the demo has it, and put a migrated and planted database there, to be copied."""
    serveur = Serveur("demo", copie=tmp_path_factory.mktemp("machine"))
    serveur.demarrer()
    neuve = Machine(serveur, MODELE)
    neuve.executer("manage.py", "migrate", "--verbosity=0")
    neuve.executer("-m", "tests.arrets.semer")
    yield serveur
    serveur.arreter()
    shutil.rmtree(serveur.racine)
    shutil.rmtree(serveur.prise, ignore_errors=True)


@pytest.fixture
def machine(_serveur, tour) -> Iterator[Machine]:
    """Return the server, running, with a database that nobody has touched."""
    _serveur.demarrer()
    machine = Machine(_serveur, f"essai_{tour}")
    with _serveur.connexion() as connexion:
        connexion.execute(f"DROP DATABASE IF EXISTS {machine.base} WITH (FORCE)")
        connexion.execute(f"CREATE DATABASE {machine.base} TEMPLATE {MODELE}")
    yield machine
    _serveur.demarrer()
    with _serveur.connexion() as connexion:
        connexion.execute(f"DROP DATABASE {machine.base} WITH (FORCE)")

"""The parcours: a small world whose clock goes on, the real queue of jobs, and doors that open without a password."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.boite import ouvrir_boite
from tests.monde import MAINTENANT, Monde, planter_le_monde
from tests.navigateur.parcours.facteur import Facteur


@pytest.fixture(autouse=True)
def taches() -> None:
    """Leave the jobs in the database: the worker that runs them here is the real one."""


@pytest.fixture
def monde(monkeypatch, transactional_db) -> Monde:
    """Plant the world on Monday 9 November 2026, and let the clock go on from there."""
    depart = time.monotonic()
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + timedelta(seconds=time.monotonic() - depart))
    return planter_le_monde()


@pytest.fixture
def facteur(adresse_base, live_server) -> Iterator[Facteur]:
    with ouvrir_boite() as boite:
        yield Facteur(boite, adresse_base, live_server.url)


@pytest.fixture
def faire_entrer(page, client, live_server) -> Callable:
    """Return a function that puts somebody before the page, signed in already."""

    def faire_entrer(utilisateur) -> None:
        client.force_login(utilisateur)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return faire_entrer

"""The harness: a real PostgreSQL per worker, jobs in memory, and rails that no test has to remember."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import quote

import procrastinate
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase, override_settings
from hypothesis import settings as reglages_hypothesis
from procrastinate.contrib.django import procrastinate_app

from plateforme import postgres_local
from tests import bases
from tests.bilan import TOURS, en_profondeur, pytest_terminal_summary  # noqa: F401 -- a hook is found by its name
from tests.garde_fous import lecture_seule
from tests.travaux import ConnecteurEnMemoire

reglages_hypothesis.register_profile("courant", max_examples=100, deadline=None)
reglages_hypothesis.register_profile("approfondi", max_examples=1_000, deadline=None)
reglages_hypothesis.load_profile("courant")

NAVIGATEURS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS_NAVIGATEUR = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # nothing but the site answers
]


# -- Database ----------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Give this process its own copy of the migrated model; the server is ours while we need it."""
    with ExitStack() as pile:
        if settings.EST_LOCAL:
            pile.enter_context(postgres_local.TESTS.emprunter())
        with django_db_blocker.unblock():
            modele = bases.preparer_modele()
            copie = bases.nom_de_la_copie()
            bases.copier(modele, copie)
            bases.brancher(copie)
        pile.enter_context(pytest.MonkeyPatch.context()).setattr(
            TransactionTestCase, "_fixture_teardown", lambda _test: bases.renouveler(modele, copie)
        )
        yield
        with django_db_blocker.unblock():
            connection.close()
            bases.brancher(bases.ADMINISTRATION)
            bases.supprimer(copie)


@pytest.fixture
def adresse_base(transactional_db) -> str:
    """Return the `DATABASE_URL` of this test's own database, for a command run as another process."""
    reglages = connection.settings_dict
    compte = ":".join(quote(reglages[mot], safe="") for mot in ("USER", "PASSWORD") if reglages[mot])
    hote, port = quote(reglages["HOST"], safe=""), reglages["PORT"]
    return f"postgresql://{compte}@/{reglages['NAME']}?host={hote}&port={port}"


# -- Depth -------------------------------------------------------------------------


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play what is marked `vingt_fois` twenty times in depth, each time with its number in `tour`."""
    if en_profondeur(metafunc.config) and metafunc.definition.get_closest_marker("vingt_fois"):
        metafunc.fixturenames.append("tour")
        metafunc.parametrize("tour", range(TOURS))


@pytest.fixture
def tour() -> int:
    """Return which of its twenty times a test plays: outside of `make approfondi`, there is but the first."""
    return 0


# -- Rails -------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _compteurs_remis_a_zero() -> None:
    """Sign-in attempts are counted in the cache: a test does not pay for another."""
    cache.clear()


@pytest.fixture(autouse=True)
def _lire_n_ecrit_pas(monkeypatch) -> None:
    """Fail whenever a page that is only read writes to the database."""
    monkeypatch.setattr(Client, "request", lecture_seule(Client.request))


@pytest.fixture(autouse=True, scope="session")
def _fichiers_a_part(tmp_path_factory) -> Iterator[None]:
    """Keep what tests upload out of the site's own folder."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("fichiers")):
        yield


# -- Jobs --------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def taches() -> Iterator[ConnecteurEnMemoire]:
    """Keep the jobs in memory: `taches.jobs` shows what was enqueued."""
    memoire = ConnecteurEnMemoire()
    with procrastinate_app.app.replace_connector(memoire):
        yield memoire


@pytest.fixture
def executer_taches(taches: ConnecteurEnMemoire) -> Callable[[], None]:
    """Return a function that runs the waiting jobs and what they enqueue, in order, in this very transaction."""

    def executer() -> None:
        application: procrastinate.App = procrastinate_app.app
        while attend := sorted(numero for numero, tache in taches.jobs.items() if tache["status"] == "todo"):
            tache = taches.jobs[attend[0]]
            tache["status"] = "succeeded"
            application.tasks[tache["task_name"]].func(**tache["args"])

    return executer


# -- Browser -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium(django_db_setup) -> Iterator:
    """Launch the machine's Chromium, once; skip and say so where there is none."""
    programme = next(filter(None, map(shutil.which, NAVIGATEURS)), None)
    if programme is None:
        pytest.skip("aucun Chromium sur cette machine (sudo apt-get install chromium)")
    pilote = pytest.importorskip("playwright.sync_api", reason="playwright n’est pas installé ici")
    with pytest.MonkeyPatch.context() as environnement, pilote.sync_playwright() as playwright:
        # Playwright's loop runs in this thread until the end, and Django takes that for asynchronous code.
        environnement.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        navigateur = playwright.chromium.launch(executable_path=programme, args=ARGUMENTS_NAVIGATEUR)
        yield navigateur
        navigateur.close()


@pytest.fixture
def page(chromium, live_server) -> Iterator:
    """Open a tab on the site, as wide as a phone (390 px), in French, in Paris."""
    contexte = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    contexte.set_default_timeout(30_000)  # milliseconds: a busy machine is slow, not wrong
    yield contexte.new_page()
    contexte.close()

"""PostgreSQL goes and comes back: the site says so meanwhile, and is well again without having been restarted."""

import json
import signal
import socket
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest

from tests.arrets.machine import attendre, terminer

SANTE = {"site": True, "base": True, "taches": True}
EN_PANNE = {"site": True, "base": False, "taches": False}
DELAI_REPONSE_S = 30


class Site:
    """The web processes and the job worker, as in production."""

    def __init__(self, machine) -> None:
        with socket.create_server(("127.0.0.1", 0)) as libre:
            self.port = libre.getsockname()[1]
        options = ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "2"]
        commun = ["-m", "gunicorn", "--config", "python:plateforme.gunicorn"]
        self.web = machine.lancer(*commun, *options, "plateforme.wsgi")
        self.travailleur = machine.lancer("manage.py", "travailler")

    def lire(self, chemin: str) -> tuple[int, dict]:
        """Return the status and the JSON of an answer; (0, {}) when nobody answers yet."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{chemin}", timeout=DELAI_REPONSE_S) as reponse:
                return reponse.status, json.load(reponse)
        except HTTPError as erreur:
            return erreur.code, json.load(erreur)
        except OSError:
            return 0, {}

    def va_bien(self) -> bool:
        return self.lire("/sante/") == (200, SANTE)

    def processus(self) -> set[psutil.Process]:
        return {self.web, self.travailleur, *self.web.children()}


@pytest.fixture
def site(machine) -> Iterator[Site]:
    site = Site(machine)
    yield site
    terminer(site.web, site.travailleur)


@pytest.mark.vingt_fois
def test_le_site_dit_la_panne_puis_se_releve_seul(machine, site, record_property):
    attendre(site.va_bien)
    avant = site.processus()
    for arret in (signal.SIGKILL, signal.SIGQUIT):
        machine.tuer_postgres(arret)
        assert site.lire("/sante/") == (503, EN_PANNE)
        machine.serveur.demarrer()
        # each web process and each of its threads had a connection to the dead server
        reponses = {site.lire("/api/v1/etablissements/")[0] for _ in range(20)}
        assert reponses == {200}
        machine.lire("DELETE FROM procrastinate_workers")  # what signs from now on, signs to the server that came back
        attendre(site.va_bien)
    assert site.processus() == avant
    record_property("arrêts de PostgreSQL", 2)


def test_le_travailleur_s_arrete_quand_on_le_lui_demande(machine):
    processus = machine.lancer("manage.py", "travailler")
    attendre(lambda: machine.lire("SELECT 1 FROM procrastinate_workers") != [])
    processus.terminate()
    assert processus.wait(DELAI_REPONSE_S) == 0
    assert machine.lire("SELECT 1 FROM procrastinate_workers") == []

"""A PostgreSQL of its own, as in production (with fsync), and programs that may be killed without notice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

import psutil

from plateforme.postgres_local import BASE, COPIE, Serveur

MODELE = BASE
DELAI_S = 300  # for what takes a moment, on a machine that does ten other things


@dataclass
class Machine:
    """A server, one database of it, and what runs on it. The server is killed and comes back."""

    serveur: Serveur
    base: str
    environnement: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        hote = quote(str(self.serveur.prise), safe="")
        self.environnement = {
            "PATH": os.defpath,
            "DATABASE_URL": f"postgresql://preau@/{self.base}?host={hote}&port=5432",
            "DJANGO_SETTINGS_MODULE": "plateforme.settings",
            "PREAU_CLE_SECRETE": "essai",
            "PREAU_HTTPS": "0",
            "PREAU_COURRIEL": "console",
            **self.environnement,
        }

    # -- Programs ------------------------------------------------------------------------

    def executer(self, *commande: str, succes: bool = True) -> str:
        """Run a program to its end and return what it printed."""
        return subprocess.run(
            [sys.executable, *commande],
            cwd=COPIE,
            env=self.environnement,
            capture_output=True,
            encoding="utf-8",
            check=succes,
        ).stdout

    def lancer(self, *commande: str) -> psutil.Popen:
        """Start a program that goes on by itself, in a session of its own."""
        return psutil.Popen(
            [sys.executable, *commande],
            cwd=COPIE,
            env=self.environnement,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    # -- The database --------------------------------------------------------------------

    def lire(self, requete: str, *parametres) -> list[tuple]:
        """Ask the database, past all of our code; a statement that returns nothing gives an empty list."""
        with self.serveur.connexion(self.base) as connexion:
            reponse = connexion.execute(requete, parametres)
            return reponse.fetchall() if reponse.description else []

    def attendre_le_calme(self) -> None:
        """Wait until the server has seen that the dead are dead: what they sent before is done or undone."""
        attendre(
            lambda: (
                self.lire(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                == []
            )
        )

    def tuer_postgres(self, signal_envoye: signal.Signals) -> None:
        """SIGKILL: the power cut. SIGQUIT: what `pg_ctl stop -m immediate` sends. Neither writes anything down."""
        postmaster = psutil.Process(int((self.serveur.donnees / "postmaster.pid").read_text().split()[0]))
        postmaster.send_signal(signal_envoye)
        attendre(lambda: not self.serveur.repond())


def attendre(condition: Callable[[], object], delai_s: float = DELAI_S) -> None:
    """Wait until it is so; fails with what was awaited."""
    limite = time.monotonic() + delai_s
    while not condition():
        assert time.monotonic() < limite, "ce qui était attendu n’est pas venu"
        time.sleep(0.05)


def terminer(*processus: psutil.Popen) -> None:
    """Kill what is left of these programs and of their children."""
    for un in processus:
        if un.is_running():
            for enfant in un.children(recursive=True):
                enfant.kill()
            un.kill()
        un.wait()

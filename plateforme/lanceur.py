"""`make demo` and `make arreter`: the whole site on this machine, and its end.

The web server, the job worker and PostgreSQL live as long as this process. What a killed demo left behind is found
again by a file of process numbers, and by their starting instants, since numbers are given twice.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import psutil

from plateforme import postgres_local
from plateforme.secret import secret_local

LOCAL = postgres_local.COPIE / ".local"
DELAI_ARRET_S = 10
DELAI_REPONSE_S = 60


class DemoImpossible(RuntimeError):
    """The demo cannot start: the message is a sentence for the person at the terminal."""


# -- What runs ---------------------------------------------------------------------


def _environnement(port: int) -> dict[str, str]:
    """Return the demo's settings: the site as in production, but over plain HTTP and on this machine only."""
    return {
        "PREAU_CLE_SECRETE": secret_local(LOCAL / "cle-secrete"),
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "plateforme.settings",
        "PREAU_ADRESSE": f"http://127.0.0.1:{port}",
        "PREAU_HTTPS": "0",
    }


def _gerer(environnement: dict[str, str], *commande: str) -> str:
    """Run one `manage.py` command and return what it printed; its progress shows on the terminal."""
    resultat = subprocess.run(
        [sys.executable, "manage.py", *commande],
        cwd=postgres_local.COPIE,
        env=environnement,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if resultat.returncode != 0:
        raise DemoImpossible(f"« manage.py {' '.join(commande)} » a échoué : son message est au-dessus.")
    return resultat.stdout


def _lancer(environnement: dict[str, str], *commande: str) -> psutil.Popen:
    # In a session of its own, so that Ctrl-C reaches this process alone, which then stops each in order.
    return psutil.Popen(
        [sys.executable, *commande],
        cwd=postgres_local.COPIE,
        env=environnement,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


# -- What a demo leaves ------------------------------------------------------------


def _registre(port: int) -> Path:
    return LOCAL / f"demo-{port}.json"


def _inscrire(port: int, processus: list[psutil.Process]) -> None:
    _registre(port).write_text(json.dumps([[un.pid, un.create_time()] for un in processus]))


def _inscrits(registre: Path) -> list[psutil.Process]:
    """Return those of the register that are still the same and alive."""
    vivants = []
    for pid, naissance in json.loads(registre.read_text()):
        with contextlib.suppress(psutil.NoSuchProcess):
            processus = psutil.Process(pid)
            if processus.create_time() == naissance:
                vivants.append(processus)
    return vivants


def _terminer(processus: list[psutil.Process]) -> None:
    for un in processus:
        with contextlib.suppress(psutil.NoSuchProcess):
            un.terminate()
    for un in psutil.wait_procs(processus, timeout=DELAI_ARRET_S)[1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            un.kill()


def arreter() -> None:
    """Stop every demo of this checkout, then both servers."""
    for registre in LOCAL.glob("demo-*.json"):
        _terminer(_inscrits(registre))
        registre.unlink(missing_ok=True)
    for serveur in (postgres_local.DEMO, postgres_local.TESTS):
        serveur.a_demeure.unlink(missing_ok=True)
        serveur.arreter()


# -- The demo ----------------------------------------------------------------------


def _exiger_port_libre(port: int) -> None:
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except OSError as erreur:
            raise DemoImpossible(f"Le port {port} est déjà pris : tapez « make demo PORT={port + 1} ».") from erreur


def _attendre_reponse(port: int, serveur: psutil.Popen) -> None:
    """Wait until the site, its database and its job worker all answer: a 503 is an `OSError` too."""
    limite = time.monotonic() + DELAI_REPONSE_S
    while time.monotonic() < limite and serveur.poll() is None:
        with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/sante/", timeout=5):
            return
        time.sleep(0.2)
    raise DemoImpossible("Le site ne répond pas : son message est au-dessus.")


def _repartir_de_zero() -> None:
    if "DATABASE_URL" in os.environ:
        raise DemoImpossible(
            "DATABASE_URL est donnée : « make demo-neuve » n’efface que la base privée de cette copie."
        )
    with postgres_local.DEMO.connexion() as connexion:
        connexion.execute(f"DROP DATABASE {postgres_local.BASE} WITH (FORCE)")
        connexion.execute(f"CREATE DATABASE {postgres_local.BASE}")
    for dossier in ("fichiers", "courriels"):
        shutil.rmtree(LOCAL / dossier, ignore_errors=True)


def _preparer(environnement: dict[str, str]) -> dict[str, dict[str, str]]:
    """Bring tables, data and, meanwhile, static files up to date; return who can log in."""
    with ThreadPoolExecutor(max_workers=1) as fil:
        statiques = fil.submit(_gerer, environnement, "collectstatic", "--noinput", "--verbosity=0")
        print("Préparation de la base…", flush=True)
        _gerer(environnement, "migrate", "--verbosity=0")
        print("Remplissage (moins de trois minutes la première fois)…", flush=True)
        comptes = json.loads(_gerer(environnement, "demo", "--json", "--force"))["comptes"]
        statiques.result()
    return comptes


@contextlib.contextmanager
def _en_service(environnement: dict[str, str], port: int) -> Iterator[list[psutil.Popen]]:
    """Run the web server and the job worker for the length of the block."""
    commun = ("-m", "gunicorn", "--config", "python:plateforme.gunicorn")
    web = (*commun, "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4")
    processus = [_lancer(environnement, *web, "--log-level", "warning", "plateforme.wsgi")]
    _inscrire(port, [psutil.Process(), *processus])
    try:
        processus.append(_lancer(environnement, "manage.py", "travailler"))
        _inscrire(port, [psutil.Process(), *processus])
        _attendre_reponse(port, processus[0])
        yield processus
    finally:
        _terminer(processus)
        _registre(port).unlink(missing_ok=True)


def _dire_qui_peut_entrer(comptes: dict[str, dict[str, str]], port: int) -> None:
    print(f"\nPréau est prêt : http://127.0.0.1:{port}/\n\nPour se connecter :")
    for role, compte in comptes.items():
        print(f"  {role.replace('_', ' '):<18} {compte['courriel']:<42} {compte['mot_de_passe']}")
    print("  Tout autre établissement qui offre des salles a aussi son chef : chef-<son UAI>@demonstration.example.")
    print("\nCtrl-C arrête tout ; les données restent pour la prochaine fois.", flush=True)


def demo(port: int, *, neuve: bool) -> None:
    """Serve the filled site until Ctrl-C; refuses with `DemoImpossible`."""
    _exiger_port_libre(port)
    with postgres_local.emprunter_si_local():
        if neuve:
            _repartir_de_zero()
        environnement = _environnement(port)
        comptes = _preparer(environnement)
        with _en_service(environnement, port) as processus:
            _dire_qui_peut_entrer(comptes, port)
            while all(un.poll() is None for un in processus):
                time.sleep(0.5)
            raise DemoImpossible("Le serveur web ou celui des tâches s’est arrêté : son message est au-dessus.")


def _s_arreter(*_signal: object) -> None:
    # Once is enough: a second Ctrl-C must not cut the stopping short.
    for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(numero, signal.SIG_IGN)
    raise KeyboardInterrupt


def _port(texte: str) -> int:
    if not (texte.isdecimal() and 1 <= int(texte) <= 65_535):
        raise DemoImpossible(f"« {texte} » n’est pas un numéro de port : tapez « make demo PORT=8000 ».")
    return int(texte)


def main() -> None:
    analyseur = argparse.ArgumentParser(prog="lanceur", description="Le site de démonstration.")
    actions = analyseur.add_subparsers(dest="action", required=True)
    demonstration = actions.add_parser("demo")
    demonstration.add_argument("--port", default="8000")
    demonstration.add_argument("--neuve", action="store_true")
    actions.add_parser("arreter")
    choix = analyseur.parse_args()
    try:
        if choix.action == "arreter":
            arreter()
            return
        for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(numero, _s_arreter)
        demo(_port(choix.port), neuve=choix.neuve)
    except KeyboardInterrupt:
        print("\nTout est arrêté.")
    except (DemoImpossible, postgres_local.PostgresIntrouvable) as erreur:
        sys.exit(str(erreur))


if __name__ == "__main__":
    main()

"""Make the virtual environment and install one lock file into it; called by the Makefile.

Runs on the machine's own Python before anything is installed, however old it is: standard library only, and no syntax
younger than 3.6, so that what is missing is said in one sentence.
"""

import re
import subprocess
import sys
from pathlib import Path

VERSION_MINIMALE = (3, 11)
COPIE = Path(__file__).resolve().parent.parent
VENV = COPIE / ".venv"
PYTHON = VENV / "bin" / "python"
JOURNAL = COPIE / ".local" / "installation.txt"
RESEAU = re.compile(
    "ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|name resolution|Network is unreachable"
)


def exiger_python():
    """Refuse a Python that is too old or has no `venv`, with what to type."""
    if sys.version_info < VERSION_MINIMALE:
        version = "{}.{}".format(*sys.version_info)
        sys.exit(
            f"Python 3.11 ou plus récent est nécessaire, celui-ci est un {version} : installez-en un, puis tapez "
            "« make demo PYTHON=python3.11 »."
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian packs it apart: its absence is what we look for
        import venv  # noqa: F401, PLC0415
    except ImportError:
        sys.exit("Le module venv de Python manque : tapez « sudo apt-get install python3-venv », puis recommencez.")


def reussit(*commande):
    silence = subprocess.DEVNULL
    return subprocess.call(commande, stdout=silence, stderr=silence) == 0


def creer_venv():
    """Make `.venv`, anew if it is half made or its Python is gone."""
    essai = f"import sys, pip; sys.exit(sys.version_info < {VERSION_MINIMALE})"
    if PYTHON.exists() and reussit(str(PYTHON), "-c", essai):
        return
    print("Création de l’environnement Python…", flush=True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        sys.exit(f"L’environnement Python n’a pas pu être créé dans {VENV}.")


def installer(verrou):
    """Install what `verrou` pins, and nothing else; each file is checked against its hash."""
    total = verrou.read_text().count("==")
    print(f"Installation de {total} bibliothèques (une à deux minutes la première fois)…", flush=True)
    JOURNAL.parent.mkdir(mode=0o700, exist_ok=True)
    commande = [str(PYTHON), "-m", "pip", "install", "--no-deps", "--require-hashes", "--requirement", str(verrou)]
    commande += ["--no-input", "--disable-pip-version-check", "--root-user-action=ignore", "--progress-bar=off"]
    sur_terminal = sys.stdout.isatty()
    vues = 0
    with JOURNAL.open("w") as journal:
        pip = subprocess.Popen(commande, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        for ligne in pip.stdout or ():
            journal.write(ligne)
            vues += ligne.startswith(("Collecting", "Requirement already"))
            if sur_terminal:
                print(f"\r{min(vues, total)} sur {total}", end="", flush=True)
    if sur_terminal:
        print("\r\033[K", end="")
    if pip.wait() != 0:
        if RESEAU.search(JOURNAL.read_text()):
            sys.exit("Les bibliothèques n’ont pas pu être téléchargées : vérifiez le réseau, puis recommencez.")
        sys.exit(f"L’installation a échoué : lisez {JOURNAL}")


if __name__ == "__main__":
    exiger_python()
    creer_venv()
    installer(COPIE / sys.argv[1])

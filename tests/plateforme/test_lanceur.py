"""`make demo` and `make arreter`: what is missing is one sentence, and nothing stays behind."""

import json
import socket
import subprocess
import sys

import psutil
import pytest

from plateforme import lanceur
from plateforme.postgres_local import COPIE


def _lanceur(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plateforme.lanceur", *arguments], cwd=COPIE, capture_output=True, text=True, check=False
    )


def _installation(avant: str) -> str:
    """Return what the installation says on a machine that `avant` describes."""
    ordre = f"import runpy, sys\n{avant}\nrunpy.run_path('plateforme/installation.py', run_name='__main__')"
    resultat = subprocess.run([sys.executable, "-c", ordre], cwd=COPIE, capture_output=True, text=True, check=False)
    assert resultat.returncode == 1
    return resultat.stderr


@pytest.fixture
def dormeur():
    """A process that a killed demo could have left behind."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as processus:
        yield psutil.Process(processus.pid)
        processus.kill()


def test_un_port_pris_se_dit_en_une_phrase():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        resultat = _lanceur("demo", "--port", str(port))
    attendu = f"Le port {port} est déjà pris : tapez « make demo PORT={port + 1} ».\n"
    assert (resultat.returncode, resultat.stdout, resultat.stderr) == (1, "", attendu)


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "8000.5", "huit mille"])
def test_un_port_qui_n_en_est_pas_un_se_dit_en_une_phrase(port):
    resultat = _lanceur("demo", f"--port={port}")
    attendu = f"« {port} » n’est pas un numéro de port : tapez « make demo PORT=8000 ».\n"
    assert (resultat.returncode, resultat.stderr) == (1, attendu)


def test_un_python_trop_ancien_se_dit_en_une_phrase():
    assert _installation("sys.version_info = (3, 9, 18)") == (
        "Python 3.11 ou plus récent est nécessaire, celui-ci est un 3.9 : installez-en un, puis tapez "
        "« make demo PYTHON=python3.11 ».\n"
    )


def test_un_python_sans_venv_se_dit_en_une_phrase():
    assert _installation("sys.modules['ensurepip'] = None") == (
        "Le module venv de Python manque : tapez « sudo apt-get install python3-venv », puis recommencez.\n"
    )


def test_retrouve_ce_qu_une_demo_tuee_a_laisse(tmp_path, monkeypatch, dormeur):
    monkeypatch.setattr(lanceur, "LOCAL", tmp_path)
    lanceur._inscrire(8000, [dormeur])
    lanceur._terminer(lanceur._inscrits(tmp_path / "demo-8000.json"))
    assert not dormeur.is_running()


def test_n_arrete_pas_l_etranger_qui_porte_le_numero_d_un_mort(tmp_path, dormeur):
    registre = tmp_path / "demo-8000.json"
    registre.write_text(json.dumps([[dormeur.pid, dormeur.create_time() - 3600]]))
    assert lanceur._inscrits(registre) == []


def test_un_numero_sans_processus_est_oublie(tmp_path):
    registre = tmp_path / "demo-8000.json"
    registre.write_text(json.dumps([[2**22 + 1, 0.0]]))
    assert lanceur._inscrits(registre) == []

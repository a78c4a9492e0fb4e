"""The settings: safe without being asked, and read from the environment alone."""

import os
import subprocess
import sys

import pytest

from plateforme.postgres_local import COPIE
from plateforme.secret import secret_local
from plateforme.settings import _base_distante

PRODUCTION = {
    "PATH": os.defpath,
    "DATABASE_URL": "postgresql://preau@base.exemple.fr/preau",
    "PREAU_CLE_SECRETE": "une suite de caractères assez longue, et qui ne se devine pas : 7fQ9-x2L",
    "PREAU_HOTES": "preau.exemple.fr",
}


def _verifier(environnement: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=COPIE,
        env=environnement,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _lire(environnement: dict[str, str], nom: str) -> str:
    ordre = f"from django.conf import settings; print(settings.{nom})"
    return subprocess.run(
        [sys.executable, "-c", ordre],
        cwd=COPIE,
        env=environnement | {"DJANGO_SETTINGS_MODULE": "plateforme.settings"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.strip()


def test_la_production_ne_laisse_rien_ouvert():
    resultat = _verifier(PRODUCTION)
    assert (resultat.returncode, resultat.stdout) == (0, "System check identified no issues (1 silenced).\n")


def test_la_production_refuse_de_partir_sans_cle_secrete():
    resultat = _verifier({nom: valeur for nom, valeur in PRODUCTION.items() if nom != "PREAU_CLE_SECRETE"})
    assert resultat.returncode == 1
    assert "PREAU_CLE_SECRETE manque" in resultat.stderr


@pytest.mark.parametrize(
    ("variables", "nom", "valeur"),
    [
        ({}, "DEBUG", "False"),
        ({"PREAU_DEBUG": "1"}, "DEBUG", "True"),
        ({"PREAU_DEBUG": "oui"}, "DEBUG", "False"),
        ({}, "PREAU_API_PAR_MINUTE['anonyme']", "300"),
        ({"PREAU_API_ANONYME": "7"}, "PREAU_API_PAR_MINUTE['anonyme']", "7"),
        ({}, "REST_FRAMEWORK['NUM_PROXIES']", "0"),
        ({"PREAU_PROXY": "1"}, "REST_FRAMEWORK['NUM_PROXIES']", "1"),
        ({}, "SECURE_PROXY_SSL_HEADER", "None"),
        ({}, "ALLOWED_HOSTS", "['preau.exemple.fr']"),
        ({"PREAU_HOTES": "a.fr, b.fr,"}, "ALLOWED_HOSTS", "['a.fr', 'b.fr']"),
        ({"PREAU_COURRIEL": "brevo"}, "EMAIL_BACKEND", "anymail.backends.brevo.EmailBackend"),
        ({"PREAU_ANYMAIL": '{"BREVO_API_KEY": "x"}'}, "ANYMAIL", "{'BREVO_API_KEY': 'x'}"),
        ({}, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"),
        ({}, "PREAU_OIDC", "False"),
    ],
)
def test_un_reglage_se_lit_dans_l_environnement(variables, nom, valeur):
    assert _lire(PRODUCTION | variables, nom) == valeur


@pytest.mark.parametrize(
    ("adresse", "reglages"),
    [
        (
            "postgresql://moi:s%40cret@hote:5433/base?sslmode=require",
            {
                "NAME": "base",
                "USER": "moi",
                "PASSWORD": "s@cret",
                "HOST": "hote",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "require"},
            },
        ),
        (
            "postgresql:///base?host=/run/postgresql",
            {"NAME": "base", "USER": "", "PASSWORD": "", "HOST": "/run/postgresql", "PORT": "", "OPTIONS": {}},
        ),
    ],
)
def test_une_adresse_de_base_se_lit_comme_libpq_la_lit(adresse, reglages):
    assert _base_distante(adresse) == reglages


def test_la_cle_d_un_site_local_est_faite_une_fois_et_lue_par_lui_seul(tmp_path):
    fichier = tmp_path / "neuf" / "cle-secrete"
    cle = secret_local(fichier)
    assert secret_local(fichier) == cle
    assert fichier.stat().st_mode & 0o777 == 0o600
    assert [chemin.name for chemin in fichier.parent.iterdir()] == ["cle-secrete"]

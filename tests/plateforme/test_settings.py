"""The settings: safe without being asked, and read from the environment alone."""

import os
import subprocess
import sys

import pytest
from django.utils.module_loading import import_string

from plateforme import environnement
from plateforme.environnement import base_de_donnees
from plateforme.postgres_local import COPIE
from plateforme.secret import secret_local

pytestmark = pytest.mark.lent  # each check is a process of its own

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
        ({"PREAU_HTTPS": ""}, "PREAU_HTTPS", "True"),
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
        ({"PREAU_OIDC_SERVEUR": ""}, "PREAU_OIDC", "False"),
        ({"PREAU_ADRESSE": "https://preau.exemple.fr/"}, "PREAU_ADRESSE", "https://preau.exemple.fr"),
        ({"PREAU_JOURNAL": "INFO"}, "LOGGING['root']['level']", "INFO"),
        ({"PREAU_EXPEDITEUR": "preau@exemple.fr"}, "DEFAULT_FROM_EMAIL", "preau@exemple.fr"),
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
def test_une_adresse_de_base_se_lit_comme_libpq_la_lit(monkeypatch, adresse, reglages):
    monkeypatch.setenv("ADRESSE_D_ESSAI", adresse)
    assert base_de_donnees("ADRESSE_D_ESSAI") == reglages


@pytest.mark.parametrize(
    ("variables", "phrase"),
    [
        (
            {"PREAU_OIDC_SERVEUR": "https://qui.exemple.fr"},
            "PREAU_OIDC_CLIENT manque : PREAU_OIDC_SERVEUR ne va pas sans lui.",
        ),
        (
            {"PREAU_ANYMAIL": "{"},
            'PREAU_ANYMAIL ne se lit pas. Écrivez un objet JSON, par exemple {"BREVO_API_KEY": "…"}.',
        ),
        ({"PREAU_SMTP_PORT": "abc"}, "PREAU_SMTP_PORT vaut « abc ». Écrivez un nombre entier entre 1 et 65535."),
        (
            {"DATABASE_URL": "mysql://a/b"},
            "DATABASE_URL ne se lit pas. Écrivez postgresql://compte:mot-de-passe@machine/base.",
        ),
        (
            {"PREAU_ADRESSE": "zut"},
            "PREAU_ADRESSE vaut « zut ». Écrivez une adresse entière, par exemple https://preau.exemple.fr.",
        ),
        ({"PREAU_HTTPS": "oui"}, "PREAU_HTTPS vaut « oui ». Écrivez 0 ou 1."),
    ],
)
def test_un_mauvais_reglage_arrete_tout_par_une_seule_phrase(variables, phrase):
    resultat = _verifier(PRODUCTION | variables)
    assert (resultat.returncode, resultat.stdout, resultat.stderr) == (1, "", f"{phrase}\n")


@pytest.mark.parametrize(
    ("lecture", "valeur", "phrase"),
    [
        (environnement.base_de_donnees, "", "X ne se lit pas"),
        (environnement.base_de_donnees, "postgresql://", "X ne se lit pas"),
        (environnement.objet_json, "[]", "X ne se lit pas"),
        (lambda nom: environnement.entier(nom, 5), "-1", "X vaut « -1 »"),
        (lambda nom: environnement.entier(nom, 5), "²", "X vaut « ² »"),
        (lambda nom: environnement.parmi(nom, environnement.NIVEAUX, "INFO"), "zut", "Écrivez DEBUG, INFO"),
        (lambda nom: environnement.expediteur(nom, ""), "zut", "X vaut « zut »"),
        (lambda nom: environnement.hotes(nom, ""), "a.fr,https://b.fr", "X contient « https://b.fr »"),
        (environnement.adresse_web, "ftp://a.fr", "X vaut « ftp://a.fr »"),
        (environnement.adresse_web, "http://[", "X vaut « http://[ »"),
        (
            lambda nom: environnement.envoi_des_courriels(nom, "smtp"),
            "zut",
            "X vaut « zut ». Écrivez console, fichiers",
        ),
        (lambda nom: environnement.envoi_des_courriels(nom, "smtp"), "base", "brevo"),
    ],
)
def test_chaque_lecture_refuse_ce_qu_elle_ne_comprend_pas(monkeypatch, lecture, valeur, phrase):
    monkeypatch.setenv("X", valeur)
    with pytest.raises(environnement.ReglageRefuse) as refus:
        lecture("X")
    assert phrase in str(refus.value)


@pytest.mark.parametrize("nom", ["brevo", "mailjet", "scaleway", "console", "smtp"])
def test_chaque_envoi_nomme_existe(monkeypatch, nom):
    monkeypatch.setenv("X", nom)
    assert import_string(environnement.envoi_des_courriels("X", "smtp")).__name__ == "EmailBackend"


def test_la_cle_d_un_site_local_est_faite_une_fois_et_lue_par_lui_seul(tmp_path):
    fichier = tmp_path / "neuf" / "cle-secrete"
    cle = secret_local(fichier)
    assert secret_local(fichier) == cle
    assert fichier.stat().st_mode & 0o777 == 0o600
    assert [chemin.name for chemin in fichier.parent.iterdir()] == ["cle-secrete"]

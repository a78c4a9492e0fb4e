"""The real job worker, on the real queue: what was committed leaves once, what was rolled back never does."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from comptes.courriels import programmer_courriel
from plateforme.postgres_local import COPIE
from plateforme.taches import reprendre_les_abandons

CODE = "comptes/code_adresse"


@pytest.fixture
def taches():
    """Leave the queue in the database, for this suite alone."""


@pytest.fixture
def travailler(adresse_base):
    """Return a function that lets a worker do all that waits, and returns the messages it sent."""

    def travailler() -> str:
        return subprocess.run(
            [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"],
            cwd=COPIE,
            env={
                "PATH": os.defpath,
                "DATABASE_URL": adresse_base,
                "PREAU_CLE_SECRETE": "essai",
                "PREAU_COURRIEL": "console",
            },
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=300,
        ).stdout

    return travailler


def _ecrire_a(courriel: str) -> list[int]:
    return programmer_courriel(CODE, [courriel], {"code": "ABC123"})


def _en_file() -> list[tuple[str, str]]:
    """Return the messages that wait or failed; the upkeep of the minute may be there too, or not."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT task_name, status::text FROM procrastinate_jobs "
            "WHERE starts_with(task_name, 'comptes.') ORDER BY id"
        )
        return curseur.fetchall()


def test_un_message_part_si_et_seulement_si_sa_cause_est_validee(travailler):
    with transaction.atomic():
        _ecrire_a("valide@exemple.fr")
    with transaction.atomic():
        _ecrire_a("annule@exemple.fr")
        transaction.set_rollback(True)
    messages = travailler()
    assert [ligne for ligne in messages.splitlines() if ligne.startswith("To: ")] == ["To: valide@exemple.fr"]


@pytest.mark.lent
def test_une_tache_faite_ne_laisse_pas_d_adresse_derriere_elle(travailler):
    _ecrire_a("valide@exemple.fr")
    travailler()
    assert _en_file() == []


@pytest.mark.lent
def test_une_tache_echouee_sera_reprise_plus_tard(travailler):
    programmer_courriel("comptes/gabarit_inconnu", ["valide@exemple.fr"], {})
    travailler()
    assert _en_file() == [("comptes.envoyer_courriel", "todo")]


@pytest.mark.lent
def test_la_tache_d_un_travailleur_tue_est_reprise(travailler):
    (tache,) = _ecrire_a("valide@exemple.fr")
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [now() - timedelta(minutes=1)],
        )
        curseur.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [curseur.fetchone()[0], tache],
        )
    reprendre_les_abandons.defer(timestamp=0)
    assert "To: valide@exemple.fr" in travailler().splitlines()
    assert _en_file() == []

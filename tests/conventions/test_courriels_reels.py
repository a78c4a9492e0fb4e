"""The real queue, the real worker, a real mail server: nothing leaves for what was rolled back."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from conventions import notifications
from conventions.services import accepter, annuler_decision
from plateforme.postgres_local import COPIE
from tests.boite import BoiteAuxLettres, ouvrir_boite
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi, president
from tests.pages import en_clair
from tests.personnages import association
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def taches():
    """Leave the queue in the database, for this suite alone."""


@pytest.fixture
def boite():
    with ouvrir_boite() as boite:
        yield boite


@pytest.fixture
def travailler(adresse_base, boite) -> Callable[[], list[str]]:
    """Return a function that lets a worker send what waits, and returns the subjects that arrived."""

    def travailler() -> list[str]:
        boite.messages.clear()
        subprocess.run(
            [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"],
            cwd=COPIE,
            env={
                "PATH": os.defpath,
                "DATABASE_URL": adresse_base,
                "PREAU_CLE_SECRETE": "essai",
                "PREAU_COURRIEL": "smtp",
                "PREAU_SMTP_HOTE": boite.hote,
                "PREAU_SMTP_PORT": str(boite.port),
            },
            capture_output=True,
            check=True,
            timeout=300,
        )
        return sorted(str(message["Subject"]).strip() for message in boite.messages)

    return travailler


@pytest.fixture
def maintenant():
    """The worker has the clock of the machine: so has this suite."""
    return timezone.now()


@pytest.fixture
def deposee_ici(maintenant):
    ici = salle(nom="Gymnase")
    cheffe(ici)
    club = association("Association de démonstration n° 12")
    dans_un_mois = (maintenant + timedelta(days=35)).date()
    return deposee(ici, le_lundi(2, jour=dans_un_mois), par=club, maintenant=maintenant)


def avancer_les_messages() -> None:
    """Make ten minutes pass for the queue alone."""
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second' WHERE status = 'todo'"
        )


def test_le_depot_arrive_dans_les_deux_boites(deposee_ici, travailler, boite: BoiteAuxLettres):
    assert [en_clair(objet) for objet in travailler()] == [
        "Association de démonstration n° 12 vous demande Gymnase",
        f"Votre demande {deposee_ici.numero} est arrivée",
    ]
    recu = next(m for m in boite.messages if m["To"] == president(deposee_ici.association).courriel)
    assert [partie.get_content_type() for partie in recu.iter_parts()] == ["text/plain", "text/html"]
    assert "Gymnase" in recu.get_body(("plain",)).get_content()


@pytest.mark.lent
def test_ce_qui_est_defait_n_envoie_rien(deposee_ici, travailler, maintenant):
    travailler()
    with transaction.atomic():
        notifications.demande_retiree(deposee_ici, maintenant)
        transaction.set_rollback(True)
    assert travailler() == []


@pytest.mark.lent
def test_l_accord_attend_dix_minutes_puis_part(deposee_ici, travailler, maintenant):
    travailler()
    accepter(demande=deposee_ici, par=cheffe(deposee_ici.souhaits.get().salle), maintenant=maintenant)
    assert travailler() == []
    avancer_les_messages()
    assert travailler() == ["Accord pour Gymnase, collège d’essai"]


@pytest.mark.lent
def test_un_accord_annule_ne_part_jamais(deposee_ici, travailler, maintenant):
    travailler()
    par = cheffe(deposee_ici.souhaits.get().salle)
    accepter(demande=deposee_ici, par=par, maintenant=maintenant)
    annuler_decision(demande=deposee_ici, par=par, maintenant=maintenant + timedelta(minutes=9))
    avancer_les_messages()
    assert travailler() == []

"""Clients die in the middle of bookings, then the server dies under them: nothing is lost, nothing is half done."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plateforme.postgres_local import COPIE
from tests.arrets.comptes import Acte, Registre, ecarts, lire_les_journaux, messages_perdus_ou_en_trop
from tests.arrets.machine import Machine, attendre

FAITS = 10  # acts confirmed between two deaths of the server
COUPES = 10  # acts that a client began and did not live to see the end of
PANNES = 2


class Ruche:
    """The clients at work, and how many were killed once they have stopped."""

    def __init__(self, processus: subprocess.Popen, journaux: Path):
        self.processus = processus
        self.journaux = journaux
        self.tues = 0

    def attendre_des_actes(self, nombre: int) -> None:
        """Wait until so many more acts have been confirmed: they are really in the midst of it."""
        faits = lire_les_journaux(self.journaux).faits
        attendre(lambda: lire_les_journaux(self.journaux).faits >= faits + nombre)

    def attendre_des_coupes(self, nombre: int) -> None:
        attendre(lambda: lire_les_journaux(self.journaux).inconnus >= nombre)


@contextmanager
def ruche(machine: Machine, journaux: Path, graine: int, *options: str) -> Iterator[Ruche]:
    """Let clients act on this machine for the length of the block; all are killed at its end."""
    commande = [sys.executable, "-m", "tests.arrets.ruche", str(journaux), str(graine), *options]
    with subprocess.Popen(
        commande, cwd=COPIE, env=machine.environnement, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as processus:
        clients = Ruche(processus, journaux)
        yield clients
        sortie, _ = processus.communicate("fin\n")
        assert processus.returncode == 0
        clients.tues = int(sortie)


def verifier(machine: Machine, journaux: Path) -> Registre:
    """Hold the database against the audit, what clients were told, and the queue of messages."""
    machine.attendre_le_calme()
    registre = lire_les_journaux(journaux)
    assert machine.executer("manage.py", "auditer_reservations") == "Aucune anomalie dans les réservations.\n"
    assert ecarts(registre, machine) == []
    assert messages_perdus_ou_en_trop(machine) == []
    assert registre.faits >= FAITS
    return registre


@pytest.mark.vingt_fois
def test_des_clients_tues_au_milieu_de_leurs_reservations(machine, tmp_path, tour, record_property):
    with ruche(machine, tmp_path, tour, "--tuer") as clients:
        clients.attendre_des_actes(FAITS)
        clients.attendre_des_coupes(COUPES)
    registre = verifier(machine, tmp_path)
    record_property("clients tués", clients.tues)
    record_property("actes confirmés", registre.faits)
    record_property("actes coupés", registre.inconnus)


@pytest.mark.vingt_fois
@pytest.mark.parametrize("arret", [signal.SIGKILL, signal.SIGQUIT], ids=["tué", "arrêt immédiat"])
def test_postgresql_tue_au_milieu_des_reservations(machine, tmp_path, tour, arret, record_property):
    with ruche(machine, tmp_path, tour) as clients:
        for _ in range(PANNES):
            clients.attendre_des_actes(FAITS)
            machine.tuer_postgres(arret)
            machine.serveur.demarrer()
        clients.attendre_des_actes(FAITS)
    registre = verifier(machine, tmp_path)
    record_property("arrêts de PostgreSQL", PANNES)
    record_property("actes confirmés", registre.faits)
    record_property("actes coupés", registre.inconnus)


def test_les_comptes_voient_ce_qui_manque_et_ce_qui_est_en_trop(machine):
    """The ledger itself is tried: promises that nobody kept, and a message without a cause."""
    registre = Registre(
        [
            Acte("déposer", {"objet": "confirmé"}, "fait"),
            Acte("déposer", {"objet": "coupé"}),
            Acte("déposer", {"objet": "refusé"}, "refus"),
            Acte("accepter", {"demande": 1, "creneaux": [7]}, "fait"),
            Acte("accepter", {"demande": 2, "creneaux": [8]}),
            Acte("retirer", {"demande": 3}, "fait"),
        ]
    )
    assert ecarts(registre, machine) == [
        "dépôt confirmé, fait : 0 en base",
        "décisions de la demande 1 : 0 en base, 1 à 1 attendus",
        "retraits de la demande 3 : 0 en base, 1 à 1 attendus",
        "date 7 de la demande 1 : None",
    ]
    machine.lire(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args) VALUES "
        "('default', 'comptes.envoyer_courriel', 'todo', "
        """'{"gabarit": "conventions/accuse", "contexte": {"numero": "2026-38-000001"}}')"""
    )
    assert messages_perdus_ou_en_trop(machine) == ["accusés : perdus Counter(), en trop Counter({'2026-38-000001': 1})"]

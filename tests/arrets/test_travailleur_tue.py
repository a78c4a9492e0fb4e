"""The job worker dies in the middle of a message: it is sent all the same, and nothing is for what was rolled back."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from tests.arrets.machine import Machine, attendre, terminer
from tests.arrets.test_clients_tues import ruche
from tests.bilan import en_profondeur
from tests.boite import BoiteAuxLettres, ouvrir_boite

VALIDES = [f"valide{rang}@exemple.fr" for rang in range(4)]
ANNULES = ["annule1@exemple.fr", "annule2@exemple.fr"]
MORTS_DU_TRAVAILLEUR = 2
ACCUSE = "Votre demande "


class BoiteQuiRetient(BoiteAuxLettres):
    """Keep the message, and say so only when it may: who sends it does not know yet that it has arrived."""

    def __init__(self, hote: str, port: int):
        super().__init__(hote, port)
        self.peut_repondre = Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the name that aiosmtpd calls
        reponse = await super().handle_DATA(server, session, envelope)
        while not self.peut_repondre.is_set():
            await asyncio.sleep(0.02)
        return reponse

    def recus(self) -> Counter[str]:
        return Counter(str(message["To"]) for message in self.messages)


@pytest.fixture
def boite(machine) -> Iterator[BoiteQuiRetient]:
    with ouvrir_boite(BoiteQuiRetient) as boite:
        machine.environnement |= {
            "PREAU_COURRIEL": "smtp",
            "PREAU_SMTP_HOTE": boite.hote,
            "PREAU_SMTP_PORT": str(boite.port),
        }
        yield boite
        boite.peut_repondre.set()


@contextmanager
def travailleur(machine: Machine) -> Iterator[None]:
    """Let a worker run for the length of the block; SIGKILL is how it ends."""
    processus = machine.lancer("manage.py", "travailler")
    try:
        yield
    finally:
        terminer(processus)


def en_attente(machine: Machine) -> list[tuple]:
    """Return the messages that should leave now; others wait for their hour, or were cancelled."""
    return machine.lire(
        "SELECT status::text FROM procrastinate_jobs WHERE starts_with(task_name, 'comptes.') "
        "AND status IN ('todo', 'doing') AND coalesce(scheduled_at <= now(), true)"
    )


def passer_une_minute(machine: Machine) -> None:
    """Let the dead be taken for dead at once, and not in a minute and a half."""
    machine.lire("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")
    machine.executer("-m", "tests.arrets.reprendre")


def mourir_au_milieu_d_un_message(machine: Machine, boite: BoiteQuiRetient) -> str:
    """Write to everybody, kill the worker while the first message is on its way, and return whose it is."""
    machine.executer("-m", "tests.arrets.ecrire", ANNULES[0], *VALIDES, ANNULES[1])
    with travailleur(machine):
        attendre(boite.recus)
    boite.peut_repondre.set()
    assert sorted(en_attente(machine)) == [("doing",), ("todo",), ("todo",), ("todo",)]
    [coupe] = boite.recus()
    return coupe


@pytest.mark.vingt_fois
def test_un_travailleur_tue_au_milieu_d_un_message(machine, boite):
    coupe = mourir_au_milieu_d_un_message(machine, boite)
    passer_une_minute(machine)
    with travailleur(machine):
        attendre(lambda: en_attente(machine) == [])
    # whoever was killed could not know that this one had arrived: twice is the price of never losing any
    assert boite.recus() == Counter(VALIDES) + Counter([coupe])


@pytest.mark.en_profondeur
def test_le_suivant_reprend_de_lui_meme_ce_que_le_mort_a_laisse(machine, boite, request):
    if not en_profondeur(request.config):
        pytest.skip("attend une minute et demie : seulement dans « make approfondi »")
    coupe = mourir_au_milieu_d_un_message(machine, boite)
    with travailleur(machine):
        attendre(lambda: en_attente(machine) == [], delai_s=300)
    assert boite.recus() == Counter(VALIDES) + Counter([coupe])


@pytest.mark.vingt_fois
def test_un_travailleur_tue_pendant_que_les_clients_le_sont_aussi(machine, boite, tmp_path, tour, record_property):
    """Whatever dies, whoever has filed is told of it, and nobody else is."""
    boite.peut_repondre.set()
    with ruche(machine, tmp_path, tour, "--tuer") as clients:
        for _ in range(MORTS_DU_TRAVAILLEUR):
            with travailleur(machine):
                deja = len(boite.messages)
                clients.attendre_des_actes(5)
                attendre(lambda deja=deja: len(boite.messages) > deja)
    machine.attendre_le_calme()
    passer_une_minute(machine)
    with travailleur(machine):
        attendre(lambda: en_attente(machine) == [])
    objets = Counter(str(message["Subject"]) for message in boite.messages)
    accuses = Counter({objet: nombre for objet, nombre in objets.items() if objet.startswith(ACCUSE)})
    demandes = [numero for (numero,) in machine.lire("SELECT numero FROM conventions_demande")]
    assert set(accuses) == {f"{ACCUSE}{numero} est arrivée" for numero in demandes}
    assert accuses.total() - len(demandes) <= MORTS_DU_TRAVAILLEUR
    record_property("clients tués", clients.tues)
    record_property("travailleurs tués", MORTS_DU_TRAVAILLEUR)

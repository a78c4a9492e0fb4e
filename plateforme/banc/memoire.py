"""What a web worker weighs after many various requests: one gunicorn worker on the data of the demo."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import islice
from urllib.parse import urlencode

import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count

from conventions.models import Convention, Demande
from etablissements.models import Habilitation
from salles.models import Salle

DELAI_S = 60
LIEUX = ("Voiron", "Rennes", "Grenoble", "Brest", "Vannes", "38500")
TYPES = tuple(Salle.Type.values)
VOISINAGE_KM, REGION_KM = 20, 300
UN_MEGA = 2**20


@dataclass(frozen=True, slots=True)
class Poids:
    """Resident memory of the worker in megabytes, once started, at its highest and at the end; and its refusals."""

    au_depart: float
    au_plus: float
    a_la_fin: float
    refusees: int


def peser(nombre: int, maintenant: datetime) -> Poids:
    """Send so many requests, as the head of the school with most requests, to a worker of its own.

    Raises `Habilitation.DoesNotExist` on a site without requests.
    """
    ecole = Demande.objects.values("etablissement").annotate(combien=Count("pk")).order_by("-combien").first()
    chef = (
        Habilitation.objects.select_related("utilisateur", "etablissement")
        .filter(etablissement=ecole and ecole["etablissement"], role=Habilitation.Role.CHEF)[:1]
        .get()
    )
    with _session(chef) as cookie, _travailleur() as (port, processus):
        depart = plus = processus.memory_info().rss / UN_MEGA
        refusees = 0
        for chemin in islice(_chemins(chef, maintenant), nombre):
            refusees += _demander(port, chemin, cookie) != HTTPStatus.OK
            plus = max(plus, processus.memory_info().rss / UN_MEGA)
        return Poids(depart, plus, processus.memory_info().rss / UN_MEGA, refusees)


def _demander(port: int, chemin: str, cookie: str = "") -> int:
    """Read a page to its end and return its status."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=DELAI_S)) as connexion:
        connexion.request("GET", chemin, headers={"Cookie": cookie})
        reponse = connexion.getresponse()
        reponse.read()
        return reponse.status


def _chemins(chef: Habilitation, maintenant: datetime) -> Iterator[str]:
    """Yield pages and calls of all kinds, for ever: region-wide searches, rooms, agendas, requests, documents."""
    hasard, ecole = random.Random(5), chef.etablissement
    assert ecole is not None  # noqa: S101 -- for the type checker: a head has a school
    salles = list(Salle.objects.publiees().order_by("pk").values_list("pk", flat=True))
    demandes = list(Demande.objects.filter(etablissement=ecole).values_list("pk", flat=True))
    conventions = list(Convention.objects.filter(demande__in=demandes).values_list("pk", flat=True))
    while True:
        for rayon_km in (VOISINAGE_KM, REGION_KM):
            question = _question(hasard, maintenant, rayon_km)
            yield f"/?{question}"
            yield f"/api/v1/recherche/?{question}"
        salle, du = hasard.choice(salles), (maintenant + timedelta(days=hasard.randrange(200))).date()
        yield f"/salles/{salle}/"
        yield f"/salles/{salle}/agenda.ics"
        yield f"/api/v1/salles/{salle}/disponibilites/?du={du}&au={du + timedelta(days=90)}"
        yield f"/etablissement/{ecole.uai}/agenda/?semaine={du}"
        yield f"/etablissement/{ecole.uai}/"
        for demande in hasard.sample(demandes, 1):
            yield f"/etablissement/demandes/{demande}/"
        for convention in hasard.sample(conventions, min(1, len(conventions))):
            yield f"/conventions/{convention}/pdf/"


def _question(hasard: random.Random, maintenant: datetime, rayon_km: int) -> str:
    debut = hasard.randrange(17, 20)
    return urlencode(
        {
            "pres_de": hasard.choice(LIEUX),
            "rayon_km": rayon_km,
            "type": hasard.choice(TYPES),
            "date": (maintenant + timedelta(days=hasard.randrange(7, 60))).date(),
            "debut": f"{debut}:00",
            "fin": f"{debut + 2}:00",
            "repetition": "hebdomadaire",
        }
    )


@contextmanager
def _session(habilitation: Habilitation) -> Iterator[str]:
    """Sign the person in for the length of the block, and return the cookie that says so."""
    session = SessionStore()
    session[SESSION_KEY] = str(habilitation.utilisateur.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = habilitation.utilisateur.get_session_auth_hash()
    session.create()
    try:
        yield f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    finally:
        session.delete()


@contextmanager
def _travailleur() -> Iterator[tuple[int, psutil.Process]]:
    """Run one gunicorn worker for the length of the block; return its port and its process."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    options = ("--config", "python:plateforme.gunicorn", "--log-level", "warning")
    taille = ("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4")
    maitre = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *options, *taille, "plateforme.wsgi"],
        env={**os.environ, "PREAU_HTTPS": "0"},  # it is asked without a proxy before it
    )
    try:
        limite = time.monotonic() + DELAI_S
        while True:
            with suppress(ConnectionRefusedError):
                _demander(port, "/api/v1/referentiels/")
                break
            if maitre.poll() is not None or time.monotonic() > limite:
                raise TimeoutError("gunicorn ne répond pas : son message est au-dessus.")
            time.sleep(0.2)
        [travailleur] = psutil.Process(maitre.pid).children()
        yield port, travailleur
    finally:
        maitre.terminate()
        maitre.wait()

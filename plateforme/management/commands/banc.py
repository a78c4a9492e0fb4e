"""`manage.py banc`: how fast Préau answers, beside hand-written floors on the same data."""

import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils.timezone import localdate
from psycopg import sql

from etablissements.management.commande import Commande
from plateforme.banc.charge import TAILLES, engendrer
from plateforme.banc.chargement import charger
from plateforme.banc.enrichissement import enrichir
from plateforme.banc.rapport import ecrire, mesurer, mesurer_croissance, mesurer_riche


class Command(Commande):
    help = "Charge une charge de travail dans une base à part et mesure les réponses de Préau à côté de planchers."
    exemple = "manage.py banc --taille S"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--donnees", type=Path, metavar="DOSSIER", help="une charge déjà écrite")
        parser.add_argument("--taille", choices=TAILLES, default="S", help="la charge à écrire, sans --donnees")
        parser.add_argument(
            "--croissance", choices=TAILLES, help="mesure ensuite une charge plus grande, à candidates égales"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options) -> None:
        with tempfile.TemporaryDirectory() as provisoire:
            dossier = options["donnees"] or Path(provisoire)
            if not options["donnees"]:
                engendrer(dossier, TAILLES[options["taille"]])
            elif not (dossier / "queries.json").exists():
                raise CommandError(f"Il n’y a pas de queries.json dans {dossier} : donnez le dossier d’une charge.")
            with self._base_a_part():
                rapport = {"machine": _machine(), "chargement_s": _duree(lambda: charger(dossier)), **mesurer(dossier)}
                enrichi_s = _duree(enrichir)
                rapport["riche"] = {"chargement_s": enrichi_s, **mesurer_riche(dossier, rapport)}
        if options["croissance"]:
            rapport["croissance"] = self._croissance(options["croissance"], rapport)
        self.stdout.write(json.dumps(rapport) if options["json"] else ecrire(rapport))

    def _croissance(self, taille: str, petite: dict[str, Any]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as provisoire, self._base_a_part():
            engendrer(Path(provisoire), TAILLES[taille])
            charge_s = _duree(lambda: charger(Path(provisoire)))
            return {"chargement_s": charge_s, **mesurer_croissance(Path(provisoire), petite)}

    @contextmanager
    def _base_a_part(self) -> Iterator[None]:
        """Make the database of the bench anew, work in it, and drop it."""
        origine = connection.settings_dict["NAME"]
        base = f"{origine}_banc"
        self._ordonner(base, "DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}")
        try:
            self._brancher(base)
            call_command("migrate", verbosity=0)
            yield
        finally:
            self._brancher(origine)
            self._ordonner(base, "DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def _brancher(self, base: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = base

    def _ordonner(self, base: str, *ordres: str) -> None:
        """Run statements about the bench's database from outside it."""
        connection.ensure_connection()
        with psycopg.connect(connection.connection.info.dsn, autocommit=True) as dehors:
            for ordre in ordres:
                dehors.execute(sql.SQL(ordre).format(sql.Identifier(base)))


def _duree(faire: Callable[[], None]) -> float:
    depart = time.perf_counter()
    faire()
    return round(time.perf_counter() - depart, 1)


def _machine() -> str:
    """Say when and on what: figures of two machines are not to be compared."""
    with connection.cursor() as curseur:
        curseur.execute("SHOW server_version")
        [version] = curseur.fetchone()
    return (
        f"{localdate():%d/%m/%Y}, {os.cpu_count()} cœurs, charge {os.getloadavg()[0]:.1f}, "
        f"PostgreSQL {version}, Python {platform.python_version()}"
    )

"""`manage.py banc`: how fast Préau answers, beside hand-written floors on the same data."""

import json
import tempfile
import time
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg import sql

from plateforme.banc.charge import TAILLES, engendrer
from plateforme.banc.chargement import charger
from plateforme.banc.rapport import ecrire, mesurer


class Command(BaseCommand):
    help = "Charge une charge de travail dans une base à part et mesure les réponses de Préau à côté de planchers."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--donnees", type=Path, metavar="DOSSIER", help="une charge déjà écrite")
        parser.add_argument("--taille", choices=TAILLES, default="S", help="la charge à écrire, sans --donnees")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options) -> None:
        with tempfile.TemporaryDirectory() as provisoire:
            dossier = options["donnees"] or Path(provisoire)
            if not options["donnees"]:
                engendrer(dossier, TAILLES[options["taille"]])
            elif not (dossier / "queries.json").exists():
                raise CommandError(f"Il n’y a pas de queries.json dans {dossier} : donnez le dossier d’une charge.")
            rapport = self._dans_sa_base(dossier)
        self.stdout.write(json.dumps(rapport) if options["json"] else ecrire(rapport))

    def _dans_sa_base(self, dossier: Path) -> dict:
        """Make the database of the bench anew, measure in it, and drop it."""
        origine = connection.settings_dict["NAME"]
        base = f"{origine}_banc"
        self._ordonner(base, "DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}")
        try:
            self._brancher(base)
            call_command("migrate", verbosity=0)
            debut = time.perf_counter()
            charger(dossier)
            chargement_s = round(time.perf_counter() - debut, 1)
            return {"chargement_s": chargement_s, **mesurer(dossier)}
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

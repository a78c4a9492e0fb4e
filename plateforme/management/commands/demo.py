"""`manage.py demo`: fill the site with real schools and invented people."""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from etablissements.calendriers import annee_scolaire
from etablissements.management.commande import Commande, jour
from etablissements.models import Etablissement
from etablissements.services.calendriers import remplir_calendriers
from etablissements.services.donnees import charger_communes, charger_etablissements_de_demonstration
from plateforme.demo.associations import remplir_adhesions, remplir_associations, remplir_portefeuilles
from plateforme.demo.batiments import remplir_batiments
from plateforme.demo.collectivites import BRETAGNE, ISERE, remplir_collectivites
from plateforme.demo.demandes import remplir_demandes
from plateforme.demo.fermetures import remplir_fermetures
from plateforme.demo.materiels import remplir_materiels
from plateforme.demo.personnes import (
    comptes,
    remplir_chefs,
    remplir_habilitations,
    remplir_personnes,
)
from plateforme.demo.photos import retablir_les_fichiers
from plateforme.demo.planning import remplir_planning
from plateforme.demo.prives import remplir_prives
from plateforme.demo.recherches import remplir_recherches
from plateforme.demo.reperes import UAI_DU_CHEF

T = TypeVar("T")
PARIS = ZoneInfo("Europe/Paris")


class Command(Commande):
    help = "Remplit le site de démonstration : vraies écoles de Bretagne et d’Isère, personnes et demandes inventées."
    exemple = "manage.py demo --aujourdhui 2026-11-24"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="écrire les comptes en JSON sur la sortie")
        parser.add_argument("--aujourdhui", type=jour, metavar="AAAA-MM-JJ", help="le jour de la démo")
        parser.add_argument("--force", action="store_true", help="remplir même si PREAU_DEBUG n’est pas à 1")

    def handle(self, *args, **options) -> None:
        """Run each step; every one of them does nothing where its rows are already there."""
        if not (settings.DEBUG or options["force"]):
            raise CommandError(
                "Ce site n’est pas en mode d’essai : la démonstration y écrirait des personnes inventées. "
                "Ajoutez --force si c’est bien ce que vous voulez."
            )
        maintenant = self._maintenant(options["aujourdhui"])
        annee = int(annee_scolaire(maintenant.date())[:4])
        self._etape("Communes", charger_communes)
        self._etape("Calendriers", lambda: remplir_calendriers(maintenant=maintenant))
        collectivites = self._etape("Collectivités", remplir_collectivites)
        self._etape("Établissements", lambda: charger_etablissements_de_demonstration(aujourdhui=maintenant.date()))
        self._etape(
            "Écoles privées",
            lambda: remplir_prives(collectivites[ISERE], annee=annee, aujourdhui=maintenant.date()),
        )
        ecoles = list(Etablissement.objects.select_related("site").order_by("uai"))
        self._etape("Salles", lambda: remplir_batiments(ecoles, maintenant=maintenant))
        self._etape("Images", retablir_les_fichiers)
        self._etape("Fermetures", lambda: remplir_fermetures(ecoles, (annee - 1, annee), aujourdhui=maintenant.date()))
        self._etape("Planning", lambda: remplir_planning(ecoles, (annee - 1, annee), maintenant=maintenant))
        personnes = self._etape("Comptes", remplir_personnes)
        remplir_habilitations(personnes, collectivites[ISERE], collectivites[BRETAGNE], date(annee - 1, 9, 1))
        self._etape("Chefs d’établissement", lambda: remplir_chefs(date(annee - 1, 9, 1)))
        associations = self._etape("Associations", lambda: remplir_associations(personnes, maintenant=maintenant))
        self._etape("Adhésions", lambda: remplir_adhesions(associations, maintenant=maintenant))
        self._etape("Pièces", lambda: remplir_portefeuilles(associations, annee=annee, maintenant=maintenant))
        self._etape("Matériel", lambda: remplir_materiels(ecoles))
        self._etape("Demandes", lambda: remplir_demandes(associations, personnes, annee=annee, maintenant=maintenant))
        self._etape("Recherches", lambda: remplir_recherches(maintenant.date()))
        self._dire(comptes(personnes), en_json=options["json"])

    def _maintenant(self, aujourdhui: date | None) -> datetime:
        """Return noon of the day given, else now."""
        return (
            datetime(aujourdhui.year, aujourdhui.month, aujourdhui.day, 12, tzinfo=PARIS)
            if aujourdhui
            else timezone.now()
        )

    def _etape(self, nom: str, faire: Callable[[], T]) -> T:
        """Run a step and tell a person at a terminal how long it took."""
        debut = time.perf_counter()
        resultat = faire()
        if sys.stderr.isatty() or self.verbosite > 1:
            self.stderr.write(f"{nom} : {time.perf_counter() - debut:.1f} s")
        return resultat

    def execute(self, *args, **options):
        self.verbosite = options["verbosity"]
        return super().execute(*args, **options)

    def _dire(self, acces: dict[str, dict[str, str]], *, en_json: bool) -> None:
        if en_json:
            self.stdout.write(json.dumps({"comptes": acces, "etablissement_du_chef": UAI_DU_CHEF}))
            return
        for cle, compte in acces.items():
            self.stdout.write(f"{cle} : {compte['courriel']} / {compte['mot_de_passe']}")

"""Import the official school calendar; a bad line is reported, never the end of the import."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import CommandError

from etablissements.ecriture import pluriel
from etablissements.management.commande import Commande
from etablissements.management.progression import progression
from etablissements.services.import_vacances import RapportVacances, importer_vacances
from socle.erreur import ErreurMetier


class Command(Commande):
    help = "Importe le calendrier scolaire officiel (fr-en-calendrier-scolaire, CSV ou JSON)."
    exemple = "manage.py importer_vacances fr-en-calendrier-scolaire.csv"

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--json", dest="en_json", action="store_true", help="écrit le rapport en JSON")

    def handle(self, *, fichier: Path, en_json: bool, **options):
        try:
            rapport = importer_vacances(fichier=fichier, avancer=progression(self.stderr))
        except ErreurMetier as refus:
            raise CommandError(refus.message) from None
        self.stdout.write(json.dumps(asdict(rapport), ensure_ascii=False) if en_json else en_phrases(rapport))


def en_phrases(rapport: RapportVacances) -> str:
    bilan = (
        f"{pluriel(rapport.crees, 'période créée', 'périodes créées')}, "
        f"{pluriel(rapport.mis_a_jour, 'mise à jour', 'mises à jour')}, "
        f"{pluriel(rapport.inchanges, 'inchangée')}, {pluriel(rapport.retires, 'retirée')} ; "
        f"{pluriel(rapport.ignores, 'ligne ignorée', 'lignes ignorées')}."
    )
    return "\n".join([bilan, *(f"Ligne {refus['ligne']} refusée : {refus['raison']}" for refus in rapport.refuses)])

"""Import schools from the ministry's open data; a bad line is reported, never the end of the import."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from etablissements.ecriture import pluriel
from etablissements.management.progression import progression
from etablissements.services.import_annuaire import RapportAnnuaire, importer_annuaire
from socle.erreur import ErreurMetier


class Command(BaseCommand):
    help = "Importe collèges, lycées et EREA : annuaire de l’éducation, géolocalisation, lycées (CSV ou JSON)."

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path)
        parser.add_argument(
            "--collectivite", metavar="CODE", help="dep-38 ou reg-53 ; sans elle, chaque ligne va à son propriétaire"
        )
        parser.add_argument("--json", dest="en_json", action="store_true", help="écrit le rapport en JSON")

    def handle(self, *, fichier: Path, collectivite: str | None, en_json: bool, **options):
        try:
            rapport = importer_annuaire(fichier=fichier, collectivite=collectivite, avancer=progression(self.stderr))
        except ErreurMetier as refus:
            raise CommandError(refus.message) from None
        self.stdout.write(json.dumps(asdict(rapport), ensure_ascii=False) if en_json else en_phrases(rapport))


def en_phrases(rapport: RapportAnnuaire) -> str:
    bilan = (
        f"{pluriel(rapport.crees, 'établissement créé', 'établissements créés')}, "
        f"{pluriel(rapport.mis_a_jour, 'mis à jour', 'mis à jour')}, {pluriel(rapport.inchanges, 'inchangé')} ; "
        f"{pluriel(rapport.ignores, 'ligne ignorée', 'lignes ignorées')}, "
        f"{pluriel(len(rapport.refuses), 'refusée')}."
    )
    lignes = (f"Ligne {refus['ligne']} ({refus['uai']}) : {refus['raison']}" for refus in rapport.refuses)
    return "\n".join([bilan, *lignes])

"""Import schools from the ministry's open data; a bad line is reported, never the end of the import."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from etablissements.ecriture import pluriel
from etablissements.management.commande import Commande
from etablissements.management.progression import progression
from etablissements.services.import_annuaire import RapportAnnuaire, importer_annuaire
from socle.erreur import ErreurMetier


class Command(Commande):
    help = "Importe collèges, lycées et EREA : annuaire de l’éducation, géolocalisation, lycées (CSV ou JSON)."
    exemple = "manage.py importer_annuaire fr-en-annuaire-education.csv --collectivite dep-38"

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument(
            "--collectivite", metavar="CODE", help="dep-38 ou reg-53 ; sans elle, chaque ligne va à son propriétaire"
        )
        parser.add_argument("--json", dest="en_json", action="store_true", help="écrit le rapport en JSON")

    def handle(self, *, fichier: Path, collectivite: str | None, en_json: bool, **options):
        try:
            rapport = importer_annuaire(
                fichier=fichier,
                aujourdhui=timezone.localdate(),
                collectivite=collectivite,
                avancer=progression(self.stderr),
            )
        except ErreurMetier as refus:
            raise CommandError(refus.message) from None
        self.stdout.write(json.dumps(asdict(rapport), ensure_ascii=False) if en_json else en_phrases(rapport))


def en_phrases(rapport: RapportAnnuaire) -> str:
    inchanges = pluriel(rapport.inchanges, "inchangé")
    if rapport.plus_recents:
        inchanges += f", dont {rapport.plus_recents} aux données plus récentes déjà en base"
    bilan = (
        f"{pluriel(rapport.crees, 'établissement créé', 'établissements créés')}, "
        f"{pluriel(rapport.mis_a_jour, 'mis à jour', 'mis à jour')}, {inchanges} ; "
        f"{pluriel(rapport.ignores, 'ligne ignorée', 'lignes ignorées')}, "
        f"{pluriel(len(rapport.refuses), 'refusée')}, "
        f"{pluriel(len(rapport.signales), 'cellule illisible')}."
    )
    dits = [*rapport.refuses, *rapport.signales]
    lignes = (f"Ligne {dit['ligne']} ({dit['uai']}) : {dit['raison']}" for dit in dits)
    return "\n".join([bilan, *lignes])

"""Audit what is taken, independently of the constraints: exit 1 and a list when something must not be."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from etablissements.ecriture import pluriel
from salles.audit import anomalies


class Command(BaseCommand):
    help = "Vérifie les réservations par des requêtes indépendantes des contraintes ; sort en erreur avec la liste."

    def handle(self, *args, **options) -> None:
        trouvees = list(anomalies(timezone.now()))
        for anomalie in trouvees:
            self.stderr.write(anomalie)
        if trouvees:
            raise CommandError(f"{pluriel(len(trouvees), 'anomalie')} dans les réservations.")
        self.stdout.write("Aucune anomalie dans les réservations.")

"""Audit what is taken and what was decided, independently of the constraints and services: exit 1 and a list."""

from django.core.management.base import CommandError
from django.utils import timezone

from conventions.audit import CONTROLES as DES_DEMANDES
from etablissements.ecriture import pluriel
from etablissements.management.commande import Commande
from salles.audit import CONTROLES as DES_SALLES
from salles.audit import anomalies


class Command(Commande):
    help = "Vérifie les réservations par des requêtes indépendantes des contraintes ; sort en erreur avec la liste."
    exemple = "manage.py auditer_reservations"

    def handle(self, *args, **options) -> None:
        trouvees = list(anomalies(timezone.now(), [*DES_SALLES, *DES_DEMANDES]))
        for anomalie in trouvees:
            self.stderr.write(anomalie)
        if trouvees:
            raise CommandError(f"{pluriel(len(trouvees), 'anomalie')} dans les réservations.")
        self.stdout.write("Aucune anomalie dans les réservations.")

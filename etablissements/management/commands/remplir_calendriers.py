"""Fill school holidays and bank holidays from the libraries and the decrees that the product carries."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from etablissements.ecriture import pluriel
from etablissements.services.calendriers import remplir_calendriers


class Command(BaseCommand):
    help = "Remplit les vacances scolaires et les jours fériés ; ce qui est officiel ou saisi à la main reste."

    def handle(self, **options):
        ecart = remplir_calendriers(maintenant=timezone.now())
        self.stdout.write(
            f"{pluriel(ecart.crees, 'période créée', 'périodes créées')}, "
            f"{pluriel(ecart.mis_a_jour, 'mise à jour', 'mises à jour')}, "
            f"{pluriel(ecart.inchanges, 'inchangée')}, {pluriel(ecart.retires, 'retirée')}."
        )

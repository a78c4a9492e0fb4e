"""Fill school holidays and bank holidays from the libraries and the decrees that the product carries."""

from django.utils import timezone

from etablissements.ecriture import pluriel
from etablissements.management.commande import Commande
from etablissements.services.calendriers import remplir_calendriers


class Command(Commande):
    help = "Remplit les vacances scolaires et les jours fériés ; ce qui est officiel ou saisi à la main reste."
    exemple = "manage.py remplir_calendriers"

    def handle(self, **options):
        ecart = remplir_calendriers(maintenant=timezone.now())
        self.stdout.write(
            f"{pluriel(ecart.crees, 'période créée', 'périodes créées')}, "
            f"{pluriel(ecart.mis_a_jour, 'mise à jour', 'mises à jour')}, "
            f"{pluriel(ecart.inchanges, 'inchangée')}, {pluriel(ecart.retires, 'retirée')}."
        )

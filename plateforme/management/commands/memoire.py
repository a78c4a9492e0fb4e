"""`manage.py memoire`: what a web worker weighs after many various requests."""

from django.core.management.base import CommandError
from django.utils import timezone

from etablissements.management.commande import Commande
from etablissements.models import Habilitation
from plateforme.banc.memoire import peser

REQUETES, PLAFOND_MO = 200, 250


class Command(Commande):
    help = "Pèse un processus web après des requêtes variées, sur un site rempli (manage.py demo)."
    exemple = "manage.py memoire --requetes 200"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--requetes", type=int, default=REQUETES)

    def handle(self, *args, **options) -> None:
        try:
            poids = peser(options["requetes"], timezone.now())
        except Habilitation.DoesNotExist as erreur:
            raise CommandError(
                "Ce site n’a pas encore de demande : remplissez-le d’abord (manage.py demo)."
            ) from erreur
        self.stdout.write(
            f"{poids.au_depart:.0f} Mo au départ, {poids.au_plus:.0f} Mo au plus, {poids.a_la_fin:.0f} Mo après "
            f"{options['requetes']} requêtes dont {poids.refusees} refusées ; {PLAFOND_MO} Mo au plus : "
            f"{'tenu' if poids.au_plus <= PLAFOND_MO else 'MANQUÉ'}"
        )

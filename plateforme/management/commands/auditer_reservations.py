"""Audit what is taken and what was decided, independently of the constraints and services: exit 1 and a list.

How many of each kind comes first: one broken rule may break a hundred thousand rows.
"""

from collections import defaultdict
from itertools import chain

from django.core.management.base import CommandError
from django.utils import timezone

from conventions.audit import CONTROLES as DES_DEMANDES
from conventions.audit_des_conventions import textes_alteres
from etablissements.ecriture import pluriel
from etablissements.management.commande import Commande
from salles.audit import CONTROLES as DES_SALLES
from salles.audit import anomalies

CITEES_PAR_CODE = 50


class Command(Commande):
    help = "Vérifie les réservations par des requêtes indépendantes des contraintes ; sort en erreur avec la liste."
    exemple = "manage.py auditer_reservations"

    def handle(self, *args, **options) -> None:
        par_code: dict[str, list[str]] = defaultdict(list)
        for anomalie in chain(anomalies(timezone.now(), [*DES_SALLES, *DES_DEMANDES]), textes_alteres()):
            par_code[anomalie.partition(" ")[0]].append(anomalie)
        for code, trouvees in par_code.items():
            self.stderr.write(f"{code} : {pluriel(len(trouvees), 'anomalie')}.")
        for code, trouvees in par_code.items():
            for anomalie in trouvees[:CITEES_PAR_CODE]:
                self.stderr.write(anomalie)
            if len(trouvees) > CITEES_PAR_CODE:
                self.stderr.write(f"{code} : les {pluriel(CITEES_PAR_CODE, 'première')} seulement sont citées.")
        if par_code:
            raise CommandError(f"{pluriel(sum(map(len, par_code.values())), 'anomalie')} dans les réservations.")
        self.stdout.write("Aucune anomalie dans les réservations.")

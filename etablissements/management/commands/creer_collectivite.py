"""A new authority joins, ready to import its schools."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone

from etablissements.management.commande import Commande
from etablissements.models import Collectivite
from etablissements.services.calendriers import remplir_calendriers
from etablissements.services.collectivites import creer_collectivite
from etablissements.services.donnees import charger_communes
from socle.erreur import ErreurMetier


class Command(Commande):
    help = "Crée une collectivité (dep-38, reg-53) et prépare les communes et les calendriers qu’il lui faut."
    exemple = "manage.py creer_collectivite dep-38 --nom 'Département de l’Isère' --type departement"

    def add_arguments(self, parser):
        parser.add_argument("code", metavar="CODE", help="dep-38 ou reg-53, d’après le code officiel géographique")
        parser.add_argument("--nom", required=True)
        parser.add_argument("--type", required=True, choices=Collectivite.Type.values, dest="type_collectivite")

    def handle(self, *, code: str, nom: str, type_collectivite: str, **options):
        try:
            collectivite = creer_collectivite(code=code, nom=nom, type_collectivite=type_collectivite)
        except ErreurMetier as refus:
            raise CommandError(refus.message) from None
        except ValidationError as erreur:
            # The fields of the model bear the names of the options.
            raise CommandError(
                " ".join(f"--{champ} : {' '.join(phrases)}" for champ, phrases in erreur.message_dict.items())
            ) from None
        charger_communes()
        remplir_calendriers(maintenant=timezone.now())
        self.stdout.write(
            f"{collectivite.nom} ({collectivite.code}) a rejoint le commun. Importez ses établissements : "
            f"manage.py importer_annuaire FICHIER --collectivite {collectivite.code}"
        )

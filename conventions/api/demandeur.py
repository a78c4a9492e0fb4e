"""What several calls read about whoever asks: identifiers, one's own association, an activity, what one needs."""

from collections.abc import Sequence

from django.db.models import Model
from rest_framework import serializers

from associations.models import Association
from salles.models import Activite
from socle.parametres import Entier, Forme, Texte
from socle.portee import portee

IDENTIFIANT_MAX = 2**63 - 1  # what a table can count
QUANTITE_MAX = 10_000
BESOINS_MAX = 100


def identifiant(aide: str = "", **options) -> Entier:
    """Read an identifier in a JSON body: a number, never a text."""
    return Entier(min_value=1, max_value=IDENTIFIANT_MAX, help_text=aide, **options)


def identifiant_en_adresse(aide: str = "", **options) -> serializers.IntegerField:
    """Read an identifier in a query string, where all is text."""
    return serializers.IntegerField(min_value=1, max_value=IDENTIFIANT_MAX, help_text=aide, **options)


def code_d_activite(**options) -> Texte:
    return Texte(max_length=40, help_text="Code ; la liste est dans `referentiels/`.", **options)


def longueur(modele: type[Model], champ: str) -> int:
    """Return how many characters the table gives to a field."""
    return getattr(modele, champ).field.max_length


class FormeDuDemandeur(Forme):
    """Read `association` and `activite` as rows that the caller may name. Expects `utilisateur` in the context."""

    def validate_association(self, numero: int) -> Association:
        association = portee(self.context["utilisateur"], Association).filter(pk=numero).first()
        if association is None:
            raise serializers.ValidationError("Choisissez une association dont vous êtes membre.")
        return association

    def validate_activite(self, code: str) -> Activite:
        activite = portee(self.context["utilisateur"], Activite).filter(pk=code).first()
        if activite is None:
            raise serializers.ValidationError("Activité inconnue. Les codes sont dans /api/v1/referentiels/.")
        return activite


def quantites(besoins: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return the quantities by Materiel, each named once."""
    par_materiel = dict(besoins)
    if len(par_materiel) < len(besoins):
        raise serializers.ValidationError("Ce matériel est demandé deux fois. Donnez une seule quantité.")
    return par_materiel

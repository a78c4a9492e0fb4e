"""The price, as the API tells it of a request and of a convention."""

from rest_framework import serializers

from conventions.prix import Etat


class PrixSerializer(serializers.Serializer):
    etat = serializers.ChoiceField(
        choices=list(Etat), help_text="`a_fixer` : la loi veut une redevance, et aucun tarif n’est posé."
    )
    montant_euros = serializers.DecimalField(max_digits=9, decimal_places=2, source="montant", help_text="En tout.")
    phrase = serializers.CharField(help_text="Ce que les pages en disent.")

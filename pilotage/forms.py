"""Which authority and which school year the figures are about."""

from django import forms
from django.db.models import QuerySet

from etablissements.models import Collectivite
from pilotage.annee import AnneeScolaire

ANNEES_PASSEES = 3


class FiltrePilotage(forms.Form):
    collectivite = forms.ModelChoiceField(
        Collectivite.objects.none(), label="Collectivité", to_field_name="code", empty_label=None
    )
    annee = forms.TypedChoiceField(label="Année scolaire", coerce=lambda texte: AnneeScolaire(int(texte[:4])))

    def __init__(self, *args, collectivites: QuerySet[Collectivite], courante: AnneeScolaire, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["collectivite"].queryset = collectivites
        annees = [AnneeScolaire(courante.debut + 1 - rang) for rang in range(ANNEES_PASSEES + 2)]
        self.fields["annee"].choices = [(str(annee), str(annee)) for annee in annees]

"""Opening a room: like another of the school, or from its type; then which walls it stands in."""

from django import forms

from etablissements.models import Etablissement
from salles.models import Espace, Salle

LIGNE = {"autocomplete": "off"}


class DepartForm(forms.Form):
    nom = forms.CharField(
        label="Son nom, comme on le dit ici",
        max_length=120,
        help_text="« Gymnase », « Salle 102 », « Foyer des élèves ».",
        widget=forms.TextInput(LIGNE),
    )
    modele = forms.ModelChoiceField(
        label="Copier une salle de l’établissement",
        queryset=Salle.objects.none(),
        required=False,
        empty_label="Aucune : partir d’un type",
        help_text="Tout est repris, sauf les photos.",
    )
    type = forms.ChoiceField(
        label="Ou partir d’un type",
        choices=Salle.Type,
        required=False,
        widget=forms.RadioSelect,
        help_text="Les réponses usuelles sont déjà remplies ; vous corrigez.",
    )

    def __init__(self, *args, salles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["modele"].queryset = salles
        if not salles:
            del self.fields["modele"]
            self.fields["type"].label = "Quel type de salle"

    def clean(self) -> dict:
        donnees = super().clean() or self.cleaned_data
        if not donnees.get("modele") and not donnees.get("type") and not self.has_error("type"):
            self.add_error("type", "Choisissez un type de salle, ou une salle à copier.")
        return donnees


class EspacesForm(forms.Form):
    espaces = forms.ModelMultipleChoiceField(
        label="La salle occupe",
        queryset=Espace.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Une salle occupe au moins un espace."},
    )

    def __init__(self, *args, etablissement: Etablissement, espaces, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["espaces"].queryset = espaces


class DivisionForm(forms.Form):
    parties = forms.TypedChoiceField(
        label="La diviser en",
        choices=[(2, "deux moitiés"), (3, "trois tiers"), (4, "quatre quarts")],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites en combien de parties."},
    )


class PublicationForm(forms.Form):
    planning_a_jour = forms.BooleanField(
        label="Mon planning est à jour : ce qui est libre ici l’est vraiment.",
        help_text="Les occupants actuels et l’usage de l’établissement sont déjà saisis ou importés.",
        error_messages={"required": "Cochez cette case une fois le planning saisi ou importé."},
    )

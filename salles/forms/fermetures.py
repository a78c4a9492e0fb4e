"""A dated closure."""

from django import forms

from etablissements.champs import ChampDate


class FermetureForm(forms.Form):
    premier_jour = ChampDate(label="Du", help_text="Comme 24/11/2026.")
    dernier_jour = ChampDate(label="Au", help_text="Compris.")
    motif = forms.CharField(
        label="Pourquoi",
        max_length=120,
        help_text="Lu par le public : « Épreuves du baccalauréat ».",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Dites pourquoi, en quelques mots."},
    )

"""Something movable, and how many of it."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

BORNES = [
    MinValueValidator(1, "Au moins un."),
    MaxValueValidator(10_000, "10 000 au plus."),
]


class QuantiteForm(forms.Form):
    quantite = forms.IntegerField(
        label="Combien",
        validators=BORNES,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "saisie--court"}),
        error_messages={"invalid": "Écrivez un nombre, par exemple 60.", "required": "Dites combien."},
    )


class MaterielForm(QuantiteForm):
    field_order = ["nom", "quantite"]

    nom = forms.CharField(
        label="Quoi",
        max_length=120,
        help_text="« chaises », « tapis de sol », « micro sans fil ».",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

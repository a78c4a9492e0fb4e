"""A photo and the words for those who do not see it."""

from django import forms

from salles.services.photos import POIDS_MAX


class PhotoForm(forms.Form):
    image = forms.FileField(
        label="Votre photo",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=f"JPEG, PNG ou WebP, {POIDS_MAX // 1024 // 1024} Mo au plus. Personne ne doit y être reconnaissable.",
        error_messages={
            "required": "Choisissez une photo.",
            "empty": "Ce fichier est vide.",
            "invalid": "Choisissez un fichier.",
            "missing": "Choisissez une photo.",
        },
    )
    texte_alternatif = forms.CharField(
        label="Décrire la photo pour qui ne la voit pas",
        max_length=200,
        help_text="« Le gymnase vu de l’entrée, trois terrains tracés. »",
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class TexteForm(forms.Form):
    texte_alternatif = forms.CharField(label="Description", max_length=200)

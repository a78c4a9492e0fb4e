"""The small forms by which a convention goes from step to step; the services judge what the dates mean."""

from django import forms

from conventions.deroule import Partie
from conventions.models import Convention
from conventions.models.decision import MOT_MAX
from etablissements.champs import ChampDate

Statut = Convention.Statut


class SeanceForm(forms.Form):
    seance_le = ChampDate(label="Jour de la séance")


class VoteForm(forms.Form):
    """The act has a number in a public school, where it is a deliberation."""

    votee_le = ChampDate(label="Jour du vote")
    reference = forms.CharField(
        label="Numéro de l’acte",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "saisie--court"}),
        error_messages={"max_length": "Écrivez 40 caractères au plus."},
    )


class TransmissionForm(forms.Form):
    transmise_le = ChampDate(label="Jour de la transmission")


class SignatureForm(forms.Form):
    """`partie` comes with the page: two people who record the same signature do not record the next one instead."""

    partie = forms.ChoiceField(choices=Partie.choices, widget=forms.HiddenInput)
    nom = forms.CharField(
        label="Qui a signé",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Donnez le nom de la personne qui a signé."},
    )
    qualite = forms.CharField(
        label="En qualité de",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Dites en quelle qualité, par exemple « présidente »."},
    )
    signee_le = ChampDate(label="Jour de la signature")


class AbandonForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi la convention ne se fera pas",
        max_length=MOT_MAX,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "Dites en une phrase pourquoi : l’association la lira.",
            "max_length": "Écrivez 2 000 caractères au plus (il y en a %(show_value)d).",
        },
    )


class ExemplaireForm(forms.Form):
    fichier = forms.FileField(
        label="L’exemplaire signé",
        max_length=255,
        help_text="PDF, ou photo JPEG ou PNG lisible ; 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : choisissez-en un autre.",
        },
    )

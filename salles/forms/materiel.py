"""Something movable, how many of it, and for how long it goes without any room."""

from datetime import time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from etablissements.champs import ChampDate, ChampHeure
from etablissements.ecriture import nombre
from salles.models import Materiel
from salles.moteur import Cadre, HeureInexistante
from socle.typographie import BLANC

MINUIT = time(0)
UN_JOUR = timedelta(days=1)
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
        error_messages={"required": "Écrivez ce que c’est."},
    )


class ChoixMateriel(forms.ModelChoiceField):
    def label_from_instance(self, materiel: Materiel) -> str:
        return f"{materiel.nom} ({nombre(materiel.quantite)} en tout)"


class PretSeulForm(QuantiteForm):
    """A loan without any room, by the clock of the school: `cleaned_data` holds its two instants."""

    field_order = ["materiel", "quantite", "a_qui"]

    materiel = ChoixMateriel(
        label="Quoi",
        queryset=Materiel.objects.none(),
        empty_label="Choisissez",
        error_messages={"required": "Choisissez un matériel.", "invalid_choice": "Choisissez-en un de la liste."},
    )
    a_qui = forms.CharField(
        label="À qui, ou pour quoi",
        max_length=120,
        help_text="« Comité des fêtes », « Fête du collège ». Lu par l’établissement seul.",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Dites à qui, ou pour quoi."},
    )
    debut = ChampDate(label="Départ le", help_text="Comme 24/11/2026.")
    heure_debut = ChampHeure(label="Heure du départ", help_text=f"Comme 18{BLANC}h{BLANC}30.")
    fin = ChampDate(label="Retour le", help_text="Comme 30/11/2026.")
    heure_fin = ChampHeure(label="Heure du retour", help_text=f"Comme 8{BLANC}h.")

    def __init__(self, *args, materiels: QuerySet[Materiel], cadre: Cadre, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["materiel"].queryset = materiels
        self.cadre = cadre

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if {"debut", "heure_debut", "fin", "heure_fin"} <= donnees.keys():
            try:
                donnees["debut"] = self.cadre.instant(donnees["debut"], donnees.pop("heure_debut"), champ="heure_debut")
                minuit = donnees["heure_fin"] == MINUIT  # the one that ends the day, as for a slot
                retour = donnees["fin"] + UN_JOUR if minuit else donnees["fin"]
                donnees["fin"] = self.cadre.instant(retour, donnees.pop("heure_fin"), champ="heure_fin")
            except HeureInexistante as refus:
                self.add_error(refus.champ, ValidationError(refus.message, code=refus.code))
        return donnees

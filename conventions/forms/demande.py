"""The request form: the wish that came from the search, and what the school needs to know."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from associations.models import Association
from comptes.champs import ChampTelephone
from conventions.exceptions import AucuneDate
from conventions.forms.lignes import ChampLignes
from conventions.forms.reprise import ChampReprise
from conventions.propositions import Ligne
from conventions.services import Responsable, SouhaitDeSalle
from etablissements.champs import lire_jour
from etablissements.sans_accents import simplifier
from salles.forms.souhait import SouhaitForm
from salles.models import Activite, Materiel, Salle
from salles.models.offre import EFFECTIF_MAX
from salles.moteur import TropDeDates
from salles.moteur.recurrence import DATES_MAX

CHAMPS_DU_SOUHAIT = ("jours", "debut", "fin", "date", "repetition", "jusqu_au", "autres_dates", "vacances")
PREFIXE_MATERIEL = "materiel_"


class ChampDates(forms.Field):
    """The days that stay ticked, as ISO dates; at most as many as one wish may have."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Iterable[str] | None) -> frozenset[date]:
        jours = list(value or [])
        if len(jours) > DATES_MAX:
            raise ValidationError(TropDeDates.message, code=TropDeDates.code)
        return frozenset(lire_jour(jour) for jour in jours)


def entier(etiquette: str, aide: str, *, maximum: int, trop: str, requis: bool = True) -> forms.IntegerField:
    """Build a field for a whole number, typed on a digit keyboard."""
    return forms.IntegerField(
        label=etiquette,
        help_text=aide,
        required=requis,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "saisie--court"}),
        error_messages={"required": "Dites combien vous serez.", "invalid": "Écrivez un nombre, par exemple 24."},
        validators=[
            MinValueValidator(1 if requis else 0, "Il faut au moins une personne." if requis else "Écrivez 0 ou plus."),
            MaxValueValidator(maximum, trop),
        ],
    )


class DemandeForm(SouhaitForm):
    """Read a request for one room. `depot()` gives the arguments of `deposer`.

    `voulus` are the days of the wish, known once the wish is read: those that are not in `garder` were taken out.
    """

    salle = forms.ModelChoiceField(Salle.objects.none(), widget=forms.HiddenInput)
    garder = ChampDates(label="Les dates", required=False)
    ailleurs = ChampLignes(label="Les dates placées ailleurs", required=False)
    brouillon = ChampReprise(label="Le brouillon", required=False)
    cle = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    activite = forms.ModelChoiceField(
        Activite.objects.none(),
        label="Activité",
        empty_label="Choisissez",
        error_messages={
            "required": "Choisissez une activité.",
            "invalid_choice": "Choisissez une activité de la liste.",
        },
    )
    objet = forms.CharField(
        label="Ce que vous ferez, en une phrase",
        help_text="L’établissement la lit en premier. Exemple : « Atelier de théâtre pour adultes débutants ».",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "Dites en une phrase ce que vous ferez.",
            "max_length": "Écrivez 300 caractères au plus (il y en a %(show_value)d).",
        },
    )
    effectif = entier(
        "Personnes présentes en même temps",
        "",
        maximum=EFFECTIF_MAX,
        trop="Aucune salle ne reçoit plus de 5 000 personnes.",
    )
    association = forms.ModelChoiceField(
        Association.objects.none(),
        label="Au nom de",
        empty_label="Choisissez",
        error_messages={
            "required": "Dites au nom de quelle association vous demandez.",
            "invalid_choice": "Choisissez une association dont vous êtes membre.",
        },
    )
    responsable_nom = forms.CharField(
        label="Responsable présent sur place",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Nommez la personne qui sera là, clé en main."},
    )
    responsable_telephone = ChampTelephone(
        label="Son téléphone", error_messages={"required": "Donnez un numéro où la joindre sur place."}
    )
    responsable_courriel = forms.EmailField(
        label="Son adresse électronique",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Donnez une adresse où lui écrire.",
            "invalid": "Écrivez l’adresse comme prenom@exemple.fr.",
        },
    )

    def __init__(self, *args, salles, activites, associations, materiels: Iterable[Materiel], **kwargs):
        """Expects querysets already scoped to the person, and the equipment that the school lends."""
        super().__init__(*args, **kwargs)
        self.salles, self.activites, self.materiels = salles, activites, list(materiels)
        self.fields["salle"].queryset = self.fields["ailleurs"].salles = salles
        self.fields["activite"].queryset = activites
        self.fields["association"].queryset = associations
        for nom in CHAMPS_DU_SOUHAIT:
            self.fields[nom].widget = self.fields[nom].hidden_widget()
        for materiel in self.materiels:
            self.fields[f"{PREFIXE_MATERIEL}{materiel.pk}"] = entier(
                materiel.nom,
                f"{materiel.quantite} au plus",
                maximum=materiel.quantite,
                trop=f"L’établissement en prête {materiel.quantite} au plus.",
                requis=False,
            )

    def clean_objet(self) -> str:
        return " ".join(self.cleaned_data["objet"].split())

    def clean_ailleurs(self) -> list[Ligne]:
        """Forget what a line stands for: nothing is filed yet that it could replace."""
        return [replace(ligne, remplace=None) for ligne in self.cleaned_data["ailleurs"]]

    def besoins(self) -> dict[int, int]:
        """Return the quantities asked for, by Materiel."""
        lus = {materiel.pk: self.cleaned_data[f"{PREFIXE_MATERIEL}{materiel.pk}"] for materiel in self.materiels}
        return {materiel: quantite for materiel, quantite in lus.items() if quantite}

    def responsable(self) -> Responsable:
        lu = self.cleaned_data
        return Responsable(lu["responsable_nom"], lu["responsable_telephone"], lu["responsable_courriel"])

    def souhait_de_salle(self, voulus: Iterable[date]) -> SouhaitDeSalle:
        """Return the wish without the days that were unticked; with none left, say so at once."""
        sans = frozenset(voulus) - self.cleaned_data["garder"]
        if sans == frozenset(voulus):
            raise AucuneDate
        return SouhaitDeSalle(self.cleaned_data["salle"], self.cleaned_data["souhait"], sans)


class DemandeSansCompteForm(DemandeForm):
    """The same before sign-in: everything but in whose name one asks."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["association"]


class BrouillonForm(DemandeForm):
    """The same, to be kept: it only has to say whose draft it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nom, champ in self.fields.items():
            champ.required = nom == "association"
        self.fields["association"].error_messages["required"] = (
            "Dites au nom de qui vous gardez ce brouillon : ses membres pourront le reprendre."
        )


def associations_de(form: DemandeForm):
    """Return the queryset of associations among which the person chooses."""
    return form.fields["association"].queryset


def cle_neuve() -> str:
    """Name one act of filing: the same page sent twice files once."""
    return uuid4().hex


def activite_nommee(tape: str, activites: Iterable[Activite]) -> Activite | None:
    """Find the activity that the search named by its code or its label."""
    cherche = simplifier(tape)
    for activite in activites:
        if tape == activite.code or cherche == simplifier(activite.libelle):
            return activite
    return None

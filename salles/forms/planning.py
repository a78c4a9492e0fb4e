"""What already stands in the planning: the school's own use and running occupants, one by one or from a file."""

from django import forms

from etablissements.champs import ChampDate, ChampHeure
from salles.forms.bornes import BORNES_DES_JOURS
from salles.forms.ouvertures import JOURS_ISO
from salles.models import Reservation, Salle
from salles.moteur.recurrence import Repetition, Souhait, SouhaitInvalide, Vacances

REPETITIONS = [
    (Repetition.AUCUNE, "une seule fois"),
    (Repetition.HEBDOMADAIRE, "toutes les semaines"),
    (Repetition.QUINZAINE, "une semaine sur deux"),
    (Repetition.SEMAINE_A, "les semaines A"),
    (Repetition.SEMAINE_B, "les semaines B"),
]


class UsageForm(forms.Form):
    salle = forms.ModelChoiceField(label="Salle", queryset=Salle.objects.none(), empty_label="Choisissez")
    libelle = forms.CharField(
        label="Qui, ou quoi",
        max_length=120,
        help_text="« EPS », « Conseil de classe de 3e B », « Badminton club ». Lu par l’établissement seul.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    nature = forms.ChoiceField(
        label="C’est",
        choices=[
            (Reservation.Nature.ETABLISSEMENT, "l’établissement"),
            (Reservation.Nature.ASSOCIATION, "une association ou un autre occupant"),
            (Reservation.Nature.TRAVAUX, "des travaux"),
        ],
        initial=Reservation.Nature.ETABLISSEMENT,
        widget=forms.RadioSelect,
    )
    date = ChampDate(label="Le, ou à partir du", validators=BORNES_DES_JOURS)
    debut = ChampHeure(label="De")
    fin = ChampHeure(label="À")
    repetition = forms.ChoiceField(label="Revient", choices=REPETITIONS, initial=Repetition.AUCUNE)
    jours = forms.TypedMultipleChoiceField(
        label="Les jours",
        choices=JOURS_ISO,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans rien cocher : le jour de la date.",
    )
    jusqu_au = ChampDate(label="Jusqu’au", required=False, validators=BORNES_DES_JOURS)
    vacances = forms.ChoiceField(
        label="Pendant les vacances et les jours fériés",
        choices=[(Vacances.EXCLURE, "non"), (Vacances.INCLURE, "oui, aussi")],
        initial=Vacances.EXCLURE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, salles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["salle"].queryset = salles

    def clean(self) -> dict:
        donnees = super().clean()
        if not self.errors:
            try:
                donnees["souhait"] = _souhait(donnees)
            except SouhaitInvalide as refus:
                self.add_error(refus.champ if refus.champ in self.fields else None, refus.message)
        return donnees


def _souhait(donnees: dict) -> Souhait:
    repetition = Repetition(donnees["repetition"])
    return Souhait(
        donnees["date"],
        donnees["debut"],
        donnees["fin"],
        dernier_jour=donnees["jusqu_au"] if repetition != Repetition.AUCUNE else None,
        jours=frozenset(donnees["jours"]),
        repetition=repetition,
        # a single date is meant, whatever the calendar calls it
        vacances=Vacances(donnees["vacances"]) if repetition != Repetition.AUCUNE else Vacances.INCLURE,
    )


class ImportForm(forms.Form):
    fichier = forms.FileField(
        label="Votre fichier CSV",
        widget=forms.FileInput({"accept": ".csv,text/csv,text/plain"}),
        help_text="Enregistré depuis un tableur. 1 Mo et 1 000 lignes au plus.",
        error_messages={
            "required": "Choisissez un fichier.",
            "missing": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier.",
            "empty": "Ce fichier est vide.",
        },
    )

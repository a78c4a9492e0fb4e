"""What already stands in the planning: the school's own use and running occupants, one by one or from a file."""

from django import forms

from salles.forms.souhait import REPETITIONS, SouhaitForm
from salles.models import Reservation, Salle


class UsageForm(SouhaitForm):
    """A wish that is a fact: who takes which room, when, and how often it comes back."""

    field_order = [
        "salle",
        "libelle",
        "nature",
        "repetition",
        "date",
        "debut",
        "fin",
        "autres_dates",
        "jusqu_au",
        "jours",
    ]

    salle = forms.ModelChoiceField(
        label="Salle",
        queryset=Salle.objects.none(),
        empty_label="Choisissez",
        error_messages={"required": "Choisissez une salle.", "invalid_choice": "Choisissez une salle de la liste."},
    )
    libelle = forms.CharField(
        label="Qui, ou quoi",
        max_length=120,
        help_text="« EPS », « Conseil de classe », « Club de badminton ». Lu par l’établissement seul.",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Écrivez qui vient, ou ce qui se passe."},
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

    def __init__(self, *args, salles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["salle"].queryset = salles
        self.fields["date"].label = "Le, ou à partir du"
        self.fields["jours"].label = "Les jours"
        self.fields["jours"].help_text = "Sans rien cocher : le jour de la date."
        self.fields["repetition"].label = "Revient"
        self.fields["jusqu_au"].help_text = "Vide : la fin de l’année scolaire."

    @property
    def precise_la_serie(self) -> bool:
        """Tell whether it says, or should mend, more of a series than how often it comes back."""
        return any(self[nom].errors or self[nom].value() for nom in ("jusqu_au", "jours", "vacances"))


class SerieForm(UsageForm):
    """The same, for a series that runs already and changes from a date on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].label = "À partir du"
        self.fields["date"].help_text = "Les dates d’avant restent telles quelles."
        self.fields["jours"].label = "Les jours"
        del self.fields["autres_dates"]  # a series has its rule
        self.fields["repetition"].choices = REPETITIONS


class LiberationForm(forms.Form):
    etendue = forms.ChoiceField(
        label="Que libérer",
        choices=[("date", "cette date seulement"), ("serie", "cette date et toutes celles qui suivent")],
        initial="date",
        widget=forms.RadioSelect,
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

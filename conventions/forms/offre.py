"""What a school offers in place of what was asked for, as its page carries it; what who asked writes back."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from conventions.forms.lignes import lire_identifiant
from conventions.models.contre_proposition import PHRASE_MAX
from conventions.services import Place
from etablissements.champs import ChampHeure, lire_heure
from salles.models import Salle

PLACER, OTER, ENVOYER = "placer", "oter", "envoyer"  # the buttons of the page
PARTIES = 4
ILLISIBLE = "Cette proposition ne se lit pas. Revenez à la demande et recommencez."
COMME_DEMANDE = "Comme demandé"
PAS_PLACE = "Ce choix n’est pas encore placé : placez ces dates ici, ou videz la salle et les heures."
TROP_LONG = f"Écrivez {PHRASE_MAX} caractères au plus (il y en a %(show_value)d)."


def ecrire_place(place: Place) -> str:
    """Write a place as the form carries it: the wished date, the room, the hours."""
    return f"{place.creneau};{place.salle};{place.debut:%H:%M};{place.fin:%H:%M}"


class ChampPlaces(forms.Field):
    """Read such places, one for each of these wished dates at most."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, dates: Collection[int], **kwargs):
        super().__init__(required=False, **kwargs)
        self.dates = dates

    def to_python(self, value: Iterable[str] | None) -> dict[int, Place]:
        lues = [_lire(texte) for texte in list(value or [])[: len(self.dates) + 1]]
        par_date = {place.creneau: place for place in lues}
        if len(par_date) < len(lues) or not par_date.keys() <= set(self.dates):
            raise ValidationError(ILLISIBLE, code="invalid")
        return par_date


def _lire(texte: str) -> Place:
    parties = texte.split(";")
    if len(parties) != PARTIES:
        raise ValidationError(ILLISIBLE, code="invalid")
    creneau, salle, debut, fin = parties
    return Place(lire_identifiant(creneau), lire_identifiant(salle), lire_heure(debut), lire_heure(fin))


class OffreForm(forms.Form):
    """The draft of an offer, the dates to move with where they go, and the sentence that goes with it.

    `place` is what would be sent, `sans` what could not be had there: both come back at each step.
    """

    salle = forms.TypedChoiceField(label="Dans quelle salle", coerce=int, empty_value=None, required=False)
    debut = ChampHeure(label="De", required=False)
    fin = ChampHeure(label="À", required=False)
    dates = forms.TypedMultipleChoiceField(
        label="Dates à changer",
        coerce=int,
        required=False,
        error_messages={"invalid_choice": "Une des dates n’est plus à décider. Rechargez la page."},
    )
    message = forms.CharField(
        label="Votre phrase pour eux",
        max_length=PHRASE_MAX,
        help_text="Pourquoi vous proposez autre chose. Elle est jointe à la proposition.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "Écrivez une phrase : pourquoi vous proposez autre chose.",
            "max_length": TROP_LONG,
        },
    )

    def __init__(self, *args, dates: Collection[int], salles: Iterable[Salle], **kwargs):
        super().__init__(*args, **kwargs)
        salles = list(salles)
        self.salles = {salle.pk for salle in salles}
        self.fields["place"] = ChampPlaces(dates=dates)
        self.fields["sans"] = ChampPlaces(dates=dates)
        self.fields["dates"].choices = [(date, date) for date in dates]
        self.fields["salle"].choices = [("", COMME_DEMANDE), *((salle.pk, salle.nom) for salle in salles)]
        self.fields["salle"].error_messages["invalid_choice"] = "Choisissez une salle de la liste."

    @property
    def acte(self) -> str:
        return self.data.get("acte", "")

    def clean(self) -> dict[str, Any]:
        lues = super().clean() or self.cleaned_data
        if self.acte == ENVOYER:
            a_placer = next((champ for champ in ("salle", "debut", "fin") if lues.get(champ)), None)
            if a_placer:
                self.add_error(a_placer, ValidationError(PAS_PLACE, code="pas_place"))
            return lues
        if self.has_error("message", "required"):
            del self.errors["message"]  # it is needed to send, not to try
        if self.acte == OTER and not self.errors and not lues.get("dates"):
            self.add_error("dates", ValidationError("Cochez au moins une date à ne pas proposer.", code="required"))
        if bool(lues.get("debut")) != bool(lues.get("fin")) and not {"debut", "fin"} & self.errors.keys():
            manque = "fin" if lues.get("debut") else "debut"
            self.add_error(manque, ValidationError("Donnez les deux heures, ou aucune.", code="required"))
        return lues


class ReponseForm(forms.Form):
    """Yes or no to the offer that the page showed, with a sentence, if one likes, to who is declined."""

    proposition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    message = forms.CharField(
        label="Un mot",
        max_length=PHRASE_MAX,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": TROP_LONG},
    )

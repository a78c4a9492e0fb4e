"""What the head sends: dates and waived rules, or a refusal, or a list of papers."""

from collections.abc import Iterable, Mapping

from django import forms

from associations.models import Piece
from conventions.models import Decision

PREFIXE_REGLE = "regle_"
ACCEPTER, OPTION, REFUSER, PIECES = "accepter", "option", "refuser", "demander_pieces"


def mot_pour_eux(etiquette: str, *, requis: bool) -> forms.CharField:
    return forms.CharField(
        label=etiquette,
        max_length=2000,
        required=requis,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "Écrivez les faits, en une phrase au moins.",
            "max_length": "Écrivez 2 000 caractères au plus (il y en a %(show_value)d).",
        },
    )


class AccordForm(forms.Form):
    """The dates to give, and a sentence for each rule that is waived."""

    creneaux = forms.TypedMultipleChoiceField(
        label="Dates",
        coerce=int,
        required=True,
        error_messages={
            "required": "Cochez au moins une date.",
            "invalid_choice": "Une des dates n’est plus à décider. Rechargez la page.",
        },
    )
    message = mot_pour_eux("Un mot pour eux, si vous voulez", requis=False)

    def __init__(self, *args, creneaux: Iterable[int], regles: Mapping[str, str], **kwargs):
        """`creneaux` may be given; `regles` are the labels of the soft rules in the way, by code."""
        super().__init__(*args, **kwargs)
        self.fields["creneaux"].choices = [(creneau, creneau) for creneau in creneaux]
        for code, libelle in regles.items():
            self.fields[f"{PREFIXE_REGLE}{code}"] = forms.CharField(
                label=f"Lever la règle « {libelle} » : pourquoi ?",
                max_length=300,
                required=False,
                help_text="La phrase est gardée avec la décision.",
                error_messages={"max_length": "Écrivez 300 caractères au plus."},
            )

    def derogations(self) -> dict[str, str]:
        return {
            nom.removeprefix(PREFIXE_REGLE): phrase
            for nom, phrase in self.cleaned_data.items()
            if nom.startswith(PREFIXE_REGLE) and phrase
        }


class RefusForm(forms.Form):
    """The three forms of the page each have their own ids: they share the name `message`."""

    motif = forms.ChoiceField(
        label="Motif",
        choices=[("", "Choisissez"), *Decision.Motif.choices],
        error_messages={"required": "Choisissez un motif.", "invalid_choice": "Choisissez un motif de la liste."},
    )
    message = mot_pour_eux("Les faits, en une phrase ou deux", requis=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": "refus_%s", **kwargs})


class PiecesForm(forms.Form):
    types = forms.MultipleChoiceField(
        label="Pièces",
        choices=Piece.Type.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une pièce.", "invalid_choice": "Cochez des pièces de la liste."},
    )
    message = mot_pour_eux("Un mot, si vous voulez", requis=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": "pieces_%s", **kwargs})

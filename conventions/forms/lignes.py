"""Dates placed elsewhere, as a form carries them: one text a line, written by `salles.reparations.ecrire_ligne`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError

from conventions.propositions import Ligne
from etablissements.champs import lire_entier, lire_heure, lire_jour
from salles.models import Salle
from salles.moteur.recurrence import DATES_MAX

PARTIES = 5
ILLISIBLE = "Cette proposition ne se lit pas. Revenez aux dates et choisissez-en une autre."
PLUS_PROPOSEE = "Une des salles n’est plus proposée. Revenez aux dates et choisissez une autre proposition."


@dataclass(frozen=True, slots=True)
class LigneTapee:
    """A line before its room is looked up."""

    salle: int
    debut: time
    fin: time
    remplace: int | None
    jours: tuple[date, ...]


class ChampLignes(forms.Field):
    """Read such lines, `DATES_MAX` dates in all at most. `salles` are the rooms that may be asked for."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, salles=None, **kwargs):
        super().__init__(**kwargs)
        self.salles = salles

    def to_python(self, value: Iterable[str] | None) -> list[Ligne]:
        return avec_leurs_salles(lire_lignes(value or []), self.salles)


def lire_placement(texte: str, salles) -> list[Ligne]:
    """Read what the button of a proposal sends. Raises `ValidationError`, with one sentence."""
    lignes = avec_leurs_salles(lire_lignes(texte.split("|")), salles)
    if not lignes:
        raise ValidationError(ILLISIBLE, code="invalid")
    return lignes


def lire_lignes(textes: Iterable[str]) -> list[LigneTapee]:
    """Raise `ValidationError` for what no page of ours has written."""
    tapees = [_lire(texte) for texte in textes if texte]
    if sum(len(tapee.jours) for tapee in tapees) > DATES_MAX:
        raise ValidationError(ILLISIBLE, code="invalid")
    return tapees


def avec_leurs_salles(tapees: Sequence[LigneTapee], salles) -> list[Ligne]:
    """Look the rooms up among those that the person may ask for."""
    if not tapees:
        return []
    lues: dict[int, Salle] = salles.select_related(
        "etablissement__collectivite", "etablissement__site__commune"
    ).in_bulk({tapee.salle for tapee in tapees})
    if {tapee.salle for tapee in tapees} - lues.keys():
        raise ValidationError(PLUS_PROPOSEE, code="salle")
    return [Ligne(lues[tapee.salle], tapee.debut, tapee.fin, tapee.jours, tapee.remplace) for tapee in tapees]


def _lire(texte: str) -> LigneTapee:
    parties = texte.split(";")
    if len(parties) != PARTIES:
        raise ValidationError(ILLISIBLE, code="invalid")
    salle, debut, fin, remplace, jours = parties
    lus = sorted({lire_jour(jour) for jour in jours.split(",")})
    ligne = LigneTapee(
        lire_identifiant(salle),
        lire_heure(debut),
        lire_heure(fin),
        lire_identifiant(remplace) if remplace else None,
        tuple(lus),
    )
    if ligne.fin != time(0) and ligne.debut >= ligne.fin:
        raise ValidationError(ILLISIBLE, code="invalid")
    return ligne


def lire_identifiant(texte: str) -> int:
    if (lu := lire_entier(texte)) is None:
        raise ValidationError(ILLISIBLE, code="invalid")
    return lu

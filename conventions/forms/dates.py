"""Dates chosen one by one, at one hour: the other way to say a wish, which programs use."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from conventions.forms.demande import ChampDates
from etablissements.champs import ChampHeure
from salles.moteur import Souhait
from socle.erreur import ErreurMetier


class DatesForm(forms.Form):
    """Read such a wish. `cleaned_data["souhait"]` is the value that the engine understands."""

    dates = ChampDates()
    debut = ChampHeure()
    fin = ChampHeure()

    def clean(self) -> dict[str, Any]:
        lues = super().clean() or self.cleaned_data
        if {"dates", "debut", "fin"} <= lues.keys():
            jours: frozenset[date] = lues["dates"]
            try:
                lues["souhait"] = Souhait.aux_dates(tuple(jours), lues["debut"], lues["fin"])
            except ErreurMetier as refus:
                self.add_error(
                    refus.champ if refus.champ in self.fields else None, ValidationError(refus.message, refus.code)
                )
        return lues

"""Which day or week of an agenda one looks at, read from the address of the page."""

from datetime import date, timedelta

from django import forms

from etablissements.champs import ChampDate

UNE_SEMAINE = timedelta(days=7)


class JourForm(forms.Form):
    """`?jour=24/11/2026`; today when nothing is asked, or when the answer says why the day cannot be read."""

    sans_mention_facultatif = True

    jour = ChampDate(label="Aller au", required=False)

    def choisi(self, aujourdhui: date) -> date:
        return (self.is_valid() and self.cleaned_data["jour"]) or aujourdhui


def lundi(jour: date) -> date:
    """Return the Monday of the week of `jour`."""
    return jour - timedelta(days=jour.weekday())

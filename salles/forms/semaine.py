"""Which day of an agenda one looks at, read from the address of the page."""

from datetime import date, timedelta

from django import forms
from django.http import QueryDict

from etablissements.champs import ChampDate

UNE_SEMAINE = timedelta(days=7)


class JourForm(forms.Form):
    sans_mention_facultatif = True

    jour = ChampDate(label="Aller au", required=False)


def jour_demande(parametres: QueryDict, defaut: date) -> tuple[date, JourForm]:
    """Read `?jour=24/11/2026`; `defaut` when nothing is asked, or when the form says why the day cannot be read."""
    if not parametres.get("jour"):
        return defaut, JourForm()
    form = JourForm(parametres)
    if not form.is_valid():
        return defaut, form
    jour = form.cleaned_data["jour"] or defaut
    return jour, JourForm(initial={"jour": jour})  # as one writes it, whatever the address holds


def lundi(jour: date) -> date:
    """Return the Monday of the week of `jour`."""
    return jour - timedelta(days=jour.weekday())

"""The thread between the request form and the draft that it takes up: what is kept of a page, and what it is shown."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from conventions.models import Brouillon
from conventions.services import Reprise
from etablissements.champs import lire_entier

REVISION_MAX = 9  # digits
A_PART = {"salle", "association", "brouillon", "cle"}  # columns of their own, or of this page alone


class ChampReprise(forms.Field):
    """The draft that the page took up, as `12.3`: the third time that draft 12 was kept."""

    widget = forms.HiddenInput

    def to_python(self, value: str | None) -> Reprise | None:
        if not value:
            return None
        if reprise := lire_reprise(value):
            return reprise
        raise ValidationError("Ce brouillon ne se lit pas. Rouvrez-le depuis votre espace.", code="invalid")


def lire_reprise(texte: str) -> Reprise | None:
    brouillon, _, revision = texte.partition(".")
    lu, revue = lire_entier(brouillon), lire_entier(revision, REVISION_MAX)
    return None if lu is None or revue is None else Reprise(lu, revue)


def ecrire_reprise(brouillon: Brouillon) -> str:
    return f"{brouillon.pk}.{brouillon.revision}"


def saisie_de(form: forms.Form) -> dict[str, list[str]]:
    """Return what was typed, field by field: no box ticked is an answer too, and no database keeps a null character."""
    tapees = {nom: form.data.getlist(nom) for nom in form.fields.keys() - A_PART}
    return {
        nom: [valeur.replace("\x00", "") for valeur in valeurs]
        for nom, valeurs in tapees.items()
        if nom == "garder" or any(valeurs)
    }


def donnees_de(brouillon: Brouillon, salle: str | None = None) -> QueryDict:
    """Return the draft as the form would send it, in another room where one is named. Expects `demande`."""
    donnees = QueryDict(mutable=True)
    for nom, valeurs in brouillon.saisie.items():
        donnees.setlist(nom, valeurs)
    if salle:  # which dates to ask for is another choice there
        donnees.pop("garder", None)
    donnees["salle"] = salle or str(brouillon.salle_id)
    donnees["association"] = str(brouillon.demande.association_id)
    donnees["brouillon"] = ecrire_reprise(brouillon)
    return donnees

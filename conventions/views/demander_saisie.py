"""What the request form says so far, sent or not: what cannot be read is the form's to refuse."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from associations.models import Association
from conventions.forms.demande import PREFIXE_MATERIEL, DemandeForm, associations_de
from conventions.forms.lignes import avec_leurs_salles, lire_lignes
from conventions.lecture.souhait import SouhaitLu, lire_souhait
from conventions.propositions import Conditions, Ligne
from etablissements.champs import lire_entier
from salles.models import Activite, Salle
from salles.models.offre import EFFECTIF_MAX
from salles.moteur import Souhait

CHIFFRES_MAX = 9  # more people or things than anybody asks for


@dataclass(frozen=True, slots=True)
class Saisie:
    """The dates of the wish with what stands in their way, for what the form says, and those placed elsewhere."""

    lu: SouhaitLu
    conditions: Conditions
    placees: list[Ligne]


def lire_saisie(
    form: DemandeForm,
    souhait: Souhait,
    salle: Salle,
    *,
    garder: Collection[date] | None,
    sans: Collection[date] = (),
) -> Saisie:
    """Judge the wish as the form would be filed now: see `lire_souhait`, whose refusals it raises."""
    conditions, placees = conditions_dites(form), lignes_dites(form)
    lu = lire_souhait(salle, souhait, conditions, garder=garder, sans=sans, avec=placees)
    return Saisie(lu, conditions, placees)


def conditions_dites(form: DemandeForm) -> Conditions:
    """Return what every place must suit, as far as the form says it."""
    return Conditions(
        maintenant=form.maintenant,
        effectif=_nombre(form["effectif"].value(), EFFECTIF_MAX) or None,
        activite=_activite_dite(form),
        association=association_dite(form),
        besoins=_besoins_dits(form),
        ecole=next((materiel.etablissement_id for materiel in form.materiels), None),
    )


def lignes_dites(form: DemandeForm) -> list[Ligne]:
    """Return the dates placed elsewhere."""
    try:
        return avec_leurs_salles(lire_lignes(form["ailleurs"].value() or []), form.salles)
    except ValidationError:
        return []


def association_dite(form: DemandeForm) -> Association | None:
    if "association" not in form.fields:
        return None
    valeur = form["association"].value()
    if isinstance(valeur, Association):
        return valeur
    return associations_de(form).filter(pk=pk).first() if (pk := _nombre(valeur)) else None


def _activite_dite(form: DemandeForm) -> Activite | None:
    valeur = form["activite"].value()
    if not valeur or isinstance(valeur, Activite):
        return valeur or None
    return next((activite for activite in form.activites if activite.pk == valeur), None)


def _besoins_dits(form: DemandeForm) -> dict[int, int]:
    tapes = {materiel: form[f"{PREFIXE_MATERIEL}{materiel.pk}"].value() for materiel in form.materiels}
    lus = {materiel.pk: _nombre(tape, materiel.quantite) for materiel, tape in tapes.items()}
    return {materiel: quantite for materiel, quantite in lus.items() if quantite}


def _nombre(tape: Any, maximum: int = 10**CHIFFRES_MAX) -> int:
    """Return the whole number that was typed, 0 when it is none or too large."""
    lu = lire_entier(str(tape or ""), CHIFFRES_MAX) or 0
    return lu if lu <= maximum else 0

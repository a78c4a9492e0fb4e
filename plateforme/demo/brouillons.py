"""Two requests that have not left: one that lacks a telephone, one that is hardly begun."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from associations.models import Association
from conventions.services import garder_brouillon
from etablissements.models import Etablissement
from plateforme.demo.conteur import UN_JOUR, Conteur, Episode, salles_pour
from plateforme.demo.reperes import UAI_DU_CHEF
from salles.moteur import Repetition

SAMEDI = 5  # as `date.weekday` counts


def episodes_en_brouillon(conteur: Conteur, associations: Sequence[Association]) -> list[Episode]:
    """Return the drafts of the two associations that have an account, each with the instant at which it is kept."""
    troupe, danse = associations[:2]
    samedi = _samedi_apres(conteur.maintenant.date() + 28 * UN_JOUR)
    stage = {
        "date": [str(samedi)],
        "debut": ["10:00"],
        "fin": ["17:00"],
        "activite": ["theatre"],
        "objet": ["Stage d’improvisation d’une journée, ouvert aux élèves du collège."],
        "effectif": ["20"],
        "responsable_nom": ["à confirmer : Lou ou Sacha"],
    }
    gala = {"date": [str(samedi + 7 * UN_JOUR)], "debut": ["14:00"], "fin": ["18:00"]}
    return [
        (conteur.il_y_a(2), partial(_garder, conteur, troupe, "theatre", stage)),
        (conteur.il_y_a(1), partial(_garder, conteur, danse, "danse", gala)),
    ]


def _garder(
    conteur: Conteur, association: Association, activite: str, saisie: dict[str, list[str]], le: datetime
) -> None:
    salle = next(salles_pour(Etablissement.objects.get(uai=UAI_DU_CHEF), activite))
    une_fois = {"repetition": [Repetition.AUCUNE.value], "garder": saisie["date"]}
    par = conteur.demandeur(association)
    garder_brouillon(association=association, salle=salle, saisie=saisie | une_fois, par=par, maintenant=le)


def _samedi_apres(jour: date) -> date:
    return jour + (SAMEDI - jour.weekday()) % 7 * UN_JOUR

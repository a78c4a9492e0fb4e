"""The rules of law in force: dated rows, each with its source and the day it was checked.

The first rows come from `donnees/textes_de_reference.json`; a jurist edits the table, never the code.
"""

import json
from datetime import date
from pathlib import Path

from etablissements.models import TexteDeReference

PREMIERS_TEXTES = Path(__file__).parent / "donnees" / "textes_de_reference.json"
DEPUIS_TOUJOURS = date(2000, 1, 1)  # applicable before any request of this site


def textes_en_vigueur(jour: date) -> dict[str, TexteDeReference]:
    """Return, by code, the version of each text that applies on `jour`; one query."""
    applicables = TexteDeReference.objects.filter(premier_jour__lte=jour).order_by("code", "premier_jour")
    return {texte.code: texte for texte in applicables}  # the last version of a code wins


def remplir(modele=TexteDeReference) -> None:
    """Write the first rows; a row that stands already, perhaps edited by a jurist, is left alone."""
    rangees = json.loads(PREMIERS_TEXTES.read_text())
    modele.objects.bulk_create(
        [modele(premier_jour=DEPUIS_TOUJOURS, **rangee) for rangee in rangees], ignore_conflicts=True
    )


def ajouter_mois(jour: date, mois: int) -> date:
    """Return the same day of a later month, or its last day: delays in months are counted day to day."""
    rang = jour.month - 1 + mois
    annee, mois_voulu = jour.year + rang // 12, rang % 12 + 1
    dernier = (date(annee + mois_voulu // 12, mois_voulu % 12 + 1, 1) - date(annee, mois_voulu, 1)).days
    return date(annee, mois_voulu, min(jour.day, dernier))

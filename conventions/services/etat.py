"""What an act changes, written down so that whoever did it can undo it for ten minutes."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from conventions.models import CreneauDemande, Decision, Demande
from conventions.models.creneau import CreneauDemandeQuerySet

REPENTIR = timedelta(minutes=10)  # nothing is sent before: docs/domaine.md


def photographier(demande: Demande, creneaux: Iterable[CreneauDemande], maintenant: datetime) -> dict[str, Any]:
    """Return the state of the request and of the dates that an act may touch, in JSON values."""
    return {
        "statut": demande.statut,
        "creneaux": {
            str(creneau.pk): {
                "etat": creneau.etat_au(maintenant),
                "raisons": creneau.raisons,
                "option_jusqu_au": creneau.fin_de_l_option.isoformat()
                if creneau.tient_une_option(maintenant)
                else None,
            }
            for creneau in creneaux
        },
    }


def noter_la_suite(avant: dict[str, Any], creneaux: Collection[CreneauDemande]) -> None:
    """Add the state in which the act leaves each date: one that has moved since is not put back."""
    for creneau in creneaux:
        avant["creneaux"][str(creneau.pk)]["apres"] = creneau.etat


def creneaux_touches(decision: Decision | None) -> CreneauDemandeQuerySet:
    """Return the dates that the decision may have touched, those of rivals included."""
    touches = decision.avant["creneaux"] if decision else {}
    return CreneauDemande.objects.filter(pk__in=[int(identifiant) for identifiant in touches]).order_by("pk")


def a_touche(decision: Decision, creneau: CreneauDemande) -> bool:
    """Tell whether the decision was about this date: not about one given back under an accord that was undone."""
    return str(creneau.pk) in decision.avant["creneaux"]


def etat_avant(decision: Decision, creneau: CreneauDemande) -> str:
    """Return the state of a date that the decision touched, before it."""
    return decision.avant["creneaux"][str(creneau.pk)]["etat"]

"""What an act changes, written down so that whoever did it can undo it for ten minutes."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from conventions.models import CreneauDemande, Demande

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

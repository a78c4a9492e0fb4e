"""Remember what was looked for in vain: steering reads where the demand is not served."""

from datetime import date
from math import cos, hypot, radians

from etablissements.models import Commune
from etablissements.toponymie import nommer
from salles.models import RechercheInfructueuse
from socle.rejouer import rejouer

ALENTOUR = 0.3  # degrees around a place in which its commune is looked for


@rejouer
def noter_recherche_infructueuse(
    *,
    jour: date,
    lieu: str,
    latitude: float,
    longitude: float,
    rayon_km: float,
    types: str,
    effectif: int | None,
    dates: int,
) -> RechercheInfructueuse:
    """Keep one search that found no free date, without anything that could point to a person.

    `lieu` is the name of a commune; the nearest one when it is empty. `dates`: how many the wish counted. `types`:
    their codes, separated by commas.
    """
    return RechercheInfructueuse.objects.create(
        jour=jour,
        lieu=lieu or _commune_proche(latitude, longitude),
        latitude=latitude,
        longitude=longitude,
        rayon_km=rayon_km,
        types=types,
        effectif=effectif,
        dates=dates,
    )


def _commune_proche(latitude: float, longitude: float) -> str:
    """Return the name of the commune whose centre is nearest, as far as a plane tells; empty far from all."""
    alentour = Commune.objects.filter(
        latitude__range=(latitude - ALENTOUR, latitude + ALENTOUR),
        longitude__range=(longitude - ALENTOUR, longitude + ALENTOUR),
    )
    resserre = cos(radians(latitude))
    proche = min(
        alentour,
        key=lambda commune: hypot(
            (commune.latitude or 0) - latitude, ((commune.longitude or 0) - longitude) * resserre
        ),
        default=None,
    )
    return nommer(proche) if proche else ""

"""Jobs of this app, found by the worker under the name `taches`."""

from datetime import date
from typing import Any

from procrastinate.contrib.django import app

from salles.recherche import Recherche
from salles.services.recherches import noter_recherche_infructueuse

DECIMALES = 2  # of a degree: about a kilometre, a neighbourhood and not a front door


@app.task(name="salles.noter_recherche")
def noter_recherche(*, jour: str, **criteres: Any) -> None:
    """Record a search in vain."""
    noter_recherche_infructueuse(jour=date.fromisoformat(jour), **criteres)


def noter_plus_tard(recherche: Recherche, *, position: tuple[float, float], commune: str, dates: int) -> None:
    """Leave the note of a search in vain to the worker: a page that is only read writes to no table of the trade.

    `commune` is the name of a commune or nothing, never an address; the position is rounded before it leaves.
    """
    latitude, longitude = position
    noter_recherche.defer(
        jour=f"{recherche.maintenant:%Y-%m-%d}",
        lieu=commune,
        latitude=round(latitude, DECIMALES),
        longitude=round(longitude, DECIMALES),
        rayon_km=recherche.rayon_km,
        types=",".join(recherche.types),
        effectif=recherche.effectif,
        dates=dates,
    )

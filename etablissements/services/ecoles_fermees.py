"""Who listens when the directory says that schools have closed: an app above knows who counted on their rooms."""

from collections.abc import Callable, Sequence
from datetime import date

from etablissements.models import Etablissement
from etablissements.notifications import ecole_fermee

Voix = Callable[[Sequence[Etablissement], date], None]
_voix: list[Voix] = []


def a_la_fermeture_d_ecoles(voix: Voix) -> Voix:
    """Register a function that is told, inside the transaction, the schools that were open and are not any more."""
    _voix.append(voix)
    return voix


def annoncer(fermees: Sequence[Etablissement], aujourdhui: date) -> None:
    """Tell each school, for the directory may be wrong, then all who listen, unless none has closed."""
    if not fermees:
        return
    for etablissement in fermees:
        ecole_fermee(etablissement, aujourdhui)
    for voix in _voix:
        voix(fermees, aujourdhui)

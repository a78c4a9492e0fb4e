"""Who listens when places are given back: an app above may judge again the wishes that wanted them."""

from collections.abc import Callable, Sequence

Voix = Callable[[Sequence[int]], None]
_voix: list[Voix] = []


def a_la_liberation(voix: Voix) -> Voix:
    """Register a function that is told, inside the transaction, the ids of the reservations that were freed."""
    _voix.append(voix)
    return voix


def annoncer(liberees: Sequence[int]) -> None:
    """Tell them all, unless nothing was freed."""
    if liberees:
        for voix in _voix:
            voix(liberees)

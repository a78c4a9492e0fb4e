"""Who listens when places are given back or taken: an app above may judge again the wishes that want them."""

from collections.abc import Callable, Sequence

Voix = Callable[[Sequence[int]], None]


class Annonce:
    """Tells, inside the transaction, the ids of reservations to all who asked to be told."""

    def __init__(self) -> None:
        self._voix: list[Voix] = []

    def ecouter(self, voix: Voix) -> Voix:
        """Register a function."""
        self._voix.append(voix)
        return voix

    def dire(self, reservations: Sequence[int]) -> None:
        """Tell them all, unless there is nothing to tell."""
        if reservations:
            for voix in self._voix:
                voix(reservations)


a_la_liberation = Annonce()
a_la_prise = Annonce()

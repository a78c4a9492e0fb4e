"""Lend movable equipment with a reservation. A loan lasts as long as its slot is held."""

from collections.abc import Iterable, Mapping

from salles.models import Pret, Reservation


def preter(reservations: Iterable[Reservation], besoins: Mapping[int, int]) -> None:
    """Lend these quantities, by Materiel, with each reservation; an option that becomes firm lends them already.

    The caller holds `FOR UPDATE` on the rows of Materiel, and has asked the engine whether the stock is enough.
    """
    Pret.objects.bulk_create(
        [
            Pret(reservation=reservation, materiel_id=materiel, quantite=quantite)
            for reservation in reservations
            for materiel, quantite in sorted(besoins.items())
        ],
        ignore_conflicts=True,
    )

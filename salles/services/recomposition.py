"""What is taken follows the walls of its room. Beside `prise`, the only code that writes Occupation.

Like there, each statement goes through Occupations by (espace, debut), and the exclusion constraints decide.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from salles.models import Reservation, Salle
from salles.services.mouvements import a_la_liberation
from salles.services.prise import achever, ceder_la_place, rendre_le_tampon
from salles.services.touches import vivantes

PRENDRE = """
    INSERT INTO salles_occupation
        (reservation_id, espace_id, jour, debut, fin, fin_tampon, tampon_entier, groupe, option_jusqu_au)
    SELECT
        t.reservation_id, g.espace, t.jour, t.debut, t.fin, t.fin_tampon, t.tampon_entier, t.groupe, t.option_jusqu_au
    FROM (
        SELECT DISTINCT ON (reservation_id) * FROM salles_occupation
        WHERE reservation_id = ANY(%s) ORDER BY reservation_id, espace_id
    ) t CROSS JOIN unnest(%s::bigint[]) AS g(espace)
    ORDER BY g.espace, t.debut
    ON CONFLICT DO NOTHING
    RETURNING reservation_id
"""
RENDRE = """
    WITH partent AS (
        SELECT id FROM salles_occupation WHERE reservation_id = ANY(%s) AND espace_id = ANY(%s)
        ORDER BY espace_id, debut FOR UPDATE
    )
    DELETE FROM salles_occupation o USING partent p WHERE o.id = p.id
"""


def recomposer(
    salles: Collection[Salle], *, gagnes: Collection[int], perdus: Collection[int], maintenant: datetime
) -> bool:
    """Let what these rooms hold and is not over take the Espaces `gagnes` and leave `perdus`; tell whether all could.

    What is over keeps the walls of its time. Runs in the transaction of the calling verb, which holds `FOR UPDATE` on
    rooms and Espaces, gives up everything when the answer is no, and moves the walls of the rooms afterwards. A buffer
    stays as it was stored, unless it was cut for somebody whom it does not meet any more.
    """
    ici = Q(salle__in=salles) | Q(occupations__espace__in=gagnes)
    mortes = list(Reservation.objects.filter(ici, option_jusqu_au__lte=maintenant, fin__gt=maintenant).distinct())
    ceder_la_place(mortes)
    achever(mortes)
    tenues = _tenues(maintenant, salle__in=salles)
    # theirs are given back, and those of others there are in these rooms' way no more
    a_la_liberation.dire(_tenues(maintenant, occupations__espace__in=perdus))
    with connection.cursor() as curseur:
        curseur.execute(PRENDRE, [tenues, sorted(gagnes)])
        prises = len(curseur.fetchall())
        curseur.execute(RENDRE, [tenues, sorted(perdus)])
    if perdus:
        rendre_le_tampon(tenues)
    return prises == len(tenues) * len(gagnes)


def _tenues(maintenant: datetime, **ici: Any) -> list[int]:
    """Return the ids of the reservations there that hold and are not over."""
    tenues = vivantes(Reservation.objects.filter(fin__gt=maintenant, **ici), maintenant)
    return list(tenues.order_by("pk").values_list("pk", flat=True).distinct())

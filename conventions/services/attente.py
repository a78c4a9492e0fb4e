"""Dates that could not be had stay wanted: offered again when they are free, and no more once they are not."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection

from conventions import notifications
from conventions.jugement import Verdict, juger
from conventions.manques import ATTENDUES, REPARABLES, dates_a_placer, obstacles_a_demander
from conventions.models import CreneauDemande, Demande
from conventions.services.etat import REPENTIR
from conventions.services.prises import enregistrer
from conventions.services.transitions import passer_date
from conventions.services.verrous import verrouiller_demande
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat
AUTOUR = "12 hours"  # no buffer is longer: a use that is gone may have been too close, and not in the way


@rejouer
def rejuger(*, demande: Demande, maintenant: datetime) -> list[CreneauDemande]:
    """Offer again the dates of this request that can be had now, and tell who wanted them in one message.

    On a request that awaits its decision they are wishes again, which the school may give. After the accord they are
    offers, judged as the click that asks for them will be; one that was offered and can be had no more is offered no
    more. What was placed elsewhere is not offered as long as it lives there, and nothing moves while the decision can
    still be undone.
    """
    demande = verrouiller_demande(demande)
    if demande.decidee_le and maintenant < demande.decidee_le + REPENTIR:
        return []
    dates = dates_a_placer(demande, maintenant)
    perdues = {creneau.pk for creneau in dates if creneau.etat == Etat.INDISPONIBLE}
    proposees = {creneau.pk for creneau in dates if creneau.etat == Etat.PROPOSE}
    if not perdues | proposees:
        return []
    juges = _obstacles_a_donner if demande.est_a_decider else obstacles_a_demander
    obstacles = juges(demande, dates, maintenant)
    libres = [creneau for creneau in dates if creneau.pk in perdues and obstacles.get(creneau.pk) == []]
    for creneau in libres:
        passer_date(creneau, Etat.SOUHAITE if demande.est_a_decider else Etat.PROPOSE)
        creneau.raisons = []
    reprises = [creneau for creneau in dates if creneau.pk in proposees and obstacles.get(creneau.pk)]
    for creneau in reprises:
        passer_date(creneau, Etat.INDISPONIBLE)
        creneau.raisons = obstacles[creneau.pk]
    enregistrer([*libres, *reprises])
    if libres:
        notifications.dates_liberees(demande, libres)
    return libres


def _obstacles_a_donner(
    demande: Demande, dates: Sequence[CreneauDemande], maintenant: datetime
) -> dict[int, list[str]]:
    """Return, by date, what keeps the school from giving it. What its other dates would take is not offered twice."""

    def retient(verdict: Verdict) -> bool:
        return verdict.libre and verdict.creneau.etat != Etat.INDISPONIBLE

    verdicts = juger(demande, dates, maintenant=maintenant, retient=retient)
    return {verdict.creneau.pk: verdict.codes for verdict in verdicts}


# Asked at each booking: it starts from the few dates in this state in the rooms around, by their partial index, and
# has little to plan. Whether their request still waits is seen when it is judged.
AUTOUR_DE = """
    SELECT DISTINCT date.demande_id FROM conventions_creneaudemande date
    WHERE date.etat = %(etat)s AND date.salle_id = ANY(ARRAY(
        SELECT partage.salle_id FROM salles_salle_espaces mur JOIN salles_salle_espaces partage USING (espace_id)
        WHERE mur.salle_id = ANY(ARRAY(SELECT salle_id FROM salles_reservation WHERE id = ANY(%(reservations)s)))
    )) AND EXISTS (
        SELECT 1 FROM salles_reservation r WHERE r.id = ANY(%(reservations)s)
            AND date.debut < r.fin + %(autour)s::interval AND date.fin > r.debut - %(autour)s::interval
    )
    ORDER BY date.demande_id
"""


def demandes_autour(reservations: Sequence[int], etat: str) -> list[int]:
    """Return the ids of the requests that have dates in this state in the rooms of these, within today's walls.

    At the hours of one or the other of them: a request too many is judged for nothing.
    """
    with connection.cursor() as curseur:
        curseur.execute(AUTOUR_DE, {"etat": etat, "reservations": [*reservations], "autour": AUTOUR})
        return [demande for [demande] in curseur.fetchall()]


def demandes_en_attente(maintenant: datetime, parmi: Collection[int] | None = None) -> list[Demande]:
    """Return the requests that wait for dates to come, by id: all of them, or those among these."""
    attendues = CreneauDemande.objects.filter(etat__in=ATTENDUES, demande__statut__in=REPARABLES, debut__gt=maintenant)
    demandes = Demande.objects.filter(pk__in=attendues.values("demande"))
    return list((demandes if parmi is None else demandes.filter(pk__in=parmi)).order_by("pk"))

"""Judge again the dates that were asked for before their school calendar was decreed.

Such a date was free all the same, with a notice. Once the calendar is there it is a date like any other: what is still
to be answered takes its new reasons, what is held stays held, and both sides are told what now falls in the holidays.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from conventions import notifications
from conventions.jugement import juger
from conventions.models import CreneauDemande, Demande
from conventions.services.verrous import verrouiller_demandes
from etablissements.calendrier import Jour
from etablissements.calendriers import calendriers
from salles.regles import cadre_de
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat
A_RELIRE = (Etat.SOUHAITE, Etat.INDISPONIBLE)
SUIVIES = (*CreneauDemande.OUVERTS, Etat.ACCEPTE)


@rejouer
def rejuger_les_provisoires(*, maintenant: datetime) -> list[CreneauDemande]:
    """Judge the dates whose calendar has come out since; return those that fall in holidays or on a bank holiday."""
    parues = _parues(maintenant)
    if not parues:
        return []
    demandes = verrouiller_demandes({creneau.demande_id for creneau in parues})
    par_demande: dict[int, list[CreneauDemande]] = defaultdict(list)
    for creneau in _parues(maintenant):  # read again: the lock may have waited for a decision
        if creneau.demande_id in demandes:
            par_demande[creneau.demande_id].append(creneau)
    chomees = []
    for identifiant, creneaux in par_demande.items():
        siennes = _rejuger(demandes[identifiant], creneaux, maintenant)
        if siennes:
            notifications.calendrier_paru(demandes[identifiant], siennes, maintenant)
        chomees += siennes
    return chomees


def _parues(maintenant: datetime) -> list[CreneauDemande]:
    """Return the provisional dates whose day is decreed by now: three queries."""
    provisoires = CreneauDemande.objects.filter(calendrier_inconnu=True, debut__gt=maintenant).select_related(
        "reservation", "salle__etablissement__collectivite"
    )
    creneaux = list(provisoires.order_by("debut", "pk"))
    return [creneau for creneau, jour in zip(creneaux, _jours(creneaux), strict=True) if not jour.inconnu]


def _rejuger(demande: Demande, creneaux: Sequence[CreneauDemande], maintenant: datetime) -> list[CreneauDemande]:
    """Write what the engine says now of the dates to be answered; return those that count and are no workday.

    One that could not be had and can now is left to `rejuger`, which knows what was placed elsewhere, and tells.
    """
    a_relire = [creneau for creneau in creneaux if demande.est_a_decider and creneau.etat in A_RELIRE]
    for creneau, verdict in zip(a_relire, juger(demande, a_relire, maintenant=maintenant), strict=True):
        if not verdict.libre:
            creneau.etat, creneau.raisons = Etat.INDISPONIBLE, verdict.codes
    for creneau in creneaux:
        creneau.calendrier_inconnu = False
    CreneauDemande.objects.bulk_update(creneaux, ["calendrier_inconnu", "raisons", "etat"])
    return [
        creneau
        for creneau, jour in zip(creneaux, _jours(creneaux), strict=True)
        if creneau.etat in SUIVIES and (jour.vacances or jour.ferie)
    ]


def _jours(creneaux: Sequence[CreneauDemande]) -> list[Jour]:
    """Return what the calendar says of the day of each date."""
    cadres = [cadre_de(creneau.salle.etablissement) for creneau in creneaux]
    des_zones = calendriers({(cadre.zone, cadre.territoire) for cadre in cadres})
    return [
        des_zones[cadre.zone, cadre.territoire].jour(creneau.jour)
        for creneau, cadre in zip(creneaux, cadres, strict=True)
    ]

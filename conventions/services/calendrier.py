"""Judge again the dates that were asked for before their school calendar was decreed.

Such a date was free all the same, with a notice. Once the calendar is there it is a date like any other: what is still
to be answered takes its new reasons, what is held stays held, and both sides are told what now falls in the holidays.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from conventions import notifications
from conventions.jugement import juger
from conventions.models import CreneauDemande, Demande
from conventions.services.verrous import verrouiller_demande
from etablissements.calendrier import Jour
from etablissements.calendriers import calendriers
from salles.regles import cadre_de
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat
A_RELIRE = (Etat.SOUHAITE, Etat.INDISPONIBLE)
SUIVIES = (*CreneauDemande.OUVERTS, Etat.ACCEPTE)


def rejuger_les_provisoires(*, maintenant: datetime) -> list[CreneauDemande]:
    """Judge the dates whose calendar has come out since; return those that fall in holidays or on a bank holiday.

    One transaction a request: nobody waits for the request of another, and what a killed run has judged stays judged.
    """
    demandes = Demande.objects.in_bulk({creneau.demande_id for creneau in _parues(_provisoires(maintenant))})
    return [
        chomee
        for _, demande in sorted(demandes.items())
        for chomee in rejuger_le_calendrier(demande=demande, maintenant=maintenant)
    ]


@rejouer
def rejuger_le_calendrier(*, demande: Demande, maintenant: datetime) -> list[CreneauDemande]:
    """Judge the dates of one request whose calendar has come out since, and tell both sides what is no workday."""
    demande = verrouiller_demande(demande)
    # read under the lock: a decision, or another run, may have come first
    parues = _parues(_provisoires(maintenant).filter(demande=demande))
    chomees = _rejuger(demande, parues, maintenant)
    if chomees:
        notifications.calendrier_paru(demande, chomees, maintenant)
    return chomees


def _provisoires(maintenant: datetime) -> QuerySet[CreneauDemande]:
    return CreneauDemande.objects.filter(calendrier_inconnu=True, debut__gt=maintenant)


def _parues(provisoires: QuerySet[CreneauDemande]) -> list[CreneauDemande]:
    """Return those of these dates whose day is decreed by now: three queries."""
    lues = provisoires.select_related("reservation", "salle__etablissement__collectivite").order_by("debut", "pk")
    creneaux = list(lues)
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
        if creneau.etat in SUIVIES and not _est_offerte(demande, creneau) and (jour.vacances or jour.ferie)
    ]


def _est_offerte(demande: Demande, creneau: CreneauDemande) -> bool:
    """Tell whether this date only stands beside the wished one of its day, which is told."""
    return demande.est_contre_proposee and creneau.au_lieu_de_id is not None


def _jours(creneaux: Sequence[CreneauDemande]) -> list[Jour]:
    """Return what the calendar says of the day of each date."""
    cadres = [cadre_de(creneau.salle.etablissement) for creneau in creneaux]
    des_zones = calendriers({(cadre.zone, cadre.territoire) for cadre in cadres})
    return [
        des_zones[cadre.zone, cadre.territoire].jour(creneau.jour)
        for creneau, cadre in zip(creneaux, cadres, strict=True)
    ]

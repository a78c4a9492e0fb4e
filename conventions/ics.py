"""The agenda of a person for calendar programs: the dates that the schools gave to one's associations."""

from collections.abc import Callable
from datetime import datetime, timedelta

from icalendar import Event

from associations.permissions import associations_de
from comptes.models import Utilisateur
from conventions.lecture.espace import Seance, seances
from conventions.models import CreneauDemande
from salles.ics import calendrier_vide

PASSE = timedelta(days=365)


def agenda_personnel(personne: Utilisateur, maintenant: datetime, absolue: Callable[[str], str]) -> bytes:
    """Return the iCalendar of one's dates, from a year ago on; `absolue` gives the whole address of a page."""
    siennes = CreneauDemande.objects.filter(demande__association__in=associations_de(personne))
    calendrier = calendrier_vide("Mes séances, Préau")
    for seance in seances(siennes.select_related("demande__association"), maintenant, depuis=maintenant - PASSE):
        calendrier.add_component(_evenement(seance, maintenant, absolue))
    return calendrier.to_ical()


def _evenement(seance: Seance, maintenant: datetime, absolue: Callable[[str], str]) -> Event:
    creneau = seance.creneau
    evenement = Event()
    evenement.add("uid", f"creneau-{creneau.pk}@preau")
    evenement.add("dtstamp", maintenant)
    evenement.add("dtstart", creneau.debut)
    evenement.add("dtend", creneau.fin)
    evenement.add("summary", f"{creneau.salle.nom}, {creneau.demande.association.nom}")
    evenement.add("location", seance.lieu)
    evenement.add("url", absolue(creneau.demande.get_absolute_url()))
    evenement.add("status", "TENTATIVE" if seance.sous_reserve else "CONFIRMED")
    if seance.sous_reserve:
        evenement.add("description", "Sous réserve de la convention signée.")
    return evenement

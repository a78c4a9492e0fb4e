"""Calendars for other programs; the public feed of a room: busy from here to there, without any name."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from salles.disponibilites import agendas
from salles.models import Salle
from salles.moteur import union
from salles.regles import cadre_de

PASSE = timedelta(days=7)
AVENIR = timedelta(days=365)


def calendrier_vide(nom: str) -> Calendar:
    """Return a calendar of that name, without events."""
    calendrier = Calendar()
    calendrier.add("prodid", "-//Préau//Agenda//FR")
    calendrier.add("version", "2.0")
    calendrier.add("x-wr-calname", nom)
    return calendrier


def agenda_public(salle: Salle, maintenant: datetime) -> bytes:
    """Return the iCalendar of what is taken, from a week ago to a year ahead. Expects `salle.etablissement` loaded."""
    aujourdhui = cadre_de(salle.etablissement).jour(maintenant)
    journees = agendas([salle], du=aujourdhui - PASSE, au=aujourdhui + AVENIR, maintenant=maintenant)[salle]
    calendrier = calendrier_vide(f"{salle.nom}, {salle.etablissement.nom}")
    for creneau in union(moment.creneau for journee in journees for moment in journee.prises):
        occupe = Event()
        occupe.add("uid", f"salle-{salle.pk}-{creneau.debut:%Y%m%dT%H%M%SZ}@preau")
        occupe.add("dtstamp", maintenant)
        occupe.add("dtstart", creneau.debut)
        occupe.add("dtend", creneau.fin)
        occupe.add("summary", "Occupé")
        occupe.add("transp", "OPAQUE")
        calendrier.add_component(occupe)
    return calendrier.to_ical()

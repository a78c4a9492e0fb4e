"""The figures of the home page: counts, one query each, nobody's name."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from etablissements.models import Etablissement
from salles.models import Reservation, Salle
from salles.models.prise import OCCUPATION_MAX


@dataclass(frozen=True, slots=True)
class Chiffres:
    """`ouvreurs`: schools with at least one published room. `prises`: rooms that receive an association then."""

    etablissements: int
    ouvreurs: int
    salles: int
    prises: int


def chiffres(instant: datetime) -> Chiffres:
    """Count what is open to all, and what is in use at that instant."""
    publiees = Salle.objects.proposees()
    compte = publiees.aggregate(salles=Count("pk"), ouvreurs=Count("etablissement", distinct=True))
    prises = Reservation.objects.filter(
        nature=Reservation.Nature.ASSOCIATION,
        tenue=Reservation.Tenue.FERME,
        debut__range=(instant - OCCUPATION_MAX, instant),
        fin__gt=instant,
    )
    return Chiffres(
        etablissements=Etablissement.objects.filter(ouvert=True).count(),
        prises=prises.aggregate(nombre=Count("salle", distinct=True))["nombre"],
        **compte,
    )

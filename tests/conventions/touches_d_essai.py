"""What a change would say before it is saved, and the words in which it says it."""

from collections.abc import Callable

from conventions.models import Demande
from conventions.services import accepter
from salles.services.implications import AConfirmer
from tests.conventions.demandes_d_essai import cheffe
from tests.salles.salles_d_essai import MAINTENANT

SERREES = "Resteront plus serrées que le nouveau temps entre deux occupations"
PERDUES = "Attendent une réponse et ne seront plus libres sans dérogation"


def implique(verbe: Callable, **changement) -> dict[str, list[str]]:
    """Return what the change would ask to be read, nothing when it asks for nothing."""
    try:
        verbe(maintenant=MAINTENANT, vu="", **changement)
    except AConfirmer as question:
        return question.details["implications"]
    return {}


def accorder(demande: Demande) -> Demande:
    return accepter(demande=demande, par=cheffe(demande.creneaux.first().salle), maintenant=MAINTENANT)

"""What becomes of the dates of a request that ends."""

from collections.abc import Sequence
from datetime import datetime

from conventions.models import CreneauDemande
from conventions.services.prises import enregistrer
from conventions.services.transitions import passer_date
from salles.services.prise import liberer

Etat = CreneauDemande.Etat


def clore_les_dates(creneaux: Sequence[CreneauDemande], *, maintenant: datetime, tenues: str) -> None:
    """Free what an option holds, which becomes `tenues`; every other open date becomes `refuse`.

    An option that died unnoticed is freed as well: no date would lead to its reservation any more.
    """
    vivantes = [creneau for creneau in creneaux if creneau.tient_une_option(maintenant)]
    liberer([creneau.prise for creneau in creneaux if creneau.etat == Etat.OPTION])
    for creneau in creneaux:
        passer_date(creneau, tenues if creneau in vivantes else Etat.REFUSE)
        creneau.reservation = None
    enregistrer(creneaux)

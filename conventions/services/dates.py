"""What becomes of the dates of a request that ends, and of those that are given back."""

from collections.abc import Sequence
from datetime import datetime

from conventions.models import CreneauDemande, Demande
from conventions.models.creneau import CreneauDemandeQuerySet
from conventions.services.prises import enregistrer
from conventions.services.transitions import passer_date
from conventions.services.verrous import creneaux_a_decider
from salles.models import ExceptionSerie
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


def rendre(creneaux: Sequence[CreneauDemande], *, raisons: Sequence[str] | None = None) -> None:
    """Free these dates; they never come back with their series. The reservation stays as history.

    `raisons` says why a date is lost that nobody gave back.
    """
    liberer([creneau.prise for creneau in creneaux])
    for creneau in creneaux:
        passer_date(creneau, Etat.LIBERE)
        if raisons is not None:
            creneau.raisons = list(raisons)
    enregistrer(creneaux)
    ExceptionSerie.objects.bulk_create(
        [
            ExceptionSerie(serie_id=serie, jour=creneau.jour)
            for creneau in creneaux
            if (serie := creneau.prise.serie_id)
        ],
        ignore_conflicts=True,
    )


def tout_rendre(
    demande: Demande, *, maintenant: datetime, raisons: Sequence[str] | None = None
) -> list[CreneauDemande]:
    """Close what is open and free what was given and is to come; return the dates that are free again."""
    clore_les_dates(creneaux_a_decider(demande), maintenant=maintenant, tenues=Etat.LIBERE)
    rendues = list(dates_a_rendre(demande, maintenant))
    rendre(rendues, raisons=raisons)
    return rendues


def dates_a_rendre(demande: Demande, maintenant: datetime) -> CreneauDemandeQuerySet:
    """Return the given dates that have not begun."""
    a_venir = demande.creneaux.filter(etat=Etat.ACCEPTE, debut__gt=maintenant)
    return a_venir.select_related("reservation", "salle")

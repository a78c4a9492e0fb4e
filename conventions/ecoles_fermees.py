"""Schools that closed: who was given dates there, or awaits an answer, is told, and the authority reads how many.

Nothing is given back: the directory may be wrong, and a school that moves may keep its word elsewhere.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from conventions import notifications
from conventions.models import CreneauDemande, Demande
from etablissements.models import Collectivite, Etablissement
from etablissements.services.ecoles_fermees import a_la_fermeture_d_ecoles

ATTENDUES = Q(demande__statut__in=Demande.PENDANTES, etat__in=CreneauDemande.OUVERTS, au_lieu_de=None)
DONNEES = Q(demande__statut__in=Demande.VIVES, etat__in=CreneauDemande.CONVENUS)


@a_la_fermeture_d_ecoles
def prevenir(fermees: Sequence[Etablissement], aujourdhui: date) -> None:
    """Write to those who asked, one message a request, and to the superviseurs, one an authority."""
    par_demande = _dates_a_venir(fermees, aujourdhui)
    for demande, creneaux in par_demande.items():
        notifications.ecole_fermee(demande, creneaux)
    par_collectivite: dict[Collectivite, dict[Etablissement, dict[Demande, int]]] = defaultdict(dict)
    for etablissement in fermees:
        par_collectivite[etablissement.collectivite][etablissement] = {
            demande: len(creneaux)
            for demande, creneaux in par_demande.items()
            if demande.etablissement_id == etablissement.pk
        }
    for collectivite, siennes in par_collectivite.items():
        notifications.ecoles_fermees(collectivite, siennes, aujourdhui)


def _dates_a_venir(fermees: Sequence[Etablissement], aujourdhui: date) -> dict[Demande, list[CreneauDemande]]:
    """Return the dates to come that were given or are awaited in these schools, by request: one query."""
    creneaux = (
        CreneauDemande.objects.filter(ATTENDUES | DONNEES, demande__etablissement__in=fermees, jour__gte=aujourdhui)
        .select_related(
            "salle",
            "demande__association",
            "demande__dossier__depose_par",
            "demande__etablissement__collectivite",
        )
        .order_by("demande", "debut", "pk")
    )
    par_demande: dict[Demande, list[CreneauDemande]] = defaultdict(list)
    for creneau in creneaux:
        par_demande[creneau.demande].append(creneau)
    return dict(par_demande)

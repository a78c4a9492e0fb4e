"""Which other requests want the same place at the same time. Read by the school alone, but for those of the others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db.models import Q

from conventions.models import CreneauDemande, Demande
from salles.faits import espaces_de
from salles.moteur import se_chevauchent

Paire = tuple[CreneauDemande, CreneauDemande]


def creneaux_voisins(
    demande: Demande, creneaux: Collection[CreneauDemande], maintenant: datetime
) -> list[CreneauDemande]:
    """Return the open dates of other undecided requests on the same days and parts: one query.

    Those to another school of the site as well, through the walls, but for what it holds under its options: no other
    school ends them.
    """
    salles = {creneau.salle_id for creneau in creneaux}
    d_ici = Q(demande__etablissement=demande.etablissement_id)
    sous_option = Q(etat=CreneauDemande.Etat.OPTION, reservation__option_jusqu_au__gt=maintenant)
    return list(
        CreneauDemande.objects.ouverts()
        .filter(
            d_ici | ~sous_option,
            demande__statut__in=Demande.A_DECIDER,
            jour__in={creneau.jour for creneau in creneaux},
            salle__espaces__salles__in=salles,
        )
        .exclude(demande=demande)
        .select_related("reservation", "demande__association", "demande__activite")
        .distinct()
    )


def recouvrements(
    uns: Iterable[CreneauDemande], autres: Iterable[CreneauDemande], espaces: dict[int, set[int]]
) -> Iterator[Paire]:
    """Yield each pair that wants one part at one time, once. A date never crosses midnight: days are compared first."""
    par_jour: dict[object, list[CreneauDemande]] = defaultdict(list)
    for autre in autres:
        par_jour[autre.jour].append(autre)
    for un in uns:
        for autre in par_jour[un.jour]:
            if se_chevauchent(un, autre) and espaces[un.salle_id] & espaces[autre.salle_id]:
                yield un, autre


def perdants(
    paires: Iterable[Paire], donnees: Collection[int], maintenant: datetime
) -> tuple[list[CreneauDemande], list[CreneauDemande]]:
    """Return what an accord on these dates takes from others: options that end, wishes that cannot be had any more.

    Those are told; a date that could not be had anyway is not.
    """
    touchees = {autre.pk: autre for sien, autre in paires if sien.pk in donnees}.values()
    options = [autre for autre in touchees if autre.tient_une_option(maintenant)]
    return options, [autre for autre in touchees if autre.etat_au(maintenant) == CreneauDemande.Etat.SOUHAITE]


def paires_rivales(demande: Demande, creneaux: Collection[CreneauDemande], maintenant: datetime) -> list[Paire]:
    """Return (a date of this request, the date of another one in its way), by request then date."""
    if not creneaux:
        return []
    voisins = creneaux_voisins(demande, creneaux, maintenant)
    espaces = espaces_de({creneau.salle_id for creneau in [*creneaux, *voisins]})
    paires = list(recouvrements(creneaux, voisins, espaces))
    return sorted(paires, key=lambda paire: (paire[1].demande_id, paire[1].debut, paire[1].pk))

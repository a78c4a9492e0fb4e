"""Who awaits an answer about a room: told before the room is withdrawn, or its rules change."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count

from conventions.jugement import juger_demandes
from conventions.models import CreneauDemande, Demande
from etablissements.ecriture import pluriel
from salles.disponibilites import contexte
from salles.models import Salle
from salles.services.releves import Attente, Usage, attentes, usages
from salles.services.touches import aussi_touche


@aussi_touche
def demandes_en_attente(salle: Salle, maintenant: datetime) -> list[str]:
    """Return a sentence for each undecided request that wants dates to come in this room."""
    attendues = (
        CreneauDemande.objects.ouverts()
        .filter(salle=salle, fin__gt=maintenant, reservation=None, demande__statut__in=Demande.A_DECIDER)
        .values("demande__association__nom", "demande__numero")
        .annotate(dates=Count("pk"))
        .order_by("demande__numero")
    )
    return [
        f"{attendue['demande__association__nom']} attend une réponse pour {pluriel(attendue['dates'], 'date')}."
        for attendue in attendues
    ]


@attentes
def dates_attendues(salles: Collection[int], maintenant: datetime) -> list[Attente]:
    """Return the dates to come that undecided requests want in these rooms, judged as a decision would judge them.

    The other dates of these requests are judged with them: hours and equipment are shared.
    """
    a_repondre = CreneauDemande.objects.ouverts().filter(fin__gt=maintenant, demande__statut__in=Demande.A_DECIDER)
    demandes = Demande.objects.select_related("association", "activite").in_bulk(
        set(a_repondre.filter(salle__in=salles).values_list("demande", flat=True))
    )
    creneaux = list(a_repondre.filter(demande__in=demandes).select_related("reservation").order_by("debut", "pk"))
    lues = Salle.objects.select_related("etablissement__collectivite").in_bulk({date.salle_id for date in creneaux})
    voulus: dict[Demande, list[CreneauDemande]] = {demande: [] for demande in demandes.values()}
    for creneau in creneaux:
        creneau.salle = lues[creneau.salle_id]
        voulus[demandes[creneau.demande_id]].append(creneau)
    verdicts = juger_demandes(voulus, maintenant=maintenant)
    ici = set(salles)
    return [
        Attente(
            verdict.creneau.pk, verdict.creneau.salle, verdict.creneau.debut, demande.association.nom, verdict.raisons
        )
        for demande in voulus
        for verdict in verdicts[demande.pk]
        if verdict.creneau.salle_id in ici
    ]


@usages
def usages_des_dates(reservations: Collection[int], maintenant: datetime) -> dict[int, Usage]:
    """Return what associations hold these reservations for; those that a school entered itself are not ours."""
    dates = CreneauDemande.objects.filter(reservation__in=reservations).select_related(
        "reservation", "demande__activite"
    )
    return {
        date.prise.pk: Usage(
            date.demande.association_id,
            date.demande.dossier_id,  # type: ignore[arg-type]  # only a filed request has dates
            contexte(maintenant=maintenant, effectif=date.demande.effectif, activite=date.demande.activite),
        )
        for date in dates
    }

"""Who awaits an answer about a room: told before the room is withdrawn, or its rules change."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count

from conventions.jugement import creneau_du_moteur
from conventions.models import CreneauDemande, Demande
from etablissements.ecriture import pluriel
from salles.models import Salle
from salles.services.effets import Attente, attentes
from salles.services.prise import groupe_de
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
    """Return the dates to come that undecided requests want in these rooms."""
    attendues = (
        CreneauDemande.objects.ouverts()
        .filter(salle__in=salles, fin__gt=maintenant, reservation=None, demande__statut__in=Demande.A_DECIDER)
        .select_related("demande__association", "demande__etablissement__collectivite")
        .order_by("debut", "pk")
    )
    return [
        Attente(
            salle=creneau.salle_id,
            creneau=creneau_du_moteur(creneau),
            qui=creneau.demande.association.nom,
            groupe=groupe_de(
                creneau.demande.association_id, creneau.demande.etablissement.collectivite, creneau.demande.dossier_id
            ),
        )
        for creneau in attendues
    ]

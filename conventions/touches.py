"""Who awaits an answer about a room: told before the room is withdrawn."""

from datetime import datetime

from django.db.models import Count

from conventions.models import CreneauDemande, Demande
from etablissements.ecriture import pluriel
from salles.models import Salle
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

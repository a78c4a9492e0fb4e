"""Who steers: the agents of an authority, for that authority alone."""

from django.db.models import QuerySet

from etablissements.models import Collectivite
from etablissements.permissions import collectivites_de


def collectivites_pilotees(utilisateur) -> QuerySet[Collectivite]:
    """Return the authorities whose figures the person may read; none for anybody else."""
    return collectivites_de(utilisateur)

"""Answers that do not come: the school is reminded once, then its authority is told once. Silence decides nothing."""

from datetime import datetime

from django.db.models import Count

from conventions import notifications
from conventions.echeances import EN_ECHEANCE, relancer_des, signaler_des
from conventions.models import Demande, Rappel
from conventions.services.verrous import verrouiller_demande
from salles.regles import cadre_de
from socle.rejouer import rejouer

DES = {Rappel.AQui.ECOLE: relancer_des, Rappel.AQui.COLLECTIVITE: signaler_des}
DIRE = {Rappel.AQui.ECOLE: notifications.ecole_relancee, Rappel.AQui.COLLECTIVITE: notifications.retard_signale}


@rejouer
def relancer(*, demande: Demande, maintenant: datetime) -> Demande:
    """Remind the school of the answer that it owes, then tell its authority that it is late.

    Each happens once. Nothing leaves while papers are awaited, nor once the school has answered.
    """
    demande = verrouiller_demande(demande)
    for a_qui in _dus(demande, maintenant):
        Rappel.objects.create(demande=demande, a_qui=a_qui, envoye_le=maintenant)
        DIRE[a_qui](demande, maintenant)
    return demande


def demandes_a_relancer(maintenant: datetime) -> list[Demande]:
    """Return, by id, the requests about which `relancer` has something to say."""
    attendent = Demande.objects.filter(statut__in=Demande.A_DECIDER, deposee_le__lte=maintenant)
    pas_tout_dit = attendent.annotate(dits=Count("rappels")).filter(dits__lt=len(DES))
    lues = pas_tout_dit.select_related("etablissement__collectivite").prefetch_related(*EN_ECHEANCE, "rappels")
    return [demande for demande in lues.order_by("pk") if _dus(demande, maintenant)]


def _dus(demande: Demande, maintenant: datetime) -> list[Rappel.AQui]:
    if not demande.est_a_decider:
        return []
    aujourdhui = cadre_de(demande.etablissement).jour(maintenant)
    dits = {rappel.a_qui for rappel in demande.rappels.all()}
    return [a_qui for a_qui, des in DES.items() if a_qui not in dits and (jour := des(demande)) and jour <= aujourdhui]

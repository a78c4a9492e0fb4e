"""Tell what was decided once nobody can undo it any more: as things stand then, not as they stood ten minutes before.

Meanwhile the requester may have given dates back, or all of them; a rival may have withdrawn, or have had its place
again. Source: docs/decisions/0036.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from procrastinate.contrib.django import app

from conventions import notifications
from conventions.jugement import juger_demandes
from conventions.models import CreneauDemande, Decision, Demande
from conventions.services.etat import REPENTIR, creneaux_touches, etat_avant
from conventions.services.verrous import verrouiller_demandes
from salles.moteur import Code
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat
CONFIRMER = "conventions.confirmer_une_decision"  # by its name: `conventions/taches.py` imports the services
PRISES = {Code.OCCUPEE, Code.PARTIE_OCCUPEE}


def programmer_la_confirmation(decision: Decision) -> None:
    """Leave it to a job of this very transaction."""
    app.configure_task(CONFIRMER, schedule_at=decision.prise_le + REPENTIR).defer(decision=decision.pk)


@rejouer
def confirmer(*, decision: Decision, maintenant: datetime) -> None:
    """Tell the requester and those who lost a place to the accord; twice is once, and an undone decision tells nobody.

    From here on the decision stands: `annuler_decision` refuses.
    """
    touches = creneaux_touches(decision)
    demandes = verrouiller_demandes({decision.demande_id, *touches.values_list("demande", flat=True)})
    decision = Decision.objects.select_related("auteur").get(pk=decision.pk)
    if decision.annulee_le or decision.confirmee_le:
        return
    decision.demande = demandes[decision.demande_id]
    dire(decision, demandes, maintenant)


def dire(decision: Decision, demandes: Mapping[int, Demande], maintenant: datetime) -> None:
    """Write to whom a decision concerns; the requests that it touched are locked."""
    touches = creneaux_touches(decision)
    decision.confirmee_le = maintenant
    decision.save(update_fields=["confirmee_le"])
    if decision.sens == Decision.Sens.REFUS:
        notifications.refus_donne(decision)
    elif decision.demande.statut != Demande.Statut.ANNULEE:
        creneaux = list(touches.select_related("reservation", "salle__etablissement__collectivite").order_by("debut"))
        _dire_l_accord(decision, [creneau for creneau in creneaux if creneau.demande_id == decision.demande_id])
        _dire_aux_rivales(decision, creneaux, demandes, maintenant)


def _dire_l_accord(decision: Decision, siens: Sequence[CreneauDemande]) -> None:
    """A date that the requester gave back is neither given nor refused."""
    donnes = [creneau for creneau in siens if creneau.etat in CreneauDemande.CONVENUS]
    perdus = [creneau for creneau in siens if creneau.etat in (Etat.REFUSE, Etat.INDISPONIBLE)]
    notifications.accord_donne(decision, donnes, perdus)


def _dire_aux_rivales(
    decision: Decision, creneaux: Sequence[CreneauDemande], demandes: Mapping[int, Demande], maintenant: datetime
) -> None:
    """Tell each request that still waits which of its dates are taken now: options that ended, then wishes."""
    perdus: dict[Demande, list[CreneauDemande]] = defaultdict(list)
    for creneau in creneaux:
        rivale = demandes[creneau.demande_id]
        if rivale != decision.demande and rivale.est_a_decider and creneau.etat == Etat.INDISPONIBLE:
            perdus[rivale].append(creneau)
    verdicts = juger_demandes(perdus, maintenant=maintenant)
    for rivale in perdus:
        pris = [verdict.creneau for verdict in verdicts[rivale.pk] if PRISES.intersection(verdict.codes)]
        for option_tombee in (True, False):
            siens = [creneau for creneau in pris if (etat_avant(decision, creneau) == Etat.OPTION) is option_tombee]
            if siens:
                notifications.dates_perdues(rivale, siens, option_tombee=option_tombee, par=decision.demande)

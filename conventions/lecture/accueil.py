"""Who comes today, for those who open the door: what the request form promised that they would read, and no more."""

from collections.abc import Callable, Collection, Mapping

from conventions.models import Convention
from conventions.permissions import seances_accueillies
from salles.models import Reservation
from salles.views.agenda import Visiteur

NON_SIGNEE = "Convention non signée : n’ouvrez pas sans l’exemplaire signé."
NON_ASSUREE = "Convention signée, assurance attendue : n’ouvrez pas sans l’attestation."


def visiteurs_pour(utilisateur) -> Callable[[Collection[Reservation]], Mapping[int, Visiteur]]:
    """Return what tells, by reservation, whom these dates were given to: one query, whoever reads."""

    def visiteurs(reservations: Collection[Reservation]) -> Mapping[int, Visiteur]:
        seances = seances_accueillies(utilisateur).filter(reservation__in=reservations)
        return {
            seance.reservation_id: Visiteur(
                nom=seance.demande.association.nom,
                effectif=seance.demande.effectif,
                responsable=seance.demande.responsable_nom,
                telephone=seance.demande.responsable_telephone,
                reserve=_reserve(seance.demande.convention),
            )
            for seance in seances.select_related("demande__association", "demande__convention")
            if seance.reservation_id is not None
        }

    return visiteurs


def _reserve(convention: Convention) -> str:
    """Say what keeps the door shut; nothing once the convention lets people in."""
    if convention.statut in Convention.OUVRANTS:
        return ""
    if convention.statut in Convention.AVANT_SIGNATURE:
        return NON_SIGNEE
    if convention.statut == Convention.Statut.SIGNEE:
        return NON_ASSUREE
    return f"Convention {convention.get_statut_display()} : n’ouvrez pas."

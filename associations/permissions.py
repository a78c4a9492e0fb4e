"""Only members see their association, its people and its papers."""

from django.db.models import Q, QuerySet

from associations.models import Association, DemandeAdhesion, Membre, Piece
from socle.portee import porte_sur


def associations_de(utilisateur) -> QuerySet[Association]:
    """Return the associations for which the person may ask."""
    if not utilisateur.is_authenticated:
        return Association.objects.none()
    return Association.objects.filter(membres__utilisateur=utilisateur)


def est_membre(utilisateur, association: Association) -> bool:
    """Ask, withdraw, give papers, let others join: every member."""
    return utilisateur.is_authenticated and association.membres.filter(utilisateur=utilisateur).exists()


def peut_gerer(utilisateur, association: Association) -> bool:
    """Correct the record, name and remove members: those who represent the association."""
    return (
        utilisateur.is_authenticated
        and association.membres.filter(utilisateur=utilisateur, role=Membre.Role.REPRESENTANT).exists()
    )


@porte_sur(Association)
def _associations(utilisateur) -> QuerySet[Association]:
    return associations_de(utilisateur)


@porte_sur(Membre)
def _membres(utilisateur) -> QuerySet[Membre]:
    return Membre.objects.filter(association__in=associations_de(utilisateur))


@porte_sur(Piece)
def _pieces(utilisateur) -> QuerySet[Piece]:
    return Piece.objects.filter(association__in=associations_de(utilisateur))


@porte_sur(DemandeAdhesion)
def _demandes_adhesion(utilisateur) -> QuerySet[DemandeAdhesion]:
    """One's own, and those that await an answer in one's associations."""
    if not utilisateur.is_authenticated:
        return DemandeAdhesion.objects.none()
    return DemandeAdhesion.objects.filter(Q(utilisateur=utilisateur) | Q(association__in=associations_de(utilisateur)))

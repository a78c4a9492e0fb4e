"""Who acts for an association: the second comer asks, a member answers."""

from datetime import datetime

from associations import notifications
from associations.exceptions import (
    AdhesionDejaRepondue,
    AdhesionEnAttente,
    AssociationInconnue,
    DejaMembre,
    SansRepresentant,
)
from associations.models import Association, DemandeAdhesion, Membre
from associations.services.fiche import association_connue, lire_identifiants
from socle.rejouer import rejouer

Reponse = DemandeAdhesion.Reponse


@rejouer
def demander_adhesion(
    *, demandeur, maintenant: datetime, rna: str = "", siren_siret: str = "", registre: str = ""
) -> DemandeAdhesion:
    """Ask the members of a known association to be one of them.

    The association is named by its identifier, not by its row: who asks knows it, and nothing can be listed.
    """
    identifiants = lire_identifiants(rna=rna, siren_siret=siren_siret, registre=registre)
    connue = association_connue(identifiants)
    if connue is None:
        raise AssociationInconnue
    association = _verrouiller(connue)
    if association.membres.filter(utilisateur=demandeur).exists():
        raise DejaMembre(details={"association": association.pk})
    if association.demandes_adhesion.filter(utilisateur=demandeur, reponse=Reponse.ATTENTE).exists():
        raise AdhesionEnAttente
    adhesion = DemandeAdhesion(association=association, utilisateur=demandeur, deposee_le=maintenant)
    adhesion.save(force_insert=True)
    notifications.adhesion_demandee(adhesion)
    return adhesion


@rejouer
def repondre_adhesion(*, adhesion: DemandeAdhesion, reponse: str, par, maintenant: datetime) -> DemandeAdhesion:
    """Accept or refuse, once; the person is told, and an accepted one is a member from now on."""
    association = _verrouiller(adhesion.association)
    adhesion = association.demandes_adhesion.select_related("utilisateur").get(pk=adhesion.pk)
    if adhesion.reponse != Reponse.ATTENTE:
        raise AdhesionDejaRepondue
    adhesion.reponse, adhesion.repondue_par, adhesion.repondue_le = Reponse(reponse), par, maintenant
    adhesion.save(update_fields=["reponse", "repondue_par", "repondue_le"])
    if adhesion.reponse == Reponse.ACCEPTEE:
        Membre.objects.get_or_create(
            association=association, utilisateur=adhesion.utilisateur, defaults={"depuis_le": maintenant}
        )
        notifications.adhesion_acceptee(adhesion)
    else:
        notifications.adhesion_refusee(adhesion)
    return adhesion


@rejouer
def nommer(*, membre: Membre, role: str) -> Membre:
    """Give a member another role; refuses with `SansRepresentant` to leave the association without one."""
    association = _verrouiller(membre.association)
    membre = association.membres.get(pk=membre.pk)
    if role != Membre.Role.REPRESENTANT:
        _exiger_un_autre_representant(membre)
    membre.role = Membre.Role(role)
    membre.save(update_fields=["role"])
    return membre


@rejouer
def retirer_membre(*, membre: Membre) -> Membre:
    """End a membership: the requests that the person filed stay with the association."""
    association = _verrouiller(membre.association)
    membre = association.membres.select_related("utilisateur").get(pk=membre.pk)
    _exiger_un_autre_representant(membre)
    association.membres.filter(pk=membre.pk).delete()
    return membre


def _verrouiller(association: Association) -> Association:
    """Let one change of its people through at a time."""
    return Association.objects.select_for_update().get(pk=association.pk)


def _exiger_un_autre_representant(membre: Membre) -> None:
    autres = membre.association.membres.filter(role=Membre.Role.REPRESENTANT).exclude(pk=membre.pk)
    if membre.role == Membre.Role.REPRESENTANT and not autres.exists():
        raise SansRepresentant

"""Who acts for a school or an authority: named by e-mail, from a day, sometimes to a day."""

from datetime import date, timedelta

from django.db.models import Q

from comptes.services import accueillir
from etablissements import notifications
from etablissements.models import Collectivite, Etablissement, Habilitation
from etablissements.permissions import habilitations, peut_regler
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

Role = Habilitation.Role
Lieu = Etablissement | Collectivite
UN_JOUR = timedelta(days=1)


class DejaHabilite(ErreurMetier):
    code = "deja_habilite"
    message = "Cette personne tient déjà ce rôle à ces dates : terminez-le d’abord."


class RoleImpossible(ErreurMetier):
    code = "role_impossible"
    message = "Ce rôle ne se tient pas ici : choisissez-en un de la liste."
    statut_http = 400


class DelegationSansFin(ErreurMetier):
    code = "delegation_sans_fin"
    message = "Une délégation a une fin : donnez son dernier jour."
    statut_http = 400


class SousDelegation(ErreurMetier):
    code = "sous_delegation"
    message = "Vous tenez ce rôle par délégation : seul le chef d’établissement peut le déléguer."
    statut_http = 403


class DejaFinie(ErreurMetier):
    code = "deja_finie"
    message = "Le dernier jour est déjà passé : donnez un jour à venir."
    statut_http = 400


class DernierSuperviseur(ErreurMetier):
    code = "dernier_superviseur"
    message = "Une collectivité garde au moins un superviseur : nommez-en un autre avant."


@rejouer
def habiliter(
    *, lieu: Lieu, role: str, courriel: str, aujourdhui: date, par, dernier_jour: date | None = None
) -> Habilitation:
    """Give a role from today on, to an account that is made if the address has none; the person is told.

    A head who names a head delegates: that has an end (`DelegationSansFin`) and is not passed on (`SousDelegation`).
    Whoever steers the authority names without end.
    """
    _exiger_un_role_d_ici(lieu, role)
    if dernier_jour and dernier_jour < aujourdhui:
        raise DejaFinie(champ="dernier_jour")
    if isinstance(lieu, Etablissement) and role == Role.CHEF and not peut_regler(par, lieu.collectivite):
        _exiger_une_delegation_permise(lieu, par, dernier_jour)
    _verrouiller(lieu)
    personne, nouvelle = accueillir(courriel=courriel)
    if personne.habilitations.filter(role=role, **ou(lieu)).filter(_pas_finie(aujourdhui)).exists():
        raise DejaHabilite(champ="courriel")
    habilitation = Habilitation(
        utilisateur=personne, role=role, premier_jour=aujourdhui, dernier_jour=dernier_jour, **ou(lieu)
    )
    habilitation.full_clean()
    habilitation.save(force_insert=True)
    notifications.habilitation_donnee(habilitation, compte_a_ouvrir=nouvelle)
    return habilitation


@rejouer
def terminer(*, habilitation: Habilitation, aujourdhui: date) -> Habilitation:
    """End a role: yesterday was its last day, so that nothing more can be done with it from now on.

    A role that began today leaves no row; what was decided under it names its author and capacity for ever.
    """
    _verrouiller(habilitation.lieu)
    habilitation = Habilitation.objects.select_related("utilisateur").get(pk=habilitation.pk)
    if habilitation.role == Role.SUPERVISEUR and not _reste_un_superviseur(habilitation, aujourdhui):
        raise DernierSuperviseur
    hier = aujourdhui - UN_JOUR
    if habilitation.premier_jour > hier:
        Habilitation.objects.filter(pk=habilitation.pk).delete()
    else:
        habilitation.dernier_jour = hier
        habilitation.save(update_fields=["dernier_jour"])
    notifications.habilitation_terminee(habilitation)
    return habilitation


def roles_de(lieu: Lieu) -> tuple[str, ...]:
    """Return the roles that are held in such a place."""
    return Habilitation.ROLES_ETABLISSEMENT if isinstance(lieu, Etablissement) else Habilitation.ROLES_COLLECTIVITE


def ou(lieu: Lieu) -> dict[str, Lieu]:
    """Return the field of Habilitation that such a place fills, and the place."""
    return {"etablissement" if isinstance(lieu, Etablissement) else "collectivite": lieu}


def _verrouiller(lieu: Lieu) -> None:
    """Let one change of roles through at a time in a place."""
    if isinstance(lieu, Etablissement):
        Etablissement.objects.select_for_update().get(pk=lieu.pk)
    else:
        Collectivite.objects.select_for_update().get(pk=lieu.pk)


def _pas_finie(jour: date) -> Q:
    return Q(dernier_jour=None) | Q(dernier_jour__gte=jour)


def _exiger_un_role_d_ici(lieu: Lieu, role: str) -> None:
    if role not in roles_de(lieu):
        raise RoleImpossible(champ="role")


def _exiger_une_delegation_permise(etablissement: Etablissement, par, dernier_jour: date | None) -> None:
    en_titre = habilitations(par, Role.CHEF).filter(etablissement=etablissement, dernier_jour=None)
    if not en_titre.exists():
        raise SousDelegation
    if dernier_jour is None:
        raise DelegationSansFin(champ="dernier_jour")


def _reste_un_superviseur(habilitation: Habilitation, jour: date) -> bool:
    autres = Habilitation.objects.en_vigueur(jour).filter(
        collectivite=habilitation.collectivite_id, role=Role.SUPERVISEUR, dernier_jour=None
    )
    return autres.exclude(pk=habilitation.pk).exists()

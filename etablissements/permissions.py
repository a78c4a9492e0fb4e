"""Who may do what in a school or an authority, and which schools one sees.

A right is judged on the day it is asked, by the clock of the database: an expired delegation opens nothing.
"""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now, TruncDate

from etablissements.models import Collectivite, Commune, Etablissement, Habilitation, JourFerie, PeriodeVacances
from socle.portee import porte_sur

Role = Habilitation.Role
AGENTS_COLLECTIVITE = Habilitation.ROLES_COLLECTIVITE


def habilitations(utilisateur, *roles: str) -> QuerySet[Habilitation]:
    """Return what the person holds today, in any of `roles` (all of them when none is given)."""
    if not utilisateur.is_authenticated:
        return Habilitation.objects.none()
    aujourdhui = TruncDate(Now())
    en_vigueur = utilisateur.habilitations.filter(
        Q(dernier_jour=None) | Q(dernier_jour__gte=aujourdhui), premier_jour__lte=aujourdhui
    )
    return en_vigueur.filter(role__in=roles) if roles else en_vigueur


def etablissements_de(utilisateur, *roles: str) -> QuerySet[Etablissement]:
    """Return the schools for which the person holds one of `roles`."""
    tenues = habilitations(utilisateur, *(roles or Habilitation.ROLES_ETABLISSEMENT))
    return Etablissement.objects.filter(pk__in=tenues.values("etablissement"))


def collectivites_de(utilisateur, *roles: str) -> QuerySet[Collectivite]:
    """Return the authorities for which the person holds one of `roles`."""
    tenues = habilitations(utilisateur, *(roles or AGENTS_COLLECTIVITE))
    return Collectivite.objects.filter(pk__in=tenues.values("collectivite"))


def _tient(utilisateur, etablissement: Etablissement, *roles: str) -> bool:
    return habilitations(utilisateur, *roles).filter(etablissement=etablissement).exists()


def _agit_pour(utilisateur, collectivite: Collectivite, *roles: str) -> bool:
    return habilitations(utilisateur, *roles).filter(collectivite=collectivite).exists()


def peut_publier(utilisateur, etablissement: Etablissement) -> bool:
    """Publish rooms, openings and closures, enter the school's own use: head and gestionnaire."""
    return _tient(utilisateur, etablissement, Role.CHEF, Role.GESTIONNAIRE)


def peut_instruire(utilisateur, etablissement: Etablissement) -> bool:
    """Read the inbox, ask for papers, prepare a decision: head and gestionnaire."""
    return _tient(utilisateur, etablissement, Role.CHEF, Role.GESTIONNAIRE)


def peut_decider(utilisateur, etablissement: Etablissement) -> bool:
    """Give the accord or refuse: the head alone, or who holds that role by delegation."""
    return _tient(utilisateur, etablissement, Role.CHEF)


def peut_accueillir(utilisateur, etablissement: Etablissement) -> bool:
    """Read today's list and the agenda: everybody who works for the school."""
    return _tient(utilisateur, etablissement, *Habilitation.ROLES_ETABLISSEMENT)


def peut_regler(utilisateur, collectivite: Collectivite) -> bool:
    """Set the rules, the words and the colours of an authority, name its agents: its superviseurs."""
    return _agit_pour(utilisateur, collectivite, Role.SUPERVISEUR)


def peut_limiter(utilisateur, etablissement: Etablissement) -> bool:
    """Set the hours that one association may hold in a school: who publishes there, and the superviseurs above it."""
    return peut_publier(utilisateur, etablissement) or peut_regler(utilisateur, etablissement.collectivite)


def peut_habiliter(utilisateur, etablissement: Etablissement) -> bool:
    """Say who acts for a school: its head, and the superviseurs of its authority."""
    return peut_decider(utilisateur, etablissement) or peut_regler(utilisateur, etablissement.collectivite)


def peut_piloter(utilisateur, collectivite: Collectivite) -> bool:
    """Read the figures of an authority: all its agents."""
    return _agit_pour(utilisateur, collectivite, *AGENTS_COLLECTIVITE)


@porte_sur(Etablissement)
def _etablissements(utilisateur) -> QuerySet[Etablissement]:
    """The catalogue of schools is public."""
    return Etablissement.objects.filter(ouvert=True)


@porte_sur(Collectivite)
def _collectivites(utilisateur) -> QuerySet[Collectivite]:
    """Names and colours of authorities are public."""
    return Collectivite.objects.all()


@porte_sur(Commune)
def _communes(utilisateur) -> QuerySet[Commune]:
    return Commune.objects.all()


@porte_sur(PeriodeVacances)
def _vacances(utilisateur) -> QuerySet[PeriodeVacances]:
    """Decrees are public."""
    return PeriodeVacances.objects.all()


@porte_sur(JourFerie)
def _feries(utilisateur) -> QuerySet[JourFerie]:
    return JourFerie.objects.all()


@porte_sur(Habilitation)
def _habilitations(utilisateur) -> QuerySet[Habilitation]:
    """One's own; the head sees those of the school, the superviseur those of the authority and its schools."""
    if not utilisateur.is_authenticated:
        return Habilitation.objects.none()
    ecoles = etablissements_de(utilisateur, Role.CHEF)
    collectivites = collectivites_de(utilisateur, Role.SUPERVISEUR)
    return Habilitation.objects.filter(
        Q(utilisateur=utilisateur)
        | Q(etablissement__in=ecoles)
        | Q(collectivite__in=collectivites)
        | Q(etablissement__collectivite__in=collectivites)
    )

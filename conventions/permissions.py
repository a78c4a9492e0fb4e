"""Who sees a request, and who may do what with it."""

from django.db.models import Q, QuerySet

from associations.models import Piece
from associations.permissions import associations_de, est_membre
from conventions.deroule import DE_LA_COLLECTIVITE
from conventions.models import Brouillon, Convention, CreneauDemande, Demande, Dossier
from etablissements.models import Habilitation
from etablissements.permissions import collectivites_de, etablissements_de, peut_piloter
from etablissements.permissions import peut_decider as peut_decider_pour
from etablissements.permissions import peut_instruire as peut_instruire_pour
from socle.portee import porte_sur

LECTEURS = (Habilitation.Role.CHEF, Habilitation.Role.GESTIONNAIRE)


def peut_retirer(utilisateur, demande: Demande) -> bool:
    """Withdraw the request or give a date back: the members of the association."""
    return est_membre(utilisateur, demande.association)


def peut_instruire(utilisateur, demande: Demande) -> bool:
    """Pose an option, ask for papers: the head and the gestionnaire of that school."""
    return peut_instruire_pour(utilisateur, demande.etablissement)


def peut_decider(utilisateur, demande: Demande) -> bool:
    """Give the accord or refuse: the head of that school."""
    return peut_decider_pour(utilisateur, demande.etablissement)


def peut_consigner(utilisateur, demande: Demande, partie: str | None) -> bool:
    """Write down a step of the convention; `partie` is whose signature it is, None for what is none.

    The school keeps the file: head and gestionnaire. What its authority or the commune signed, its agents write down,
    or the head to whom the paper comes back: not every authority will sit at this screen.
    """
    if partie in DE_LA_COLLECTIVITE:
        return peut_decider(utilisateur, demande) or peut_piloter(utilisateur, demande.etablissement.collectivite)
    return peut_instruire(utilisateur, demande)


def peut_deposer_l_exemplaire(utilisateur, demande: Demande) -> bool:
    """Hand in the scan of what all have signed: the school, or the agents of its authority."""
    return peut_instruire(utilisateur, demande) or peut_piloter(utilisateur, demande.etablissement.collectivite)


@porte_sur(Demande)
def _demandes(utilisateur) -> QuerySet[Demande]:
    """The members of the association, the head and gestionnaire of the school, the agents of its authority.

    A draft is no request yet: `Brouillon` has a scope of its own.
    """
    if not utilisateur.is_authenticated:
        return Demande.objects.none()
    return Demande.objects.filter(
        Q(association__in=associations_de(utilisateur))
        | Q(etablissement__in=etablissements_de(utilisateur, *LECTEURS))
        | Q(etablissement__collectivite__in=collectivites_de(utilisateur))
    )


@porte_sur(Brouillon)
def _brouillons(utilisateur) -> QuerySet[Brouillon]:
    """The members of the association, and nobody else."""
    return Brouillon.objects.filter(demande__association__in=associations_de(utilisateur))


@porte_sur(Dossier)
def _dossiers(utilisateur) -> QuerySet[Dossier]:
    return Dossier.objects.filter(association__in=associations_de(utilisateur))


@porte_sur(CreneauDemande)
def _creneaux(utilisateur) -> QuerySet[CreneauDemande]:
    return CreneauDemande.objects.filter(demande__in=_demandes(utilisateur))


@porte_sur(Convention)
def _conventions(utilisateur) -> QuerySet[Convention]:
    return Convention.objects.filter(demande__in=_demandes(utilisateur))


def seances_accueillies(utilisateur) -> QuerySet[CreneauDemande]:
    """Return the dates given in the schools for which the person works: the lodge reads who comes, and no request."""
    return CreneauDemande.objects.convenus().filter(demande__etablissement__in=etablissements_de(utilisateur))


def pieces_lisibles(utilisateur) -> QuerySet[Piece]:
    """Return the papers that the person may open: one's own, and those of whoever asked one's school."""
    if not utilisateur.is_authenticated:
        return Piece.objects.none()
    return Piece.objects.filter(
        Q(association__in=associations_de(utilisateur)) | Q(association__demandes__in=_demandes(utilisateur))
    ).distinct()

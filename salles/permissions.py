"""Which rooms, openings and reservations one sees; who may act is told by `etablissements.permissions`."""

from django.db.models import Q, QuerySet

from etablissements.permissions import collectivites_de, etablissements_de, peut_publier
from salles.models import (
    Activite,
    Equipement,
    Espace,
    Fermeture,
    Materiel,
    PhotoSalle,
    PlageOuverture,
    PretSeul,
    Reservation,
    Salle,
)
from socle.portee import porte_sur


def peut_gerer(utilisateur, salle: Salle) -> bool:
    """Edit, publish or withdraw this room."""
    return peut_publier(utilisateur, salle.etablissement)


def _du_personnel(utilisateur, prefixe: str = "") -> Q:
    """Match what belongs to the schools for which the person works, or to the schools of their authority."""
    return Q(**{f"{prefixe}etablissement__in": etablissements_de(utilisateur)}) | Q(
        **{f"{prefixe}etablissement__collectivite__in": collectivites_de(utilisateur)}
    )


@porte_sur(Salle)
def _salles(utilisateur) -> QuerySet[Salle]:
    """Published rooms are public; drafts and withdrawn rooms are seen by the school and its authority."""
    publiques = Q(statut=Salle.Statut.PUBLIEE, etablissement__ouvert=True)
    if not utilisateur.is_authenticated:
        return Salle.objects.filter(publiques)
    return Salle.objects.filter(publiques | _du_personnel(utilisateur))


@porte_sur(PhotoSalle)
def _photos(utilisateur) -> QuerySet[PhotoSalle]:
    return PhotoSalle.objects.filter(salle__in=_salles(utilisateur))


@porte_sur(PlageOuverture)
def _plages(utilisateur) -> QuerySet[PlageOuverture]:
    return PlageOuverture.objects.filter(salle__in=_salles(utilisateur))


@porte_sur(Materiel)
def _materiels(utilisateur) -> QuerySet[Materiel]:
    return Materiel.objects.filter(etablissement__ouvert=True)


@porte_sur(Equipement)
def _equipements(utilisateur) -> QuerySet[Equipement]:
    return Equipement.objects.all()


@porte_sur(Activite)
def _activites(utilisateur) -> QuerySet[Activite]:
    return Activite.objects.all()


@porte_sur(Espace)
def _espaces(utilisateur) -> QuerySet[Espace]:
    """The parts of a site are shown to those who work for a school that stands on it."""
    return Espace.objects.filter(site__in=etablissements_de(utilisateur).values("site"))


@porte_sur(Fermeture)
def _fermetures(utilisateur) -> QuerySet[Fermeture]:
    """A closure is managed by the school or its authority; the public reads it through the explanation only."""
    if not utilisateur.is_authenticated:
        return Fermeture.objects.none()
    return Fermeture.objects.filter(
        _du_personnel(utilisateur)
        | _du_personnel(utilisateur, "salle__")
        | Q(collectivite__in=collectivites_de(utilisateur))
        | Q(collectivite__in=etablissements_de(utilisateur).values("collectivite"))
    )


@porte_sur(Reservation)
def _reservations(utilisateur) -> QuerySet[Reservation]:
    """Who holds a room is read by the school and its authority, never by the public."""
    if not utilisateur.is_authenticated:
        return Reservation.objects.none()
    return Reservation.objects.filter(_du_personnel(utilisateur, "salle__"))


@porte_sur(PretSeul)
def _prets_seuls(utilisateur) -> QuerySet[PretSeul]:
    """Whom a school lends to without any room is read where it is, never by the public."""
    if not utilisateur.is_authenticated:
        return PretSeul.objects.none()
    return PretSeul.objects.filter(_du_personnel(utilisateur, "materiel__"))

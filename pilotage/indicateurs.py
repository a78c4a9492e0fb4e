"""The figures of an authority, in a number of queries that does not depend on its schools or rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from conventions.models import Demande
from etablissements.base_legale import peut_preter
from etablissements.direction import sans_chef
from etablissements.models import Collectivite, Etablissement
from pilotage.annee import AnneeScolaire
from pilotage.attente import demandes_en_attente
from pilotage.ouvertures import RIEN, UN_JOUR, heures_ouvertes
from pilotage.signatures import conventions_a_signer
from salles.models import Occupation, Reservation, Salle
from salles.regles import cadre_de

UNE_HEURE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Heures:
    """Hours of Espaces open, and those granted to associations, over one period.

    Both are counted Espace by Espace: two hours of a gym made of three thirds are six, lent whole or third by third.
    """

    ouvertes: timedelta = RIEN
    accordees: timedelta = RIEN

    def __add__(self, autres: "Heures") -> "Heures":
        return Heures(self.ouvertes + autres.ouvertes, self.accordees + autres.accordees)

    @property
    def heures_ouvertes(self) -> int:
        return round(self.ouvertes / UNE_HEURE)

    @property
    def heures_accordees(self) -> int:
        return round(self.accordees / UNE_HEURE)

    @property
    def taux(self) -> float | None:
        """Hours granted over hours open, in per cent, to a tenth; None where nothing is open."""
        return round(100 * self.accordees / self.ouvertes, 1) if self.ouvertes else None


@dataclass(frozen=True, slots=True)
class LigneHeures:
    """One school, one month (its first day)."""

    etablissement: Etablissement
    mois: date
    heures: Heures

    @property
    def commune(self) -> str:
        commune = self.etablissement.site.commune
        return commune.nom if commune else ""


@dataclass(frozen=True, slots=True)
class Releve:
    """The hours of a school year, by school and month, then by month for the authority as a whole."""

    lignes: list[LigneHeures]
    par_mois: list[tuple[date, Heures]]

    @property
    def total(self) -> Heures:
        return sum((heures for _, heures in self.par_mois), Heures())


@dataclass(frozen=True, slots=True)
class Etat:
    """What stands today: schools of the authority, those that publish, rooms, requests by state (code → number).

    `en_attente` counts the requests without an answer, `a_signer` the conventions that wait for the authority,
    whatever the year in which they were filed.
    """

    etablissements: int
    publiants: int
    salles: int
    demandes: Mapping[str, int]
    en_attente: int
    a_signer: int


@dataclass(frozen=True, slots=True)
class Publication:
    """The rooms of one school today, and the day on which it last published one."""

    etablissement: Etablissement
    publiees: int
    en_brouillon: int
    retirees: int
    derniere: date | None


def etat(collectivite: Collectivite, annee: AnneeScolaire) -> Etat:
    """Return today's publications, and the state of the requests filed in that school year."""
    ecoles = collectivite.etablissements.filter(ouvert=True).aggregate(
        toutes=Count("pk", distinct=True),
        publiants=Count("pk", filter=Q(salles__statut=Salle.Statut.PUBLIEE), distinct=True),
        salles=Count("salles", filter=Q(salles__statut=Salle.Statut.PUBLIEE), distinct=True),
    )
    demandes = _deposees(collectivite, annee).values_list("statut").annotate(Count("pk")).order_by("statut")
    return Etat(
        ecoles["toutes"],
        ecoles["publiants"],
        ecoles["salles"],
        dict(demandes),
        en_attente=demandes_en_attente(collectivite).count(),
        a_signer=conventions_a_signer(collectivite).count(),
    )


def demandes_par_etablissement(
    collectivite: Collectivite, annee: AnneeScolaire
) -> list[tuple[Etablissement, str, int]]:
    """Return how many requests of that school year stand in each state, by name of school then state."""
    comptes = _deposees(collectivite, annee).values_list("etablissement", "statut").annotate(nombre=Count("pk"))
    nombres = {(ecole, statut): nombre for ecole, statut, nombre in comptes.order_by("etablissement", "statut")}
    ecoles = Etablissement.objects.select_related("site__commune").in_bulk({ecole for ecole, _ in nombres})
    return [
        (ecole, statut, nombres[ecole.pk, statut])
        for ecole in sorted(ecoles.values(), key=_par_nom)
        for statut in Demande.Statut.values
        if (ecole.pk, statut) in nombres
    ]


def publications(collectivite: Collectivite) -> list[Publication]:
    """Return what each open school publishes today, those that publish nothing included."""
    ecoles = (
        collectivite.etablissements.filter(ouvert=True)
        .select_related("site__commune")
        .annotate(
            publiees=Count("salles", filter=Q(salles__statut=Salle.Statut.PUBLIEE)),
            en_brouillon=Count("salles", filter=Q(salles__statut=Salle.Statut.BROUILLON)),
            retirees=Count("salles", filter=Q(salles__statut=Salle.Statut.RETIREE)),
            publiee_le=Max("salles__publiee_le"),
        )
    )
    return [
        Publication(
            ecole,
            ecole.publiees,
            ecole.en_brouillon,
            ecole.retirees,
            cadre_de(ecole).jour(ecole.publiee_le) if ecole.publiee_le else None,
        )
        for ecole in sorted(ecoles, key=_par_nom)
    ]


def sans_personne(collectivite: Collectivite, aujourdhui: date) -> list[Etablissement]:
    """Return, by name, the schools that offer rooms while nobody there may answer a request."""
    offrent = collectivite.etablissements.filter(
        peut_preter(), sans_chef(aujourdhui), salles__statut=Salle.Statut.PUBLIEE
    )
    return sorted(offrent.distinct(), key=_par_nom)


def _deposees(collectivite: Collectivite, annee: AnneeScolaire) -> QuerySet[Demande]:
    return Demande.objects.filter(
        etablissement__collectivite=collectivite,
        deposee_le__date__range=(annee.premier_jour, annee.dernier_jour),
    )


def _par_nom(ecole: Etablissement) -> tuple[str, str]:
    return ecole.nom_cherche, ecole.uai


def heures(collectivite: Collectivite, annee: AnneeScolaire) -> Releve:
    """Return one line per publishing school and month, by name of school then month, and each month in all."""
    ouvertes, en_tout = heures_ouvertes(collectivite, annee)
    accordees = _accordees(collectivite, annee)
    concernees = {ecole for ecole, _ in (*ouvertes, *accordees)}
    ecoles = Etablissement.objects.select_related("site__commune").in_bulk(concernees)
    lignes = [
        LigneHeures(ecole, mois, Heures(ouvertes.get((ecole.pk, mois), RIEN), accordees.get((ecole.pk, mois), RIEN)))
        for ecole in sorted(ecoles.values(), key=_par_nom)
        for mois in annee.mois()
    ]
    donnees = {mois: sum((accordees.get((ecole, mois), RIEN) for ecole in ecoles), RIEN) for mois in annee.mois()}
    par_mois = [(mois, Heures(en_tout.get(mois, RIEN), donnees[mois])) for mois in annee.mois()] if lignes else []
    return Releve(lignes, par_mois)


def _accordees(collectivite: Collectivite, annee: AnneeScolaire) -> dict[tuple[int, date], timedelta]:
    """Sum the firm slots of associations, Espace by Espace; the school's own calendar says of which month each is."""
    sommes: dict[tuple[int, date], timedelta] = {}
    fuseaux = collectivite.etablissements.order_by("fuseau").values_list("fuseau", flat=True).distinct()
    for fuseau in fuseaux:
        horloge = ZoneInfo(fuseau)
        debut, fin = (
            datetime.combine(jour, time(), horloge) for jour in (annee.premier_jour, annee.dernier_jour + UN_JOUR)
        )
        lignes = (
            Occupation.objects.filter(
                reservation__salle__etablissement__collectivite=collectivite,
                reservation__salle__etablissement__fuseau=fuseau,
                reservation__nature=Reservation.Nature.ASSOCIATION,
                reservation__tenue=Reservation.Tenue.FERME,
                debut__gte=debut,
                debut__lt=fin,
            )
            .annotate(mois=TruncMonth("debut", tzinfo=horloge))
            .values("reservation__salle__etablissement", "mois")
            .annotate(duree=Sum(F("fin") - F("debut")))
            .order_by("reservation__salle__etablissement", "mois")
        )
        sommes |= {
            (ligne["reservation__salle__etablissement"], ligne["mois"].date()): ligne["duree"] for ligne in lignes
        }
    return sommes

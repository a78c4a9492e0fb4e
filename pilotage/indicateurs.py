"""The figures of an authority, in a number of queries that does not depend on its schools or rooms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from conventions.models import Demande
from etablissements.calendriers import calendriers
from etablissements.models import Collectivite, Etablissement
from pilotage.annee import AnneeScolaire
from salles.models import Fermeture, ProfilOuverture, Reservation, Salle
from salles.moteur.ouvertures import ouvertures_du
from salles.moteur.profil import Profil

UN_JOUR = timedelta(days=1)
UNE_HEURE = timedelta(hours=1)
RIEN = timedelta(0)


@dataclass(frozen=True, slots=True)
class Heures:
    """Room hours open, and those granted to associations, over one period."""

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
class Etat:
    """What stands today: schools of the authority, those that publish, rooms, requests by state (code → number)."""

    etablissements: int
    publiants: int
    salles: int
    demandes: Mapping[str, int]

    @property
    def a_decider(self) -> int:
        return sum(self.demandes.get(statut, 0) for statut in Demande.A_DECIDER)


def etat(collectivite: Collectivite, annee: AnneeScolaire) -> Etat:
    """Return today's publications, and the state of the requests filed in that school year."""
    ecoles = collectivite.etablissements.filter(ouvert=True).aggregate(
        toutes=Count("pk", distinct=True),
        publiants=Count("pk", filter=Q(salles__statut=Salle.Statut.PUBLIEE), distinct=True),
        salles=Count("salles", filter=Q(salles__statut=Salle.Statut.PUBLIEE), distinct=True),
    )
    demandes = (
        Demande.objects.filter(
            etablissement__collectivite=collectivite,
            deposee_le__date__range=(annee.premier_jour, annee.dernier_jour),
        )
        .values_list("statut")
        .annotate(Count("pk"))
        .order_by("statut")
    )
    return Etat(ecoles["toutes"], ecoles["publiants"], ecoles["salles"], dict(demandes))


def heures(collectivite: Collectivite, annee: AnneeScolaire) -> list[LigneHeures]:
    """Return one line per publishing school and month, by name of school then month."""
    ouvertes = _ouvertes(collectivite, annee)
    accordees = _accordees(collectivite, annee)
    concernees = {ecole for ecole, _ in (*ouvertes, *accordees)}
    ecoles = Etablissement.objects.select_related("site__commune").in_bulk(concernees)
    return [
        LigneHeures(ecole, mois, Heures(ouvertes.get((ecole.pk, mois), RIEN), accordees.get((ecole.pk, mois), RIEN)))
        for ecole in sorted(ecoles.values(), key=lambda ecole: (ecole.nom_cherche, ecole.uai))
        for mois in annee.mois()
    ]


def _accordees(collectivite: Collectivite, annee: AnneeScolaire) -> dict[tuple[int, date], timedelta]:
    """Sum the firm slots of associations; a slot belongs to the month that the school's own calendar shows."""
    sommes: dict[tuple[int, date], timedelta] = {}
    fuseaux = collectivite.etablissements.order_by("fuseau").values_list("fuseau", flat=True).distinct()
    for fuseau in fuseaux:
        horloge = ZoneInfo(fuseau)
        debut, fin = (
            datetime.combine(jour, time(), horloge) for jour in (annee.premier_jour, annee.dernier_jour + UN_JOUR)
        )
        lignes = (
            Reservation.objects.filter(
                salle__etablissement__collectivite=collectivite,
                salle__etablissement__fuseau=fuseau,
                nature=Reservation.Nature.ASSOCIATION,
                tenue=Reservation.Tenue.FERME,
                debut__gte=debut,
                debut__lt=fin,
            )
            .annotate(mois=TruncMonth("debut", tzinfo=horloge))
            .values("salle__etablissement", "mois")
            .annotate(duree=Sum(F("fin") - F("debut")))
            .order_by("salle__etablissement", "mois")
        )
        sommes |= {(ligne["salle__etablissement"], ligne["mois"].date()): ligne["duree"] for ligne in lignes}
    return sommes


def _ouvertes(collectivite: Collectivite, annee: AnneeScolaire) -> dict[tuple[int, date], timedelta]:
    """Sum the openings of the published rooms, closures taken out; a profile is compiled once for all its rooms."""
    salles = list(
        Salle.objects.publiees()
        .filter(etablissement__collectivite=collectivite)
        .values_list("pk", "etablissement", "profil")
    )
    journees = _journees_par_profil({profil for _, _, profil in salles}, annee)
    mensuelles = {profil: _par_mois(jours.items()) for profil, jours in journees.items()}
    fermes = _jours_fermes(collectivite, annee)
    sommes: dict[tuple[int, date], timedelta] = defaultdict(lambda: RIEN)
    for salle, ecole, profil in salles:
        for mois, duree in mensuelles[profil].items():
            sommes[ecole, mois] += duree
        jours_fermes = fermes["salle", salle] | fermes["etablissement", ecole] | fermes["collectivite", collectivite.pk]
        for jour in jours_fermes & journees[profil].keys():
            sommes[ecole, jour.replace(day=1)] -= journees[profil][jour]
    return sommes


def _journees_par_profil(profils: set[int], annee: AnneeScolaire) -> dict[int, dict[date, timedelta]]:
    """Return, for each profile, how long each day of the year is open."""
    lignes = ProfilOuverture.objects.filter(pk__in=profils)
    par_cadre = calendriers({(ligne.zone, ligne.territoire) for ligne in lignes})
    jours = [annee.premier_jour + UN_JOUR * n for n in range((annee.dernier_jour - annee.premier_jour).days + 1)]
    journees = {}
    for ligne in lignes:
        profil, calendrier = Profil.depuis(ligne.contenu), par_cadre[ligne.zone, ligne.territoire]
        durees = {
            jour: sum((ouvert.duree for ouvert in ouvertures_du(profil, calendrier, jour)), RIEN) for jour in jours
        }
        journees[ligne.pk] = {jour: duree for jour, duree in durees.items() if duree}
    return journees


def _par_mois(durees: Iterable[tuple[date, timedelta]]) -> dict[date, timedelta]:
    sommes: dict[date, timedelta] = defaultdict(lambda: RIEN)
    for jour, duree in durees:
        sommes[jour.replace(day=1)] += duree
    return sommes


def _jours_fermes(collectivite: Collectivite, annee: AnneeScolaire) -> dict[tuple[str, int | None], set[date]]:
    """Return the closed dates of the year, by who closes: ("salle", id), ("etablissement", id)…"""
    fermes: dict[tuple[str, int | None], set[date]] = defaultdict(set)
    fermetures = Fermeture.objects.filter(
        Q(collectivite=collectivite)
        | Q(etablissement__collectivite=collectivite)
        | Q(salle__etablissement__collectivite=collectivite),
        premier_jour__lte=annee.dernier_jour,
        dernier_jour__gte=annee.premier_jour,
    )
    for fermeture in fermetures:
        porteur: tuple[str, int | None]
        if fermeture.salle_id:
            porteur = ("salle", fermeture.salle_id)
        elif fermeture.etablissement_id:
            porteur = ("etablissement", fermeture.etablissement_id)
        else:
            porteur = ("collectivite", fermeture.collectivite_id)
        premier = max(fermeture.premier_jour, annee.premier_jour)
        dernier = min(fermeture.dernier_jour, annee.dernier_jour)
        fermes[porteur] |= {premier + UN_JOUR * n for n in range((dernier - premier).days + 1)}
    return fermes

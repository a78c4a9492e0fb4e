"""Open hours, Espace by Espace: the whole gym and its thirds share their walls, and an hour of walls counts once."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from itertools import chain

from django.db.models import Q

from etablissements.calendriers import calendriers
from etablissements.models import Collectivite
from pilotage.annee import AnneeScolaire
from salles.models import Fermeture, ProfilOuverture, Salle
from salles.moteur.creneau import Creneau, union
from salles.moteur.ouvertures import ouvertures_du
from salles.moteur.profil import Profil

UN_JOUR = timedelta(days=1)
RIEN = timedelta(0)

# How long each day is open under these profiles, whichever of them opens.
Journees = Callable[[frozenset[int]], Mapping[date, timedelta]]


@dataclass(frozen=True, slots=True)
class Offre:
    """A published room, through which its Espaces may be lent, and the days on which it is closed."""

    profil: int
    fermes: frozenset[date]


def heures_ouvertes(
    collectivite: Collectivite, annee: AnneeScolaire
) -> tuple[dict[tuple[int, date], timedelta], dict[date, timedelta]]:
    """Return the open hours by school and month, then by month for the authority as a whole.

    An Espace that two schools of one site lend counts for each of them, and once for the authority.
    """
    offres = _offres_par_espace(collectivite, annee)
    journees = _journees({offre.profil for toutes in offres.values() for offre in toutes}, annee)
    par_mois = cache(partial(_par_mois, journees=journees))
    par_ecole: dict[tuple[int, date], timedelta] = defaultdict(lambda: RIEN)
    par_espace: dict[int, set[Offre]] = defaultdict(set)
    for (ecole, espace), siennes in offres.items():
        par_espace[espace] |= siennes
        for mois, duree in par_mois(frozenset(siennes)).items():
            par_ecole[ecole, mois] += duree
    en_tout: dict[date, timedelta] = defaultdict(lambda: RIEN)
    for toutes in par_espace.values():
        for mois, duree in par_mois(frozenset(toutes)).items():
            en_tout[mois] += duree
    return par_ecole, en_tout


def _offres_par_espace(collectivite: Collectivite, annee: AnneeScolaire) -> dict[tuple[int, int], set[Offre]]:
    """Return the offers of each Espace, by school."""
    salles = (
        Salle.objects.publiees()
        .filter(etablissement__collectivite=collectivite, espaces__isnull=False)
        .values_list("pk", "etablissement", "profil", "espaces")
    )
    fermes = _jours_fermes(collectivite, annee)
    partout = fermes["collectivite", collectivite.pk]
    par_mur: dict[int, set[date]] = defaultdict(set)  # a closed room closes its walls, and the rooms that share one
    for salle, _, _, espace in salles:
        par_mur[espace] |= fermes["salle", salle]
    par_salle: dict[int, set[date]] = defaultdict(set)
    for salle, _, _, espace in salles:
        par_salle[salle] |= par_mur[espace]
    offres: dict[tuple[int, int], set[Offre]] = defaultdict(set)
    for salle, ecole, profil, espace in salles:
        jours = partout | fermes["etablissement", ecole] | par_salle[salle]
        offres[ecole, espace].add(Offre(profil, frozenset(jours)))
    return offres


def _par_mois(offres: frozenset[Offre], journees: Journees) -> dict[date, timedelta]:
    """Return how long one Espace is open each month, through any of its rooms that is not closed that day."""
    durees = dict(journees(frozenset(offre.profil for offre in offres)))
    for jour in frozenset[date]().union(*(offre.fermes for offre in offres)) & durees.keys():
        restants = frozenset(offre.profil for offre in offres if jour not in offre.fermes)
        durees[jour] = journees(restants).get(jour, RIEN)
    sommes: dict[date, timedelta] = defaultdict(lambda: RIEN)
    for jour, duree in durees.items():
        sommes[jour.replace(day=1)] += duree
    return sommes


def _journees(profils: set[int], annee: AnneeScolaire) -> Journees:
    """Read the profiles once; each set of them is added up once, for thousands of rooms share them."""
    lignes = ProfilOuverture.objects.filter(pk__in=profils)
    par_cadre = calendriers({(ligne.zone, ligne.territoire) for ligne in lignes})
    jours = [annee.premier_jour + UN_JOUR * n for n in range((annee.dernier_jour - annee.premier_jour).days + 1)]
    ouverts: dict[int, dict[date, list[Creneau]]] = {}
    for ligne in lignes:
        profil, calendrier = Profil.depuis(ligne.contenu), par_cadre[ligne.zone, ligne.territoire]
        ouverts[ligne.pk] = {jour: list(ouvertures_du(profil, calendrier, jour)) for jour in jours}

    @cache
    def journees(ensemble: frozenset[int]) -> Mapping[date, timedelta]:
        durees = {
            jour: sum(
                (ouvert.duree for ouvert in union(chain.from_iterable(ouverts[profil][jour] for profil in ensemble))),
                RIEN,
            )
            for jour in jours
        }
        return {jour: duree for jour, duree in durees.items() if duree}

    return journees


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

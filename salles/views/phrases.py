"""What the pages of the search say: plain sentences made of counts, dates and criteria."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from etablissements.ecriture import (
    JOURS,
    distance_km,
    enumerer,
    jour_long,
    jour_mois,
    minuscule,
    nombre,
    periode,
    plage_horaire,
    pluriel,
)
from etablissements.sans_accents import simplifier
from salles.models import Salle
from salles.moteur import Repetition, Souhait, Vacances
from socle.typographie import BLANC

EN_LETTRES = (
    *("aucune", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit"),
    *("neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"),
)
VOYELLES = tuple("aeiouyh")  # an h is mute in nearly all names of communes
PRESQUE = 0.75  # a room free on three dates out of four is worth a look


@dataclass(frozen=True, slots=True)
class Compte:
    """How many dates of a room are free, out of how many wanted."""

    libres: int
    voulues: int

    @property
    def est_complet(self) -> bool:
        return 0 < self.voulues == self.libres

    @property
    def est_presque(self) -> bool:
        return not self.est_complet and self.libres > 0 and self.libres >= PRESQUE * self.voulues


def lettres(compte: int) -> str:
    """Write a small feminine number in letters: « une », « douze », then figures."""
    return EN_LETTRES[compte] if compte < len(EN_LETTRES) else nombre(compte)


def majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def conclusion(comptes: Sequence[Compte], souhait: Souhait) -> str:
    """Say in one sentence what was found, best first: the title of the page."""
    complets = sum(compte.est_complet for compte in comptes)
    presque = sum(compte.est_presque for compte in comptes)
    voulues = max(compte.voulues for compte in comptes)
    if not voulues:
        return _sans_date(souhait)
    if voulues == 1:
        return _pour_une_date(complets, len(comptes), souhait)
    dates = les_dates(voulues, souhait)
    if complets:
        autres = f", {lettres(presque)} {'autre l’est' if presque == 1 else 'autres le sont'} presque"
        verbe = "salle est libre" if complets == 1 else "salles sont libres"
        return f"{majuscule(lettres(complets))} {verbe} {dates}{autres if presque else ''}."
    if presque:
        return f"Aucune salle n’est libre {dates}, {lettres(presque)} {'l’est' if presque == 1 else 'le sont'} presque."
    meilleur = max(compte.libres for compte in comptes)
    if meilleur:
        return f"Aucune salle n’est libre {dates}. La plus libre l’est {meilleur} fois sur {voulues}."
    if len(comptes) == 1:
        return "La seule salle près de là n’est pas libre à ces dates."
    return f"Aucune des {lettres(len(comptes))} salles près de là n’est libre à ces dates."


def _sans_date(souhait: Souhait) -> str:
    """Say why a wish has no date in any of these schools: holidays took them out, or its weeks are others there."""
    if lettre := {Repetition.SEMAINE_A: "A", Repetition.SEMAINE_B: "B"}.get(souhait.repetition):
        aucune = "Hors vacances et jours fériés, aucune" if souhait.vacances == Vacances.EXCLURE else "Aucune"
        return f"{aucune} semaine{BLANC}{lettre} ne donne de date à ce souhait dans les établissements voisins."
    return "Toutes les dates de ce souhait tombent pendant les vacances ou un jour férié."


def _pour_une_date(complets: int, trouvees: int, souhait: Souhait) -> str:
    est_ce_jour = souhait.jours == {souhait.premier_jour.isoweekday()}
    date_dite = f" le {JOURS[souhait.premier_jour.weekday()]} {jour_mois(souhait.premier_jour)}" if est_ce_jour else ""
    if complets:
        verbe = "salle est libre" if complets == 1 else "salles sont libres"
        return f"{majuscule(lettres(complets))} {verbe}{date_dite}."
    if trouvees == 1:
        return f"La seule salle près de là n’est pas libre{date_dite}."
    return f"Aucune des {lettres(trouvees)} salles près de là n’est libre{date_dite}."


def les_dates(voulues: int, souhait: Souhait) -> str:
    """« les 34 mardis », « les 68 dates »."""
    if len(souhait.jours) == 1 and not souhait.dates:
        (jour,) = souhait.jours
        return f"les {voulues} {JOURS[jour - 1]}s"
    return f"les {voulues} dates"


def quand(souhait: Souhait) -> str:
    """« le mardi de 18 h à 20 h, du 8 septembre 2026 au 22 juin 2027 »."""
    heures = plage_horaire(souhait.heure_debut, souhait.heure_fin)
    if souhait.dates:
        return f"{pluriel(len(souhait.dates), 'date')}, {heures}"
    noms = [JOURS[jour - 1] for jour in sorted(souhait.jours)]
    if souhait.repetition == Repetition.AUCUNE:
        if souhait.jours == {souhait.premier_jour.isoweekday()}:
            return f"le {jour_long(souhait.premier_jour)} {heures}"
        premiers = enumerer([f"le premier {nom}" for nom in noms])
        return f"{premiers} à partir du {jour_mois(souhait.premier_jour)} {souhait.premier_jour.year}, {heures}"
    rythme = {
        Repetition.QUINZAINE: ", une semaine sur deux",
        Repetition.SEMAINE_A: " des semaines A",
        Repetition.SEMAINE_B: " des semaines B",
    }.get(souhait.repetition, "")
    fin: date = souhait.dernier_jour or souhait.premier_jour
    return f"{enumerer([f'le {nom}' for nom in noms])}{rythme} {heures}, {periode(souhait.premier_jour, fin)}"


def ou(lieu: str, rayon_km: float) -> str:
    return f"à {distance(rayon_km)} {lieu} au plus"


def distance(km: float) -> str:
    """Write a radius: « 10 km », « 7,5 km », « 500 m »."""
    if km < 1:
        return f"{nombre(km * 1000)}{BLANC}m"
    return f"{nombre(km)}{BLANC}km" if km == int(km) else distance_km(km)


def recapitulatif(criteres: dict[str, Any], lieu: str) -> str:
    """Say the whole search back, so that nobody reads the results of another one."""
    quoi = []
    if criteres["type"]:
        quoi.append(" ou ".join(str(Salle.Type(code).label) for code in criteres["type"]))
    if criteres["activite"]:
        quoi.append(minuscule(criteres["activite"].libelle))
    if criteres["effectif"]:
        quoi.append(pluriel(criteres["effectif"], "personne"))
    if criteres["pmr"]:
        quoi.append("accès en fauteuil")
    return majuscule(", ".join([*quoi, ou(lieu, criteres["rayon_km"]), quand(criteres["souhait"])])) + "."


def bilan(salles: int, ecoles: int, rayon_km: float) -> str:
    """« 114 salles dans 12 établissements, à 20 km au plus. »"""
    return f"{pluriel(salles, 'salle')} dans {pluriel(ecoles, 'établissement')}, à {distance(rayon_km)} au plus."


def vacances_otees(zones: Sequence[str]) -> str:
    """« Vacances de la zone A et jours fériés ôtés du souhait. »"""
    if len(zones) == 1:
        return f"Vacances de la {zones[0]} et jours fériés ôtés du souhait."
    return f"Vacances ({enumerer(zones)}) et jours fériés ôtés du souhait."


def provisoires(comptes: Sequence[int]) -> str:
    """Say how many dates are free as far as one knows; nothing when all of them are sure."""
    total = sum(comptes)
    if not total:
        return ""
    verbe = "date libre est provisoire" if total == 1 else "dates libres sont provisoires"
    return f"{majuscule(lettres(total))} {verbe} : elles seront jugées à nouveau quand l’arrêté paraîtra."


def rien(criteres: dict[str, Any], lieu: str) -> str:
    """Say that no room answers, before any date is looked at."""
    ici = f"{distance(criteres['rayon_km'])} {lieu}"
    return f"Rien de libre à toutes les dates, à {ici}." if criteres["complet"] else f"Rien de tel à {ici}."


def depuis(libelle: str) -> str:
    """Write a place after a distance: « de Voiron », « d’Allevard », « du Faou », « du 12 rue Haute »."""
    for article, contracte in (("Le ", "du "), ("Les ", "des ")):
        if libelle.startswith(article):
            return contracte + libelle.removeprefix(article)
    if libelle[:1].isdigit():
        return f"du {libelle}"
    return f"d’{libelle}" if simplifier(libelle)[:1] in VOYELLES else f"de {libelle}"

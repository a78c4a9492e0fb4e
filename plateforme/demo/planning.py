"""What is taken in the demo: the school's own use and running occupants, over the past and the current school year."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q

from etablissements.calendrier import Calendrier
from etablissements.calendriers import calendriers
from etablissements.models import Etablissement
from plateforme.demo.reperes import GRAINE
from salles.models import Fermeture, Reservation, Salle
from salles.moteur import (
    GROUPE_DES_ETABLISSEMENTS,
    Applicabilite,
    Creneau,
    Plage,
    Repetition,
    Souhait,
    Vacances,
    creneaux_voulus,
)
from salles.regles import cadre_de
from salles.series import creer_series, plages_de
from salles.services.prise import Ligne, prendre, verrouiller
from socle.rejouer import rejouer
from socle.typographie import BLANC

ECOLES_PAR_LOT = 25
NATURE = Reservation.Nature
Type = Salle.Type
JOURS_DES_CLUBS = (1, 2, 3, 4, 5, 6)  # ISO weekdays
USAGES_PAR_TYPE: dict[str, int] = {Type.GYMNASE: 3, Type.SALLE_POLYVALENTE: 2, Type.SALLE_MUSIQUE: 1, Type.AMPHI: 1}
CONSEILS = 4  # evenings of class councils a year


@dataclass(frozen=True, slots=True)
class Usage:
    """One use of a room: weekly over a year, or a single evening."""

    salle: Salle
    souhait: Souhait
    nature: Reservation.Nature
    libelle: str


def remplir_planning(etablissements: Sequence[Etablissement], annees: Iterable[int], *, maintenant: datetime) -> int:
    """Take the plausible uses of the publishing schools whose rooms are all empty; return how many dates were taken."""
    publiantes = set(Salle.objects.publiees().values_list("etablissement", flat=True))
    prises = set(Reservation.objects.order_by().values_list("salle__etablissement", flat=True).distinct())
    vides = [ecole for ecole in etablissements if ecole.pk in publiantes - prises]
    annees = tuple(annees)
    total = 0
    for rang in range(0, len(vides), ECOLES_PAR_LOT):
        total += _prendre(vides[rang : rang + ECOLES_PAR_LOT], annees, maintenant)
    return total


@rejouer
def _prendre(ecoles: Sequence[Etablissement], annees: Sequence[int], maintenant: datetime) -> int:
    """Take the uses of some schools in one ordered statement; a date that clashes is simply not taken."""
    salles = defaultdict(list)
    lues = Salle.objects.filter(etablissement__in=ecoles).select_related("etablissement__collectivite").order_by("pk")
    for salle in lues:
        salles[salle.etablissement_id].append(salle)
    des_zones = calendriers({(ecole.zone_vacances, ecole.territoire) for ecole in ecoles})
    fermetures = _fermetures(ecoles)
    verrouiller({salle.pk for salle in lues})
    plages = plages_de(lues)
    tenus: list[tuple[Usage, list[Creneau]]] = []
    for ecole in ecoles:
        calendrier = des_zones[ecole.zone_vacances, ecole.territoire]
        ouvertures = {salle.nom: plages[salle.pk] for salle in salles[ecole.pk]}
        for usage in _usages(ecole, salles[ecole.pk], annees, ouvertures):
            closes = fermetures["salle", usage.salle.pk] + fermetures["ecole", ecole.pk]
            creneaux = _dates(usage, calendrier, closes + fermetures["collectivite", ecole.collectivite_id])
            if creneaux:
                tenus.append((usage, creneaux))
    lignes = _lignes(tenus)
    return sum(reservation is not None for reservation in prendre(_sans_chevauchement(lignes), maintenant=maintenant))


def _fermetures(ecoles: Sequence[Etablissement]) -> dict[tuple[str, int], list[Fermeture]]:
    """Return the closures that bear on these schools, by who closes: ("salle", id), ("ecole", id)…"""
    fermetures: dict[tuple[str, int], list[Fermeture]] = defaultdict(list)
    for fermeture in Fermeture.objects.filter(
        Q(salle__etablissement__in=ecoles) | Q(etablissement__in=ecoles) | Q(collectivite__etablissements__in=ecoles)
    ).distinct():
        porteurs = {
            "salle": fermeture.salle_id, "ecole": fermeture.etablissement_id, "collectivite": fermeture.collectivite_id
        }  # fmt: skip
        for porteur, identifiant in porteurs.items():
            if identifiant:
                fermetures[porteur, identifiant].append(fermeture)
    return fermetures


def _dates(usage: Usage, calendrier: Calendrier, fermetures: Sequence[Fermeture]) -> list[Creneau]:
    """Return the dates of a use; a closed school receives nobody but itself."""
    cadre = cadre_de(usage.salle.etablissement)
    creneaux = creneaux_voulus(usage.souhait, cadre, calendrier)
    if usage.nature != NATURE.ASSOCIATION:
        return creneaux
    return [creneau for creneau in creneaux if not _est_ferme(cadre.jour(creneau.debut), fermetures)]


def _lignes(tenus: Sequence[tuple[Usage, Sequence[Creneau]]]) -> list[Ligne]:
    """Write the series of the repeated uses, and return a line to take for each date."""
    repetes = [rang for rang, (usage, _) in enumerate(tenus) if usage.souhait.repetition != Repetition.AUCUNE]
    ecrites = creer_series([(tenus[rang][0].salle, tenus[rang][0].souhait) for rang in repetes])
    series = dict(zip(repetes, (serie.pk for serie in ecrites), strict=True))
    return [
        Ligne(
            salle=usage.salle,
            creneau=creneau,
            nature=usage.nature,
            groupe=GROUPE_DES_ETABLISSEMENTS,  # what a school entered itself, and may give back
            serie_id=series.get(rang),
            libelle=usage.libelle,
        )
        for rang, (usage, creneaux) in enumerate(tenus)
        for creneau in creneaux
    ]


def _est_ferme(jour: date, fermetures: Sequence[Fermeture]) -> bool:
    return any(fermeture.premier_jour <= jour <= fermeture.dernier_jour for fermeture in fermetures)


def _usages(
    ecole: Etablissement, salles: Sequence[Salle], annees: Sequence[int], ouvertures: Mapping[str, Sequence[Plage]]
) -> list[Usage]:
    """Draw who uses what in one school, whose rooms are open as `ouvertures` says by name.

    Each year draws anew, so that last year's clubs are not this year's.
    """
    usages = []
    for annee in annees:
        hasard = random.Random(f"{GRAINE}-{ecole.uai}-{annee}")
        for salle in salles:
            usages += _de_la_salle(
                salle, annee, hasard, [plage for plage in ouvertures[salle.nom] if _est_prisee(plage)]
            )
    return usages


def _est_prisee(plage: Plage) -> bool:
    """Tell whether clubs come at these hours: during school weeks, in the evening or on Saturdays."""
    return plage.applicabilite != Applicabilite.VACANCES and plage.jour_iso in JOURS_DES_CLUBS


def _de_la_salle(salle: Salle, annee: int, hasard: random.Random, plages: Sequence[Plage]) -> list[Usage]:
    usages = []
    entiere = "," not in salle.nom  # a third of a gym is taken through itself less often
    if salle.type == Type.GYMNASE and entiere:
        usages.append(
            _hebdomadaire(salle, annee, 3, (time(13), time(16)), NATURE.ETABLISSEMENT, "Association sportive")
        )
    for _ in range(USAGES_PAR_TYPE.get(salle.type, 0) if plages else 0):
        if hasard.random() < (0.38 if entiere else 0.15):
            numero = hasard.randrange(1, 61)
            libelle = f"Association de démonstration n°{BLANC}{numero}"
            plage = hasard.choice(plages)
            heures = _heures(plage, hasard)
            usages.append(_hebdomadaire(salle, annee, plage.jour_iso, heures, NATURE.ASSOCIATION, libelle))
    if salle.type in (Type.SALLE_DE_CLASSE, Type.CDI) and hasard.random() < 0.4:
        usages += [_conseil(salle, annee, hasard) for _ in range(CONSEILS)]
    return usages


def _heures(plage: Plage, hasard: random.Random) -> tuple[time, time]:
    """Draw two hours within an opening, at most: from its beginning, or on the hour."""
    debut, fin = plage.debut, plage.fin
    entieres = [time(heure) for heure in range(debut.hour + bool(debut.minute), fin.hour - 1)]
    debut = hasard.choice([debut, *entieres])
    return debut, min(fin, time(debut.hour + 2, debut.minute))


def _hebdomadaire(
    salle: Salle, annee: int, jour: int, heures: tuple[time, time], nature: Reservation.Nature, libelle: str
) -> Usage:
    souhait = Souhait(
        premier_jour=date(annee, 9, 8),
        heure_debut=heures[0],
        heure_fin=heures[1],
        dernier_jour=date(annee + 1, 6, 27),
        jours=frozenset({jour}),
        repetition=Repetition.HEBDOMADAIRE,
        vacances=Vacances.EXCLURE,
    )
    return Usage(salle, souhait, nature, libelle)


def _conseil(salle: Salle, annee: int, hasard: random.Random) -> Usage:
    mois = hasard.choice(((annee, 11), (annee, 12), (annee + 1, 3), (annee + 1, 6)))
    jour = date(*mois, hasard.randrange(2, 20))
    return Usage(salle, Souhait(jour, time(17), time(19, 30)), NATURE.ETABLISSEMENT, "Conseil de classe")


def _sans_chevauchement(lignes: Sequence[Ligne]) -> list[Ligne]:
    """Keep the first of those that would meet in one and the same call, which the writer refuses as a whole."""
    espaces: dict[int, list[int]] = defaultdict(list)
    membres = Salle.espaces.through.objects.filter(salle__in={ligne.salle.pk for ligne in lignes})
    for salle, espace in membres.values_list("salle_id", "espace_id"):
        espaces[salle].append(espace)
    retenues: dict[tuple[int, date], list[Creneau]] = defaultdict(list)
    gardees = []
    for ligne in lignes:
        cases = [retenues[espace, ligne.creneau.debut.date()] for espace in espaces[ligne.salle.pk]]
        if any(ligne.creneau.chevauche(autre) for case in cases for autre in case):
            continue
        for case in cases:
            case.append(ligne.creneau)
        gardees.append(ligne)
    return gardees

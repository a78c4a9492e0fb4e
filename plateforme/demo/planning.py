"""What is taken in the demo: the school's own use and running occupants, over the past and the current school year."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from etablissements.calendrier import Calendrier
from etablissements.calendriers import calendriers
from etablissements.models import Etablissement
from plateforme.demo.reperes import GRAINE
from salles.models import Fermeture, Reservation, Salle
from salles.moteur import Creneau, Repetition, Souhait, Vacances, creneaux_voulus
from salles.regles import cadre_de
from salles.series import creer_serie
from salles.services.prise import GROUPE_DES_ETABLISSEMENTS, Ligne, prendre, verrouiller
from socle.rejouer import rejouer

ECOLES_PAR_LOT = 25
NATURE = Reservation.Nature
Type = Salle.Type
SOIRS = (1, 2, 4, 5)
USAGES_PAR_TYPE: dict[str, int] = {Type.GYMNASE: 2, Type.SALLE_POLYVALENTE: 2, Type.SALLE_MUSIQUE: 1, Type.AMPHI: 1}
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
    vides = [ecole for ecole in etablissements if ecole.salles.publiees().exists() and not _est_prise(ecole)]
    annees = tuple(annees)
    total = 0
    for rang in range(0, len(vides), ECOLES_PAR_LOT):
        total += _prendre(vides[rang : rang + ECOLES_PAR_LOT], annees, maintenant)
    return total


def _est_prise(ecole: Etablissement) -> bool:
    return Reservation.objects.filter(salle__etablissement=ecole).exists()


@rejouer
def _prendre(ecoles: Sequence[Etablissement], annees: Sequence[int], maintenant: datetime) -> int:
    """Take the uses of some schools in one ordered statement; a date that clashes is simply not taken."""
    salles = defaultdict(list)
    lues = Salle.objects.filter(etablissement__in=ecoles).select_related("etablissement__collectivite").order_by("pk")
    for salle in lues:
        salles[salle.etablissement_id].append(salle)
    des_zones = calendriers({(ecole.zone_vacances, ecole.territoire) for ecole in ecoles})
    fermetures = defaultdict(list)
    for fermeture in Fermeture.objects.filter(etablissement__in=ecoles):
        fermetures[fermeture.etablissement_id].append(fermeture)
    verrouiller({salle.pk for salle in lues})
    lignes: list[Ligne] = []
    for ecole in ecoles:
        calendrier = des_zones[ecole.zone_vacances, ecole.territoire]
        for usage in _usages(ecole, salles[ecole.pk], annees):
            lignes += _lignes(usage, calendrier, fermetures[ecole.pk])
    return sum(reservation is not None for reservation in prendre(_sans_chevauchement(lignes), maintenant=maintenant))


def _lignes(usage: Usage, calendrier: Calendrier, fermetures: Sequence[Fermeture]) -> list[Ligne]:
    """Return the dates of a use; a closed school receives nobody but itself."""
    cadre = cadre_de(usage.salle.etablissement)
    creneaux = creneaux_voulus(usage.souhait, cadre, calendrier)
    if usage.nature == NATURE.ASSOCIATION:
        creneaux = [creneau for creneau in creneaux if not _est_ferme(cadre.jour(creneau.debut), fermetures)]
    if not creneaux:
        return []
    serie = (
        None if usage.souhait.repetition == Repetition.AUCUNE else creer_serie(salle=usage.salle, souhait=usage.souhait)
    )
    return [
        Ligne(
            salle=usage.salle,
            creneau=creneau,
            nature=usage.nature,
            groupe=GROUPE_DES_ETABLISSEMENTS,  # what a school entered itself, and may give back
            serie_id=serie.pk if serie else None,
            libelle=usage.libelle,
        )
        for creneau in creneaux
    ]


def _est_ferme(jour: date, fermetures: Sequence[Fermeture]) -> bool:
    return any(fermeture.premier_jour <= jour <= fermeture.dernier_jour for fermeture in fermetures)


def _usages(ecole: Etablissement, salles: Sequence[Salle], annees: Sequence[int]) -> list[Usage]:
    """Draw who uses what in one school; each year draws anew, so that last year's clubs are not this year's."""
    usages = []
    for annee in annees:
        hasard = random.Random(f"{GRAINE}-{ecole.uai}-{annee}")
        for salle in salles:
            usages += _de_la_salle(salle, annee, hasard)
    return usages


def _de_la_salle(salle: Salle, annee: int, hasard: random.Random) -> list[Usage]:
    usages = []
    entiere = "," not in salle.nom  # a third of a gym is taken through itself less often
    if salle.type == Type.GYMNASE and entiere:
        usages.append(_hebdomadaire(salle, annee, 3, time(13), time(16), NATURE.ETABLISSEMENT, "Association sportive"))
    for _ in range(USAGES_PAR_TYPE.get(salle.type, 0)):
        if hasard.random() < (0.45 if entiere else 0.2):
            numero = hasard.randrange(1, 61)
            debut = hasard.choice((time(17, 30), time(18), time(19), time(20)))
            fin = time(min(22, debut.hour + 2), debut.minute if debut.hour < 20 else 0)
            libelle = f"Association de démonstration n°\u00a0{numero}"
            usages.append(_hebdomadaire(salle, annee, hasard.choice(SOIRS), debut, fin, NATURE.ASSOCIATION, libelle))
    if salle.type in (Type.SALLE_DE_CLASSE, Type.CDI) and hasard.random() < 0.4:
        usages += [_conseil(salle, annee, hasard) for _ in range(CONSEILS)]
    return usages


def _hebdomadaire(
    salle: Salle, annee: int, jour: int, debut: time, fin: time, nature: Reservation.Nature, libelle: str
) -> Usage:
    souhait = Souhait(
        premier_jour=date(annee, 9, 8),
        heure_debut=debut,
        heure_fin=fin,
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

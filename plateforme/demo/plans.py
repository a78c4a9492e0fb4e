"""What rooms a school of the demo has: drawn from a fixed seed and its UAI, so that they never change."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import time

from etablissements.models import Etablissement
from plateforme.demo.reperes import GRAINE, UAI_DU_CHEF
from salles.departs import DEPARTS
from salles.models import Salle
from salles.moteur import Applicabilite, Plage

TIERS = ("tiers nord", "tiers central", "tiers sud")
SEMAINE = (1, 2, 4, 5)
MERCREDI, SAMEDI, DIMANCHE = 3, 6, 7
SOIR, APRES_MIDI, NUIT = time(17, 30), time(13), time(22)
VACANCES = Applicabilite.VACANCES

Type = Salle.Type
Acces = Salle.Acces


def _plages(jours: Iterable[int], debut: time, fin: time, applicabilite=Applicabilite.SCOLAIRE) -> tuple[Plage, ...]:
    return tuple(Plage(jour, debut, fin, applicabilite) for jour in jours)


SOIREES = _plages(SEMAINE, SOIR, NUIT) + _plages((MERCREDI,), APRES_MIDI, NUIT)
SAMEDIS = _plages((SAMEDI,), time(8), time(20))
DIMANCHES = _plages((DIMANCHE,), time(9), time(18))
JOURNEES_DE_VACANCES = _plages((1, 2, 3, 4, 5), time(9), NUIT, VACANCES)

# A handful of patterns, shared by thousands of rooms: what is wanted most is open most.
SPORT = (
    SOIREES + SAMEDIS,
    SOIREES + SAMEDIS + JOURNEES_DE_VACANCES,
    SOIREES + SAMEDIS + DIMANCHES + JOURNEES_DE_VACANCES,
)
REUNION = (
    SOIREES,
    SOIREES + SAMEDIS,
    _plages(SEMAINE, time(18), time(22)) + _plages((MERCREDI,), time(14), time(21)),
)
ENSEIGNEMENT = (
    _plages((2, 4), SOIR, time(20, 30)),
    _plages((1, 2, 4), time(18), time(20)) + _plages((MERCREDI,), time(14), time(18)),
    _plages(SEMAINE, time(18), time(20)),
)
PLEIN_AIR = (
    _plages((MERCREDI,), APRES_MIDI, time(20)) + SAMEDIS,
    _plages((MERCREDI,), APRES_MIDI, time(20)) + SAMEDIS + DIMANCHES,
)
FETES = (_plages((5,), time(18), NUIT), _plages((5,), time(18), NUIT) + _plages((SAMEDI,), time(10), NUIT))
ETE = JOURNEES_DE_VACANCES + _plages((SAMEDI, DIMANCHE), time(9), NUIT, VACANCES)
OUVERTURES = {
    Type.GYMNASE: SPORT,
    Type.SALLE_POLYVALENTE: REUNION,
    Type.AMPHI: REUNION,
    Type.SALLE_MUSIQUE: REUNION,
    Type.TERRAIN_EXTERIEUR: PLEIN_AIR,
    Type.REFECTOIRE: FETES,
    Type.INTERNAT: (ETE,),
}
# Evenings, weekends and holidays, and the evenings of bank holidays too.
TOUTE_L_ANNEE = tuple(replace(plage, feries=True) for plage in SOIREES) + SPORT[2][len(SOIREES) :]

# What a person takes, in square metres; else the smallest and the largest room of the type.
PAR_PERSONNE = {Type.SALLE_DE_CLASSE: 1.9, Type.SALLE_POLYVALENTE: 1.4, Type.AMPHI: 1.1}
SURFACES = {
    Type.SALLE_INFO: (55, 80),
    Type.CDI: (110, 200),
    Type.SALLE_MUSIQUE: (60, 85),
    Type.SALLE_ARTS: (60, 90),
    Type.REFECTOIRE: (200, 340),
    Type.ATELIER: (80, 150),
    Type.INTERNAT: (180, 240),
    Type.TERRAIN_EXTERIEUR: (800, 1000),
}
ACCES_DETAIL = {
    Acces.AUTONOME: "Portillon côté parking, sans traverser la cour.",
    Acces.GARDIEN: "Sonnez à la loge, au portail principal.",
    Acces.CLE: "À prendre à la loge contre signature, à rendre le lendemain.",
    Acces.BADGE: "Il ouvre le portail principal et le hall.",
}
SANS_FAUTEUIL = "Pas encore : deux marches à l’entrée, et pas d’ascenseur."
EN_FAUTEUIL = "De plain-pied, sanitaires adaptés à proximité."
DESCRIPTIONS = {
    Type.GYMNASE: (
        "Parquet de sport : chaussures propres à semelles claires. Le chauffage est réglé à 16 °C.",
        "Sol souple, quatre terrains tracés. Les poteaux et les filets restent dans le local du fond.",
    ),
    Type.SALLE_POLYVALENTE: (
        "Scène de huit mètres sur quatre, rideaux et coulisses. Les chaises se rangent sur leurs chariots.",
        "Grande salle claire, parquet flottant. La scène se démonte sur demande.",
    ),
    Type.SALLE_DE_CLASSE: ("Tables à deux places et tableau. Le mobilier retrouve sa place en fin de séance.",),
    Type.CDI: ("Tables de lecture près des fenêtres. Les livres et les ordinateurs des élèves ne se prêtent pas.",),
    Type.SALLE_MUSIQUE: ("Piano droit accordé à la rentrée, murs feutrés. Les voisins dorment à 22 h.",),
    Type.REFECTOIRE: ("Six longues tables et leurs bancs. La cuisine n’est pas accessible, le point d’eau l’est.",),
    Type.AMPHI: ("Gradins et fauteuils, régie son et image.",),
    Type.TERRAIN_EXTERIEUR: ("Terrain de handball et de basket en plein air. L’éclairage s’éteint seul à 22 h.",),
}  # fmt: skip

COMME_D_USAGE = (1.0, 1.0)
PART_DES_GYMNASES = 0.75
# Rooms that not every school has: what share of the collèges, then of the lycées; headcount, in parts of the usual.
AUTRES = (
    ("Salle de musique", Type.SALLE_MUSIQUE, (0.6, 0.6), COMME_D_USAGE),
    ("Salle d’arts plastiques", Type.SALLE_ARTS, (0.4, 0.4), COMME_D_USAGE),
    ("Réfectoire", Type.REFECTOIRE, (0.5, 0.5), COMME_D_USAGE),
    ("Amphithéâtre", Type.AMPHI, (0.15, 0.8), (0.6, 1.6)),
    ("Atelier", Type.ATELIER, (0, 0.4), COMME_D_USAGE),
    ("Internat, premier étage", Type.INTERNAT, (0, 0.3), COMME_D_USAGE),
    ("Plateau sportif", Type.TERRAIN_EXTERIEUR, (0.35, 0.35), COMME_D_USAGE),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One room to build: its walls by name, and how it differs from the usual of its type.

    `commun`: its walls are those of the whole site, which another school shares.
    """

    nom: str
    type: str
    espaces: tuple[str, ...]
    ouvertures: tuple[Plage, ...]
    effectif: int
    commun: bool = False
    champs: dict = field(default_factory=dict)


def plans_de(ecole: Etablissement, *, cite: bool = False) -> list[Plan]:
    """Draw the rooms of one school. In a cité scolaire the gym is that of the site, in thirds, lent by each school."""
    hasard = random.Random(f"{GRAINE}-{ecole.uai}")
    lycee = ecole.nature != Etablissement.Nature.COLLEGE
    plans = _gymnase(hasard) if hasard.random() < PART_DES_GYMNASES else []
    if cite:
        plans = [replace(plan, commun=True) for plan in _tiers(random.Random(f"{GRAINE}-{ecole.site.nom}"))]
    elif ecole.uai == UAI_DU_CHEF:
        plans = [replace(plan, ouvertures=TOUTE_L_ANNEE) for plan in _tiers(hasard)]
    large = REUNION[1] if ecole.uai == UAI_DU_CHEF else None
    plans.append(_piece("Salle polyvalente", Type.SALLE_POLYVALENTE, hasard, places=(0.8, 1.6), ouvertures=large))
    etage = hasard.choice((100, 200, 300))
    for rang in range(3):
        plans.append(_piece(f"Salle {etage + rang + 1}", Type.SALLE_DE_CLASSE, hasard, places=(0.8, 1.1)))
    plans.append(_piece("Salle informatique", Type.SALLE_INFO, hasard))
    plans.append(_piece("CDI", Type.CDI, hasard))
    for nom, type_de_salle, (au_college, au_lycee), places in AUTRES:
        if hasard.random() < (au_lycee if lycee else au_college):
            plans.append(_piece(nom, type_de_salle, hasard, places=places))
    return plans


def _gymnase(hasard: random.Random) -> list[Plan]:
    """Draw a gym, whole or divisible into thirds that share its walls."""
    if hasard.random() < 0.4:
        return _tiers(hasard)
    return [_piece("Gymnase", Type.GYMNASE, hasard, surface=_halle(hasard))]


def _tiers(hasard: random.Random) -> list[Plan]:
    murs = tuple(f"Gymnase, {nom}" for nom in TIERS)
    entier = _piece("Gymnase entier", Type.GYMNASE, hasard, surface=_halle(hasard))
    surface = entier.champs["surface_m2"] // 3
    effectif = entier.effectif // 3
    return [
        replace(entier, espaces=murs),
        *(
            replace(entier, nom=mur, espaces=(mur,), effectif=effectif, champs={**entier.champs, "surface_m2": surface})
            for mur in murs
        ),
    ]


def _halle(hasard: random.Random) -> int:
    """Return a surface that three courts side by side may have."""
    return hasard.randrange(720, 1140, 60)


def _piece(
    nom: str,
    type_de_salle: Type,
    hasard: random.Random,
    *,
    places: tuple[float, float] = COMME_D_USAGE,
    ouvertures: tuple[Plage, ...] | None = None,
    surface: int = 0,
) -> Plan:
    """Draw one room; `places` is the range of its headcount, as parts of what is usual."""
    effectif = round(DEPARTS[type_de_salle].effectif_max * hasard.uniform(*places))
    acces = hasard.choice(Acces.values) if type_de_salle != Type.GYMNASE else DEPARTS[type_de_salle].acces
    pmr = hasard.random() < 0.65
    champs = {
        "surface_m2": surface or _surface(type_de_salle, effectif, hasard),
        "accessible_pmr": pmr,
        "pmr_detail": EN_FAUTEUIL if pmr else SANS_FAUTEUIL,
        "acces": acces,
        "acces_detail": ACCES_DETAIL[Acces(acces)],
        "description": hasard.choice(DESCRIPTIONS.get(type_de_salle, ("",))),
    }
    usuelles = OUVERTURES.get(type_de_salle, ENSEIGNEMENT)
    return Plan(nom, type_de_salle, (nom,), ouvertures or hasard.choice(usuelles), effectif, champs=champs)


def _surface(type_de_salle: Type, effectif: int, hasard: random.Random) -> int:
    if type_de_salle in PAR_PERSONNE:
        return 5 * round(effectif * PAR_PERSONNE[type_de_salle] / 5)
    return hasard.randrange(*SURFACES[type_de_salle], 5)

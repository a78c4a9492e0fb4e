"""The rooms of the demo: about ten a school, drawn from a fixed seed and the UAI: a school never changes its rooms."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from etablissements.models import Etablissement
from salles.departs import DEPARTS
from salles.models import Equipement, Espace, Salle
from salles.moteur import Applicabilite, Plage
from salles.series import ouvrir
from salles.services.profils import actualiser_profils

GRAINE = "preau"
PART_DES_PUBLIANTS = 0.8  # the other schools keep their rooms as drafts
PAR_LOT = 2_000
TIERS = ("tiers nord", "tiers central", "tiers sud")

SEMAINE = (1, 2, 4, 5)
MERCREDI, SAMEDI, DIMANCHE = 3, 6, 7
SOIR, APRES_MIDI, NUIT = time(17, 30), time(13), time(22)
VACANCES = Applicabilite.VACANCES


def _plages(jours: Iterable[int], debut: time, fin: time, applicabilite=Applicabilite.SCOLAIRE) -> tuple[Plage, ...]:
    return tuple(Plage(jour, debut, fin, applicabilite) for jour in jours)


SOIREES = _plages(SEMAINE, SOIR, NUIT) + _plages((MERCREDI,), APRES_MIDI, NUIT)
SAMEDIS = _plages((SAMEDI,), time(8), time(20))
DIMANCHES = _plages((DIMANCHE,), time(9), time(18))
JOURNEES_DE_VACANCES = _plages((1, 2, 3, 4, 5), time(9), NUIT, VACANCES)

# A handful of patterns, shared by thousands of rooms.
OUVERTURES = (
    SOIREES,
    SOIREES + SAMEDIS,
    SOIREES + SAMEDIS + JOURNEES_DE_VACANCES,
    SOIREES + SAMEDIS + DIMANCHES + JOURNEES_DE_VACANCES,
    _plages(SEMAINE, time(18), time(21)) + _plages((MERCREDI,), time(14), time(21)),
)
ETE = JOURNEES_DE_VACANCES + _plages((SAMEDI, DIMANCHE), time(9), NUIT, VACANCES)

Type = Salle.Type


@dataclass(frozen=True, slots=True)
class Plan:
    """One room to build: its walls by name, and how it differs from the usual of its type."""

    nom: str
    type: str
    espaces: tuple[str, ...]
    ouvertures: tuple[Plage, ...]
    part: float = 1.0  # of the usual headcount: a third of a gym receives a third
    champs: dict = field(default_factory=dict)


def remplir_batiments(etablissements: Sequence[Etablissement], *, maintenant: datetime) -> int:
    """Give rooms to the schools that have none and return how many were built."""
    nues = [ecole for ecole in etablissements if not ecole.salles.exists()]
    plans = [(ecole, plan) for ecole in nues for plan in plans_de(ecole)]
    espaces = _batir_espaces(plans)
    salles = Salle.objects.bulk_create([_salle(ecole, plan) for ecole, plan in plans], batch_size=PAR_LOT)
    _relier(salles, plans, espaces)
    ouvrir((salle, plan.ouvertures) for salle, (_, plan) in zip(salles, plans, strict=True))
    actualiser_profils(salles)
    publiants = [ecole for ecole in nues if _publie(ecole)]
    Salle.objects.filter(pk__in=[salle.pk for salle in salles], etablissement__in=publiants).update(
        statut=Salle.Statut.PUBLIEE, publiee_le=maintenant, planning_a_jour_le=maintenant
    )
    return len(salles)


def plans_de(ecole: Etablissement) -> list[Plan]:
    """Draw the rooms of one school."""
    hasard = random.Random(f"{GRAINE}-{ecole.uai}")
    lycee = ecole.nature != Etablissement.Nature.COLLEGE
    plans = _gymnase(hasard) if hasard.random() < 0.75 else []
    plans.append(_piece("Salle polyvalente", Type.SALLE_POLYVALENTE, hasard, places=(0.8, 1.6)))
    etage = hasard.choice((100, 200, 300))
    for rang in range(3):
        plans.append(_piece(f"Salle {etage + rang + 1}", Type.SALLE_DE_CLASSE, hasard, places=(0.8, 1.1)))
    plans.append(_piece("Salle informatique", Type.SALLE_INFO, hasard))
    plans.append(_piece("CDI", Type.CDI, hasard))
    if hasard.random() < 0.6:
        plans.append(_piece("Salle de musique", Type.SALLE_MUSIQUE, hasard))
    if hasard.random() < 0.4:
        plans.append(_piece("Salle d’arts plastiques", Type.SALLE_ARTS, hasard))
    if hasard.random() < 0.5:
        plans.append(_piece("Réfectoire", Type.REFECTOIRE, hasard))
    if hasard.random() < (0.8 if lycee else 0.15):
        plans.append(_piece("Amphithéâtre", Type.AMPHI, hasard, places=(0.6, 1.6)))
    if lycee and hasard.random() < 0.4:
        plans.append(_piece("Atelier", Type.ATELIER, hasard))
    if lycee and hasard.random() < 0.3:
        plans.append(Plan("Internat, premier étage", Type.INTERNAT, ("Internat, premier étage",), ETE))
    if hasard.random() < 0.35:
        plans.append(_piece("Plateau sportif", Type.TERRAIN_EXTERIEUR, hasard))
    return plans


def _gymnase(hasard: random.Random) -> list[Plan]:
    """Draw a gym, whole or divisible into thirds that share its walls."""
    ouvertures = hasard.choice(OUVERTURES[1:4])
    champs = {"surface_m2": hasard.randrange(600, 1100, 20), "accessible_pmr": hasard.random() < 0.7}
    if hasard.random() > 0.4:
        return [Plan("Gymnase", Type.GYMNASE, ("Gymnase",), ouvertures, champs=champs)]
    tiers = tuple(f"Gymnase, {nom}" for nom in TIERS)
    champs_du_tiers = {**champs, "surface_m2": champs["surface_m2"] // 3}
    return [
        Plan("Gymnase entier", Type.GYMNASE, tiers, ouvertures, champs=champs),
        *(Plan(nom, Type.GYMNASE, (nom,), ouvertures, part=1 / 3, champs=champs_du_tiers) for nom in tiers),
    ]


def _piece(nom: str, type_de_salle: str, hasard: random.Random, *, places: tuple[float, float] = (1.0, 1.0)) -> Plan:
    champs = {
        "surface_m2": hasard.randrange(50, 240, 5),
        "accessible_pmr": hasard.random() < 0.6,
        "acces": hasard.choice(Salle.Acces.values),
    }
    return Plan(
        nom, type_de_salle, (nom,), hasard.choice(OUVERTURES), part=round(hasard.uniform(*places), 2), champs=champs
    )


def _publie(ecole: Etablissement) -> bool:
    return random.Random(f"publie-{ecole.uai}").random() < PART_DES_PUBLIANTS


def _salle(ecole: Etablissement, plan: Plan) -> Salle:
    usuel = DEPARTS[plan.type]
    pmr = plan.champs.get("accessible_pmr", False)
    valeurs = {
        "effectif_max": max(1, round(usuel.effectif_max * plan.part)),
        "types_erp": list(usuel.types_erp),
        "categorie_erp": usuel.categorie_erp,
        "acces": usuel.acces,
        "acces_detail": "Entrée par le portail principal, côté parking.",
        "vestiaires": usuel.vestiaires,
        "pmr_detail": "De plain-pied, sanitaires adaptés à proximité." if pmr else "",
    }
    return Salle(etablissement=ecole, nom=plan.nom, type=plan.type, **(valeurs | plan.champs))


def _batir_espaces(plans: Sequence[tuple[Etablissement, Plan]]) -> dict[tuple[int, str], Espace]:
    """Build the walls of each school. Two schools of one Site keep theirs apart by name."""
    murs = {_mur(ecole, nom): None for ecole, plan in plans for nom in plan.espaces}
    Espace.objects.bulk_create(
        [Espace(site_id=site, nom=nom) for site, nom in murs], batch_size=PAR_LOT, ignore_conflicts=True
    )
    lus = Espace.objects.filter(site__in={site for site, _ in murs})
    return {(espace.site_id, espace.nom): espace for espace in lus}


def _mur(ecole: Etablissement, nom: str) -> tuple[int, str]:
    return ecole.site_id, f"{nom} ({ecole.uai})"


def _relier(
    salles: Sequence[Salle],
    plans: Sequence[tuple[Etablissement, Plan]],
    espaces: dict[tuple[int, str], Espace],
) -> None:
    """Write which walls and which equipment each room has."""
    murs, objets = Salle.espaces.through, Salle.equipements.through
    connus = set(Equipement.objects.values_list("pk", flat=True))
    murs.objects.bulk_create(
        [
            murs(salle=salle, espace=espaces[_mur(ecole, nom)])
            for salle, (ecole, plan) in zip(salles, plans, strict=True)
            for nom in plan.espaces
        ],
        batch_size=PAR_LOT,
    )
    objets.objects.bulk_create(
        [
            objets(salle=salle, equipement_id=code)
            for salle, (_, plan) in zip(salles, plans, strict=True)
            for code in DEPARTS[plan.type].equipements
            if code in connus
        ],
        batch_size=PAR_LOT,
    )

"""What was looked for in vain in the demo, over a year: the authority reads where its rooms are wanted."""

import random
from datetime import date, timedelta

from etablissements.models import Commune
from etablissements.toponymie import nommer
from plateforme.demo.reperes import GRAINE
from salles.models import RechercheInfructueuse, Salle

COMBIEN = 6_000
JOURS = 330
DEPARTEMENTS = ("22", "29", "35", "38", "56")
POPULATION_MIN = 3_000  # people look for a room where people live
Type = Salle.Type
# What is missing most often comes first.
VOULUES = (
    (Type.GYMNASE, (12, 40)),
    (Type.GYMNASE, (16, 60)),
    (Type.SALLE_POLYVALENTE, (30, 160)),
    (Type.SALLE_MUSIQUE, (10, 40)),
    (Type.AMPHI, (80, 240)),
    (Type.TERRAIN_EXTERIEUR, (14, 30)),
    (Type.REFECTOIRE, (60, 180)),
    ("", (10, 50)),
)
RAYONS_KM = (5, 5, 10, 10, 10, 20)


def remplir_recherches(aujourdhui: date) -> int:
    """Remember searches in vain of the past months, once, and return how many there are."""
    if not RechercheInfructueuse.objects.exists():
        hasard = random.Random(f"{GRAINE}-recherches")
        communes = list(
            Commune.objects.filter(departement__in=DEPARTEMENTS, population__gte=POPULATION_MIN, latitude__isnull=False)
        )
        poids = [commune.population for commune in communes]
        lieux = hasard.choices(communes, weights=poids, k=COMBIEN)
        RechercheInfructueuse.objects.bulk_create(_recherche(lieu, aujourdhui, hasard) for lieu in lieux)
    return RechercheInfructueuse.objects.count()


def _recherche(lieu: Commune, aujourdhui: date, hasard: random.Random) -> RechercheInfructueuse:
    type_voulu, (au_moins, au_plus) = hasard.choice(VOULUES)
    return RechercheInfructueuse(
        jour=aujourdhui - timedelta(days=hasard.randrange(JOURS)),
        lieu=nommer(lieu),
        latitude=round(lieu.latitude or 0, 2),
        longitude=round(lieu.longitude or 0, 2),
        rayon_km=hasard.choice(RAYONS_KM),
        types=type_voulu,
        effectif=hasard.randrange(au_moins, au_plus) if hasard.random() < 0.7 else None,
        dates=hasard.choice((1, 1, 12, 24, 33)),
    )

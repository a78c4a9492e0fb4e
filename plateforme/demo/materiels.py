"""What the schools of the demo lend with a room, or by itself: chairs, tables, sound, mats."""

import random
from collections.abc import Sequence

from etablissements.models import Etablissement
from plateforme.demo.reperes import GRAINE, UAI_DE_L_AUTRE_CHEF, UAI_DU_CHEF
from salles.models import Materiel, Salle

PART = 0.5  # of the publishing schools lend something
CHAISES, TABLES, SONO, PROJECTEUR, GRILLES = (
    "Chaises pliantes",
    "Tables pliantes",
    "Sonorisation portative",
    "Vidéoprojecteur mobile",
    "Grilles d’exposition",
)
# Name, least, most, and the type of the room with which it is lent.
MODELES = (
    (CHAISES, 60, 140, Salle.Type.SALLE_POLYVALENTE),
    (TABLES, 12, 30, Salle.Type.SALLE_POLYVALENTE),
    (SONO, 1, 2, None),
    (PROJECTEUR, 1, 3, None),
    (GRILLES, 6, 20, None),
    ("Tapis de judo", 30, 80, Salle.Type.GYMNASE),
    ("Filets de badminton", 2, 6, Salle.Type.GYMNASE),
)


def remplir_materiels(etablissements: Sequence[Etablissement]) -> int:
    """Give a stock to some of the publishing schools, once, and return how many things are lent."""
    if not Materiel.objects.exists():
        publiees = Salle.objects.publiees().filter(etablissement__in=etablissements).order_by("-effectif_max", "pk")
        par_ecole: dict[int, dict[str, Salle]] = {}
        for salle in publiees:
            par_ecole.setdefault(salle.etablissement_id, {}).setdefault(salle.type, salle)
        Materiel.objects.bulk_create(
            materiel
            for ecole in etablissements
            if ecole.pk in par_ecole
            for materiel in _materiels_de(ecole, par_ecole[ecole.pk])
        )
    return Materiel.objects.count()


def _materiels_de(ecole: Etablissement, salles: dict[str, Salle]) -> list[Materiel]:
    """Draw what one school lends; the schools of the demo's two heads lend everything."""
    hasard = random.Random(f"{GRAINE}-materiel-{ecole.uai}")
    bien_dotee = ecole.uai in (UAI_DU_CHEF, UAI_DE_L_AUTRE_CHEF)
    if hasard.random() > PART and not bien_dotee:
        return []
    return [
        Materiel(
            etablissement=ecole,
            salle=salles[avec] if avec else None,
            nom=nom,
            quantite=hasard.randint(au_moins, au_plus),
        )
        for nom, au_moins, au_plus, avec in MODELES
        if (avec is None or avec in salles) and (bien_dotee or hasard.random() < 0.6)
    ]

"""Who owns a school, and in which commune it stands."""

import math
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from etablissements.cog import COLLECTIVITES_UNIQUES, departements
from etablissements.models import Commune
from etablissements.sans_accents import simplifier
from etablissements.services.import_annuaire.fiche import Fiche, Nature

RAYON_TERRE_KM = 6_371
# Farther from the centre of its commune than this, a position is a mistake. By "in metropolitan France": communes
# overseas are wide.
ECART_MAX_KM = {True: 50, False: 250}
# Names that lost letters on the way (« Laivisiau ») still look like the right one, and it is near.
RESSEMBLANCE = 0.85
ECART_MAX_D_UN_NOM_PROCHE_KM = 10

# Paris, Lyon and Marseille are one commune each; their arrondissements have codes of their own.
ARRONDISSEMENTS = {"751": "75056", "6938": "69123", "132": "13055"}


def proprietaires(nature: str, departement: str) -> tuple[str, ...]:
    """Return the codes of the authorities that may own such a school there, the proper one first.

    Source: Code de l'éducation L213-2 (département: collèges), L214-6 (région: lycées, EREA).
    """
    region = departements()[departement].region
    dep, reg = f"dep-{departement}", f"reg-{region}"
    if not region:
        return (dep,)
    ordre = (dep, reg) if nature == Nature.COLLEGE else (reg, dep)
    return ordre if region in COLLECTIVITES_UNIQUES else ordre[:1]


class Communes:
    """The communes of some départements, found by code, by name or by postal code."""

    def __init__(self, departements_lus: Iterable[str]):
        self.par_code: dict[str, Commune] = {}
        self.par_departement: dict[str, dict[str, Commune]] = defaultdict(dict)
        self.par_code_postal: dict[tuple[str, str], list[Commune]] = defaultdict(list)
        for commune in Commune.objects.filter(departement__in=set(departements_lus)).order_by("-population", "pk"):
            self.par_code[commune.code_insee] = commune
            self.par_departement[commune.departement].setdefault(commune.nom_cherche, commune)
            for code_postal in commune.codes_postaux:
                self.par_code_postal[commune.departement, code_postal].append(commune)

    def trouver(self, fiche: Fiche) -> Commune | None:
        """Return the commune of the school, by the surest of what the file says; None rather than a guess."""
        noms = self.par_departement[fiche.departement]
        nom = simplifier(fiche.commune).partition(" cedex")[0]
        par_code = self.par_code.get(_commune_entiere(fiche.code_commune))
        if par_code and par_code.departement == fiche.departement:
            return par_code
        if nom in noms:
            return noms[nom]
        candidates = self.par_code_postal[fiche.departement, fiche.code_postal]
        if len(candidates) == 1:
            return candidates[0]
        return self._de_nom_proche(nom, fiche)

    def _de_nom_proche(self, nom: str, fiche: Fiche) -> Commune | None:
        """Return the nearest commune of a close name (Lamballe, now Lamballe-Armor), if the position confirms it."""
        noms = self.par_departement[fiche.departement]
        proches = set(get_close_matches(nom, noms, n=3, cutoff=RESSEMBLANCE))
        proches |= {connu for connu in noms if connu.startswith(f"{nom} ") or nom.startswith(f"{connu} ")}
        distances = [(_distance(fiche.position, noms[proche]), proche) for proche in proches]
        distance, proche = min(distances, default=(math.inf, ""))
        return noms[proche] if distance <= ECART_MAX_D_UN_NOM_PROCHE_KM else None


def est_plausible(position: tuple[float, float], commune: Commune) -> bool:
    """Tell whether the position may be in the commune, as far as its centre says."""
    distance = _distance(position, commune)
    return distance == math.inf or distance <= ECART_MAX_KM[len(commune.departement) == 2]


def _distance(position: tuple[float, float] | None, commune: Commune) -> float:
    """Return the kilometres to the centre of the commune, infinite when either is unknown."""
    if position is None or commune.latitude is None or commune.longitude is None:
        return math.inf
    return distance_km(position, (commune.latitude, commune.longitude))


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance between two positions in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(math.radians, point)) for point in (a, b))
    carre = math.sin((lat_b - lat_a) / 2) ** 2
    carre += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * RAYON_TERRE_KM * math.asin(math.sqrt(carre))


def code_postal_de_la_rue(ecrit: str, commune: Commune | None) -> str:
    """Return a postal code that a visitor can use: that of the commune which looks most like a CEDEX code."""
    if commune is None or ecrit in commune.codes_postaux or not commune.codes_postaux:
        return ecrit
    return max(sorted(commune.codes_postaux), key=lambda code: _debut_commun(code, ecrit))


def _debut_commun(un: str, autre: str) -> int:
    return next((rang for rang, (a, b) in enumerate(zip(un, autre, strict=False)) if a != b), len(un))


def _commune_entiere(code: str) -> str:
    return next((commune for debut, commune in ARRONDISSEMENTS.items() if code.startswith(debut)), code)

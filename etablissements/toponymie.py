"""Communes as people write them: « Voiron », « 38500 », « st etienne de crossey », « voiron isère », in an address."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from django.db.models import Q

from etablissements.cog import departements, regions
from etablissements.models import Commune, Etablissement
from etablissements.sans_accents import simplifier

CODE_POSTAL = re.compile(r"[0-9]{5}")
CODE_INSEE = re.compile(r"2[ab][0-9]{3}")
SANS_SENS = re.compile(r"\bcedex( [0-9]{1,2})?\b|\bfrance$")
ARTICLES = ("", "le ", "la ", "les ", "l ")
ARTICLE = re.compile(r"^(le|la|les|l) ")
# The longest name of a commune has nine words (« Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson »), articles included.
MOTS_D_UN_NOM = 9
# Communes whose name is a word of every address: Rue (80), Y (80), Place (53), Cours (69), Bois (17)…
MOTS_D_ADRESSE = frozenset(
    ("rue", "y", "place", "cours", "bois", "pont", "port", "passage", "villa", "bis", "ter", "cite")
)
PROPOSITIONS = 3
RESSEMBLANCE = 0.75
# Below so many inhabitants, whoever writes a name alone may mean a larger commune that begins with it.
PEU_CONNUE = 5_000
# A beginning that more communes share (« Saint ») names none of them.
ABREGES_MAX = 10
LETTRES_D_UN_ABREGE = 4

Selection = tuple[str, str]  # a field of Commune and its value: ("departement", "38"), ("region", "53")


def communes_nommees(texte: str) -> list[Commune]:
    """Return the communes that the whole text may name, the likeliest first; empty when it says more than that.

    Of namesakes, one whose département has schools here is likelier than the largest; a village that bears the name of
    a whole département or région is not meant by it.
    """
    mots, codes = _mots_et_codes(texte)
    if len(codes) > 1 or any(mot.isdigit() and len(mot) > 3 for mot in mots):
        return []
    if not mots:
        return _communes_du_code(codes[0]) if codes else []
    lectures: dict[str, Selection | None] = {" ".join(mots): None, **dict(_lectures_avec_qualificatif(mots))}
    noms = {f"{article}{nom}": selection for nom, selection in lectures.items() for article in ARTICLES}
    trouvees = [
        commune
        for commune in _situees(Q(nom_cherche__in=noms))
        if _convient(commune, noms[commune.nom_cherche]) and (not codes or _poids_du_code(commune, codes[0]))
    ]
    # « La Tour » is not asked for by who writes « Tour », as long as a commune has the very name.
    exactes = [commune for commune in trouvees if commune.nom_cherche in lectures]
    nommees = exactes or trouvees
    if est_un_territoire(texte) and all(commune.population < PEU_CONNUE for commune in nommees):
        return []
    if not nommees:
        return _communes_abregees(lectures, codes)
    if codes or (len(nommees) == 1 and nommees[0].population >= PEU_CONNUE):
        return nommees
    premiere, *homonymes = _couvertes_d_abord(nommees)
    plus_grandes = _plus_grandes(premiere, " ".join(mots))
    return _couvertes_d_abord([premiere, *plus_grandes, *homonymes])


def _communes_du_code(code: str) -> list[Commune]:
    """Return the communes of a postal code, then the one whose INSEE code it is: few people write theirs."""
    communes = _situees(Q(codes_postaux__contains=[code]) | Q(pk=code.upper()))
    return sorted(communes, key=lambda commune: _poids_du_code(commune, code), reverse=True)


def _plus_grandes(nommee: Commune, nom: str) -> list[Commune]:
    """Return the larger communes that people may mean by the name of a smaller one: Bourg-en-Bresse by « Bourg »."""
    return _situees(Q(nom_cherche__startswith=f"{nom} ", population__gt=nommee.population), PROPOSITIONS)


def _couvertes_d_abord(communes: list[Commune]) -> list[Commune]:
    """Put before the others those of the départements that have schools here, each in the order given."""
    if len(communes) < 2:
        return communes
    couverts = Etablissement.objects.values("departement")
    parmi = Commune.objects.filter(pk__in=[commune.pk for commune in communes], departement__in=couverts)
    couvertes = set(parmi.values_list("pk", flat=True))
    return sorted(communes, key=lambda commune: commune.pk not in couvertes)


def _communes_abregees(lectures: dict[str, Selection | None], codes: list[str]) -> list[Commune]:
    """Return the communes that people call by their first words: « Bourgoin », « Saint-Martin, Isère »."""
    filtre = Q(pk__in=[])
    for nom, selection in lectures.items():
        if len(nom) >= LETTRES_D_UN_ABREGE:
            debut = Q(nom_cherche__startswith=f"{nom} ")
            filtre |= debut & Q(**dict([selection])) if selection else debut
    if codes:
        filtre &= Q(codes_postaux__contains=codes)
    abregees = _situees(filtre, ABREGES_MAX + 1)
    return _couvertes_d_abord(abregees) if len(abregees) <= ABREGES_MAX else []


def communes_citees(texte: str) -> list[Commune]:
    """Return the communes named within an address, the likeliest first: by postal code, at the end, in most words."""
    mots, codes = _mots_et_codes(texte)
    mots, selection = _sans_qualificatif(mots)
    suites = {
        " ".join(mots[debut:fin]): fin == len(mots)
        for debut in range(len(mots))
        for fin in range(debut + 1, min(debut + MOTS_D_UN_NOM, len(mots)) + 1)
    }
    segments = {" ".join(_mots_et_codes(segment)[0]) for segment in re.split(r"[,;\n]", texte)}
    filtre = Q(nom_cherche__in=suites) | Q(codes_postaux__contains=codes[-1:]) if codes else Q(nom_cherche__in=suites)

    def rang(commune: Commune) -> tuple[bool, int, bool, bool, int]:
        nom = commune.nom_cherche
        # A name in the middle of a street (« rue de Paris ») weighs less than one that stands by itself.
        en_place = nom in segments or suites.get(nom, False)
        code = _poids_du_code(commune, codes[-1]) if codes else 0
        mots_cites = len(nom.split()) if nom in suites else 0
        return nom == " ".join(mots), code, _convient(commune, selection), en_place, mots_cites

    trouvees = [
        commune
        for commune in _situees(filtre)
        if commune.nom_cherche not in MOTS_D_ADRESSE or (codes and _poids_du_code(commune, codes[-1]))
    ]
    return sorted(_couvertes_d_abord(trouvees), key=rang, reverse=True)


def communes_ressemblantes(texte: str) -> list[Commune]:
    """Return a few communes whose name looks like the whole text, to propose them to who mistyped."""
    nom = simplifier(texte)
    if len(nom) < LETTRES_D_UN_ABREGE or any(signe.isdigit() for signe in nom):
        return []
    voisines = {commune.nom_cherche: commune for commune in _situees(Q(nom_cherche__startswith=nom[:2]))[::-1]}
    return [voisines[proche] for proche in get_close_matches(nom, voisines, n=PROPOSITIONS, cutoff=RESSEMBLANCE)]


def est_un_territoire(texte: str) -> bool:
    """Tell whether the text names a whole département or région, with or without its article."""
    mots, codes = _mots_et_codes(texte)
    return not codes and ARTICLE.sub("", " ".join(mots)) in _territoires()


def _mots_et_codes(texte: str) -> tuple[list[str], list[str]]:
    """Split into plain words, and postal or INSEE codes."""
    simple = SANS_SENS.sub(" ", simplifier(texte))
    mots: list[str] = []
    codes: list[str] = []
    for mot in simple.split():
        (codes if CODE_POSTAL.fullmatch(mot) or CODE_INSEE.fullmatch(mot) else mots).append(mot)
    return mots, codes


@cache
def _qualificatifs() -> dict[str, Selection]:
    """Return what may follow a name to tell which one: département by name or code, région by name."""
    qualificatifs: dict[str, Selection] = {simplifier(nom): ("region", code) for code, nom in regions().items()}
    for departement in departements().values():
        qualificatifs[simplifier(departement.nom)] = ("departement", departement.code)
        qualificatifs[departement.code.lower()] = ("departement", departement.code)
    return qualificatifs


@cache
def _territoires() -> frozenset[str]:
    return frozenset(ARTICLE.sub("", nom) for nom in _qualificatifs())


def _lectures_avec_qualificatif(mots: list[str]) -> Iterator[tuple[str, Selection]]:
    """Yield « voiron », in the Isère, for « voiron isere » or « isere voiron »."""
    for coupe in range(1, len(mots)):
        debut, fin = " ".join(mots[:coupe]), " ".join(mots[coupe:])
        for nom, qualificatif in ((debut, fin), (fin, debut)):
            if selection := _qualificatifs().get(qualificatif):
                yield nom, selection


def _sans_qualificatif(mots: list[str]) -> tuple[list[str], Selection | None]:
    """Take the département or the région off the end of an address."""
    for coupe in range(1, len(mots)):
        if selection := _qualificatifs().get(" ".join(mots[coupe:])):
            return mots[:coupe], selection
    return mots, None


def _convient(commune: Commune, selection: Selection | None) -> bool:
    return selection is None or getattr(commune, selection[0]) == selection[1]


def _poids_du_code(commune: Commune, code: str) -> int:
    """Return 2 for a postal code of the commune, 1 for its INSEE code, which may be the postal code of another town."""
    return 2 if code in commune.codes_postaux else int(code.upper() == commune.code_insee)


def _situees(filtre: Q, nombre: int | None = None) -> list[Commune]:
    return list(Commune.objects.filter(filtre, latitude__isnull=False).order_by("-population", "code_insee")[:nombre])


def nommer(commune: Commune) -> str:
    """Write the name with its département, which tells namesakes apart: « Voiron (38) »."""
    return f"{commune.nom} ({commune.departement})"

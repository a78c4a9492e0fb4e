"""One school per UAI, however many rows the file gives it: annexes, or the two sides of a polyvalent lycée."""

from collections import defaultdict
from collections.abc import Iterable

from etablissements.sans_accents import simplifier
from etablissements.services.import_annuaire.fiche import Fiche, Nature

COMPLETABLES = (
    "adresse",
    "code_postal",
    "code_commune",
    "commune",
    "position",
    "ligne_position",
    "telephone",
    "courriel",
    "siret",
    "mere",
    "maj",
)


def fusionner(fiches: Iterable[Fiche]) -> tuple[list[Fiche], list[tuple[Fiche, str]]]:
    """Return one Fiche per UAI, in order, and the rows that contradict it, each with the reason."""
    par_uai: dict[str, list[Fiche]] = defaultdict(list)
    for fiche in fiches:
        par_uai[fiche.uai].append(fiche)
    fusionnees, refusees = [], []
    for uai in sorted(par_uai):
        principale, *autres = sorted(par_uai[uai], key=_rang)
        for autre in autres:
            if (autre.nature == Nature.COLLEGE) != (principale.nature == Nature.COLLEGE):
                raison = f"L’UAI {uai} est déjà, ligne {principale.ligne}, d’un établissement d’une autre nature."
                refusees.append((autre, raison))
            else:
                _completer(principale, autre)
        fusionnees.append(principale)
    return fusionnees, refusees


def _rang(fiche: Fiche) -> tuple[bool, bool, int, int]:
    """Sort the seat before its annexes, the general side before the professional one, then the newest first."""
    est_annexe = "annexe" in simplifier(fiche.nom).split()
    age = -fiche.maj.toordinal() if fiche.maj else 0
    return est_annexe, fiche.nature == Nature.LYCEE_PRO, age, fiche.ligne


def _completer(principale: Fiche, autre: Fiche) -> None:
    for champ in COMPLETABLES:
        if not getattr(principale, champ):
            setattr(principale, champ, getattr(autre, champ))
    principale.illisibles.extend(autre.illisibles)

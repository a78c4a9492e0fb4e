"""Identifiers of schools and places: normalise what can be, refuse the rest with a sentence that helps.

Sources: Répertoire national des établissements (UAI), INSEE code officiel géographique (communes, départements).
"""

import re

from socle.erreur import ErreurMetier

LETTRES_UAI = "ABCDEFGHJKLMNPRSTUVWXYZ"  # 23 letters: I, O and Q would be read as digits
FORME_UAI = re.compile(r"[0-9]{7}[A-HJ-NPR-Z]")
# Excel drops leading zeros: « 10856A » is 0010856A. Shorter than that is no UAI of any département.
FORME_UAI_TRONQUE = re.compile(r"[0-9]{5,6}[A-HJ-NPR-Z]")
FORME_COMMUNE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")
FORME_DEPARTEMENT = re.compile(r"0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[4-9]")
FORME_COLLECTIVITE = re.compile(r"(dep|reg)-([0-9A-Z]{2,3})")

# Three digits that open a UAI -> département. Corse kept numbers of its own; Saint-Barthélemy and
# Saint-Martin those of Guadeloupe; the Pacific ones were numbered before the COG gave them a code.
PREFIXES_UAI = {
    "620": ("2A",),
    "720": ("2B",),
    "971": ("971", "977", "978"),
    "983": ("988",),
    "984": ("987",),
    "987": ("986",),
}


class IdentifiantInvalide(ErreurMetier):
    """The text is no identifier of the kind that was expected."""

    code = "identifiant_invalide"
    statut_http = 400


def lettre_uai(chiffres: str) -> str:
    """Return the check letter of the seven digits of a UAI."""
    return LETTRES_UAI[int(chiffres) % 23]


def normaliser_uai(texte: str) -> str:
    """Return the UAI in its official form, or refuse: 7 digits and their check letter.

    Case, spaces and lost leading zeros are repaired: the check letter says whether the repair is right.
    """
    uai = _serrer(texte)
    if FORME_UAI_TRONQUE.fullmatch(uai):
        uai = uai.zfill(8)
    if not FORME_UAI.fullmatch(uai):
        raise IdentifiantInvalide(
            "L’UAI a sept chiffres et une lettre, par exemple 0380039L : vérifiez-le dans l’annuaire de l’éducation."
        )
    if uai[-1] != lettre_uai(uai[:7]):
        raise IdentifiantInvalide(
            f"L’UAI {uai} contient une faute de frappe : sa lettre ne correspond pas à ses chiffres. "
            "Recopiez-le de l’annuaire."
        )
    return uai


def departements_uai(uai: str) -> tuple[str, ...]:
    """Return the départements (COG) where a school of that UAI may stand; several for Guadeloupe's numbers."""
    prefixe = uai[:3]
    return PREFIXES_UAI.get(prefixe) or (prefixe[1:] if prefixe.startswith("0") else prefixe,)


def normaliser_departement(texte: str) -> str:
    """Return the COG code (« 38 », « 2A », « 974 ») of what education files write « 038 », « 02A », or Excel « 1 »."""
    code = _serrer(texte)
    if len(code) == 3 and code.startswith("0"):
        code = code[1:]
    elif len(code) == 1:
        code = code.zfill(2)
    if not FORME_DEPARTEMENT.fullmatch(code):
        raise IdentifiantInvalide("Le département s’écrit par son code officiel, par exemple 38, 2A ou 974.")
    return code


def normaliser_commune(texte: str) -> str:
    """Return the INSEE code of a commune, five characters; a zero that a spreadsheet dropped is put back."""
    code = _serrer(texte)
    if len(code) == 4:
        code = code.zfill(5)
    if not FORME_COMMUNE.fullmatch(code):
        raise IdentifiantInvalide(
            "Le code INSEE d’une commune a cinq caractères, par exemple 38563 ou 2A004 ; ce n’est pas le code postal."
        )
    return code


def decouper_code_collectivite(texte: str) -> tuple[str, str]:
    """Split « dep-38 » into ("departement", "38"), « reg-53 » into ("region", "53")."""
    forme = FORME_COLLECTIVITE.fullmatch(texte.strip())
    if not forme:
        raise IdentifiantInvalide(
            "Le code d’une collectivité est dep- ou reg- suivi de son code officiel, par exemple dep-38 ou reg-53."
        )
    return {"dep": "departement", "reg": "region"}[forme[1]], forme[2]


def _serrer(texte: str) -> str:
    """Drop every blank, put in capitals."""
    return "".join(texte.split()).upper()

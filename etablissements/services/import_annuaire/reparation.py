"""Small repairs, each of one kind of value: the right value, or an empty one where it would be a guess."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from stdnum.exceptions import ValidationError as SiretInvalide
from stdnum.fr import siret as siret_officiel

Position = tuple[float, float]

COURRIEL_MAX = 254  # RFC 5321; the validator admits longer ones
CHIFFRES = re.compile(r"\D")
ENTIER_DE_TABLEUR = re.compile(r"([0-9]+)[.,]0+")
SUFFIXE_DE_FILIERE = re.compile(r"\s*\((general et techno\.?|professionnel)\)\s*$", re.IGNORECASE)
MOTS = re.compile(r"[^\s\-'’(]+")
ARTICLES = frozenset(("l", "la", "le", "les"))
LIAISONS = frozenset(("à", "au", "aux", "d", "de", "des", "du", "en", "et", "lès", "sous", "sur"))
# What a file without accents or in capitals writes, and what its readers expect: only the words of the trade.
MOTS_DU_METIER = {
    "lycee": "lycée",
    "college": "collège",
    "etablissement": "établissement",
    "general": "général",
    "prive": "privé",
    "regional": "régional",
    **{
        mot: mot
        for mot in ("agricole", "enseignement", "polyvalent", "professionnel", "public", "section", "technologique")
    },
}


def code(texte: str) -> str:
    """Return a code as text: a spreadsheet may have made « 38500.0 » of it."""
    forme = ENTIER_DE_TABLEUR.fullmatch(texte)
    return forme[1] if forme else texte


def code_postal(texte: str) -> str:
    """Return five digits, with the zero that a spreadsheet dropped; else nothing."""
    chiffres = code(texte)
    if not re.fullmatch(r"[0-9]{4,5}", chiffres):
        return ""
    return chiffres.zfill(5)


def telephone(texte: str) -> str:
    """Return « 04 76 05 12 34 » from any French writing, with the zero that a spreadsheet dropped; else nothing."""
    chiffres = CHIFFRES.sub("", texte) if texte.isascii() else ""
    if chiffres.startswith("33") and len(chiffres) == 11:
        chiffres = chiffres[2:]
    if len(chiffres) == 9 and chiffres[0] != "0":
        chiffres = f"0{chiffres}"
    if len(chiffres) != 10 or chiffres[0] != "0":
        return ""
    return " ".join(chiffres[rang : rang + 2] for rang in range(0, 10, 2))


def courriel(texte: str) -> str:
    """Return the address if it has the form of one, and a length that can be kept; else nothing."""
    try:
        validate_email(texte)
    except ValidationError:
        return ""
    return texte if len(texte) <= COURRIEL_MAX else ""


def siret(texte: str) -> str:
    """Return the SIRET if its checksum is right; « 2,17003E+13 » cannot be told back, so it gives nothing."""
    try:
        return siret_officiel.validate(texte) if texte.isascii() else ""
    except SiretInvalide:
        return ""


def position(latitude: str, longitude: str, couple: str) -> Position | None:
    """Return the position in degrees, from two columns, else from « 45.37, 5.59 »; None when out of this world."""
    return _position_lue(latitude, longitude) or _position_lue(*couple.partition(", ")[::2])


def _position_lue(latitude: str, longitude: str) -> Position | None:
    try:
        lat, lon = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
    except ValueError:
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat, lon) == (0, 0):
        return None
    return round(lat, 6), round(lon, 6)


def jour(texte: str) -> date | None:
    """Return the day of « 2026-05-27 », or of « 27/05/2026 » as a spreadsheet rewrites it; else None."""
    ecrit = texte[:10]
    if "/" in ecrit:
        ecrit = "-".join(reversed(ecrit.split("/")))
    try:
        return date.fromisoformat(ecrit)
    except ValueError:
        return None


def nom(texte: str) -> str:
    """Write the name of a school: capitals only where they belong, the words of the trade with their accents."""
    sans_filiere = SUFFIXE_DE_FILIERE.sub("", texte)
    if sans_filiere.isupper() or est_sans_accents(sans_filiere):
        sans_filiere = _en_minuscules(sans_filiere, MOTS_DU_METIER)
    return sans_filiere


def est_sans_accents(texte: str) -> bool:
    """Tell whether the source dropped its accents: it wrote « Lycee » or « College », as no French text does."""
    return texte.isascii() and not texte.isupper() and bool({"lycee", "college"} & set(texte.lower().split()))


def adresse(texte: str) -> str:
    """Write « 192 rue LUZEL » as « 192 rue Luzel », and « Rue DE LA CORDERIE » as « Rue de la Corderie »."""
    return _en_minuscules(" ".join(texte.split()), {}, seulement_crie=True)


def _en_minuscules(texte: str, metier: dict[str, str], *, seulement_crie: bool = False) -> str:
    """Put capitals at the head of words only, except linking words; an article follows the word before it."""
    precedent = ""

    def ecrire(mot: re.Match[str]) -> str:
        nonlocal precedent
        bas, avant, precedent = mot[0].lower(), precedent, mot[0].lower()
        if seulement_crie and not (len(mot[0]) > 1 and mot[0].isupper() and mot[0].isalpha()):
            return mot[0]
        est_liaison = bas in LIAISONS or (bas in ARTICLES and avant in LIAISONS) or bas in metier
        ecrit = metier.get(bas, bas)
        return ecrit if est_liaison and mot.start() > 0 else ecrit[0].upper() + ecrit[1:]

    return MOTS.sub(ecrire, texte)

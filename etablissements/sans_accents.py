"""One simplified spelling per name, so that « Saint-Étienne » is found by « st etienne »."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": " ", "'": " ", "-": " "})
ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
AUTRES_SIGNES = re.compile(r"[^a-z0-9 ]")


def simplifier(texte: str) -> str:
    """Return lower-case ASCII words separated by one space; « St » and « Ste » are spelled out.

    « L’Haÿ-les-Roses » gives « l hay les roses »; what is neither a letter nor a digit separates words.
    """
    decompose = unicodedata.normalize("NFKD", texte.lower().translate(LIGATURES))
    sans_accents = "".join(signe for signe in decompose if not unicodedata.combining(signe))
    mots = AUTRES_SIGNES.sub(" ", sans_accents).split()
    return " ".join(ABREGES.get(mot, mot) for mot in mots)

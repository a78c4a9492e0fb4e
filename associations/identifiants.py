"""Identifiers of requesters: RNA, SIREN, SIRET, and the register of Alsace-Moselle.

Sources: Répertoire national des associations (no checksum exists), Sirene, code civil local (art. 21 to 79).
"""

import re
import unicodedata

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siren, siret

from etablissements.identifiants import IdentifiantInvalide

# W, département (two characters), digit of the sub-prefecture, serial number. Mayotte and Corse have a letter.
FORME_RNA = re.compile(r"W[0-9][0-9A-Z][0-9][0-9]{6}")
SEPARATEURS = re.compile(r"[\s.\-\u2010-\u2015]+")
FORME_REGISTRE = re.compile(r"[^\W_]")
LONGUEUR_REGISTRE = (4, 80)


def normaliser_rna(texte: str) -> str:
    """Return the RNA number in capitals without separators, or refuse."""
    rna = SEPARATEURS.sub("", texte).upper()
    if not FORME_RNA.fullmatch(rna):
        raise IdentifiantInvalide(
            "Le numéro RNA est un W suivi de neuf caractères, par exemple W381234567 : "
            "il figure sur le récépissé de déclaration de l’association.",
            champ="rna",
        )
    return rna


def normaliser_siren(texte: str) -> str:
    """Return the nine digits of the SIREN, or refuse; the last one is a checksum (Luhn)."""
    try:
        return siren.validate(_chiffres(texte))
    except InvalidChecksum:
        raise IdentifiantInvalide(
            "Ce SIREN contient une faute de frappe : vérifiez ses neuf chiffres sur l’avis de situation Sirene.",
            champ="siren",
        ) from None
    except ValidationError:
        raise IdentifiantInvalide("Le SIREN a neuf chiffres, par exemple 732 829 320.", champ="siren") from None


def normaliser_siret(texte: str) -> str:
    """Return the fourteen digits of the SIRET, or refuse. The exception of La Poste is known to python-stdnum."""
    try:
        return siret.validate(_chiffres(texte))
    except InvalidChecksum:
        raise IdentifiantInvalide(
            "Ce SIRET contient une faute de frappe : vérifiez ses quatorze chiffres sur l’avis de situation Sirene.",
            champ="siret",
        ) from None
    except ValidationError:
        raise IdentifiantInvalide(
            "Le SIRET a quatorze chiffres : les neuf du SIREN, puis cinq pour l’adresse.", champ="siret"
        ) from None


def normaliser_registre(texte: str) -> str:
    """Return the reference of an inscription in the register of associations of Alsace-Moselle.

    Courts number freely (« Tribunal judiciaire de Colmar, volume 62, folio 14 »): only the blanks are put in order.
    """
    reference = " ".join("".join(s for s in texte if unicodedata.category(s) != "Cc" or s.isspace()).split())
    moins, plus = LONGUEUR_REGISTRE
    if not moins <= len(reference) <= plus or not FORME_REGISTRE.search(reference):
        raise IdentifiantInvalide(
            "Recopiez l’inscription au registre des associations telle que le tribunal l’écrit, "
            "par exemple « Colmar, volume 62, folio 14 ».",
            champ="registre",
        )
    return reference


def _chiffres(texte: str) -> str:
    """Drop separators; python-stdnum refuses whatever is not a digit, except digits of other scripts."""
    chiffres = SEPARATEURS.sub("", texte)
    return chiffres if chiffres.isascii() else ""

"""Read open-data files by the names of their columns, whatever their order, encoding or age.

Never stops at a bad line: a line that cannot be read whole is handed on with its defect, so that it can be reported.
"""

import contextlib
import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etablissements.ecriture import pluriel
from etablissements.sans_accents import simplifier
from socle.erreur import ErreurMetier

# The ministry publishes UTF-8 with a mark; spreadsheets save UTF-16 or the code page of Windows.
MARQUES = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
FIN_DE_LIGNE = re.compile(r"\r\n|\r|\n")
SEPARATEURS = ";,\t|"
# No CSV has a control character in its titles: workbooks, archives and images begin with some. These two do not.
CONTROLES = bytes(code for code in range(32) if chr(code) not in "\t\n\v\f\r")
DEBUTS_BINAIRES = (b"%PDF", b"\x89PNG")
# A cell may hold line breaks; more than this is a quotation mark that nobody closed.
LIGNES_PAR_ENREGISTREMENT = 10
GUILLEMET_OUVERT = 'Un guillemet (") ouvert dans cette ligne n’est jamais refermé. Corrigez-la dans le fichier.'
LIGNE_TROP_LONGUE = f"La ligne a plus de {pluriel(csv.field_size_limit(), 'signe')}. Corrigez-la dans le fichier."

Alias = Mapping[str, Sequence[str]]


class FichierIllisible(ErreurMetier):
    """The file as a whole is not what was expected."""

    code = "fichier_illisible"
    statut_http = 400


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row: `numero` is the line of the file (the header is 1), or the rank of the record in JSON.

    `valeurs` has every expected name, empty when the file has no such column; `defaut` says why it cannot be used.
    """

    numero: int
    valeurs: Mapping[str, str] = field(default_factory=dict)
    defaut: str = ""


def lire(chemin: Path, alias: Alias, indispensables: Sequence[str]) -> list[Ligne]:
    """Read a CSV or JSON file; `alias` gives the column names that each expected name may bear, best first.

    Refuses with `FichierIllisible` when the file cannot be opened, is empty, or lacks an indispensable column.
    """
    return lire_octets(_octets(chemin), alias, indispensables)


def lire_octets(octets: bytes, alias: Alias, indispensables: Sequence[str]) -> list[Ligne]:
    """Read what a person sends, under the same rules as `lire`."""
    texte = _decoder(octets)
    enregistrements = _enregistrements_json(texte) if texte.lstrip()[:1] in ("[", "{") else _enregistrements_csv(texte)
    cles = {nom: [_cle(entete) for entete in entetes] for nom, entetes in alias.items()}
    lignes = [
        Ligne(numero, defaut=lu) if isinstance(lu, str) else Ligne(numero, _nommer(lu, cles))
        for numero, lu in enregistrements
    ]
    if not lignes:
        raise FichierIllisible(_pourquoi_rien(texte))
    for nom in indispensables:
        if not any(ligne.valeurs.get(nom) for ligne in lignes):
            raise FichierIllisible(
                f"Aucune ligne n’a de colonne « {alias[nom][0]} » remplie : est-ce le bon fichier ? "
                f"Noms reconnus : {', '.join(alias[nom])}."
            )
    return lignes


def _pourquoi_rien(texte: str) -> str:
    if not texte.strip():
        return "Le fichier est vide : il n’y a rien à importer."
    if texte.lstrip()[0] in "[{":
        return "Le fichier JSON n’a aucun enregistrement : il n’y a rien à importer. Vérifiez son export."
    return (
        "Le fichier n’a qu’une ligne, celle des titres de colonnes : écrivez dessous ce qu’il faut importer, une ligne "
        "pour chaque chose, puis recommencez."
    )


def _octets(chemin: Path) -> bytes:
    try:
        return chemin.read_bytes()
    except FileNotFoundError:
        raise FichierIllisible(f"Le fichier {chemin} ne s’ouvre pas : il n’existe pas.") from None
    except IsADirectoryError:
        raise FichierIllisible(f"Le fichier {chemin} ne s’ouvre pas : c’est un dossier.") from None
    except OSError as erreur:
        raise FichierIllisible(
            f"Le fichier {chemin} ne s’ouvre pas ({erreur.strerror}) : vérifiez vos droits."
        ) from None


def _decoder(octets: bytes) -> str:
    for marque, codage in MARQUES.items():
        if octets.startswith(marque):
            return octets.decode(codage, errors="replace")
    if _est_binaire(octets):
        raise FichierIllisible(
            "Ce fichier n’est pas du texte, il ne se lit pas. S’il vient d’un tableur, enregistrez-le au "
            "format CSV, puis recommencez avec le fichier obtenu."
        )
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _est_binaire(octets: bytes) -> bool:
    """Tell by its first line; a stray control character further down is dropped from its cell."""
    premiere = octets.lstrip().partition(b"\n")[0]
    return premiere.startswith(DEBUTS_BINAIRES) or premiere.translate(None, CONTROLES) != premiere


def _cle(entete: str) -> str:
    """Return what stays of a column name across exports: « Code_postal », « Code postal » and « code postal » agree."""
    return simplifier(entete).replace(" ", "")


def _nommer(enregistrement: Mapping[str, str], alias: Mapping[str, list[str]]) -> dict[str, str]:
    """Keep the expected names, each with the first of its columns that is filled."""
    return {
        nom: next((valeur for entete in entetes if (valeur := _nettoyer(enregistrement.get(entete, "")))), "")
        for nom, entetes in alias.items()
    }


# -- CSV -----------------------------------------------------------------------------


def _enregistrements_csv(texte: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    physiques = FIN_DE_LIGNE.split(texte)
    debut = next((rang for rang, ligne in enumerate(physiques) if ligne.strip()), len(physiques))
    if debut == len(physiques):
        return
    separateur = max(SEPARATEURS, key=physiques[debut].count)
    entetes = [_cle(cellule) for cellule in _cellules(physiques[debut][: csv.field_size_limit()], separateur) or []]
    rang = debut + 1
    while rang < len(physiques):
        numero = rang + 1
        lu, rang = _enregistrement(physiques, rang, separateur, len(entetes))
        if isinstance(lu, str):
            yield numero, lu
        elif any(cellule.strip() for cellule in lu):
            yield numero, _apparier(entetes, lu)


def _enregistrement(physiques: list[str], rang: int, separateur: str, largeur: int) -> tuple[list[str] | str, int]:
    """Return the cells of the record that starts at `rang`, or its defect, and where the next one starts.

    Several lines are one record only where a closed quotation mark makes one row of them, and they have not enough
    separators for two: a mark that nobody closes swallows no line, nor does it give one the cells of another.
    """
    if len(physiques[rang]) > csv.field_size_limit():
        return LIGNE_TROP_LONGUE, rang + 1
    cellules = _cellules(physiques[rang], separateur)
    if cellules is not None:
        return cellules, rang + 1
    for suivant in range(rang + 2, min(rang + LIGNES_PAR_ENREGISTREMENT, len(physiques)) + 1):
        texte = "\n".join(physiques[rang:suivant])
        cellules = _cellules(texte, separateur)
        if texte.count(separateur) >= 2 * (largeur - 1) or (cellules and len(cellules) != largeur):
            break
        if cellules:
            return cellules, suivant
    return GUILLEMET_OUVERT, rang + 1


def _cellules(texte: str, separateur: str) -> list[str] | None:
    """Cut one record; None while a quotation mark is open. A line alone is read whatever its marks."""
    try:
        return next(csv.reader([texte], delimiter=separateur, strict=True), [])
    except csv.Error as erreur:
        if "\n" in texte or "end of data" in str(erreur):
            return None
    return next(csv.reader([texte], delimiter=separateur), [])


def _apparier(entetes: list[str], cellules: list[str]) -> dict[str, str] | str:
    """Give each cell its column, or say why that would be guesswork."""
    while len(cellules) > len(entetes) and not cellules[-1].strip():
        cellules.pop()
    if len(cellules) != len(entetes):
        return (
            f"La ligne a {len(cellules)} cellules pour {len(entetes)} colonnes : ses valeurs seraient décalées. "
            "Corrigez-la dans le fichier."
        )
    # Where two columns share a name, the first one that is filled counts.
    enregistrement: dict[str, str] = {}
    for entete, cellule in zip(entetes, cellules, strict=True):
        enregistrement[entete] = enregistrement.get(entete) or cellule
    return enregistrement


# -- JSON ----------------------------------------------------------------------------


def _enregistrements_json(texte: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    try:
        contenu = json.loads(texte)
    except (json.JSONDecodeError, RecursionError) as erreur:
        raise FichierIllisible(f"Le fichier JSON est abîmé : {erreur}.") from None
    if isinstance(contenu, dict):
        contenu = next((valeur for valeur in contenu.values() if isinstance(valeur, list)), [])
    for numero, element in enumerate(contenu, start=1):
        if not isinstance(element, dict):
            yield numero, "L’enregistrement n’a pas de champs nommés."
            continue
        champs = element["fields"] if isinstance(element.get("fields"), dict) else element
        yield numero, {_cle(nom): _en_texte(valeur) for nom, valeur in champs.items()}


def _en_texte(valeur: Any) -> str:
    if isinstance(valeur, str):
        return valeur
    return str(valeur) if isinstance(valeur, int | float) and not isinstance(valeur, bool) else ""


# -- Text ----------------------------------------------------------------------------


def _nettoyer(texte: str) -> str:
    """Put blanks in order, drop control characters, and mend UTF-8 that was read as Windows text (« CollÃ¨ge »)."""
    if "Ã" in texte or "â€" in texte:
        with contextlib.suppress(UnicodeError):
            texte = texte.encode("cp1252").decode("utf-8")
    if not texte.isprintable():
        texte = "".join(signe for signe in texte if signe.isprintable() or signe.isspace())
    return " ".join(texte.split())

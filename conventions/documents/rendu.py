"""From data to a tagged PDF: PDF/A-2a and PDF/UA-1, the same bytes for the same data.

Data goes in as one JSON string: typst writes it as text and never reads it as markup.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

DOSSIER = Path(__file__).parent
NORMES: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]  # archiving with structure, and universal access

# PDF/A refuses a character that no font draws: Latin, Greek, Cyrillic, punctuation, currencies and arrows are drawn.
HORS_POLICES = re.compile("[^\u0020-\u024f\u0370-\u04ff\u1e00-\u1eff\u2000-\u2040\u20a0-\u20bf\u2190-\u21ff]")
CARRE = "\N{WHITE SQUARE}"


@cache
def _polices() -> typst.Fonts:
    """Load the font of the pages, and no font of the machine: the result is the same everywhere."""
    dossier = files("fontpkg_atkinson_hyperlegible") / "files"
    return typst.Fonts(font_paths=[str(dossier)], include_system_fonts=False)


def composer(gabarit: str, donnees: Mapping[str, Any], *, date_le: datetime) -> bytes:
    """Return the PDF of `<gabarit>.typ` filled with `donnees`, dated `date_le`."""
    compose = typst.compile(
        str(DOSSIER / f"{gabarit}.typ"),
        root=str(DOSSIER),
        font_paths=_polices(),
        format="pdf",
        sys_inputs={"donnees": json.dumps(_imprimable(donnees), ensure_ascii=False)},
        pdf_standards=[*NORMES],
        timestamp=int(date_le.timestamp()),
    )
    if not isinstance(compose, bytes):
        raise TypeError("one PDF was expected, not one image per page")
    return compose


def _imprimable(valeur: Any) -> Any:
    """Keep what the fonts draw, at any depth; a square stands for the rest, nothing for what is invisible."""
    match valeur:
        case str():
            return _texte_imprimable(valeur)
        case Mapping():
            return {cle: _imprimable(contenu) for cle, contenu in valeur.items()}
        case list() | tuple():
            return [_imprimable(contenu) for contenu in valeur]
        case _:
            return valeur


def _texte_imprimable(texte: str) -> str:
    compose = unicodedata.normalize("NFC", " ".join(texte.splitlines()))
    visible = "".join(lettre for lettre in compose if unicodedata.category(lettre) not in ("Cc", "Cf", "Mn"))
    dessine = HORS_POLICES.sub(CARRE, visible)
    return "".join(CARRE if unicodedata.category(lettre) == "Cn" else lettre for lettre in dessine)

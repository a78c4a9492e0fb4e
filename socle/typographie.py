"""Where a line may not break: one place keeps « : ; ? ! · », guillemets and long numbers on the line of their word.

Sentences are written with plain spaces; what shows them calls this module: pages, e-mails, documents. The hyphens of a
number stay hyphens, for a number is copied and looked for: a page keeps it whole by an element around it.
"""

import re

BLANC = "\N{NO-BREAK SPACE}"
# A space that is before high punctuation or a middle dot, within guillemets, in a telephone number, after « n° » or
# after the « L. » of an article.
# It comes first in each branch, so that the search leaps from one space to the next.
ESPACE = r" (?:(?<=\S )(?=[:;?!»·])|(?<=« )|(?<=n° )(?=\d)|(?<=\d\d )(?=\d\d)|(?<=\b[LR]\. )(?=\d))"
# « 2026-38-000017 », « C-2026-38-000017 », « L. 213-2 »: what has two hyphens, or is an article, is no name of a room.
NUMERO = r"(?P<numero>[\dA-Z](?<![\w-].)(?:\d{0,5}(?:-\d{1,6}){2,3}|(?<=[LR])\. \d+(?:-\d+){1,3}))(?![\w-])"
ENTIER = '<span class="insecable">'
# What is not a sentence: tags with all their attributes, comments, and all that is written as typed or as a program.
HORS_PHRASES = (
    rf"<(?:!--.*?-->|{ENTIER[1:]}[^<]*</span>"
    r"|(?P<nature>script|style|title|textarea|pre|code|option)\b.*?</(?P=nature)\s*>"
    r"""|[a-z/!](?:[^"'<>]|"[^"]*"|'[^']*')*+>)"""
)
DANS_UN_TEXTE = re.compile(ESPACE)
DANS_UNE_PAGE = re.compile(f"(?P<autre>{HORS_PHRASES})|{NUMERO}|{ESPACE}", re.DOTALL | re.IGNORECASE)


def typographier(texte: str) -> str:
    """Give a text its no-break spaces."""
    return DANS_UN_TEXTE.sub(BLANC, texte)


def typographier_html(page: str) -> str:
    """Let no line of a page break where it may not; attributes, fields and code stay, and a title holds no element."""
    return DANS_UNE_PAGE.sub(_garder_entier, page)


def _garder_entier(lu: re.Match[str]) -> str:
    if lu["autre"]:
        return typographier(lu["autre"]) if lu["nature"] == "title" else lu["autre"]
    return f"{ENTIER}{lu['numero'].replace(' ', BLANC)}</span>" if lu["numero"] else BLANC

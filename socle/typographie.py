"""French spaces: one place keeps « : ; ? ! », guillemets and long numbers on the line of their word.

Sentences are written with plain spaces; what shows them calls this module: pages, e-mails, documents.
"""

import re

BLANC = "\N{NO-BREAK SPACE}"
# A space that is before high punctuation, within guillemets, in a telephone number or after « L. » of an article.
# It comes first in each branch, so that the search leaps from one space to the next.
ESPACE = r" (?:(?<=\S )(?=[:;?!»])|(?<=« )|(?<=\d\d )(?=\d\d)|(?<=\b[LR]\. )(?=\d))"
# What is not a sentence: tags with all their attributes, comments, and all that is written as typed or as a program.
HORS_PHRASES = (
    r"<(?:!--.*?-->"
    r"|(?P<nature>script|style|textarea|pre|code|option)\b.*?</(?P=nature)\s*>"
    r"""|[a-z/!](?:[^"'<>]|"[^"]*"|'[^']*')*+>)"""
)
DANS_UN_TEXTE = re.compile(ESPACE)
DANS_UNE_PAGE = re.compile(f"(?P<autre>{HORS_PHRASES})|{ESPACE}", re.DOTALL | re.IGNORECASE)


def typographier(texte: str) -> str:
    """Give a text its no-break spaces."""
    return DANS_UN_TEXTE.sub(BLANC, texte)


def typographier_html(page: str) -> str:
    """Give the sentences of a page their no-break spaces; attributes, fields and code stay as they are."""
    return DANS_UNE_PAGE.sub(lambda lu: lu["autre"] or BLANC, page)

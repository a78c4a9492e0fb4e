"""A page as the reader's eye takes it: where lines may not break is no matter of words."""

import re

INSECABLES = re.compile("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]|&nbsp;")
ENTIERS = re.compile('<span class="insecable">([\\da-zA-Z][\\d. \N{NO-BREAK SPACE}-]*)</span>')


def en_clair(texte: str) -> str:
    """Write all spaces alike, and forget what only keeps a number on its line."""
    return INSECABLES.sub(" ", ENTIERS.sub(r"\1", texte))


def a_plat(reponse) -> str:
    """Return the page of an answer, with all spaces alike."""
    return en_clair(reponse.content.decode())


def lire(client, adresse: str) -> str:
    """Return the text of a page that must be there."""
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return a_plat(reponse)

"""How tests address and read the pages of rooms."""

from django.urls import reverse


def adresse(nom: str, ecole, *suite) -> str:
    return reverse(f"salles:{nom}", args=[ecole.uai, *suite])


def texte(reponse) -> str:
    """Return the page on one line, as its reader's eye takes it."""
    return " ".join(reponse.content.decode().replace("&nbsp;", " ").replace("&#x27;", "’").split())

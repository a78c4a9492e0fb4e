"""How tests address and read the pages of rooms."""

import re

from django.urls import reverse

from tests.pages import a_plat


def adresse(nom: str, ecole, *suite) -> str:
    return reverse(f"salles:{nom}", args=[ecole.uai, *suite])


def texte(reponse) -> str:
    """Return the page on one line, as its reader's eye takes it."""
    return " ".join(a_plat(reponse).replace("&#x27;", "’").split())


def sans_balises(reponse) -> str:
    """Return the words of the page alone, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", texte(reponse)).split())


def lu(question) -> dict:
    """Return what « Enregistrer quand même » sends from the page of what a change implies."""
    envoi: dict[str, list[str]] = {}
    for nom, valeur in question.context["envoi"]:
        envoi.setdefault(nom, []).append(valeur)
    return envoi | {"vu": question.context["question"].empreinte}

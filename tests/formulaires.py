"""A form of a page as a browser holds it: what it would send, and what its buttons say."""

from collections import defaultdict
from html.parser import HTMLParser


class Formulaire(HTMLParser):
    """Read the form that posts to `action`, None where it does not say, and the text of the whole page."""

    def __init__(self, page: str, action: str | None):
        super().__init__()
        self.action = action
        self.valeurs: dict[str, list[str]] = defaultdict(list)
        self.boutons: dict[str, list[str]] = defaultdict(list)
        self.mots: list[str] = []
        self.dedans = False
        self.choix: str | None = None
        self.saisie: str | None = None
        self.feed(page)

    @property
    def texte(self) -> str:
        return " ".join(" ".join(self.mots).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        lus = {nom: valeur or "" for nom, valeur in attrs}
        if tag == "form":
            self.dedans = (lus.get("action"), lus.get("method")) == (self.action, "post")
        elif self.dedans and tag == "select":
            self.choix = lus.get("name")
        elif self.dedans and tag == "option" and self.choix and "selected" in lus:
            self.valeurs[self.choix].append(lus.get("value", ""))
        elif self.dedans and tag == "textarea":
            self.saisie = lus.get("name")
            self.valeurs[lus.get("name", "")].append("")
        elif self.dedans and tag == "button" and "name" in lus:
            self.boutons[lus["name"]].append(lus.get("value", ""))
        elif self.dedans and tag == "input" and "name" in lus and _est_envoye(lus):
            self.valeurs[lus["name"]].append(lus.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.dedans = False
        elif tag == "select":
            self.choix = None
        elif tag == "textarea":
            self.saisie = None

    def handle_data(self, data: str) -> None:
        if self.saisie:
            self.valeurs[self.saisie][-1] += data.removeprefix("\n").removeprefix("\r\n")
        self.mots.append(data)


def _est_envoye(lus: dict[str, str]) -> bool:
    return lus.get("type") not in ("checkbox", "radio") or "checked" in lus

"""Follow every link of the site as a reader would, and look at each page as a whole."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

# As typed, or as a program: nobody set their spaces.
HORS_PHRASES = {"script", "style", "textarea", "pre", "code", "option"}
# What lets a line begin with punctuation, or end with a guillemet that opens.
ESPACE_SECABLE = re.compile("[^.\n]{0,40}(?:[ \n][:;?!»]|«[ \n])")


class _Lecture(HTMLParser):
    """Read what every page owes its reader, and where it leads."""

    def __init__(self, html: str):
        super().__init__()
        self.langue, self.titre = "", ""
        self.balises: Counter[str] = Counter()
        self.liens: list[str] = []
        self.ancres: set[str] = set()
        self.sans_mot = False  # a list whose first answer is Django's row of dashes
        self.phrases = ""
        self._dans_titre = False
        self._element = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        connus = dict(attrs)
        self.balises[tag] += 1
        self._element = tag
        self._dans_titre = tag == "title" and self.balises["svg"] == 0
        if tag == "html":
            self.langue = connus.get("lang") or ""
        if tag == "a" and connus.get("href"):
            self.liens.append(connus["href"])
        if connus.get("id"):
            self.ancres.add(connus["id"])

    def handle_data(self, data: str) -> None:
        self.sans_mot |= data.startswith("---")
        if self._element not in HORS_PHRASES:
            self.phrases += data
        if self._dans_titre:
            self.titre += data.strip()

    def handle_endtag(self, tag: str) -> None:
        self._dans_titre = False
        self._element = ""

    @property
    def fautes(self) -> list[str]:
        jugements = {
            "lang": self.langue == "fr",
            "title": self.titre not in ("", "– Préau", "Préau – Préau"),
            "h1": self.balises["h1"] == 1,
            "main": self.balises["main"] == 1,
            "tirets": not self.sans_mot,
        }
        mortes = [lien for lien in self.liens if lien.startswith("#") and lien[1:] not in self.ancres]
        return [
            *(nom for nom, bon in jugements.items() if not bon),
            *(f"ancre {lien}" for lien in mortes),
            *(f"espace sécable, {trouve[0]!r}" for trouve in ESPACE_SECABLE.finditer(self.phrases)),
        ]


@dataclass
class Promenade:
    """What a walk found: the addresses of each view by its name, and what was wrong with where it read so."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    documents: dict[str, list[str]] = field(default_factory=dict)
    fautes: list[str] = field(default_factory=list)


def se_promener(client: Client, *departs: str, par_vue: int = 3) -> Promenade:
    """Follow the links from these addresses, at most `par_vue` addresses of each view, and judge each answer."""
    promenade = Promenade()
    vues: Counter[str] = Counter()
    file = deque((depart, "le départ") for depart in departs)
    connues = set(departs)
    while file:
        adresse, venue_de = file.popleft()
        nom = nom_de_vue(adresse)
        if vues[nom] >= par_vue:
            continue
        vues[nom] += 1
        reponse = client.get(adresse, follow=True)
        if reponse.status_code >= 400:
            promenade.fautes.append(f"{reponse.status_code} {adresse}, depuis {venue_de}")
        elif not reponse["Content-Type"].startswith("text/html"):
            promenade.documents.setdefault(nom, []).append(adresse)
            reponse.getvalue()  # read to the end, so that the file is closed
        else:
            ici = reponse.redirect_chain[-1][0] if reponse.redirect_chain else adresse
            promenade.pages.setdefault(nom_de_vue(ici), []).append(ici)
            lecture = _Lecture(reponse.content.decode())
            promenade.fautes += [f"{faute} : {adresse}, depuis {venue_de}" for faute in lecture.fautes]
            for lien in lecture.liens:
                suivante = _interne(ici, lien)
                if suivante and suivante not in connues:
                    connues.add(suivante)
                    file.append((suivante, ici))
    return promenade


def _interne(ici: str, lien: str) -> str:
    """Return the path and query of a link of this site, nothing for any other."""
    absolue = urlsplit(urljoin(f"http://testserver{ici}", urldefrag(lien).url))
    if absolue.netloc != "testserver":
        return ""
    return f"{absolue.path}?{absolue.query}" if absolue.query else absolue.path


def nom_de_vue(adresse: str) -> str:
    try:
        return resolve(urlsplit(adresse).path).view_name
    except Resolver404:
        return f"rien à {adresse}"

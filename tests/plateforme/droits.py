"""Read `docs/droits.md`, read the URLconf, and put the same words on what the site really answers."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

TABLE = Path(settings.BASE_DIR) / "docs" / "droits.md"
COLONNES = (
    "anonyme",
    "membre",
    "représentant",
    "autre association",
    "accueil",
    "gestionnaire",
    "chef",
    "autre chef",
    "instructeur",
    "superviseur",
    "autre superviseur",
)
ENTETE = ("adresse", "nom", "appel", *COLONNES)
MOTS = {"oui", "non", "404", "connexion"}
METHODES = ("GET", "POST", "PUT", "PATCH", "DELETE")
# allauth's forms answer to PUT as to POST, and one of its views says nothing.
ALLAUTH = "allauth."
FORMULAIRE = ["GET", "POST"]
DEMANDES_DE_CONNEXION = ("account_login", "account_reauthenticate", "mfa_reauthenticate")


@dataclass(frozen=True)
class Ligne:
    """One row: an address, a method with what is sent, and the word of each column."""

    adresse: str
    nom: str
    appel: str
    mots: dict[str, str]

    @property
    def methode(self) -> str:
        return self.appel.split(" ")[0]

    @property
    def suite(self) -> dict[str, str]:
        """Return what the call adds: `POST acte=refuser` sends a field, `GET sujet=brouillon` is about a draft."""
        return dict(couple.split("=") for couple in self.appel.split(" ")[1:])


# -- The table -----------------------------------------------------------------------------------


def lire_la_table(texte: str) -> list[Ligne]:
    """Return the rows of every table of rights of the document."""
    lignes, dedans = [], False
    for brute in texte.splitlines():
        cases = [case.strip().strip("`") for case in brute.strip().strip("|").split("|")]
        if not brute.startswith("|"):
            dedans = False
        elif tuple(cases) == ENTETE:
            dedans = True
        elif dedans and not set(brute) <= set("|-: "):
            lignes += _lignes(cases)
    return lignes


def _lignes(cases: list[str]) -> Iterator[Ligne]:
    """Split a row that holds for several calls: `GET, POST`."""
    adresse, nom, appels, *mots = cases
    for appel in appels.split(", "):
        yield Ligne(adresse, nom, appel, dict(zip(COLONNES, mots, strict=True)))


# -- The site ------------------------------------------------------------------------------------


def adresses() -> dict[tuple[str, str], str]:
    """Return every (name, method) that the URLconf answers, with its address as a person reads it."""
    return {
        (nom, methode): adresse
        for adresse, nom, vue in _vues(get_resolver().url_patterns, "/", "")
        for methode in methodes(vue)
    }


def _vues(motifs: list[URLPattern | URLResolver], racine: str, espace: str) -> Iterator[tuple[str, str, Any]]:
    for motif in motifs:
        adresse = racine + _lisible(str(motif.pattern))
        if isinstance(motif, URLResolver):
            yield from _vues(motif.url_patterns, adresse, f"{motif.namespace}:" if motif.namespace else espace)
        else:
            yield adresse, f"{espace}{motif.name}", motif.callback


def _lisible(motif: str) -> str:
    """Write `<uai>` for `<str:uai>` and for `(?P<uai>[0-9]{7}[A-Za-z])`."""
    sans_expression = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", motif)
    return re.sub(r"<\w+:", "<", sans_expression).removeprefix("^").removesuffix("$")


def methodes(vue: Any) -> list[str]:
    """Return the methods that a view answers, HEAD and OPTIONS apart. A view that does not say is a fault."""
    classe = getattr(vue, "cls", None) or getattr(vue, "view_class", None)
    if classe:
        siennes = [m for m in METHODES if hasattr(classe, m.lower()) and m.lower() in classe.http_method_names]
        return [m for m in siennes if m in FORMULAIRE] if classe.__module__.startswith(ALLAUTH) else siennes
    if vue.__module__.startswith(ALLAUTH):
        return FORMULAIRE
    while vue:
        declarees = inspect.getclosurevars(vue).nonlocals.get("request_method_list")
        if declarees:
            return [methode for methode in METHODES if methode in declarees]
        vue = getattr(vue, "__wrapped__", None)
    raise AssertionError("a view says which methods it answers, by require_http_methods or one of its kin")


# -- The words -----------------------------------------------------------------------------------


def juger(reponse: HttpResponse) -> str:
    """Return the word of an answer; a refusal of another kind (400, 409) is told to whoever may act."""
    if reponse.status_code == 302:
        vers = reponse["Location"].split("?")[0]
        return "connexion" if vers in {reverse(nom) for nom in DEMANDES_DE_CONNEXION} else "oui"
    mots = {401: "connexion", 403: "non", 404: "404", 405: "405"}
    return mots.get(reponse.status_code, "oui" if reponse.status_code < 500 else str(reponse.status_code))

"""Read one setting from the environment. What cannot be taken is refused in a sentence, before anything starts.

An empty variable counts as absent. The variables are listed in `docs/exploitation.md`.
"""

import json
import os
import pkgutil
import re
from collections.abc import Sequence
from email.utils import parseaddr

import anymail.backends
import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

COURRIELS_LOCAUX = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "fichiers": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
}
ADRESSE_WEB = re.compile(r"https?://([\w.-]+|\[[0-9a-f:.]+\])(:[0-9]+)?(/\S*)?")
NIVEAUX = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")  # of the log
PAS_DES_FOURNISSEURS = ("base", "base_requests", "console", "test")


class ReglageRefuse(ImproperlyConfigured):
    def __init__(self, nom: str, faute: str) -> None:
        super().__init__(f"{nom} {faute}")


def texte(nom: str, defaut: str = "") -> str:
    return os.environ.get(nom, "").strip() or defaut


def exige(nom: str, pourquoi: str) -> str:
    if lu := texte(nom):
        return lu
    raise ReglageRefuse(nom, f"manque : {pourquoi}")


def oui(nom: str, defaut: bool) -> bool:
    """Read `1` or `0`: a word that is neither would open what should be closed, or the contrary."""
    return parmi(nom, ("0", "1"), "1" if defaut else "0") == "1"


def parmi(nom: str, choix: Sequence[str], defaut: str) -> str:
    if (lu := texte(nom, defaut)) in choix:
        return lu
    raise ReglageRefuse(nom, f"vaut « {lu} ». Écrivez {', '.join(choix[:-1])} ou {choix[-1]}.")


def entier(nom: str, defaut: int, *, minimum: int = 0, maximum: int = 1_000_000) -> int:
    lu = texte(nom, str(defaut))
    if lu.isascii() and lu.isdigit() and minimum <= int(lu) <= maximum:
        return int(lu)
    raise ReglageRefuse(nom, f"vaut « {lu} ». Écrivez un nombre entier entre {minimum} et {maximum}.")


def liste(nom: str, defaut: str = "") -> list[str]:
    return [mot.strip() for mot in texte(nom, defaut).split(",") if mot.strip()]


def hotes(nom: str, defaut: str) -> list[str]:
    lus = liste(nom, defaut)
    for lu in lus:
        if "/" in lu:
            raise ReglageRefuse(nom, f"contient « {lu} ». Écrivez des noms seuls, par exemple preau.exemple.fr.")
    return lus


def adresse_web(nom: str, defaut: str = "") -> str:
    """Read an address, without its last slash; empty when neither it nor a default is given."""
    lue = texte(nom, defaut).rstrip("/")
    if lue and not ADRESSE_WEB.fullmatch(lue):
        raise ReglageRefuse(nom, f"vaut « {lue} ». Écrivez une adresse entière, par exemple https://preau.exemple.fr.")
    return lue


def objet_json(nom: str) -> dict:
    try:
        lu = json.loads(texte(nom, "{}"))
    except json.JSONDecodeError:
        lu = None
    if isinstance(lu, dict):
        return lu
    raise ReglageRefuse(nom, 'ne se lit pas. Écrivez un objet JSON, par exemple {"BREVO_API_KEY": "…"}.')


def expediteur(nom: str, defaut: str) -> str:
    lu = texte(nom, defaut)
    if "@" in parseaddr(lu)[1] and lu.isprintable():
        return lu
    raise ReglageRefuse(nom, f"vaut « {lu} ». Écrivez par exemple : Préau <preau@exemple.fr>.")


def envoi_des_courriels(nom: str, defaut: str) -> str:
    """Return the backend of one of the words above, or of a provider of anymail: brevo, mailjet, scaleway, …"""
    fournisseurs = [module.name for module in pkgutil.iter_modules(anymail.backends.__path__)]
    choix = [*COURRIELS_LOCAUX, *(autre for autre in fournisseurs if autre not in PAS_DES_FOURNISSEURS)]
    lu = parmi(nom, choix, defaut)
    return COURRIELS_LOCAUX.get(lu, f"anymail.backends.{lu}.EmailBackend")


def base_de_donnees(nom: str) -> dict:
    """Turn a libpq address into Django's words; what Django has no word for goes to OPTIONS."""
    try:
        parties = dict(conninfo_to_dict(texte(nom)))
    except psycopg.ProgrammingError:
        parties = {}
    if not parties.keys() & {"dbname", "service"}:
        raise ReglageRefuse(nom, "ne se lit pas. Écrivez postgresql://compte:mot-de-passe@machine/base.")
    noms = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {nom: str(parties.pop(mot, "")) for nom, mot in noms.items()} | {"OPTIONS": parties}

"""Départements and régions of the code officiel géographique, and what hangs on them: académie, zone, time zone.

Pure: read once from `donnees/`, no database. A few territories are one authority for both levels of schools.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DONNEES = Path(__file__).parent / "donnees"

# Regions that are their own département, or have replaced it: one authority owns collèges and lycées.
# Source: CGCT L4421-1 (Corse), L7111-1 (Guyane), L7211-1 (Martinique), LO6112-1 (Mayotte).
COLLECTIVITES_UNIQUES = frozenset({"94", "02", "03", "06"})


@dataclass(frozen=True, slots=True)
class Departement:
    """`zone` and `territoire` are the codes of `models.zones`; `region` is empty for overseas collectivités."""

    code: str
    nom: str
    region: str
    academie: str
    zone: str
    territoire: str
    fuseau: str


def lire_table(nom: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of our own tables: UTF-8, semicolons, a header."""
    with (DONNEES / nom).open(encoding="utf-8", newline="") as fichier:
        yield from csv.DictReader(fichier, delimiter=";")


@cache
def departements() -> dict[str, Departement]:
    return {ligne["code"]: Departement(**ligne) for ligne in lire_table("departements.csv")}


@cache
def regions() -> dict[str, str]:
    """Return the names of the régions by code."""
    return {ligne["code"]: ligne["nom"] for ligne in lire_table("regions.csv")}


@cache
def fuseaux() -> frozenset[str]:
    """Return the time zones of the régions, overseas included."""
    return frozenset(departement.fuseau for departement in departements().values() if departement.region)


@cache
def zones_par_academie() -> dict[str, str]:
    """Return the zone of school holidays of each académie."""
    return {departement.academie: departement.zone for departement in departements().values()}

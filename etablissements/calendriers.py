"""The calendars of the tables, as the pure values that the engine reads."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection

from etablissements import calendrier as pur
from etablissements.models import PeriodeVacances

# Fewer decreed holidays than this do not make a decreed school year: the file was cut, or a person typed one.
PERIODES_D_UNE_ANNEE = 3

# Every search asks: the ORM takes longer over these rows than PostgreSQL.
VACANCES = """
SELECT zone, annee_scolaire, premier_jour, dernier_jour, nom, origine
FROM etablissements_periodevacances WHERE zone = ANY(%s) ORDER BY premier_jour
"""
FERIES = "SELECT territoire, jour, nom FROM etablissements_jourferie WHERE territoire = ANY(%s) ORDER BY jour"

Intervalle = tuple[date, date]


class _Periode(NamedTuple):
    """One row of school holidays."""

    annee_scolaire: str
    premier_jour: date
    dernier_jour: date
    nom: str
    origine: str

    @property
    def provisoire(self) -> bool:
        return self.origine == PeriodeVacances.Origine.PROJECTION


def calendrier(zone: str, territoire: str) -> pur.Calendrier:
    """Return the calendar of one zone of school holidays and one territory of bank holidays."""
    return calendriers([(zone, territoire)])[zone, territoire]


def calendriers(paires: Iterable[tuple[str, str]]) -> dict[tuple[str, str], pur.Calendrier]:
    """Return the calendar of each (zone, territoire): two queries, however many there are."""
    paires = set(paires)
    vacances: dict[str, list[_Periode]] = defaultdict(list)
    for zone, *champs in _lignes(VACANCES, {zone for zone, _ in paires}):
        vacances[zone].append(_Periode(*champs))
    feries: dict[str, dict[date, str]] = defaultdict(dict)
    for territoire, jour, nom in _lignes(FERIES, {territoire for _, territoire in paires}):
        feries[territoire][jour] = nom
    return {
        (zone, territoire): _composer(zone, territoire, vacances[zone], feries[territoire])
        for zone, territoire in paires
    }


def annee_scolaire(jour: date) -> str:
    """Return the school year of a day, which changes on 1 September: « 2026-2027 »."""
    debut = jour.year if jour.month >= 9 else jour.year - 1
    return f"{debut}-{debut + 1}"


def bornes(annee: str) -> Intervalle:
    """Return the days of a school year, both included; « 2025 », in the south, is the civil year."""
    if "-" not in annee:
        return date(int(annee), 1, 1), date(int(annee), 12, 31)
    debut, _, fin = annee.partition("-")
    return date(int(debut), 9, 1), date(int(fin), 8, 31)


def _lignes(sql: str, noms: Collection[str]) -> list[tuple]:
    if not noms:
        return []
    with connection.cursor() as curseur:
        curseur.execute(sql, [sorted(noms)])
        return curseur.fetchall()


def _composer(zone: str, territoire: str, periodes: list[_Periode], feries: dict[date, str]) -> pur.Calendrier:
    return pur.Calendrier(
        zone=zone,
        territoire=territoire,
        vacances=tuple(
            pur.PeriodeVacances(periode.premier_jour, periode.dernier_jour, periode.nom, periode.provisoire)
            for periode in periodes
        ),
        feries=feries,
        connu=tuple(_connu(periodes, feries)),
    )


def _connu(periodes: list[_Periode], feries: dict[date, str]) -> Iterable[Intervalle]:
    """Yield the stretches where both the decree and the bank holidays are in the tables."""
    if not feries:
        return
    premier, dernier = date(min(feries).year, 1, 1), date(max(feries).year, 12, 31)
    decretees = [periode for periode in periodes if not periode.provisoire]
    annees: dict[str, int] = defaultdict(int)
    for periode in decretees:
        annees[periode.annee_scolaire] += 1
    connus = [bornes(annee) for annee, nombre in annees.items() if nombre >= PERIODES_D_UNE_ANNEE]
    # The last summer runs past the end of its school year.
    connus += [(periode.premier_jour, periode.dernier_jour) for periode in decretees]
    for debut, fin in connus:
        if debut <= dernier and fin >= premier:
            yield max(debut, premier), min(fin, dernier)

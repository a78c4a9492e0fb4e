"""The floors: hand-written lower bounds on the same data, timed in the same run.

They answer an easier question than Préau: one opening profile, no parts, no buffers, no options, one time zone.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

PARIS = ZoneInfo("Europe/Paris")
UN_CENTIMETRE_KM = 1e-5
CANDIDATES = """cand AS MATERIALIZED (
 SELECT r.id FROM plancher.room r JOIN plancher.est e ON e.id = r.est_id
 WHERE r.capacity >= %(cap)s AND r.type = ANY(%(types)s)
   AND (%(km)s::float8 IS NULL OR (
        e.lat BETWEEN %(lat)s::float8 - %(km)s::float8/110.57 AND %(lat)s::float8 + %(km)s::float8/110.57
    AND e.lon BETWEEN %(lon)s::float8 - %(km)s::float8/(111.32*cosd(%(lat)s::float8))
                  AND %(lon)s::float8 + %(km)s::float8/(111.32*cosd(%(lat)s::float8))
    AND 6371*acos(least(1, sind(e.lat)*sind(%(lat)s::float8)
        + cosd(e.lat)*cosd(%(lat)s::float8)*cosd(e.lon - %(lon)s::float8))) <= %(km)s::float8)))"""
OUVERTE = """EXISTS (SELECT 1 FROM plancher.opening o WHERE o.room_id = c.id AND o.isodow = %(dow)s
   AND o.start_min <= %(a)s AND o.end_min >= %(b)s)"""
PAS_FERME = "NOT EXISTS (SELECT 1 FROM plancher.closed k WHERE {jour} BETWEEN k.first_day AND k.last_day)"
CRENEAUX = """slots AS MATERIALIZED (
    SELECT * FROM unnest(%(days)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS t(day, s, e))"""

# One slot: the neighbour before its end, in a B-tree on (room, start) that carries the end.
Q1 = f"""WITH {CANDIDATES} SELECT c.id FROM cand c
    WHERE {OUVERTE} AND {PAS_FERME.format(jour="%(day)s::date")} AND NOT coalesce(
        (SELECT b.ends > %(s)s FROM plancher.occ_bt b WHERE b.room_id = c.id AND b.starts < %(e)s
            ORDER BY b.starts DESC LIMIT 1), false)
    ORDER BY 1"""
# A series: one ordered pass over the year of each room, instead of one probe a date.
Q2 = f"""WITH {CANDIDATES}, {CRENEAUX},
    ok AS (SELECT count(*) AS n FROM slots t WHERE {PAS_FERME.format(jour="t.day")})
    SELECT c.id, CASE WHEN {OUVERTE} THEN (SELECT n FROM ok) - (
        SELECT count(DISTINCT t.day) FROM plancher.occ_bt b
        JOIN slots t ON t.day = (b.starts AT TIME ZONE 'Europe/Paris')::date AND b.starts < t.e AND b.ends > t.s
        WHERE b.room_id = c.id AND b.starts >= %(first)s AND b.starts < %(last)s
    ) ELSE 0 END FROM cand c ORDER BY 1"""
Q3 = f"""WITH w AS (
    SELECT r.id, range_agg(tstzrange((d + make_interval(mins => o.start_min)) AT TIME ZONE 'Europe/Paris',
        (d + make_interval(mins => o.end_min)) AT TIME ZONE 'Europe/Paris')) AS open
    FROM plancher.room r JOIN plancher.opening o ON o.room_id = r.id
    JOIN generate_series(%(week)s::timestamp, %(week)s::timestamp + interval '6 day', interval '1 day') d
        ON extract(isodow FROM d) = o.isodow
    WHERE r.est_id = %(est)s AND {PAS_FERME.format(jour="d::date")} GROUP BY 1)
    SELECT w.id, b.busy, w.open - coalesce(b.busy, '{{}}') FROM w LEFT JOIN LATERAL
        (SELECT range_agg(tstzrange(x.starts, x.ends)) AS busy FROM plancher.occ_bt x
            WHERE x.room_id = w.id AND x.starts >= %(w0)s AND x.starts < %(w1)s) b ON true ORDER BY 1"""
Q5 = """INSERT INTO plancher.occ_gist(room_id, during)
    SELECT %(room)s, tstzrange(s, e) FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS t(s, e)
    ON CONFLICT DO NOTHING RETURNING lower(during)"""

# How far one must look from the point to meet so many candidate rooms.
RAYON = """SELECT 6371 * acos(least(1, sind(e.lat) * sind(%(lat)s::float8)
        + cosd(e.lat) * cosd(%(lat)s::float8) * cosd(e.lon - %(lon)s::float8)))
    FROM plancher.room r JOIN plancher.est e ON e.id = r.est_id
    WHERE r.capacity >= %(cap)s AND r.type = ANY(%(types)s) ORDER BY 1 OFFSET %(rang)s LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of everybody, read from `queries.json`."""

    latitude: float
    longitude: float
    rayon_km: float
    effectif: int
    types: tuple[str, ...]
    jour: date
    jours: tuple[date, ...]
    debut: str
    fin: str
    lundi: date
    ecole: int

    @classmethod
    def lire(cls, dossier: Path) -> "Questions":
        lues = json.loads((dossier / "queries.json").read_text())
        return cls(
            latitude=lues["point"]["lat"],
            longitude=lues["point"]["lon"],
            rayon_km=lues["radius_km"],
            effectif=lues["capacity"],
            types=tuple(lues["types"]),
            jour=date.fromisoformat(lues["day"]),
            jours=tuple(map(date.fromisoformat, lues["series_days"])),
            debut=lues["start"],
            fin=lues["end"],
            lundi=date.fromisoformat(lues["week"]),
            ecole=lues["establishment"],
        )

    def instant(self, jour: date, heure: str) -> datetime:
        return datetime.fromisoformat(f"{jour} {heure}").replace(tzinfo=PARIS)

    def parametres(self, rayon_km: float | None) -> dict[str, Any]:
        """Return the parameters of the floors; a radius of None is the whole workload."""
        lendemain = timedelta(days=1)
        return {
            "cap": self.effectif,
            "types": list(self.types),
            "lat": self.latitude,
            "lon": self.longitude,
            "km": rayon_km,
            "day": self.jour,
            "dow": self.jour.isoweekday(),
            "a": _minutes(self.debut),
            "b": _minutes(self.fin),
            "s": self.instant(self.jour, self.debut),
            "e": self.instant(self.jour, self.fin),
            "days": list(self.jours),
            "starts": [self.instant(jour, self.debut) for jour in self.jours],
            "ends": [self.instant(jour, self.fin) for jour in self.jours],
            "first": self.instant(self.jours[0], "00:00"),
            "last": self.instant(self.jours[-1] + lendemain, "00:00"),
            "week": self.lundi,
            "est": self.ecole,
            "w0": self.instant(self.lundi, "00:00"),
            "w1": self.instant(self.lundi + 7 * lendemain, "00:00"),
        }


def rayon_pour(questions: Questions, candidates: int) -> float:
    """Return the radius, in kilometres, around the point that holds at least so many candidate rooms."""
    with connection.cursor() as curseur:
        curseur.execute(RAYON, questions.parametres(None) | {"rang": candidates - 1})
        return curseur.fetchone()[0] + UN_CENTIMETRE_KM


def _minutes(heure: str) -> int:
    heures, minutes = heure.split(":")
    return int(heures) * 60 + int(minutes)

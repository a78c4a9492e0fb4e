"""Load the workload into a database of its own: once as Préau keeps it, once as the floors read it.

The rooms keep the numbers of the workload, or the digests could not agree. Uses enter by COPY while the constraints
are away, and the constraints come back over all of them: the fastest honest route, which fails if two uses overlap.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection

from etablissements.models import Collectivite, Etablissement, PeriodeVacances, Site, Territoire, Zone
from salles.models import Espace, Occupation, Salle
from salles.moteur import Applicabilite, Plage
from salles.series import ouvrir
from salles.services.profils import actualiser_profils

PARIS = ZoneInfo("Europe/Paris")
PAR_LOT = 5_000
UN_MEGA = 2**20
# Before the school year: no date of the workload is past, nothing is too late, and none is too far.
MAINTENANT = datetime(2026, 8, 25, 8, tzinfo=UTC)
REGLES = {
    "tampon": timedelta(0),
    "delai_jours": 0,
    "horizon_jours": 500,
    "duree_min": timedelta(minutes=15),
    "duree_max": timedelta(hours=14),
    "pas": timedelta(minutes=15),
}
PLANCHERS = """
CREATE SCHEMA plancher;
CREATE TABLE plancher.est(id int PRIMARY KEY, name text, lat float8, lon float8);
CREATE TABLE plancher.room(id int PRIMARY KEY, est_id int, type text, capacity int, equipment text);
CREATE TABLE plancher.opening(room_id int, isodow int, start_min int, end_min int);
CREATE TABLE plancher.closed(first_day date, last_day date);
CREATE UNLOGGED TABLE plancher.raw(id bigint, room_id int, series_id int, starts timestamptz, ends timestamptz);
"""
FICHIERS = {
    "est": "establishments",
    "room": "rooms",
    "opening": "openings",
    "closed": "closed",
    "raw": "occurrences",
}
INDEX = """
CREATE INDEX ON plancher.est(lat, lon);
CREATE INDEX ON plancher.room(est_id);
ALTER TABLE plancher.opening ADD PRIMARY KEY (room_id, isodow, start_min);
CREATE TABLE plancher.occ_bt(
    id bigint PRIMARY KEY, room_id int NOT NULL, starts timestamptz NOT NULL, ends timestamptz NOT NULL);
INSERT INTO plancher.occ_bt SELECT id, room_id, starts, ends FROM plancher.raw ORDER BY room_id, starts;
CREATE UNIQUE INDEX ON plancher.occ_bt(room_id, starts) INCLUDE (ends);
CREATE TABLE plancher.occ_gist(
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room_id int NOT NULL, during tstzrange NOT NULL);
INSERT INTO plancher.occ_gist(room_id, during)
    SELECT room_id, tstzrange(starts, ends) FROM plancher.raw ORDER BY room_id, starts;
ALTER TABLE plancher.occ_gist ADD EXCLUDE USING gist (room_id WITH =, during WITH &&);
"""
USAGES = """
INSERT INTO salles_reservation(id, salle_id, nature, tenue, libelle, debut, fin)
    SELECT id, room_id, 'association', 'ferme', '', starts, ends FROM plancher.raw ORDER BY room_id, starts;
INSERT INTO salles_occupation(reservation_id, espace_id, jour, debut, fin, fin_tampon, groupe)
    SELECT id, room_id, (starts AT TIME ZONE 'Europe/Paris')::date, starts, ends, ends, id
    FROM plancher.raw ORDER BY room_id, starts;
SELECT setval(pg_get_serial_sequence('salles_reservation', 'id'), (SELECT max(id) FROM salles_reservation));
"""


def charger(dossier: Path) -> None:
    """Fill the freshly migrated database that Django is connected to. Expects the files of `charge.engendrer`."""
    _charger_les_planchers(dossier)
    _charger_les_ecoles(dossier)
    with sans_exclusions(), connection.cursor() as curseur:
        curseur.execute(USAGES)
    reposer()


def reposer() -> None:
    """Let PostgreSQL finish with what was loaded: what it still had to write would be timed with the questions."""
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE")
        curseur.execute("CHECKPOINT")


def _charger_les_planchers(dossier: Path) -> None:
    with connection.cursor() as curseur:
        curseur.execute(f"SET timezone = 'Europe/Paris'; SET maintenance_work_mem = '1GB'; {PLANCHERS}")
        for table, fichier in FICHIERS.items():
            with (
                (dossier / f"{fichier}.csv").open("rb") as lu,
                curseur.copy(f"COPY plancher.{table} FROM STDIN (FORMAT csv, HEADER)") as copie,
            ):
                while octets := lu.read(UN_MEGA):
                    copie.write(octets)
        curseur.execute(f"{INDEX} SET timezone = 'UTC'")


def _lire(dossier: Path, nom: str) -> Iterator[dict[str, str]]:
    with (dossier / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        yield from csv.DictReader(fichier)


def _charger_les_ecoles(dossier: Path) -> None:
    """One authority, one zone of holidays, one Espace a room."""
    collectivite = Collectivite.objects.create(
        code="reg-53", nom="Banc", type=Collectivite.Type.REGION, base_legale=Collectivite.BaseLegale.L214_6_2, **REGLES
    )
    PeriodeVacances.objects.bulk_create(
        PeriodeVacances(
            zone=Zone.B,
            annee_scolaire="2026-2027",
            nom="Vacances",
            premier_jour=date.fromisoformat(ligne["first_day"]),
            dernier_jour=date.fromisoformat(ligne["last_day"]),
        )
        for ligne in _lire(dossier, "closed")
    )
    lignes = list(_lire(dossier, "establishments"))
    Site.objects.bulk_create(
        [
            Site(pk=int(ligne["id"]), nom=ligne["name"], latitude=float(ligne["lat"]), longitude=float(ligne["lon"]))
            for ligne in lignes
        ],
        batch_size=PAR_LOT,
    )
    Etablissement.objects.bulk_create(
        [_ecole(int(ligne["id"]), ligne["name"], collectivite) for ligne in lignes], batch_size=PAR_LOT
    )
    _charger_les_salles(dossier)


def _ecole(numero: int, nom: str, collectivite: Collectivite) -> Etablissement:
    return Etablissement(
        pk=numero,
        uai=f"B{numero:07d}",
        nom=nom,
        nom_cherche=nom.lower(),
        nature=Etablissement.Nature.LYCEE,
        secteur=Etablissement.Secteur.PUBLIC,
        collectivite=collectivite,
        site_id=numero,
        departement="35",
        zone_vacances=Zone.B,
        territoire=Territoire.METROPOLE,
    )


def _charger_les_salles(dossier: Path) -> None:
    lignes = list(_lire(dossier, "rooms"))
    Espace.objects.bulk_create(
        [
            Espace(pk=int(ligne["id"]), site_id=int(ligne["establishment_id"]), nom=f"Salle {ligne['id']}")
            for ligne in lignes
        ],
        batch_size=PAR_LOT,
    )
    Salle.objects.bulk_create(
        [
            Salle(
                pk=int(ligne["id"]),
                etablissement_id=int(ligne["establishment_id"]),
                nom=f"Salle {ligne['id']}",
                type=ligne["type"],
                effectif_max=int(ligne["capacity"]),
            )
            for ligne in lignes
        ],
        batch_size=PAR_LOT,
    )
    murs = Salle.espaces.through
    murs.objects.bulk_create(
        [murs(salle_id=int(ligne["id"]), espace_id=int(ligne["id"])) for ligne in lignes], batch_size=PAR_LOT
    )
    plages: dict[int, list[Plage]] = defaultdict(list)
    for ligne in _lire(dossier, "openings"):
        debut, fin = _heure(ligne["start_min"]), _heure(ligne["end_min"])
        plages[int(ligne["room_id"])].append(Plage(int(ligne["isodow"]), debut, fin, Applicabilite.SCOLAIRE))
    ouvrir_les_salles(lambda salle: plages[salle.pk])


def ouvrir_les_salles(plages: Callable[[Salle], Iterable[Plage]]) -> None:
    """Open every room as `plages` says of it, compile the profiles, publish."""
    salles = list(Salle.objects.select_related("etablissement").order_by("pk"))
    for rang in range(0, len(salles), PAR_LOT):
        lot = salles[rang : rang + PAR_LOT]
        ouvrir([(salle, plages(salle)) for salle in lot])
        actualiser_profils(lot)
    Salle.objects.update(statut=Salle.Statut.PUBLIEE, publiee_le=MAINTENANT, planning_a_jour_le=MAINTENANT)


def _heure(minutes: str) -> time:
    heures, reste = divmod(int(minutes), 60)
    return time(heures % 24, reste)


@contextmanager
def sans_exclusions() -> Iterator[None]:
    """Take the exclusions away, and put them back over all that was entered meanwhile, which fails if two overlap."""
    contraintes = Occupation._meta.constraints  # noqa: SLF001 -- Django's documented way to a model's constraints
    exclusions = [contrainte for contrainte in contraintes if isinstance(contrainte, ExclusionConstraint)]
    with connection.schema_editor() as editeur:
        for contrainte in exclusions:
            editeur.remove_constraint(Occupation, contrainte)
    yield
    with connection.schema_editor() as editeur:
        for contrainte in exclusions:
            editeur.add_constraint(Occupation, contrainte)

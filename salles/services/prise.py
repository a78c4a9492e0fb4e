"""The one writer of what is taken. Beside it, only `recomposition` touches Occupation: there walls move, not dates.

`prendre` inserts, `liberer` and `ceder_la_place` delete, `raffermir`, `ceder_le_tampon` and `rendre_le_tampon` update.
The exclusion constraints decide; this module only asks them in an order that cannot deadlock: each statement goes
through Occupations by (espace, debut). Row by row, or through the ORM, 15 to 79 of 96 concurrent series deadlocked; in
one ordered statement, none (docs/moteur.md). All functions run inside the transaction of the calling verb, see
`socle.rejouer`.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.transaction import TransactionManagementError

from salles import moteur
from salles.faits import espaces_de
from salles.models import Reservation, Salle
from salles.moteur import Creneau, jour_unique
from salles.regles import cadre_de, fin_avec_tampon, regle
from salles.services.mouvements import a_la_liberation, a_la_prise
from socle.erreur import ErreurMetier

# Four statements in one message: PostgreSQL runs them one after the other, which it does not promise of one with CTEs.
VERROUS = """
SELECT id FROM etablissements_collectivite WHERE id = ANY(ARRAY(
    SELECT e.collectivite_id FROM etablissements_etablissement e JOIN salles_salle s ON s.etablissement_id = e.id
    WHERE s.id = ANY(%(salles)s)
)) ORDER BY id FOR SHARE;
SELECT id FROM etablissements_etablissement WHERE id = ANY(ARRAY(
    SELECT etablissement_id FROM salles_salle WHERE id = ANY(%(salles)s)
)) ORDER BY id FOR SHARE;
SELECT id FROM salles_salle WHERE id = ANY(%(salles)s) ORDER BY id FOR SHARE;
SELECT id FROM salles_espace WHERE id = ANY(ARRAY(
    SELECT espace_id FROM salles_salle_espaces WHERE salle_id = ANY(%(salles)s)
)) ORDER BY id FOR SHARE
"""

# The Espaces of the rooms, each with the reservations whose options died there on these days.
LIEUX = """
SELECT partie.salle_id, partie.espace_id, ARRAY(
    SELECT o.reservation_id FROM salles_occupation o
    WHERE o.espace_id = partie.espace_id AND o.jour = ANY(%(jours)s) AND o.option_jusqu_au <= %(maintenant)s
) FROM salles_salle_espaces partie WHERE partie.salle_id = ANY(%(salles)s)
"""

# One statement writes both tables: the Occupations that the constraints let in, in the order in which everybody
# writes, then the Reservation of each line that came in whole. Foreign keys wait for the commit.
PRISE = """
WITH ligne AS MATERIALIZED (
    SELECT nextval(suite) AS numero, l.*
    FROM CAST(pg_get_serial_sequence('salles_reservation', 'id') AS regclass) AS suite, json_to_recordset(%s) AS l(
        rang int, espaces bigint[], salle_id bigint, serie_id bigint, nature text, tenue text, libelle text, jour date,
        debut timestamptz, fin timestamptz, fin_tampon timestamptz, tampon_entier timestamptz, groupe bigint,
        option_jusqu_au timestamptz
    )
), occupation AS (
    INSERT INTO salles_occupation
        (reservation_id, espace_id, jour, debut, fin, fin_tampon, tampon_entier, groupe, option_jusqu_au)
    SELECT numero, espace, jour, debut, fin, fin_tampon, tampon_entier, coalesce(groupe, numero), option_jusqu_au
    FROM ligne, unnest(espaces) AS espace
    ORDER BY espace, debut
    ON CONFLICT DO NOTHING
    RETURNING reservation_id AS numero
), prise AS (
    SELECT rang, numero, count(*) = cardinality(espaces) AS entiere
    FROM occupation JOIN ligne USING (numero) GROUP BY rang, numero, cardinality(espaces)
), reservation AS (
    INSERT INTO salles_reservation (id, salle_id, serie_id, nature, tenue, libelle, debut, fin, option_jusqu_au)
    SELECT numero, salle_id, serie_id, nature, tenue, libelle, debut, fin, option_jusqu_au
    FROM ligne JOIN prise USING (rang, numero) WHERE entiere ORDER BY rang
)
SELECT rang, numero, entiere FROM prise
"""


class DatesQuiSeChevauchent(ErreurMetier):
    """Two dates of one and the same call would take one Espace twice."""

    code = "dates_qui_se_chevauchent"
    message = "Deux des dates demandées se chevauchent au même endroit. Corrigez les heures ou retirez une date."
    statut_http = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """One date to take in one room. Expects `salle.etablissement.collectivite` to be loaded.

    `groupe`: None for a group of its own, see `groupe_de`. `option_jusqu_au`: None for a firm hold.
    `fin_tampon`: where its buffer is cut, None for the room's own, whole.
    """

    salle: Salle
    creneau: Creneau
    nature: Reservation.Nature
    groupe: int | None = None
    option_jusqu_au: datetime | None = None
    serie_id: int | None = None
    libelle: str = ""
    fin_tampon: datetime | None = None


def groupe_de(association_id: int, salle: Salle, depot: int) -> int | None:
    """Return the group of what an association filed for this room. Expects `etablissement.collectivite`."""
    return moteur.groupe_de(association_id, depot, leve=regle(salle, "tampon_leve_pour_soi")[0])


def verrouiller(salles: Collection[int]) -> None:
    """Hold rules, closures and composition still until the end of the transaction; call it before reading them.

    `FOR SHARE`, from the authority down, by id within each: whoever changes one takes `FOR UPDATE` on its row and
    waits. Bookings do not wait for each other here.
    """
    _executer(VERROUS, {"salles": sorted(salles)})


def prendre(lignes: Sequence[Ligne], *, maintenant: datetime) -> list[Reservation | None]:
    """Take the dates that can be had and return the reservation of each line, None for a date that was refused.

    A date is had with all the Espaces of its room or not at all. Options dead at `maintenant` give way and their
    reservations become `liberee`. The caller holds `verrouiller`; a refused date is explained afterwards by
    `salles.disponibilites`. Refuses with `DatesQuiSeChevauchent`, and `CreneauACheval` beyond local midnight.
    """
    if not lignes:
        return []
    jours = [jour_unique(cadre_de(ligne.salle.etablissement), ligne.creneau) for ligne in lignes]
    espaces, mortes = _lieux(lignes, jours, maintenant)
    _exiger_sans_chevauchement(lignes, espaces)
    if mortes:
        _liberer(mortes, echues_a=maintenant)
    demandees = [
        {
            **_reservation(ligne),
            "rang": rang,
            "espaces": espaces[ligne.salle.pk],
            "jour": jour,
            "fin_tampon": ligne.fin_tampon or fin_avec_tampon(ligne.salle, ligne.creneau),
            "tampon_entier": ligne.fin_tampon and fin_avec_tampon(ligne.salle, ligne.creneau),
            "groupe": ligne.groupe,
        }
        for rang, (ligne, jour) in enumerate(zip(lignes, jours, strict=True))
    ]
    prises: list[Reservation | None] = [None] * len(lignes)
    partielles = []
    for rang, numero, entiere in _lignes(PRISE, [json.dumps(demandees, default=str)]):
        if entiere:
            prises[rang] = _ecrite(lignes[rang], numero)
        else:
            partielles.append(numero)
    if partielles:
        _executer("DELETE FROM salles_occupation WHERE reservation_id = ANY(%s)", [partielles])
    rendre_le_tampon(mortes)
    a_la_prise.dire([prise.pk for prise in prises if prise])
    return prises


def liberer(reservations: Iterable[Reservation]) -> list[int]:
    """Give these dates back and return the ids of those that were held until now. The history stays.

    Walls and rules stand still meanwhile: a date that is freed while its room gains a wall would keep that wall.
    """
    reservations = list(reservations)
    if reservations:
        verrouiller({reservation.salle_id for reservation in reservations})
    liberees = ceder_la_place(reservations)
    achever(reservations)
    return liberees


def ceder_la_place(reservations: Iterable[Reservation]) -> list[int]:
    """Give these dates back for what `prendre` takes next; `achever` ends the move. The caller holds `verrouiller`."""
    return _liberer([reservation.pk for reservation in reservations], echues_a=None)


def achever(rendues: Collection[Reservation]) -> None:
    """Give the uses before these freed dates the buffer back that was waived for them, and tell who wanted the place.

    A dead option whose place somebody took meanwhile is told here as well: it held more than what was taken.
    """
    identifiants = [rendue.pk for rendue in rendues]
    rendre_le_tampon(identifiants)
    a_la_liberation.dire(identifiants)


def raffermir(reservations: Iterable[Reservation], *, maintenant: datetime) -> list[int]:
    """Make firm the options that live at `maintenant` and return their ids; the others are dead, or no options."""
    return _executer(
        """
        WITH vives AS (
            SELECT id, reservation_id FROM salles_occupation
            WHERE reservation_id = ANY(%s) AND option_jusqu_au > %s
            ORDER BY espace_id, debut FOR UPDATE
        ), raffermies AS (
            UPDATE salles_occupation o SET option_jusqu_au = NULL FROM vives v WHERE o.id = v.id
        )
        UPDATE salles_reservation SET tenue = 'ferme', option_jusqu_au = NULL
        WHERE id IN (SELECT reservation_id FROM vives) AND tenue = 'option' RETURNING id
        """,
        [[reservation.pk for reservation in reservations], maintenant],
    )


def ceder_le_tampon(lignes: Sequence[Ligne], autres: Sequence[Ligne] = (), *, maintenant: datetime) -> list[Ligne]:
    """Waive the buffer around these dates: cut that of the use before at their start, and theirs at the next use.

    Returns the lines to take, then `autres`, which the same act takes and of which one may be that use. The use itself
    never yields; an option dead at `maintenant` is none.
    """
    if not lignes:
        return [*autres]
    demande = [
        list(range(len(lignes))),
        [ligne.salle.pk for ligne in lignes],
        [ligne.creneau.debut for ligne in lignes],
        [ligne.creneau.fin for ligne in lignes],
        maintenant,
    ]
    _executer(
        """
        WITH genantes AS (
            SELECT o.id, d.debut
            FROM unnest(%s::int[], %s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS d(rang, salle, debut, fin)
            JOIN salles_salle_espaces partie ON partie.salle_id = d.salle
            JOIN salles_occupation o ON o.espace_id = partie.espace_id AND o.fin <= d.debut AND o.fin_tampon > d.debut
                AND (o.option_jusqu_au IS NULL OR o.option_jusqu_au > %s)
            ORDER BY o.espace_id, o.debut FOR UPDATE OF o
        )
        UPDATE salles_occupation o SET fin_tampon = g.debut, tampon_entier = coalesce(o.tampon_entier, o.fin_tampon)
        FROM (SELECT id, min(debut) AS debut FROM genantes GROUP BY id) g WHERE o.id = g.id
        """,
        demande,
    )
    suivantes = dict(
        _lignes(
            """
            SELECT d.rang, min(o.debut)
            FROM unnest(%s::int[], %s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS d(rang, salle, debut, fin)
            JOIN salles_salle_espaces partie ON partie.salle_id = d.salle
            JOIN salles_occupation o
                ON o.espace_id = partie.espace_id AND o.debut >= d.fin AND o.debut < d.fin + interval '1 day'
                AND (o.option_jusqu_au IS NULL OR o.option_jusqu_au > %s)
            GROUP BY d.rang
            """,
            demande,
        )
    )
    cedees = [_coupee(ligne, [suivantes[rang]] if rang in suivantes else []) for rang, ligne in enumerate(lignes)]
    return _entre_elles([*cedees, *autres])


def _entre_elles(lignes: Sequence[Ligne]) -> list[Ligne]:
    """Cut what these dates keep clear of each other, where rooms that share a wall put them in two groups."""
    if len({ligne.groupe for ligne in lignes}) == 1:
        return [*lignes]
    espaces = espaces_de({ligne.salle.pk for ligne in lignes})
    return [
        _coupee(
            ligne,
            [
                autre.creneau.debut
                for autre in lignes
                if autre.groupe != ligne.groupe
                and autre.creneau.debut >= ligne.creneau.fin
                and espaces[autre.salle.pk] & espaces[ligne.salle.pk]
            ],
        )
        for ligne in lignes
    ]


def _coupee(ligne: Ligne, debuts: Iterable[datetime]) -> Ligne:
    """Cut the buffer of a date at the first of these uses, if it reaches that far."""
    entier = ligne.fin_tampon or fin_avec_tampon(ligne.salle, ligne.creneau)
    premier = min(debuts, default=entier)
    return replace(ligne, fin_tampon=premier) if premier < entier else ligne


def rendre_le_tampon(reservations: Iterable[int]) -> None:
    """Give back what was cut at the start of these dates, and of their own buffer, up to what stands there now.

    They are freed, or about to leave some walls of their room. Should somebody take that time at this very instant,
    the constraint says so and `rejouer` runs the verb again.
    """
    if identifiants := list(reservations):
        _executer(RALLONGE, {"reservations": identifiants})


# A buffer stops at local midnight, so what it was cut for lies on the same local day or begins the next. It was cut in
# all the Espaces of its use, wherever that other one stands: it comes back in all of them, in each as far as it can.
RALLONGE = """
    WITH coupees AS (
        SELECT id FROM salles_occupation
        WHERE tampon_entier > fin_tampon AND reservation_id IN (
            SELECT o.reservation_id FROM salles_reservation une
            JOIN salles_salle_espaces partie ON partie.salle_id = une.salle_id
            JOIN salles_occupation o ON o.espace_id = partie.espace_id AND o.fin_tampon = une.debut
                AND o.tampon_entier > o.fin_tampon AND o.jour BETWEEN une.debut::date - 1 AND une.debut::date + 1
            WHERE une.id = ANY(%(reservations)s)
            UNION ALL SELECT unnest(%(reservations)s::bigint[])
        )
        ORDER BY espace_id, debut FOR UPDATE
    )
    UPDATE salles_occupation o SET fin_tampon = least(o.tampon_entier, (
        SELECT min(suivante.debut) FROM salles_occupation suivante
        WHERE suivante.espace_id = o.espace_id AND suivante.jour = o.jour
            AND suivante.debut >= o.fin AND suivante.groupe <> o.groupe
    ))
    FROM coupees WHERE o.id = coupees.id
"""


# -- Rows ------------------------------------------------------------------------------


def _lieux(
    lignes: Sequence[Ligne], jours: Collection[date], maintenant: datetime
) -> tuple[dict[int, list[int]], list[int]]:
    """Return the Espaces of each room, and the reservations whose options died there on these days."""
    espaces: dict[int, list[int]] = {ligne.salle.pk: [] for ligne in lignes}
    mortes: set[int] = set()
    parametres = {"salles": list(espaces), "jours": sorted(set(jours)), "maintenant": maintenant}
    for salle, espace, echues in _lignes(LIEUX, parametres):
        espaces[salle].append(espace)
        mortes.update(echues)
    return espaces, sorted(mortes)


def _exiger_sans_chevauchement(lignes: Sequence[Ligne], espaces: Mapping[int, list[int]]) -> None:
    parties = sorted(
        (espace, ligne.creneau.debut, ligne.creneau.fin) for ligne in lignes for espace in espaces[ligne.salle.pk]
    )
    for (espace, _, fin), (suivant, debut, _) in pairwise(parties):
        if espace == suivant and debut < fin:
            raise DatesQuiSeChevauchent


def _reservation(ligne: Ligne) -> dict[str, Any]:
    """Return the row of Reservation that a line becomes, but for its number."""
    return {
        "salle_id": ligne.salle.pk,
        "serie_id": ligne.serie_id,
        "nature": ligne.nature,
        "tenue": Reservation.Tenue.OPTION if ligne.option_jusqu_au else Reservation.Tenue.FERME,
        "libelle": ligne.libelle,
        "debut": ligne.creneau.debut,
        "fin": ligne.creneau.fin,
        "option_jusqu_au": ligne.option_jusqu_au,
    }


def _ecrite(ligne: Ligne, numero: int) -> Reservation:
    """Return what `PRISE` has just written, without reading it again."""
    champs = {"id": numero, **_reservation(ligne)}
    reservation = Reservation.from_db(connection.alias, champs.keys(), champs.values())
    reservation.salle = ligne.salle
    return reservation


# -- Statements ------------------------------------------------------------------------


def _lignes(sql: str, parametres: list | dict) -> list[tuple]:
    """Run a statement inside the transaction of the calling verb and return what it returns."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("what is taken is written inside the transaction of a verb")
    with connection.cursor() as curseur:
        curseur.execute(sql, parametres)
        return curseur.fetchall() if curseur.description else []


def _executer(sql: str, parametres: list | dict) -> list[int]:
    """Run a statement and return the first column of what it returns."""
    return [premiere for premiere, *_ in _lignes(sql, parametres)]


def _liberer(reservations: list[int], *, echues_a: datetime | None) -> list[int]:
    """Delete the Occupations, locked in order, then write `liberee`. With `echues_a`, only options dead by then."""
    return _executer(
        """
        WITH tenues AS (
            SELECT id, reservation_id FROM salles_occupation
            WHERE reservation_id = ANY(%(reservations)s)
                AND (%(echues_a)s::timestamptz IS NULL OR option_jusqu_au <= %(echues_a)s)
            ORDER BY espace_id, debut FOR UPDATE
        ), effacees AS (
            DELETE FROM salles_occupation o USING tenues t WHERE o.id = t.id
        )
        UPDATE salles_reservation SET tenue = 'liberee', option_jusqu_au = NULL
        WHERE id IN (SELECT reservation_id FROM tenues) AND tenue <> 'liberee' RETURNING id
        """,
        {"reservations": reservations, "echues_a": echues_a},
    )

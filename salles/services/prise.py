"""The one writer of what is taken. No other code touches Occupation.

`prendre` inserts, `liberer` and `ceder_la_place` delete, `raffermir`, `ceder_le_tampon` and `rendre_le_tampon` update.
The exclusion constraints decide; this module only asks them in an order that cannot deadlock: each statement goes
through Occupations by (espace, debut). Row by row, or through the ORM, 15 to 79 of 96 concurrent series deadlocked; in
one ordered statement, none (docs/moteur.md). All functions run inside the transaction of the calling verb, see
`socle.rejouer`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import pairwise

from django.db import connection
from django.db.transaction import TransactionManagementError

from etablissements.models import Collectivite
from salles.models import Reservation, Salle
from salles.moteur import Creneau, jour_unique
from salles.regles import cadre_de, regle
from socle.erreur import ErreurMetier

# Uses of one group need no buffer between them: those of the schools of one site; those of one association where that
# is waived, under minus its id; what was filed together, below. A group of its own is the reservation's id, above 0.
GROUPE_DES_ETABLISSEMENTS = 0
GROUPES_DES_DEPOTS = -(2**40)  # no association will ever have such a number


VERROUS = (
    """
    SELECT id FROM etablissements_collectivite WHERE id IN (
        SELECT e.collectivite_id FROM etablissements_etablissement e JOIN salles_salle s ON s.etablissement_id = e.id
        WHERE s.id = ANY(%s)
    ) ORDER BY id FOR SHARE
    """,
    """
    SELECT id FROM etablissements_etablissement WHERE id IN (
        SELECT etablissement_id FROM salles_salle WHERE id = ANY(%s)
    ) ORDER BY id FOR SHARE
    """,
    "SELECT id FROM salles_salle WHERE id = ANY(%s) ORDER BY id FOR SHARE",
    """
    SELECT id FROM salles_espace WHERE id IN (
        SELECT espace_id FROM salles_salle_espaces WHERE salle_id = ANY(%s)
    ) ORDER BY id FOR SHARE
    """,
)


class DatesQuiSeChevauchent(ErreurMetier):
    """Two dates of one and the same call would take one Espace twice."""

    code = "dates_qui_se_chevauchent"
    message = "Deux des dates demandées se chevauchent au même endroit. Corrigez les heures ou retirez une date."
    statut_http = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """One date to take in one room. Expects `salle.etablissement.collectivite` to be loaded.

    `groupe`: None for a group of its own, see `groupe_de`. `option_jusqu_au`: None for a firm hold.
    `fin_tampon`: None for the room's own buffer.
    """

    salle: Salle
    creneau: Creneau
    nature: Reservation.Nature
    groupe: int | None = None
    option_jusqu_au: datetime | None = None
    serie_id: int | None = None
    libelle: str = ""
    fin_tampon: datetime | None = None


def groupe_de(association_id: int, collectivite: Collectivite, depot: int | None = None) -> int | None:
    """Return the group of an association's uses: all of them where their buffer is waived, else those of one filing.

    None, a group of its own, for what is not filed yet.
    """
    if collectivite.tampon_leve_pour_soi:
        return -association_id
    return None if depot is None else GROUPES_DES_DEPOTS - depot


def verrouiller(salles: Collection[int]) -> None:
    """Hold rules, closures and composition still until the end of the transaction; call it before reading them.

    `FOR SHARE`, from the authority down, by id within each: whoever changes one takes `FOR UPDATE` on its row and
    waits. Bookings do not wait for each other here.
    """
    for verrou in VERROUS:
        _executer(verrou, [sorted(salles)])


def prendre(lignes: Sequence[Ligne], *, maintenant: datetime) -> list[Reservation | None]:
    """Take the dates that can be had and return the reservation of each line, None for a date that was refused.

    A date is had with all the Espaces of its room or not at all. Options dead at `maintenant` give way and their
    reservations become `liberee`. The caller holds `verrouiller`; a refused date is explained afterwards by
    `salles.disponibilites`. Refuses with `DatesQuiSeChevauchent`, and `CreneauACheval` beyond local midnight.
    """
    if not lignes:
        return []
    numeros = _numeros(len(lignes))
    prises = _prises(lignes, numeros)
    _exiger_sans_chevauchement(prises)
    _liberer_les_options_mortes(prises, maintenant)
    tenues = _inserer(prises)
    voulues = Counter(prise.reservation for prise in prises)
    partielles = [numero for numero, nombre in tenues.items() if nombre < voulues[numero]]
    if partielles:
        _executer("DELETE FROM salles_occupation WHERE reservation_id = ANY(%s)", [partielles])
    reservations = [
        _reservation(ligne, numero) if voulues[numero] and tenues[numero] == voulues[numero] else None
        for numero, ligne in zip(numeros, lignes, strict=True)
    ]
    Reservation.objects.bulk_create([reservation for reservation in reservations if reservation])
    return reservations


def liberer(reservations: Iterable[Reservation]) -> list[int]:
    """Give these dates back and return the ids of those that were held until now. The history stays.

    The uses before them get back the buffer that was waived for them.
    """
    reservations = list(reservations)
    liberees = ceder_la_place(reservations)
    rendre_le_tampon(reservations)
    return liberees


def ceder_la_place(reservations: Iterable[Reservation]) -> list[int]:
    """Give these dates back for what `prendre` takes next; `rendre_le_tampon` ends the move."""
    return _liberer([reservation.pk for reservation in reservations], echues_a=None)


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


def ceder_le_tampon(lignes: Sequence[Ligne]) -> list[Ligne]:
    """Waive the buffer around these dates: cut that of the use before at their start, and theirs at the next use.

    Returns the lines to take. The use itself never yields.
    """
    if not lignes:
        return []
    rangs = list(range(len(lignes)))
    demande = _colonnes(_prises(lignes, rangs), "reservation", "espace", "debut", "fin")
    _executer(
        """
        WITH genantes AS (
            SELECT o.id, d.debut FROM salles_occupation o
            JOIN unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS d(rang, espace, debut, fin)
                ON o.espace_id = d.espace AND o.fin <= d.debut AND o.fin_tampon > d.debut
            ORDER BY o.espace_id, o.debut FOR UPDATE OF o
        )
        UPDATE salles_occupation o SET fin_tampon = g.debut
        FROM (SELECT id, min(debut) AS debut FROM genantes GROUP BY id) g WHERE o.id = g.id
        """,
        demande,
    )
    suivantes = dict(
        _lignes(
            """
            SELECT d.rang, min(o.debut) FROM salles_occupation o
            JOIN unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS d(rang, espace, debut, fin)
                ON o.espace_id = d.espace AND o.debut >= d.fin AND o.debut < d.fin + interval '1 day'
            GROUP BY d.rang
            """,
            demande,
        )
    )
    fins = [_fin_tampon(ligne) for ligne in lignes]
    return [
        replace(ligne, fin_tampon=min(fin, suivantes.get(rang, fin)))
        for rang, ligne, fin in zip(rangs, lignes, fins, strict=True)
    ]


def rendre_le_tampon(rendues: Iterable[Reservation]) -> None:
    """Give the uses that were cut at the start of these freed dates their buffer back, up to what stands there now.

    It is the buffer that the rule of their room asks for today. Should somebody take that time at this very instant,
    the constraint says so and `rejouer` runs the verb again.
    """
    coupees = _lignes(COUPEES, [[reservation.pk for reservation in rendues]])
    if not coupees:
        return
    salles = Salle.objects.select_related("etablissement__collectivite").in_bulk({salle for _, salle, *_ in coupees})
    fins = [
        _fin_avec_tampon(salles[salle], Creneau(debut.astimezone(UTC), fin.astimezone(UTC)))
        for _, salle, debut, fin in coupees
    ]
    _executer(RALLONGE, [[occupation for occupation, *_ in coupees], fins])


# A buffer stops at local midnight, so what it was cut for lies on the same local day or begins the next.
COUPEES = """
    SELECT o.id, voisine.salle_id, o.debut, o.fin
    FROM salles_reservation rendue
    JOIN salles_salle_espaces partie ON partie.salle_id = rendue.salle_id
    JOIN salles_occupation o ON o.espace_id = partie.espace_id AND o.fin_tampon = rendue.debut
        AND o.jour BETWEEN rendue.debut::date - 1 AND rendue.debut::date + 1
    JOIN salles_reservation voisine ON voisine.id = o.reservation_id
    WHERE rendue.id = ANY(%s) AND rendue.tenue = 'liberee'
    ORDER BY o.espace_id, o.debut FOR UPDATE OF o
"""
RALLONGE = """
    UPDATE salles_occupation o SET fin_tampon = rendue.fin_tampon
    FROM (
        SELECT o.id, least(voulu.fin_tampon, (
            SELECT min(suivante.debut) FROM salles_occupation suivante
            WHERE suivante.espace_id = o.espace_id AND suivante.jour = o.jour
                AND suivante.debut >= o.fin AND suivante.groupe <> o.groupe
        )) AS fin_tampon
        FROM salles_occupation o
        JOIN unnest(%s::bigint[], %s::timestamptz[]) AS voulu(id, fin_tampon) ON voulu.id = o.id
    ) rendue WHERE o.id = rendue.id AND o.fin_tampon < rendue.fin_tampon
"""


# -- Rows ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Prise:
    """One row of Occupation to come."""

    reservation: int
    espace: int
    jour: date
    debut: datetime
    fin: datetime
    fin_tampon: datetime
    groupe: int
    option_jusqu_au: datetime | None


def _fin_tampon(ligne: Ligne) -> datetime:
    return ligne.fin_tampon or _fin_avec_tampon(ligne.salle, ligne.creneau)


def _fin_avec_tampon(salle: Salle, creneau: Creneau) -> datetime:
    tampon, _ = regle(salle, "tampon")
    return cadre_de(salle.etablissement).fin_avec_tampon(creneau, tampon)


def _prises(lignes: Sequence[Ligne], numeros: Sequence[int]) -> list[_Prise]:
    """Return the rows of these lines in the order in which everybody writes: by (espace, debut)."""
    espaces = defaultdict(list)
    appartenances = Salle.espaces.through.objects.filter(salle__in={ligne.salle.pk for ligne in lignes})
    for salle, espace in appartenances.values_list("salle_id", "espace_id"):
        espaces[salle].append(espace)
    prises = [
        _Prise(
            reservation=numero,
            espace=espace,
            jour=jour_unique(cadre_de(ligne.salle.etablissement), ligne.creneau),
            debut=ligne.creneau.debut,
            fin=ligne.creneau.fin,
            fin_tampon=_fin_tampon(ligne),
            groupe=numero if ligne.groupe is None else ligne.groupe,
            option_jusqu_au=ligne.option_jusqu_au,
        )
        for numero, ligne in zip(numeros, lignes, strict=True)
        for espace in espaces[ligne.salle.pk]
    ]
    return sorted(prises, key=lambda prise: (prise.espace, prise.debut))


def _colonnes(prises: Sequence[_Prise], *champs: str) -> list[list]:
    """Return these fields column by column, as `unnest` reads them."""
    return [[getattr(prise, champ) for prise in prises] for champ in champs]


def _exiger_sans_chevauchement(prises: Sequence[_Prise]) -> None:
    for prise, suivante in pairwise(prises):
        if prise.espace == suivante.espace and suivante.debut < prise.fin:
            raise DatesQuiSeChevauchent


def _reservation(ligne: Ligne, numero: int) -> Reservation:
    return Reservation(
        pk=numero,
        salle=ligne.salle,
        serie_id=ligne.serie_id,
        nature=ligne.nature,
        tenue=Reservation.Tenue.OPTION if ligne.option_jusqu_au else Reservation.Tenue.FERME,
        libelle=ligne.libelle,
        debut=ligne.creneau.debut,
        fin=ligne.creneau.fin,
        option_jusqu_au=ligne.option_jusqu_au,
    )


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


def _numeros(nombre: int) -> list[int]:
    """Return so many new ids of Reservation; the foreign key waits for the commit, so the rows may come after."""
    return _executer(
        "SELECT nextval(pg_get_serial_sequence('salles_reservation', 'id')) FROM generate_series(1, %s)", [nombre]
    )


def _inserer(prises: Sequence[_Prise]) -> Counter[int]:
    """Insert the rows that the constraints let in and count them by reservation."""
    return Counter(
        _executer(
            """
            INSERT INTO salles_occupation
                (reservation_id, espace_id, jour, debut, fin, fin_tampon, groupe, option_jusqu_au)
            SELECT * FROM unnest(
                %s::bigint[], %s::bigint[], %s::date[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
                %s::bigint[], %s::timestamptz[]
            ) AS d(reservation, espace, jour, debut, fin, fin_tampon, groupe, option_jusqu_au)
            ORDER BY espace, debut
            ON CONFLICT DO NOTHING
            RETURNING reservation_id
            """,
            _colonnes(prises, *_Prise.__slots__),
        )
    )


def _liberer_les_options_mortes(prises: Sequence[_Prise], maintenant: datetime) -> None:
    """Free the options that died before `maintenant` and would be in the way, whole reservations at a time."""
    mortes = _executer(
        """
        SELECT DISTINCT o.reservation_id FROM salles_occupation o
        JOIN unnest(%s::bigint[], %s::date[], %s::timestamptz[], %s::timestamptz[]) AS d(espace, jour, debut, fin)
            ON o.espace_id = d.espace AND o.jour = d.jour AND o.debut < d.fin AND d.debut < o.fin_tampon
        WHERE o.option_jusqu_au <= %s
        """,
        [*_colonnes(prises, "espace", "jour", "debut", "fin_tampon"), maintenant],
    )
    if mortes:
        _liberer(mortes, echues_a=maintenant)


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

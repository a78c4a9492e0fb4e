"""What a change of rules, of openings or of a room does to what is held and to who waits: said before it is kept.

What is held stays as it is. The change is written, and the one engine is asked before and after it: what stands in the
way of a date only afterwards is what the change implies. Unless that was read, the transaction keeps nothing of it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from django.db import connection

from etablissements.calendriers import calendriers
from etablissements.ecriture import enumerer, jour_court, minuscule, periode, pluriel
from etablissements.models import Collectivite
from salles.disponibilites import contexte
from salles.faits import charger
from salles.models import Reservation, Salle
from salles.moteur import LIBELLES, Code, Contexte, Creneau, Emprise, Profil, Raison, expliquer, trop_pres
from salles.moteur.ouvertures import fenetre
from salles.regles import Niveau, cadre_de, fin_avec_tampon, regle, regles_de, salles_de
from salles.services.genes import qui
from salles.services.implications import Rubrique, exiger_lecture, rubriques
from salles.services.prise import groupe_de
from salles.services.touches import a_venir

DU_CALENDRIER = frozenset({Code.HORS_OUVERTURE, Code.VACANCES, Code.JOUR_FERIE})
DE_LA_SALLE = frozenset({Code.EFFECTIF, Code.ACTIVITE, Code.GN6})


@dataclass(frozen=True, slots=True)
class Usage:
    """What an association holds a date for: the id of who filed, that of the Dossier, how many come and for what."""

    association: int
    depot: int
    contexte: Contexte


@dataclass(frozen=True, slots=True)
class Attente:
    """A date to come that nobody answered yet, and what stands in its way now. `date` is its id."""

    date: int
    salle: Salle
    debut: datetime
    qui: str
    raisons: tuple[Raison, ...]

    @property
    def codes(self) -> set[Code]:
        return {raison.code for raison in self.raisons}

    @property
    def dures(self) -> set[Code]:
        """What nobody waives, apart from an option, which the accord of the same school may end."""
        return {raison.code for raison in self.raisons if not raison.derogeable} - {Code.OPTION}


LectureAttentes = Callable[[Collection[int], datetime], Iterable[Attente]]
LectureUsages = Callable[[Collection[int], datetime], Mapping[int, Usage]]
_attentes: list[LectureAttentes] = []
_usages: list[LectureUsages] = []


def attentes(lecture: LectureAttentes) -> LectureAttentes:
    """Register an app above that knows which dates are awaited in these rooms, and judges them."""
    _attentes.append(lecture)
    return lecture


def usages(lecture: LectureUsages) -> LectureUsages:
    """Register an app above that knows what these reservations are for."""
    _usages.append(lecture)
    return lecture


@contextmanager
def a_lire(
    niveau: Niveau, maintenant: datetime, vu: str | None, *, avec: Iterable[int] = ()
) -> Iterator[list[Rubrique]]:
    """Ask with `AConfirmer` unless what the body changes in the rooms of this level was read, by the name `vu`.

    The body writes under the lock of what changes, and may put what is to be read first in the list that it is given.
    `vu` is None where nobody is asked. `avec`: ids of other rooms that it touches.
    """
    aussi: list[Rubrique] = []
    if vu is None:
        yield aussi
        return
    salles = [*salles_de(niveau).values_list("pk", flat=True), *avec]
    # an authority sets neither hours nor what a room admits: what its schools hold is not judged for nothing
    tenues = [] if isinstance(niveau, Collectivite) else _tenues(salles, maintenant)
    avant = _relever(salles, tenues, maintenant)
    yield aussi
    apres = _relever(salles, tenues, maintenant)
    lues = _effets(avant, apres, tenues, maintenant, par_ecole=isinstance(niveau, Collectivite))
    exiger_lecture([*aussi, *lues], vu)


def _effets(
    avant: "_Releve", apres: "_Releve", tenues: Sequence["_Tenue"], maintenant: datetime, *, par_ecole: bool
) -> list[Rubrique]:
    """Say what the change touches: by room and occupant, by school for an authority."""
    perdues = _perdues(avant, apres)
    return rubriques(
        (
            "Resteront plus serrées que le nouveau temps entre deux occupations",
            dire(_serrees(avant, apres, maintenant), par_ecole),
        ),
        ("Resteront prises hors des nouvelles ouvertures", dire(_hors_ouvertures(avant, apres, tenues), par_ecole)),
        (
            "Resteront prises, alors que la salle ne les admettra plus",
            dire(_non_admises(avant, apres, tenues), par_ecole),
        ),
        (
            "Attendent une réponse et ne seront plus libres sans dérogation",
            dire([touche for touche, dure in perdues if not dure], par_ecole),
        ),
        (
            "Attendent une réponse et ne pourront plus être accordées",
            dire([touche for touche, dure in perdues if dure], par_ecole),
        ),
        (
            "N’admettront plus aucune durée : leur plus courte dépasse leur plus longue",
            _sans_duree(avant, apres, par_ecole),
        ),
        (
            "N’auront plus aucune date à demander : leur délai dépasse leur horizon",
            _sans_date(avant, apres, maintenant, par_ecole),
        ),
    )


# -- Before and after ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tenue:
    """A date that an association holds, and how many come for what where that is known."""

    reservation: Reservation
    contexte: Contexte

    @property
    def creneau(self) -> Creneau:
        return _creneau(self.reservation)


@dataclass(frozen=True, slots=True)
class _Releve:
    """What the engine says of these rooms at one instant of the transaction.

    `contre`: by reservation of an association, what stands against it but for the other uses and the closures.
    """

    salles: dict[int, Salle]
    contre: dict[int, set[Code]]
    attentes: dict[int, Attente]

    def emprise(self, tenue: Reservation, groupe: int | None, usage: Usage | None) -> Emprise:
        """Return a use as it would be taken under these rules; `groupe`: the one under which it was taken."""
        salle = self.salles.get(tenue.salle_id, tenue.salle)
        if usage:
            groupe = groupe_de(usage.association, salle, usage.depot)
        creneau = _creneau(tenue)
        return Emprise(creneau.debut, creneau.fin, fin_avec_tampon(salle, creneau), groupe)


def _tenues(salles: Collection[int], maintenant: datetime) -> list[_Tenue]:
    reservations = a_venir(Salle.objects.filter(pk__in=salles), maintenant)
    lues = list(reservations.filter(nature=Reservation.Nature.ASSOCIATION))
    pour = _usages_de([une.pk for une in lues], maintenant)
    sans = contexte(maintenant=maintenant)
    return [_Tenue(une, pour[une.pk].contexte if une.pk in pour else sans) for une in lues]


def _usages_de(reservations: Collection[int], maintenant: datetime) -> dict[int, Usage]:
    lues = (lecture(reservations, maintenant).items() for lecture in _usages if reservations)
    return dict(chain.from_iterable(lues))


def _relever(salles: Collection[int], tenues: Sequence[_Tenue], maintenant: datetime) -> _Releve:
    """Read everything anew: between two of these, the change was written."""
    lues = Salle.objects.select_related("etablissement__collectivite").in_bulk(salles)
    attendues = chain.from_iterable(lecture(salles, maintenant) for lecture in _attentes)
    return _Releve(lues, _contre(lues, tenues), {attente.date: attente for attente in attendues})


def _contre(salles: Mapping[int, Salle], tenues: Sequence[_Tenue]) -> dict[int, set[Code]]:
    """Judge what is held as if it were asked for in an empty room."""
    if not tenues:
        return {}
    par_question: dict[tuple[int, Contexte], list[_Tenue]] = defaultdict(list)
    for tenue in tenues:
        par_question[tenue.reservation.salle_id, tenue.contexte].append(tenue)
    jours = {cadre_de(tenue.reservation.salle.etablissement).jour(tenue.creneau.debut) for tenue in tenues}
    faits = charger([salles[pk] for pk in {pk for pk, _ in par_question}], jours)
    contre = {}
    for (pk, vu), siennes in par_question.items():
        vide = replace(faits[pk], occupants=(), fermetures=())
        explications = expliquer(vide, [tenue.creneau for tenue in siennes], vu)
        for tenue, explication in zip(siennes, explications, strict=True):
            contre[tenue.reservation.pk] = {raison.code for raison in explication.raisons}
    return contre


# -- What is touched -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Touche:
    """A date that the change touches: where, when, and the words that gather it with others."""

    salle: Salle
    debut: datetime
    mots: str


# The neighbours that may come to be too close: other groups, or one that a rule may part. `trop_pres` decides.
VOISINES = """
    SELECT DISTINCT o.reservation_id, o.groupe, suivante.reservation_id, suivante.groupe
    FROM unnest(%s::bigint[], %s::interval[]) AS voulu(salle, tampon)
    JOIN salles_reservation r ON r.salle_id = voulu.salle AND r.fin > %s
    JOIN salles_occupation o ON o.reservation_id = r.id
    JOIN salles_occupation suivante ON suivante.espace_id = o.espace_id AND suivante.jour = o.jour
        AND (suivante.groupe <> o.groupe OR o.groupe < 0)
        AND suivante.debut >= o.fin AND suivante.debut < o.fin + voulu.tampon
    WHERE (o.option_jusqu_au IS NULL OR o.option_jusqu_au > %s)
        AND (suivante.option_jusqu_au IS NULL OR suivante.option_jusqu_au > %s)
    ORDER BY o.reservation_id, suivante.reservation_id
"""


def _serrees(avant: _Releve, apres: _Releve, maintenant: datetime) -> list[Touche]:
    """Return the uses to come that end too close to the next one, in a room or through one that shares a part.

    Only where the buffer grows or is asked for where it was not; one stops at local midnight, so both lie on one day.
    """
    tampons = {pk: regle(salle, "tampon")[0] for pk, salle in _elargies(avant, apres).items()}
    if not tampons:
        return []
    with connection.cursor() as curseur:
        curseur.execute(VOISINES, [list(tampons), list(tampons.values()), maintenant, maintenant, maintenant])
        paires = curseur.fetchall()
    voisines = {pk for une, _, suivante, _ in paires for pk in (une, suivante)}
    lues = Reservation.objects.select_related("salle__etablissement__collectivite").in_bulk(voisines)
    pour = _usages_de(voisines, maintenant)
    couples = [
        ((lues[une], groupe, pour.get(une)), (lues[suivante], groupe_suivant, pour.get(suivante)))
        for une, groupe, suivante, groupe_suivant in paires
    ]
    return [
        Touche(salle, une[0].debut, f"{qui(salle, une[0])} puis {qui(salle, suivante[0])}")
        for une, suivante in couples
        if trop_pres(apres.emprise(*une), apres.emprise(*suivante))
        and not trop_pres(avant.emprise(*une), avant.emprise(*suivante))
        for salle in [apres.salles.get(une[0].salle_id) or apres.salles[suivante[0].salle_id]]
    ]


def _elargies(avant: _Releve, apres: _Releve) -> dict[int, Salle]:
    """Return the rooms where a use may newly be too close to the next one.

    Those whose buffer grew; those that answer otherwise for an association's own slots, and those that share their
    walls, of another school of the site too: what was one group there may be two.
    """

    def change(nom: str) -> Iterator[tuple[Salle, Any, Any]]:
        for pk, salle in apres.salles.items():
            yield salle, regle(avant.salles[pk], nom)[0], regle(salle, nom)[0]

    elargies = {salle.pk: salle for salle, naguere, desormais in change("tampon") if desormais > naguere}
    autrement = [salle for salle, naguere, desormais in change("tampon_leve_pour_soi") if desormais != naguere]
    if autrement:
        autour = Salle.objects.filter(espaces__salles__in=autrement).select_related("etablissement__collectivite")
        elargies |= {salle.pk: salle for salle in autour}
    return elargies


def _hors_ouvertures(avant: _Releve, apres: _Releve, tenues: Iterable[_Tenue]) -> list[Touche]:
    """Return the dates held by associations that the new openings do not contain any more."""
    return [
        Touche(salle, tenue.creneau.debut, qui(salle, tenue.reservation))
        for tenue in tenues
        if _nouveaux(avant, apres, tenue) & DU_CALENDRIER
        for salle in [apres.salles[tenue.reservation.salle_id]]
    ]


def _non_admises(avant: _Releve, apres: _Releve, tenues: Iterable[_Tenue]) -> list[Touche]:
    """Return the firm dates of associations that are too many now, or come for what the room does not admit any more.

    An option is among what awaits an answer.
    """
    return [
        Touche(salle, tenue.creneau.debut, f"{qui(salle, tenue.reservation)} ({_pourquoi(nouveaux)})")
        for tenue in tenues
        if tenue.reservation.tenue == Reservation.Tenue.FERME
        and (nouveaux := _nouveaux(avant, apres, tenue) & DE_LA_SALLE)
        for salle in [apres.salles[tenue.reservation.salle_id]]
    ]


def _nouveaux(avant: _Releve, apres: _Releve, tenue: _Tenue) -> set[Code]:
    return apres.contre[tenue.reservation.pk] - avant.contre[tenue.reservation.pk]


def _perdues(avant: _Releve, apres: _Releve) -> list[tuple[Touche, bool]]:
    """Return the awaited dates that something newly keeps from being given, and whether nobody waives it.

    What could not be given anyway is not lost.
    """
    perdues = []
    for date, attente in apres.attentes.items():
        naguere = avant.attentes.get(date, attente)  # filed in between: nothing is known of it under the old rules
        if naguere.dures or not (nouveaux := attente.codes - naguere.codes - {Code.OPTION}):
            continue
        pourquoi = _pourquoi(attente.dures or nouveaux)
        perdues.append((Touche(attente.salle, attente.debut, f"{attente.qui} ({pourquoi})"), bool(attente.dures)))
    return perdues


def _pourquoi(codes: Iterable[Code]) -> str:
    return enumerer(sorted(minuscule(LIBELLES[code]) for code in codes))


def _sans_duree(avant: _Releve, apres: _Releve, par_ecole: bool) -> Iterator[str]:
    """Name the rooms whose shortest use is newly longer than their longest."""

    def croisees(salle: Salle) -> bool:
        regles = regles_de(salle)
        return regles.duree_min > regles.duree_max

    for pk, salle in apres.salles.items():
        if croisees(salle) and not croisees(avant.salles[pk]):
            yield _nommer(salle, par_ecole)


def _sans_date(avant: _Releve, apres: _Releve, maintenant: datetime, par_ecole: bool) -> Iterator[str]:
    """Name the rooms where one must newly ask earlier than one may, as the school calendar counts today."""
    changees = [
        (salle, _sans_ouverture(salle))
        for pk, salle in apres.salles.items()
        if any(regle(salle, nom)[0] != regle(avant.salles[pk], nom)[0] for nom in ("delai_jours", "horizon_jours"))
    ]
    des_zones = calendriers({(profil.cadre.zone, profil.cadre.territoire) for _, profil in changees})

    def croise(profil: Profil) -> bool:
        premier, dernier = fenetre(profil, des_zones[profil.cadre.zone, profil.cadre.territoire], maintenant)
        return premier > dernier

    for salle, profil in changees:
        if croise(profil) and not croise(_sans_ouverture(avant.salles[salle.pk])):
            yield _nommer(salle, par_ecole)


def _sans_ouverture(salle: Salle) -> Profil:
    """Return what the rules alone make of a room."""
    return Profil((), regles_de(salle), cadre_de(salle.etablissement))


def _nommer(salle: Salle, par_ecole: bool) -> str:
    return f"{salle.nom}, {salle.etablissement}" if par_ecole else salle.nom


# -- Words -----------------------------------------------------------------------------


def dire(touches: Iterable[Touche], par_ecole: bool) -> list[str]:
    """Gather the dates that share their words, in the order of schools and rooms; an authority reads counts alone."""

    def sujet(touche: Touche) -> tuple[str, ...]:
        ecole = touche.salle.etablissement
        return (ecole.nom, ecole.uai) if par_ecole else (touche.salle.nom, str(touche.salle.pk), touche.mots)

    groupes: dict[tuple[str, ...], list[Touche]] = defaultdict(list)
    for touche in touches:
        groupes[sujet(touche)].append(touche)
    return [
        f"{cle[0]} : {_dates(siennes)}" if par_ecole else f"{cle[0]}, {cle[2]} : {_dates(siennes)}"
        for cle, siennes in sorted(groupes.items(), key=itemgetter(0))
    ]


def _dates(touches: Sequence[Touche]) -> str:
    jours = sorted(cadre_de(touche.salle.etablissement).jour(touche.debut) for touche in touches)
    if len(jours) == 1:
        return f"le {jour_court(jours[0])}."
    return f"{pluriel(len(jours), 'date')}, {periode(jours[0], jours[-1])}."


def _creneau(reservation: Reservation) -> Creneau:
    return Creneau(reservation.debut.astimezone(UTC), reservation.fin.astimezone(UTC))

"""What the engine says of some rooms at one instant of a transaction: what is held there, and who waits.

Two of them, before and after a change, tell what it does (`effets`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

from salles.disponibilites import contexte
from salles.faits import charger
from salles.models import Reservation, Salle
from salles.moteur import Code, Contexte, Creneau, Emprise, Raison, expliquer
from salles.regles import cadre_de, fin_avec_tampon
from salles.services.prise import groupe_de
from salles.services.touches import a_venir


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


@dataclass(frozen=True, slots=True)
class Tenue:
    """A date that an association holds, and how many come for what where that is known."""

    reservation: Reservation
    contexte: Contexte

    @property
    def creneau(self) -> Creneau:
        return _creneau(self.reservation)


@dataclass(frozen=True, slots=True)
class Releve:
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


def tenues_de(salles: Collection[int], maintenant: datetime) -> list[Tenue]:
    """Return the dates to come that associations hold in these rooms."""
    reservations = a_venir(Salle.objects.filter(pk__in=salles), maintenant)
    lues = list(reservations.filter(nature=Reservation.Nature.ASSOCIATION))
    pour = usages_de([une.pk for une in lues], maintenant)
    sans = contexte(maintenant=maintenant)
    return [Tenue(une, pour[une.pk].contexte if une.pk in pour else sans) for une in lues]


def usages_de(reservations: Collection[int], maintenant: datetime) -> dict[int, Usage]:
    """Return what these reservations are for, where an app above knows it."""
    lues = (lecture(reservations, maintenant).items() for lecture in _usages if reservations)
    return dict(chain.from_iterable(lues))


def relever(salles: Collection[int], tenues: Sequence[Tenue], maintenant: datetime) -> Releve:
    """Read everything anew: between two of these, the change was written."""
    lues = Salle.objects.select_related("etablissement__collectivite").in_bulk(salles)
    attendues = chain.from_iterable(lecture(salles, maintenant) for lecture in _attentes)
    return Releve(lues, _contre(lues, tenues), {attente.date: attente for attente in attendues})


def _contre(salles: Mapping[int, Salle], tenues: Sequence[Tenue]) -> dict[int, set[Code]]:
    """Judge what is held as if it were asked for in an empty room."""
    if not tenues:
        return {}
    par_question: dict[tuple[int, Contexte], list[Tenue]] = defaultdict(list)
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


def _creneau(reservation: Reservation) -> Creneau:
    return Creneau(reservation.debut.astimezone(UTC), reservation.fin.astimezone(UTC))

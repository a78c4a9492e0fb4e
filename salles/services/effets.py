"""What new rules or new openings do to what is held and to who waits: said, never done behind anybody's back.

What is held stays as it is. The same engine judges each date twice, under the profile of before and under the new one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter

from django.db import connection

from etablissements.calendriers import calendriers
from etablissements.ecriture import enumerer, jour_court, periode, pluriel
from etablissements.models import Collectivite
from salles.disponibilites import contexte
from salles.faits import charger
from salles.models import Reservation, Salle
from salles.moteur import LIBELLES, Code, Contexte, Creneau, Demandeur, Faits, Profil, expliquer, juger
from salles.regles import Niveau, cadre_de
from salles.services.genes import qui
from salles.services.implications import Rubrique, rubriques
from salles.services.touches import a_venir

DU_CALENDRIER = frozenset({Code.HORS_OUVERTURE, Code.VACANCES, Code.JOUR_FERIE})
DE_LA_REGLE = DU_CALENDRIER | {Code.DUREE, Code.PAS, Code.TAMPON}  # `delai` and `horizon` bind on the day of filing


@dataclass(frozen=True, slots=True)
class Changement:
    """A room whose profile changes. Expects `salle.etablissement.collectivite`."""

    salle: Salle
    avant: Profil
    apres: Profil


@dataclass(frozen=True, slots=True)
class Attente:
    """A date that somebody asked for and that nobody answered yet."""

    salle: int
    creneau: Creneau
    qui: str
    groupe: int | None


@dataclass(frozen=True, slots=True)
class _Touche:
    """A date that the change touches: where, when, and the words that gather it with others."""

    salle: Salle
    debut: datetime
    mots: str


Lecture = Callable[[Collection[int], datetime], Iterable[Attente]]
_lectures: list[Lecture] = []


def attentes(lecture: Lecture) -> Lecture:
    """Register an app above that knows which dates are awaited in these rooms."""
    _lectures.append(lecture)
    return lecture


def effets(changements: Sequence[Changement], niveau: Niveau, maintenant: datetime) -> list[Rubrique]:
    """Say what the change touches: by room and occupant, by school for an authority; a few queries."""
    vrais = [changement for changement in changements if changement.avant != changement.apres]
    if not vrais:
        return []
    par_ecole = isinstance(niveau, Collectivite)
    return rubriques(
        (
            "Resteront plus serrées que le nouveau temps entre deux occupations",
            _dire(_serrees(vrais, maintenant), par_ecole),
        ),
        ("Resteront prises hors des nouvelles ouvertures", _dire(_hors_ouvertures(vrais, maintenant), par_ecole)),
        (
            "Attendent une réponse et ne seront plus libres sans dérogation",
            _dire(_perdues(vrais, maintenant), par_ecole),
        ),
        ("N’admettront plus aucune durée : leur plus courte dépasse leur plus longue", _sans_duree(vrais, par_ecole)),
    )


# -- What is touched -------------------------------------------------------------------


SERREES = """
    SELECT DISTINCT o.reservation_id, suivante.reservation_id
    FROM unnest(%s::bigint[], %s::interval[]) AS voulu(salle, tampon)
    JOIN salles_reservation r ON r.salle_id = voulu.salle AND r.fin > %s
    JOIN salles_occupation o ON o.reservation_id = r.id
    JOIN salles_occupation suivante ON suivante.espace_id = o.espace_id AND suivante.jour = o.jour
        AND suivante.groupe <> o.groupe AND suivante.debut >= o.fin AND suivante.debut < o.fin + voulu.tampon
    WHERE (o.option_jusqu_au IS NULL OR o.option_jusqu_au > %s)
        AND (suivante.option_jusqu_au IS NULL OR suivante.option_jusqu_au > %s)
"""


def _serrees(changements: Sequence[Changement], maintenant: datetime) -> list[_Touche]:
    """Return the uses to come that end too close to one of another group, in a room or through one that shares a part.

    Only where the buffer grows; one stops at local midnight, so both lie on one local day.
    """
    allonges = {
        changement.salle.pk: changement
        for changement in changements
        if changement.apres.regles.tampon > changement.avant.regles.tampon
    }
    tampons = [changement.apres.regles.tampon for changement in allonges.values()]
    with connection.cursor() as curseur:
        curseur.execute(SERREES, [list(allonges), tampons, maintenant, maintenant, maintenant])
        paires = curseur.fetchall()
    lues = Reservation.objects.select_related("salle").in_bulk({pk for paire in paires for pk in paire})
    return [
        _Touche(
            (salle := allonges[lues[une].salle_id].salle),
            lues[une].debut,
            f"{qui(salle, lues[une])} puis {qui(salle, lues[suivante])}",
        )
        for une, suivante in paires
    ]


def _hors_ouvertures(changements: Sequence[Changement], maintenant: datetime) -> list[_Touche]:
    """Return the dates held by associations that the new openings do not contain any more."""
    reduits = {
        changement.salle.pk: changement
        for changement in changements
        if (changement.avant.plages, changement.avant.cadre) != (changement.apres.plages, changement.apres.cadre)
    }
    if not reduits:
        return []
    des_zones = calendriers({(c.apres.cadre.zone, c.apres.cadre.territoire) for c in reduits.values()})
    tenues = a_venir([changement.salle for changement in reduits.values()], maintenant)
    tenues = tenues.filter(nature=Reservation.Nature.ASSOCIATION)
    touches = []
    for pk, siennes in groupby(tenues, key=lambda tenue: tenue.salle_id):
        changement, dates = reduits[pk], list(siennes)
        cadre = changement.apres.cadre
        calendrier = des_zones[cadre.zone, cadre.territoire]
        creneaux = [Creneau(tenue.debut.astimezone(UTC), tenue.fin.astimezone(UTC)) for tenue in dates]
        avant, apres = (
            juger(profil, calendrier, creneaux, maintenant) for profil in (changement.avant, changement.apres)
        )
        touches += [
            _Touche(changement.salle, tenue.debut, qui(changement.salle, tenue))
            for tenue, codes_avant, codes_apres in zip(dates, avant, apres, strict=True)
            if DU_CALENDRIER.intersection(codes_apres) - set(codes_avant)
        ]
    return touches


def _perdues(changements: Sequence[Changement], maintenant: datetime) -> list[_Touche]:
    """Return the awaited dates that a rule would newly keep from being given."""
    par_salle = {changement.salle.pk: changement for changement in changements}
    attendues: dict[int, list[Attente]] = defaultdict(list)
    for lecture in _lectures:
        for attente in lecture(list(par_salle), maintenant):
            attendues[attente.salle].append(attente)
    if not attendues:
        return []
    salles = [par_salle[pk].salle for pk in attendues]
    jours = {_jour(par_salle[pk].salle, attente.creneau) for pk, siennes in attendues.items() for attente in siennes}
    faits = charger(salles, jours)
    vu = contexte(maintenant=maintenant)
    touches = []
    for pk, siennes in attendues.items():
        changement = par_salle[pk]
        for attente in siennes:
            avant, apres = (
                _codes(replace(faits[pk], profil=profil), attente, vu)
                for profil in (changement.avant, changement.apres)
            )
            if nouveaux := (apres - avant) & DE_LA_REGLE:
                pourquoi = enumerer(sorted(LIBELLES[code].lower() for code in nouveaux))
                touches.append(_Touche(changement.salle, attente.creneau.debut, f"{attente.qui} ({pourquoi})"))
    return touches


def _codes(faits: Faits, attente: Attente, vu: Contexte) -> set[Code]:
    [explication] = expliquer(faits, [attente.creneau], vu, Demandeur(attente.groupe))
    return {raison.code for raison in explication.raisons}


def _sans_duree(changements: Sequence[Changement], par_ecole: bool) -> Iterator[str]:
    for changement in changements:
        regles = changement.apres.regles
        if regles.duree_min > regles.duree_max:
            salle = changement.salle
            yield f"{salle.nom}, {salle.etablissement}" if par_ecole else salle.nom


# -- Words -----------------------------------------------------------------------------


def _dire(touches: Iterable[_Touche], par_ecole: bool) -> list[str]:
    """Gather the dates that share their words, in the order of schools and rooms; an authority reads counts alone."""

    def sujet(touche: _Touche) -> tuple[str, ...]:
        ecole = touche.salle.etablissement
        return (ecole.nom, ecole.uai) if par_ecole else (touche.salle.nom, str(touche.salle.pk), touche.mots)

    groupes: dict[tuple[str, ...], list[_Touche]] = defaultdict(list)
    for touche in touches:
        groupes[sujet(touche)].append(touche)
    return [
        f"{cle[0]} : {_dates(siennes)}" if par_ecole else f"{cle[0]}, {cle[2]} : {_dates(siennes)}"
        for cle, siennes in sorted(groupes.items(), key=itemgetter(0))
    ]


def _dates(touches: Sequence[_Touche]) -> str:
    jours = sorted(cadre_de(touche.salle.etablissement).jour(touche.debut) for touche in touches)
    if len(jours) == 1:
        return f"le {jour_court(jours[0])}."
    return f"{pluriel(len(jours), 'date')}, {periode(jours[0], jours[-1])}."


def _jour(salle: Salle, creneau: Creneau) -> date:
    return cadre_de(salle.etablissement).jour(creneau.debut)

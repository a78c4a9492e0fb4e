"""The series layer: the only module that imports django-scheduler.

An opening or a running series is one `schedule.Event` under one shared, immutable `schedule.Rule`, and our `Serie`
beside it. Event and Rule are the only truth of start, end and frequency; nothing else of the package is used: its
expansion drifts by an hour at each change of clocks (docs/moteur.md). Rules are never deleted: the package would
silently turn their events into single dates. Expects `salle.etablissement` to be loaded wherever a room comes in.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from schedule.models import Calendar, Event, Rule

from salles.models import PlageOuverture, Salle, Serie
from salles.moteur import Applicabilite, Cadre, Creneau, HeureInexistante, Plage, Repetition, Semaine, Souhait, Vacances
from salles.regles import cadre_de

OUVERTURE, OCCUPATION = "ouverture", "occupation"  # what an Event is for: the only title that it bears
# An opening without a first day counts from this Monday: equal openings then have equal profiles.
DEPUIS_TOUJOURS = date(2000, 1, 3)
UN_JOUR = timedelta(days=1)
PAR_LOT = 2_000
SEMAINES = {Repetition.SEMAINE_A: Semaine.A, Repetition.SEMAINE_B: Semaine.B}
REPETITIONS = {semaine: repetition for repetition, semaine in SEMAINES.items()}


def creer_serie(*, salle: Salle, souhait: Souhait) -> Serie:
    """Write down a repeated wish as a series of the room; its first weekday on or after `premier_jour` is its start.

    Raises `HeureInexistante` when the clocks jump over that very start, and `ValueError` for a single date.
    """
    return creer_series([(salle, souhait)])[0]


def creer_series(voulues: Sequence[tuple[Salle, Souhait]]) -> list[Serie]:
    """Write down many repeated wishes as `creer_serie` does, in a few statements, in order."""
    calendriers = _calendriers({salle.pk for salle, _ in voulues})
    regles = {rythme: _regle(*rythme) for rythme in {_rythme(souhait) for _, souhait in voulues}}
    evenements = Event.objects.bulk_create(
        [
            Event(
                calendar=calendriers[salle.pk],
                title=OCCUPATION,
                rule=regles[_rythme(souhait)],
                **_bornes_de(salle, souhait),
            )
            for salle, souhait in voulues
        ],
        batch_size=PAR_LOT,
    )
    return Serie.objects.bulk_create(
        [
            Serie(evenement=evenement, salle=salle, **_serie_de(salle, souhait))
            for (salle, souhait), evenement in zip(voulues, evenements, strict=True)
        ],
        batch_size=PAR_LOT,
    )


def recrire(serie: Serie, souhait: Souhait) -> None:
    """Let a series of which nothing is past say another wish; same room, same refusals as `creer_serie`."""
    regle = _regle(*_rythme(souhait))
    Event.objects.filter(pk=serie.evenement_id).update(rule=regle, **_bornes_de(serie.salle, souhait))
    Serie.objects.filter(pk=serie.pk).update(**_serie_de(serie.salle, souhait))


def arreter(serie: Serie, dernier_jour: date) -> None:
    """Let a series end on that day, included, which does not come before its start."""
    fin = _fin(replace(cadre_de(serie.salle.etablissement), fuseau=serie.fuseau), dernier_jour)
    Event.objects.filter(pk=serie.evenement_id).update(end_recurring_period=fin)


def _rythme(souhait: Souhait) -> tuple[frozenset[int], int]:
    """Return the weekdays of a repeated wish, and the number of weeks between two dates."""
    if souhait.repetition == Repetition.AUCUNE:
        raise ValueError("a single date is not a series")
    return souhait.jours, 2 if souhait.repetition == Repetition.QUINZAINE else 1


def _bornes_de(salle: Salle, souhait: Souhait) -> dict[str, Any]:
    """Return what an Event keeps of a wish beside its rule."""
    cadre = cadre_de(salle.etablissement)
    premiere = _premiere(cadre, souhait.premier_jour, souhait.jours, souhait.heure_debut, souhait.heure_fin)
    return {
        "start": premiere.debut,
        "end": premiere.fin,
        "end_recurring_period": _fin(cadre, souhait.dernier_jour),
    }


def _serie_de(salle: Salle, souhait: Souhait) -> dict[str, Any]:
    """Return what our `Serie` keeps beside it."""
    return {
        "fuseau": salle.etablissement.fuseau,
        "vacances": souhait.vacances,
        "semaine": SEMAINES.get(souhait.repetition, Semaine.TOUTES),
    }


def souhait_de(serie: Serie) -> Souhait:
    """Read a series back as the wish that it was. Expects event, rule, room and school to be loaded with it."""
    evenement = serie.evenement
    cadre = replace(cadre_de(serie.salle.etablissement), fuseau=serie.fuseau)
    jours, intervalle = _lire_regle(evenement)
    debut, fin = cadre.local(evenement.start), cadre.local(evenement.end)
    return Souhait(
        premier_jour=debut.date(),
        heure_debut=debut.time(),
        heure_fin=fin.time(),
        dernier_jour=_dernier_jour(cadre, evenement),
        jours=jours or frozenset({debut.isoweekday()}),
        repetition=REPETITIONS.get(
            Semaine(serie.semaine), Repetition.QUINZAINE if intervalle == 2 else Repetition.HEBDOMADAIRE
        ),
        vacances=Vacances(serie.vacances),
    )


# -- Openings --------------------------------------------------------------------------


def ouvrir(ouvertures: Iterable[tuple[Salle, Iterable[Plage]]]) -> None:
    """Open these rooms at these hours, beside what they have; any number of rooms costs the same few statements.

    Openings of a room that differ by the weekday alone share one series. The caller then refreshes the profiles
    (`salles.services.profils`).
    """
    lignes = [(salle, plage, jours) for salle, plages in ouvertures for plage, jours in _par_jours(plages).items()]
    calendriers = _calendriers({salle.pk for salle, _, _ in lignes})
    regles = {jours: _regle(jours, 1) for jours in {jours for _, _, jours in lignes}}
    evenements = Event.objects.bulk_create(
        [_evenement(salle, plage, jours, calendriers[salle.pk], regles[jours]) for salle, plage, jours in lignes],
        batch_size=PAR_LOT,
    )
    series = Serie.objects.bulk_create(
        [
            Serie(
                evenement=evenement,
                salle=salle,
                fuseau=salle.etablissement.fuseau,
                vacances=Vacances.INCLURE,  # for an opening, `applicabilite` says it
                semaine=plage.semaine,
            )
            for (salle, plage, _), evenement in zip(lignes, evenements, strict=True)
        ],
        batch_size=PAR_LOT,
    )
    PlageOuverture.objects.bulk_create(
        [
            PlageOuverture(salle=salle, serie=serie, applicabilite=plage.applicabilite, feries=plage.feries)
            for (salle, plage, _), serie in zip(lignes, series, strict=True)
        ],
        batch_size=PAR_LOT,
    )


def _par_jours(plages: Iterable[Plage]) -> dict[Plage, frozenset[int]]:
    """Return the weekdays of each opening that is otherwise the same."""
    jours: dict[Plage, set[int]] = defaultdict(set)
    for plage in plages:
        jours[replace(plage, jour_iso=1)].add(plage.jour_iso)
    return {plage: frozenset(siens) for plage, siens in jours.items()}


def _evenement(salle: Salle, plage: Plage, jours: frozenset[int], calendrier: Calendar, regle: Rule) -> Event:
    cadre = cadre_de(salle.etablissement)
    premiere = _premiere_ouverture(cadre, plage, jours)
    return Event(
        calendar=calendrier,
        title=OUVERTURE,
        start=premiere.debut,
        end=premiere.fin,
        rule=regle,
        end_recurring_period=_fin(cadre, plage.dernier_jour),
    )


def supprimer_ouvertures(plages: Iterable[PlageOuverture]) -> None:
    """Delete openings with their series and events; rules stay, they are shared. Refresh the profile afterwards."""
    plages = list(plages)
    series = list(Serie.objects.filter(plage__in=plages))
    PlageOuverture.objects.filter(pk__in=[plage.pk for plage in plages]).delete()
    Serie.objects.filter(pk__in=[serie.pk for serie in series]).delete()
    Event.objects.filter(pk__in=[serie.evenement_id for serie in series]).delete()


def plages_de(salles: Iterable[Salle]) -> dict[int, list[Plage]]:
    """Return the openings of each room as the engine reads them, in one query."""
    par_salle: dict[int, list[Plage]] = defaultdict(list)
    lignes = PlageOuverture.objects.filter(salle__in=salles).select_related(
        "serie__evenement__rule", "serie__salle__etablissement"
    )
    for ligne in lignes:
        par_salle[ligne.salle_id] += _plages(ligne)
    return par_salle


def ouvre_encore(plage: PlageOuverture, maintenant: datetime) -> bool:
    """Tell whether the last day of an opening, if it has one, is still to come."""
    fin = plage.serie.evenement.end_recurring_period
    return fin is None or fin > maintenant


def _plages(ligne: PlageOuverture) -> list[Plage]:
    """Return one `Plage` per weekday."""
    serie, evenement = ligne.serie, ligne.serie.evenement
    cadre = replace(cadre_de(serie.salle.etablissement), fuseau=serie.fuseau)
    debut, fin = cadre.local(evenement.start), cadre.local(evenement.end)
    jours, _ = _lire_regle(evenement)
    return [
        Plage(
            jour_iso=jour_iso,
            debut=debut.time(),
            fin=fin.time(),
            applicabilite=Applicabilite(ligne.applicabilite),
            feries=ligne.feries,
            semaine=Semaine(serie.semaine),
            premier_jour=None if debut.date() < DEPUIS_TOUJOURS + 7 * UN_JOUR else debut.date(),
            dernier_jour=_dernier_jour(cadre, evenement),
        )
        for jour_iso in sorted(jours or {debut.isoweekday()})
    ]


def _premiere(cadre: Cadre, des: date, jours: frozenset[int], debut: time, fin: time) -> Creneau:
    """Return the first slot of a weekly pattern."""
    semaine = (des + n * UN_JOUR for n in range(7))
    return cadre.creneau(next(jour for jour in semaine if jour.isoweekday() in jours), debut, fin)


def _premiere_ouverture(cadre: Cadre, plage: Plage, jours: frozenset[int]) -> Creneau:
    """Return the first slot of an opening, which keeps its hours: it begins after a night of March that lacks them.

    Raises `HeureInexistante` for one that would stand on that night alone.
    """
    des = plage.premier_jour or DEPUIS_TOUJOURS
    for attente in range(8):  # from a Monday, seven days lead past the Sunday when the clocks change
        try:
            premiere = _premiere(cadre, des + attente * UN_JOUR, jours, plage.debut, plage.fin)
        except HeureInexistante:
            continue
        if plage.dernier_jour is None or cadre.jour(premiere.debut) <= plage.dernier_jour:
            return premiere
        break
    return _premiere(cadre, des, jours, plage.debut, plage.fin)


def _calendriers(salles: Iterable[int]) -> dict[int, Calendar]:
    """Return the calendar of each room, written now where it is missing."""
    noms = {f"salle-{salle}": salle for salle in salles}
    Calendar.objects.bulk_create(
        [Calendar(slug=slug, name=f"salle {salle}") for slug, salle in noms.items()],
        ignore_conflicts=True,
        batch_size=PAR_LOT,
    )
    return {noms[calendrier.slug]: calendrier for calendrier in Calendar.objects.filter(slug__in=noms)}


def _fin(cadre: Cadre, dernier_jour: date | None) -> datetime | None:
    """Return what an Event keeps of the last day: the local midnight that ends it."""
    return cadre.fin_du_jour(dernier_jour) if dernier_jour else None


def _dernier_jour(cadre: Cadre, evenement: Event) -> date | None:
    """Read the last local day back."""
    fin = evenement.end_recurring_period
    return cadre.jour(fin - timedelta(microseconds=1)) if fin else None


# -- Rules: shared rows, found by what they say ----------------------------------------


def _regle(jours: frozenset[int], intervalle: int) -> Rule:
    """Return the shared rule of a weekly pattern; dateutil counts weekdays from 0."""
    parametres = []
    if intervalle > 1:
        parametres.append(f"interval:{intervalle}")
    if len(jours) > 1:
        parametres.append("byweekday:" + ",".join(str(jour - 1) for jour in sorted(jours)))
    params = ";".join(parametres)
    # Two transactions at once may each write the row: two equal rules do no harm.
    return Rule.objects.filter(frequency="WEEKLY", params=params).order_by("pk").first() or Rule.objects.create(
        frequency="WEEKLY", params=params, name="hebdomadaire" if intervalle == 1 else "une semaine sur deux"
    )


def _lire_regle(evenement: Event) -> tuple[frozenset[int], int]:
    """Return the ISO weekdays (none: that of the start) and the number of weeks between two dates."""
    params = evenement.rule.get_params()
    jours = params.get("byweekday", [])
    return frozenset(jour + 1 for jour in jours), params.get("interval", 1)

"""What a profile admits: openings, lead time, horizon, duration and start step. No occupation is looked at here.

The search compiles this once per distinct profile; the explanation calls the very same functions for one room.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from etablissements.calendrier import Calendrier
from salles.moteur.cadre import MINUIT, Cadre
from salles.moteur.creneau import Creneau, contient, intersection, union
from salles.moteur.profil import Applicabilite, Plage, Profil, Semaine
from salles.moteur.raisons import Code
from socle.erreur import ErreurMetier

# How a day (in holidays? a bank holiday?) is read to find what stands in the way: as it is, then as if it were less.
LECTURES = {
    (vacances, ferie): tuple(dict.fromkeys(((vacances, ferie), (False, ferie), (vacances, False), (False, False))))
    for vacances in (False, True)
    for ferie in (False, True)
}


class CreneauACheval(ErreurMetier):
    code = "creneau_a_cheval"
    message = "Un créneau tient dans une seule journée : faites-le finir à minuit au plus tard."
    champ = "fin"
    statut_http = 400


class Porteur(StrEnum):
    """Who closes."""

    SALLE = "salle"
    ETABLISSEMENT = "etablissement"
    COLLECTIVITE = "collectivite"


@dataclass(frozen=True, slots=True)
class Fermeture:
    """A dated exception that wins over every opening; local dates, both included."""

    premier_jour: date
    dernier_jour: date
    porteur: Porteur
    motif: str


def fermetures_du(fermetures: Iterable[Fermeture], jour: date) -> list[Fermeture]:
    """Return the closures in force on a local date."""
    return [fermeture for fermeture in fermetures if fermeture.premier_jour <= jour <= fermeture.dernier_jour]


def jour_unique(cadre: Cadre, creneau: Creneau) -> date:
    """Return the local date on which the slot lies. Raises `CreneauACheval` when it crosses local midnight."""
    jour = cadre.jour(creneau.debut)
    if creneau.fin > cadre.fin_du_jour(jour):
        raise CreneauACheval
    return jour


def fenetre(profil: Profil, calendrier: Calendrier, maintenant: datetime) -> tuple[date, date]:
    """Return the first and the last local date that lead time and horizon let one ask for, both included."""
    aujourdhui = profil.cadre.jour(maintenant)
    return (
        calendrier.ajouter_jours_scolaires(aujourdhui, profil.regles.delai_jours),
        aujourdhui + timedelta(days=profil.regles.horizon_jours),
    )


class Situation(NamedTuple):
    """A slot as the calendar and the clock on the wall see it, the same for all the rooms of a frame.

    Two slots of one `genre` have the same weekday, week, period and hours, on days when the clocks do not change: but
    for the dates between which an opening stands, no profile can tell them apart. `depuis_minuit`, on the wall clock.
    """

    creneau: Creneau
    jour: date
    vacances: bool
    ferie: bool
    depuis_minuit: timedelta
    genre: int


def situer(cadre: Cadre, calendrier: Calendrier, creneaux: Iterable[Creneau]) -> list[Situation]:
    """Place these slots in the calendar of a frame, in order. Raises `CreneauACheval`."""
    genres: dict[Hashable, int] = {}
    situations = []
    for creneau in creneaux:
        jour = jour_unique(cadre, creneau)
        ce_jour = calendrier.jour(jour)
        vacances, ferie = bool(ce_jour.vacances), bool(ce_jour.ferie)
        depuis_minuit = cadre.local(creneau.debut).replace(tzinfo=None) - datetime.combine(jour, MINUIT)
        genre: Hashable = creneau
        if cadre.est_sans_changement(jour):
            genre = (jour.isoweekday(), cadre.semaine(jour), vacances, ferie, depuis_minuit, creneau.duree)
        rang = genres.setdefault(genre, len(genres))
        situations.append(Situation(creneau, jour, vacances, ferie, depuis_minuit, rang))
    return situations


def juger(
    profil: Profil, calendrier: Calendrier, creneaux: Iterable[Creneau], maintenant: datetime
) -> list[tuple[Code, ...]]:
    """Return, for each slot, what the profile holds against it: nothing when it is admissible.

    Raises `CreneauACheval`.
    """
    return juger_situes(profil, calendrier, situer(profil.cadre, calendrier, creneaux), maintenant)


def juger_situes(
    profil: Profil, calendrier: Calendrier, situations: Iterable[Situation], maintenant: datetime
) -> list[tuple[Code, ...]]:
    """Do as `juger` with slots already placed in the frame of the profile: openings are met once for each genre."""
    premier, dernier = fenetre(profil, calendrier, maintenant)
    bornees = profil.bornees
    deja: dict[Hashable, tuple[Code, ...]] = {}
    jugements = []
    for situation in situations:
        creneau, jour, _, _, _, genre = situation
        cle: Hashable = genre
        if bornees:
            cle = (genre, *[plage.est_en_vigueur(jour) for plage in bornees])
        reproches = deja.get(cle)
        if reproches is None:
            reproches = deja[cle] = (*_ouverture(profil, situation), *_forme(profil, situation))
        if creneau.debut < maintenant:
            reproches = (*reproches, Code.PASSE)
        elif jour < premier:
            reproches = (*reproches, Code.DELAI)
        if jour > dernier:
            reproches = (*reproches, Code.HORIZON)
        jugements.append(reproches)
    return jugements


def ouvertures_admises(
    profil: Profil,
    calendrier: Calendrier,
    fermetures: Sequence[Fermeture],
    jours: Iterable[date],
    maintenant: datetime,
) -> list[Creneau]:
    """Return the stretches of these local dates in which a slot may lie, sorted and merged.

    A slot inside them is admissible once its duration and its start step are right.
    """
    premier, dernier = fenetre(profil, calendrier, maintenant)
    ouverts = union(
        ouvert
        for jour in jours
        if premier <= jour <= dernier and not fermetures_du(fermetures, jour)
        for ouvert in ouvertures_du(profil, calendrier, jour)
    )
    if not ouverts or maintenant <= ouverts[0].debut:
        return ouverts
    if maintenant >= ouverts[-1].fin:
        return []
    return intersection(ouverts, [Creneau(maintenant, ouverts[-1].fin)])


def ouvertures_du(profil: Profil, calendrier: Calendrier, jour: date) -> list[Creneau]:
    """Return the openings of a local date, closures aside, sorted and merged."""
    ce_jour = calendrier.jour(jour)
    return _ouvertures_si(profil, jour, vacances=bool(ce_jour.vacances), ferie=bool(ce_jour.ferie))


class Horaires(NamedTuple):
    """The wall-clock hours of one date, closures aside, sorted. `quand` says when they are not those of each week."""

    heures: tuple[tuple[time, time], ...]
    quand: str


def horaires(profil: Profil, calendrier: Calendrier, jour: date) -> Horaires:
    """Return the hours that the room keeps on that date, as the calendar calls it."""
    ce_jour = calendrier.jour(jour)
    vacances, ferie = bool(ce_jour.vacances), bool(ce_jour.ferie)
    de_ce_jour = list(_du_jour(profil, jour))
    heures = _heures(plage for plage in de_ce_jour if _vaut(plage, vacances=vacances, ferie=ferie))
    if heures == _heures(profil.par_jour[jour.isoweekday()]):
        quand = ""
    elif heures == _heures(de_ce_jour):
        quand = "à cette date"
    elif ferie and heures != _heures(plage for plage in de_ce_jour if _vaut(plage, vacances=vacances, ferie=False)):
        quand = "quand il est férié"
    else:
        quand = "pendant les vacances scolaires" if vacances else "en période scolaire"
    return Horaires(heures, quand)


def _ouverture(profil: Profil, situation: Situation) -> Iterator[Code]:
    """Say what keeps the slot out of the openings: the calendar when it alone stands in the way, else the hours."""
    vacances, ferie = situation.vacances, situation.ferie
    for si_vacances, si_ferie in LECTURES[vacances, ferie]:
        ouvertes = _ouvertures_si(profil, situation.jour, vacances=si_vacances, ferie=si_ferie)
        if contient(ouvertes, situation.creneau):
            if vacances != si_vacances:
                yield Code.VACANCES
            if ferie != si_ferie:
                yield Code.JOUR_FERIE
            return
    yield Code.HORS_OUVERTURE


def _forme(profil: Profil, situation: Situation) -> Iterator[Code]:
    """Say what is wrong with the length and the start of the slot."""
    regles = profil.regles
    if not regles.duree_min <= situation.creneau.duree <= regles.duree_max:
        yield Code.DUREE
    if situation.depuis_minuit % regles.pas:
        yield Code.PAS


def _du_jour(profil: Profil, jour: date) -> Iterator[Plage]:
    """Yield the openings of that weekday, of that week and in force on that date."""
    semaines = (Semaine.TOUTES, profil.cadre.semaine(jour))
    for plage in profil.par_jour[jour.isoweekday()]:
        if plage.semaine in semaines and plage.est_en_vigueur(jour):
            yield plage


def _vaut(plage: Plage, *, vacances: bool, ferie: bool) -> bool:
    """Tell whether the opening counts on a day that the calendar calls so."""
    periode = Applicabilite.VACANCES if vacances else Applicabilite.SCOLAIRE
    return plage.applicabilite in (Applicabilite.TOUTES, periode) and (plage.feries or not ferie)


def _heures(plages: Iterable[Plage]) -> tuple[tuple[time, time], ...]:
    return tuple(sorted({(plage.debut, plage.fin) for plage in plages}))


def _ouvertures_si(profil: Profil, jour: date, *, vacances: bool, ferie: bool) -> list[Creneau]:
    """Return the openings of that date if the calendar called it so, sorted and merged."""
    ouverts = (
        profil.cadre.ouverture(jour, plage.debut, plage.fin)
        for plage in _du_jour(profil, jour)
        if _vaut(plage, vacances=vacances, ferie=ferie)
    )
    return union(ouvert for ouvert in ouverts if ouvert)

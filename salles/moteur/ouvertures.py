"""What a profile admits: openings, lead time, horizon, duration and start step. No occupation is looked at here.

The search compiles this once per distinct profile; the explanation calls the very same functions for one room.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from etablissements.calendrier import Calendrier
from salles.moteur.cadre import Cadre
from salles.moteur.creneau import Creneau, contient, intersection, union
from salles.moteur.profil import Applicabilite, Plage, Profil, Semaine
from salles.moteur.raisons import Code
from socle.erreur import ErreurMetier


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


def juger(
    profil: Profil, calendrier: Calendrier, creneaux: Sequence[Creneau], maintenant: datetime
) -> list[tuple[Code, ...]]:
    """Return, for each slot, what the profile holds against it: nothing when it is admissible.

    Raises `CreneauACheval`.
    """
    premier, dernier = fenetre(profil, calendrier, maintenant)
    jugements = []
    for creneau in creneaux:
        jour = jour_unique(profil.cadre, creneau)
        reproches = [*_ouverture(profil, calendrier, jour, creneau), *_forme(profil, creneau)]
        if creneau.debut < maintenant:
            reproches.append(Code.PASSE)
        elif jour < premier:
            reproches.append(Code.DELAI)
        if jour > dernier:
            reproches.append(Code.HORIZON)
        jugements.append(tuple(reproches))
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


def horaires(profil: Profil, jour: date) -> list[tuple[time, time]]:
    """Return the wall-clock hours that the room ordinarily keeps on that weekday, sorted, holidays aside."""
    return sorted({(plage.debut, plage.fin) for plage in _du_jour(profil, jour)})


def _ouverture(profil: Profil, calendrier: Calendrier, jour: date, creneau: Creneau) -> Iterator[Code]:
    """Say what keeps the slot out of the openings: the calendar when it alone stands in the way, else the hours."""
    ce_jour = calendrier.jour(jour)
    vacances, ferie = bool(ce_jour.vacances), bool(ce_jour.ferie)
    for si_vacances, si_ferie in ((vacances, ferie), (False, ferie), (vacances, False), (False, False)):
        if contient(_ouvertures_si(profil, jour, vacances=si_vacances, ferie=si_ferie), creneau):
            if vacances != si_vacances:
                yield Code.VACANCES
            if ferie != si_ferie:
                yield Code.JOUR_FERIE
            return
    yield Code.HORS_OUVERTURE


def _forme(profil: Profil, creneau: Creneau) -> Iterator[Code]:
    """Say what is wrong with the length and the start of the slot."""
    regles = profil.regles
    if not regles.duree_min <= creneau.duree <= regles.duree_max:
        yield Code.DUREE
    debut = profil.cadre.local(creneau.debut)
    depuis_minuit = timedelta(
        hours=debut.hour, minutes=debut.minute, seconds=debut.second, microseconds=debut.microsecond
    )
    if depuis_minuit % regles.pas:
        yield Code.PAS


def _du_jour(profil: Profil, jour: date) -> Iterator[Plage]:
    """Yield the openings of that weekday, of that week and in force on that date."""
    semaine = profil.cadre.semaine(jour)
    for plage in profil.plages:
        if (
            plage.jour_iso == jour.isoweekday()
            and plage.semaine in (Semaine.TOUTES, semaine)
            and (plage.premier_jour is None or plage.premier_jour <= jour)
            and (plage.dernier_jour is None or jour <= plage.dernier_jour)
        ):
            yield plage


def _ouvertures_si(profil: Profil, jour: date, *, vacances: bool, ferie: bool) -> list[Creneau]:
    """Return the openings of that date if the calendar called it so, sorted and merged."""
    periode = Applicabilite.VACANCES if vacances else Applicabilite.SCOLAIRE
    ouverts = (
        profil.cadre.ouverture(jour, plage.debut, plage.fin)
        for plage in _du_jour(profil, jour)
        if plage.applicabilite in (Applicabilite.TOUTES, periode) and (plage.feries or not ferie)
    )
    return union(ouvert for ouvert in ouverts if ouvert)

"""From a wish in words ("Tuesdays, 18:00 to 20:00, until June") to dated slots.

Dates are computed in the school's own calendar, then each becomes UTC once, so a weekly 18:00 stays 18:00 on the
wall across both changes of clocks. Plain date arithmetic: rule libraries were measured ten times slower.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import islice

from etablissements.calendrier import Calendrier
from etablissements.ecriture import JOURS, periode
from salles.moteur.cadre import MINUIT, Cadre
from salles.moteur.creneau import Creneau
from socle.erreur import ErreurMetier

DATES_MAX = 400  # one wish; a daily wish over a school year has about 300
ANNEES = range(2000, 2100)  # far inside what the time zone database knows
UNE_SEMAINE = timedelta(days=7)


class Repetition(StrEnum):
    AUCUNE = "aucune"
    HEBDOMADAIRE = "hebdomadaire"
    QUINZAINE = "quinzaine"
    SEMAINE_A = "semaine_a"
    SEMAINE_B = "semaine_b"


class Vacances(StrEnum):
    EXCLURE = "exclure"
    INCLURE = "inclure"


class SouhaitInvalide(ErreurMetier):
    """The wish contradicts itself; `champ` names the field of the search form to mend."""

    code = "souhait_invalide"
    statut_http = 400


class TropDeDates(SouhaitInvalide):
    code = "trop_de_dates"
    message = f"Ce souhait compte plus de {DATES_MAX} dates. Choisissez une période plus courte ou moins de jours."


@dataclass(frozen=True, slots=True)
class Souhait:
    """What someone wants, in wall-clock time, before any school is known.

    `premier_jour` and `dernier_jour` are both included; `jours` are ISO weekdays (1 = Monday), that of
    `premier_jour` when empty; `heure_fin` 00:00 is the midnight that ends the day. `aucune` means each weekday once,
    from `premier_jour` on. `dates`, when given, are the wish: nothing is repeated, and holidays are not taken out.
    `vacances`: `exclure` takes school and bank holidays out of the wish.
    Raises `SouhaitInvalide`.
    """

    premier_jour: date
    heure_debut: time
    heure_fin: time
    dernier_jour: date | None = None
    jours: frozenset[int] = frozenset()
    repetition: Repetition = Repetition.AUCUNE
    vacances: Vacances = Vacances.EXCLURE
    dates: tuple[date, ...] = ()

    @classmethod
    def aux_dates(cls, dates: tuple[date, ...], heure_debut: time, heure_fin: time) -> "Souhait":
        """Return the wish for exactly these dates, in order and once each."""
        if not dates:
            raise SouhaitInvalide("Donnez au moins une date.", champ="dates")
        triees = tuple(sorted(set(dates)))
        return cls(triees[0], heure_debut, heure_fin, dernier_jour=triees[-1], dates=triees, vacances=Vacances.INCLURE)

    def __post_init__(self) -> None:
        if not self.jours:
            object.__setattr__(self, "jours", frozenset({self.premier_jour.isoweekday()}))
        elif not self.jours <= set(range(1, 8)):
            raise SouhaitInvalide("Un jour de la semaine va de 1 (lundi) à 7 (dimanche).", champ="jours")
        if self.heure_fin != MINUIT and self.heure_debut >= self.heure_fin:
            raise SouhaitInvalide("L’heure de fin doit venir après l’heure de début.", champ="fin")
        du_premier, du_dernier = ("dates", "dates") if self.dates else ("date", "jusqu_au")
        for jour, champ in ((self.premier_jour, du_premier), (self.dernier_jour, du_dernier)):
            if jour and jour.year not in ANNEES:
                raise SouhaitInvalide(f"Choisissez une date entre {ANNEES[0]} et {ANNEES[-1]}.", champ=champ)
        if self.dernier_jour and self.dernier_jour < self.premier_jour:
            raise SouhaitInvalide("La dernière date vient avant la première.", champ="jusqu_au")
        if self.dernier_jour is None and self.repetition != Repetition.AUCUNE:
            raise SouhaitInvalide("Dites jusqu’à quelle date le créneau se répète.", champ="jusqu_au")
        if self.dernier_jour and not self.dates and self.dernier_jour < self.premiers_jours[0]:
            raise SouhaitInvalide(self._sans_date(self.dernier_jour), champ="jusqu_au")
        if len(self.dates) > DATES_MAX:
            raise TropDeDates(champ="dates")

    @property
    def premiers_jours(self) -> list[date]:
        """Return the first of each wished weekday, in order."""
        semaine_qui_vient = (self.premier_jour + timedelta(days=n) for n in range(7))
        return [jour for jour in semaine_qui_vient if jour.isoweekday() in self.jours]

    def _sans_date(self, dernier_jour: date) -> str:
        jours = " ni ".join(JOURS[jour - 1] for jour in sorted(self.jours))
        quand = periode(self.premier_jour, dernier_jour)
        return f"Aucun {jours} ne tombe {quand}. Finissez plus tard, ou choisissez un autre jour."


def jours_voulus(souhait: Souhait, cadre: Cadre, calendrier: Calendrier) -> list[date]:
    """Return the local dates of the wish in this frame, sorted. At most `DATES_MAX`, else `TropDeDates`.

    A day whose calendar is not decreed yet is judged on the best guess, as everywhere.
    """
    jours: Iterable[date] = souhait.dates or _repetes(souhait, cadre)
    if souhait.vacances == Vacances.EXCLURE:
        jours = (jour for jour in jours if not _est_chome(calendrier, jour))
    voulus = list(islice(jours, DATES_MAX + 1))
    if len(voulus) > DATES_MAX:
        raise TropDeDates(champ="jusqu_au")
    return voulus


def creneaux_voulus(souhait: Souhait, cadre: Cadre, calendrier: Calendrier) -> list[Creneau]:
    """Return the slots of the wish in this frame, sorted. Raises `TropDeDates` and `HeureInexistante`."""
    return cadre.creneaux(jours_voulus(souhait, cadre, calendrier), souhait.heure_debut, souhait.heure_fin)


def _est_chome(calendrier: Calendrier, jour: date) -> bool:
    ce_jour = calendrier.jour(jour)
    return bool(ce_jour.vacances or ce_jour.ferie)


def _repetes(souhait: Souhait, cadre: Cadre) -> Iterator[date]:
    """Yield the dates of the repetition, holidays not yet taken out.

    Fortnights are counted from the week of the first date, so that wishing Mondays from a Wednesday on does not
    lose a fortnight.
    """
    premiers = souhait.premiers_jours
    dernier = souhait.dernier_jour or premiers[-1]
    if souhait.repetition == Repetition.AUCUNE:
        yield from (jour for jour in premiers if jour <= dernier)
        return
    pas = 2 * UNE_SEMAINE if souhait.repetition == Repetition.QUINZAINE else UNE_SEMAINE
    lettre = {Repetition.SEMAINE_A: "a", Repetition.SEMAINE_B: "b"}.get(souhait.repetition)
    depuis_lundi = [timedelta(days=jour_iso - 1) for jour_iso in sorted(souhait.jours)]
    lundi = premiers[0] - timedelta(days=premiers[0].isoweekday() - 1)
    while lundi <= dernier:
        if lettre is None or cadre.semaine(lundi) == lettre:
            for ecart in depuis_lundi:
                if souhait.premier_jour <= (jour := lundi + ecart) <= dernier:
                    yield jour
        lundi += pas

"""What a day is for a school: class, holidays, bank holiday, or not decreed yet."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

UN_JOUR = timedelta(days=1)
DIMANCHE = 7  # date.isoweekday()

# No school closes longer: past this many days in a row the calendar itself is wrong, and nobody waits for it any more.
FERMETURE_LA_PLUS_LONGUE = timedelta(days=400)


@dataclass(frozen=True, slots=True, order=True)
class PeriodeVacances:
    """One school holiday; both days are included. `provisoire`: projected, not decreed."""

    premier_jour: date
    dernier_jour: date
    nom: str
    provisoire: bool = False

    def __post_init__(self) -> None:
        if self.dernier_jour < self.premier_jour:
            raise ValueError(f"{self.nom} : {self.dernier_jour} précède {self.premier_jour}")


@dataclass(frozen=True, slots=True)
class Jour:
    """What one day is.

    `classe`: neither school holiday, nor bank holiday, nor Sunday.
    `vacances`, `ferie`: the name of the holiday, else None. A projected holiday is named too.
    `inconnu`: no decree covers this day yet. `classe` and `vacances` are then the best guess,
    to be shown as provisional and judged again once the decree is imported.
    """

    classe: bool
    vacances: str | None
    ferie: str | None
    inconnu: bool


@dataclass(frozen=True)
class Calendrier:
    """School holidays of a zone and bank holidays of a territory.

    `connu`: the decreed stretches, pairs of days both included; a day outside is `inconnu`.
    Periods may come unsorted and may overlap: the one that starts first names the day.
    """

    zone: str
    territoire: str
    vacances: tuple[PeriodeVacances, ...] = ()
    feries: Mapping[date, str] = field(default_factory=dict)
    connu: tuple[tuple[date, date], ...] = ()
    _debuts: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        vacances = tuple(_sans_chevauchement(self.vacances))
        object.__setattr__(self, "vacances", vacances)
        object.__setattr__(self, "feries", dict(self.feries))
        object.__setattr__(self, "connu", _fusionner(self.connu))
        object.__setattr__(self, "_debuts", tuple(periode.premier_jour for periode in vacances))

    def __hash__(self) -> int:
        # Equal calendars have equal periods: enough to tell them apart cheaply.
        return hash((self.zone, self.territoire, self.vacances, self.connu))

    def jour(self, d: date) -> Jour:
        """Say what `d`, a local date of the school, is."""
        periode = self.periode(d)
        ferie = self.feries.get(d)
        return Jour(
            classe=periode is None and ferie is None and d.isoweekday() != DIMANCHE,
            vacances=periode.nom if periode else None,
            ferie=ferie,
            inconnu=not any(premier <= d <= dernier for premier, dernier in self.connu),
        )

    def periode(self, d: date) -> PeriodeVacances | None:
        """Return the holiday that contains `d`, decreed or projected."""
        rang = bisect_right(self._debuts, d) - 1
        if rang >= 0 and d <= self.vacances[rang].dernier_jour:
            return self.vacances[rang]
        return None

    def est_scolaire(self, d: date) -> bool:
        """Tell whether `d` is a school day, see `jours_scolaires_entre`."""
        return d.isoweekday() != DIMANCHE and d not in self.feries and self.periode(d) is None

    def jours_scolaires_entre(self, a: date, b: date) -> int:
        """Count the school days after `a`, up to `b` included; 0 when `b` is not after `a`.

        A school day is neither holiday, nor bank holiday, nor Sunday. Wednesday and Saturday count:
        the decree itself takes Saturday for a day of class (holidays start « après la classe » on
        Saturdays), many lycées teach that morning, and one rule for all schools lets a volunteer
        check the count on any calendar. The first day is left out, as in every delay of the
        administration; the day of the use is counted.
        """
        return sum(self.est_scolaire(a + UN_JOUR * n) for n in range(1, (b - a).days + 1))

    def ajouter_jours_scolaires(self, jour: date, n: int) -> date:
        """Return the `n`-th school day after `jour` (`jour` itself for 0).

        `jours_scolaires_entre(jour, ajouter_jours_scolaires(jour, n)) == n` holds, but where no school day comes within
        `FERMETURE_LA_PLUS_LONGUE`: that is then how long one waits.
        """
        if n < 0:
            raise ValueError("n compte des jours à venir : il est positif ou nul")
        dernier = jour
        while n:
            jour += UN_JOUR
            if self.est_scolaire(jour):
                dernier, n = jour, n - 1
            elif jour - dernier > FERMETURE_LA_PLUS_LONGUE:
                return jour
        return dernier


def _sans_chevauchement(
    periodes: Iterable[PeriodeVacances],
) -> Iterable[PeriodeVacances]:
    """Yield the periods in order, each cut to start after the end of the ones before."""
    fin = date.min
    for periode in sorted(periodes):
        premier = max(periode.premier_jour, fin + UN_JOUR)
        if premier <= periode.dernier_jour:
            fin = periode.dernier_jour
            yield PeriodeVacances(premier, fin, periode.nom, periode.provisoire)


def _fusionner(
    intervalles: Iterable[tuple[date, date]],
) -> tuple[tuple[date, date], ...]:
    """Sort the stretches and join those that touch or overlap."""
    fusionnes: list[tuple[date, date]] = []
    for premier, dernier in sorted(intervalles):
        if fusionnes and premier <= fusionnes[-1][1] + UN_JOUR:
            fusionnes[-1] = (fusionnes[-1][0], max(dernier, fusionnes[-1][1]))
        else:
            fusionnes.append((premier, dernier))
    return tuple(fusionnes)

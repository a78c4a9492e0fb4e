"""The local frame of a school, and the only passage from wall clock to UTC."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from salles.moteur.creneau import Creneau
from socle.erreur import ErreurMetier

MINUIT = time(0)
UN_JOUR = timedelta(days=1)
UNE_MINUTE = timedelta(minutes=1)


class HeureInexistante(ErreurMetier):
    """The clocks jump over this wall-clock time, as over 02:30 on the last Sunday of March in Paris."""

    code = "heure_inexistante"
    statut_http = 400

    def __init__(self, jour: date, heure: time, *, champ: str):
        super().__init__(
            f"Le {jour:%d/%m/%Y}, {heure:%H:%M} n’existe pas : la nuit du passage à l’heure d’été, "
            "l’horloge saute cette heure. Choisissez une autre heure.",
            champ=champ,
        )


@dataclass(frozen=True, slots=True)
class Cadre:
    """All that turns a wall-clock wish into dates and instants: schools that share it share the answer.

    `zone` names the school holidays, `territoire` the bank holidays, `fuseau` the IANA time zone;
    `semaine_a_paire`: in this school, weeks A are those with an even ISO number.
    """

    fuseau: str
    zone: str
    territoire: str
    semaine_a_paire: bool = False

    @property
    def horloge(self) -> ZoneInfo:
        return ZoneInfo(self.fuseau)  # cached by zoneinfo itself

    def local(self, instant: datetime) -> datetime:
        """Return the wall clock of the school at this instant."""
        return instant.astimezone(self.horloge)

    def jour(self, instant: datetime) -> date:
        """Return the date that the school's calendar shows at this instant."""
        return self.local(instant).date()

    def est_sans_changement(self, jour: date) -> bool:
        """Tell whether the clocks run through that day without a change."""
        return _decalage(jour, self.fuseau) is not None

    def semaine(self, jour: date) -> str:
        """Return the week of `jour`, "a" or "b", by the parity of its ISO number.

        An ISO year of 53 weeks is followed by a week 1: two odd weeks in a row, at the turn of 2026.
        """
        paire = jour.isocalendar().week % 2 == 0
        return "a" if paire == self.semaine_a_paire else "b"

    def creneau(self, jour: date, debut: time, fin: time) -> Creneau:
        """Return the slot of that day between two wall-clock times; a `fin` of 00:00 is the midnight that ends it.

        Raises `HeureInexistante` for a time that the clocks jump over; a time that comes twice is its first
        occurrence. Raises `ValueError` when `fin` does not come after `debut`.
        """
        return Creneau(
            self.instant(jour, debut, champ="debut"),
            self.instant(jour + UN_JOUR if fin == MINUIT else jour, fin, champ="fin"),
        )

    def creneaux(self, jours: Iterable[date], debut: time, fin: time) -> list[Creneau]:
        """Return the slot of each of these days, in order, as `creneau` does one by one."""
        duree = datetime.combine(date.min, fin) - datetime.combine(date.min, debut)
        if fin == MINUIT:
            duree += UN_JOUR
        slots = []
        for jour in jours:
            if (decalage := _decalage(jour, self.fuseau)) is None:
                slots.append(self.creneau(jour, debut, fin))
            else:
                de = datetime.combine(jour, debut, UTC) - decalage
                slots.append(Creneau(de, de + duree))
        return slots

    def ouverture(self, jour: date, debut: time, fin: time) -> Creneau | None:
        """Return the same slot for an opening rule, where a missing time gives way to the next one that exists.

        A rule that stands all year is not refused for one night of March; it may then be empty, hence None.
        """
        de = self._suivant(jour, debut)
        a = self._suivant(jour + UN_JOUR if fin == MINUIT else jour, fin)
        return Creneau(de, a) if de < a else None

    def fin_du_jour(self, jour: date) -> datetime:
        """Return the midnight that ends this local date."""
        return self._suivant(jour + UN_JOUR, MINUIT)

    def journee(self, jour: date) -> Creneau:
        """Return the whole local date: 23, 24 or 25 hours."""
        return Creneau(self._suivant(jour, MINUIT), self.fin_du_jour(jour))

    def fin_avec_tampon(self, creneau: Creneau, tampon: timedelta) -> datetime:
        """Return until when a use keeps its place clear of other groups: its buffer, cut at local midnight."""
        return min(creneau.fin + tampon, self.fin_du_jour(self.jour(creneau.debut)))

    def instant(self, jour: date, heure: time, *, champ: str) -> datetime:
        """Return the instant of a wall-clock time. Raises `HeureInexistante`, which names `champ`."""
        instant = _instant(jour, heure, self.fuseau)
        if instant is None:
            raise HeureInexistante(jour, heure, champ=champ)
        return instant

    def _suivant(self, jour: date, heure: time) -> datetime:
        instant = _instant(jour, heure, self.fuseau)
        murale = datetime.combine(jour, heure)
        while instant is None:  # the clocks jump by an hour at most: sixty turns, one night a year
            murale += UNE_MINUTE
            instant = _instant(murale.date(), murale.time(), self.fuseau)
        return instant


def _instant(jour: date, heure: time, fuseau: str) -> datetime | None:
    """Return the instant of a wall-clock time (its first occurrence), None for a time that does not exist."""
    if (decalage := _decalage(jour, fuseau)) is not None:
        return datetime.combine(jour, heure, UTC) - decalage
    murale = datetime.combine(jour, heure)
    instant = murale.replace(tzinfo=ZoneInfo(fuseau)).astimezone(UTC)
    existe = instant.astimezone(ZoneInfo(fuseau)).replace(tzinfo=None, fold=0) == murale
    return instant if existe else None


@lru_cache(maxsize=16_384)  # a few time zones over a few years
def _decalage(jour: date, fuseau: str) -> timedelta | None:
    """Return how far the clocks are ahead of UTC all that day, None on a day when they change.

    Both midnights of the day are asked, each under both of its readings: no time zone of the world changes twice
    within three days between 2000 and 2099.
    """
    minuits = (datetime.combine(jour + n * UN_JOUR, MINUIT, ZoneInfo(fuseau)) for n in range(2))
    decalages = {minuit.replace(fold=fold).utcoffset() for minuit in minuits for fold in (0, 1)}
    return decalages.pop() if len(decalages) == 1 else None

"""Dates as pages show them: ticks of the frise, lines grouped by reason, one box a date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from conventions.phrases import combien, majuscule
from etablissements import dessins
from etablissements.dessins import DATES_CITEES
from etablissements.ecriture import jour_court, les_jours, minuscule, plage_courte
from salles.moteur import Code, Raison
from salles.moteur.phrases import qui_peut

PERDUE = "pris"


@dataclass(frozen=True, slots=True)
class DateLue:
    """One wanted date on the wall clock of its school, with what stands in its way."""

    valeur: str  # what its box sends
    jour: date
    debut: time
    fin: time
    raisons: tuple[Raison, ...] = ()
    cochee: bool = True
    salle: str = ""

    @property
    def libre(self) -> bool:
        return not self.raisons

    @property
    def tick(self) -> str:
        return tick(self.raisons)

    @property
    def pourquoi(self) -> str:
        return minuscule(self.raisons[0].libelle) if self.raisons else "libre"

    @property
    def quand(self) -> str:
        return f"{jour_court(self.jour)}, {plage_courte(self.debut, self.fin)}"


def tick(raisons: Sequence[Raison]) -> str:
    """Return the tick of a date: free, waivable, under option, taken."""
    if not raisons:
        return "libre"
    if all(raison.derogeable for raison in raisons):
        return "reparer"
    dures = {raison.code for raison in raisons if not raison.derogeable}
    return "attente" if dures == {Code.OPTION} else PERDUE


def frise(ticks: Iterable[tuple[date, str]], phrase: str) -> dessins.Frise:
    """Draw the dates; `phrase` is what the drawing says."""
    return replace(dessins.frise(ticks), phrase=phrase, manques="")


def lignes_par_raison(dates: Sequence[DateLue], *, libre: str) -> list[dict[str, Any]]:
    """Group the dates that share their reason, free ones first, for `composants/dates.html`."""
    groupes: dict[tuple, list[DateLue]] = {}
    for lue in sorted(dates, key=lambda lue: not lue.libre):
        groupes.setdefault(tuple((raison.libelle, raison.regle) for raison in lue.raisons), []).append(lue)
    return [_ligne(siennes, libre) for siennes in groupes.values()]


def _ligne(dates: Sequence[DateLue], libre: str) -> dict[str, Any]:
    premiere = dates[0]
    jours = [lue.jour for lue in dates]
    quand = combien(jours) if len(jours) > 1 else jour_court(jours[0])
    if premiere.libre:
        return {"etat": "libre", "quand": quand, "raison": libre}
    raison = " ".join(dict.fromkeys(f"{raison.libelle}. {raison.regle}" for raison in premiere.raisons))
    lesquels = f"{les_jours(jours)} : " if 1 < len(jours) <= DATES_CITEES else ""
    return {
        "etat": premiere.tick,
        "quand": quand,
        "raison": f"{majuscule(lesquels)}{raison}",
        "qui": qui_peut(premiere.raisons),
    }

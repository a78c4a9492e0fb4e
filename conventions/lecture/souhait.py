"""What a wish gives in one room, date by date, before it is asked for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from conventions.lecture.dates import DateLue, frise, lignes_par_raison
from conventions.phrases import Moment, combien, les_dates, pas_libres
from conventions.propositions import Conditions, Ligne
from conventions.quotas import demandeur_de
from etablissements import dessins
from etablissements.calendrier import Calendrier
from etablissements.calendriers import calendrier
from etablissements.ecriture import pluriel
from salles.disponibilites import contexte, expliquer_ensemble
from salles.models import Salle
from salles.moteur import Cadre, Creneau, Explication, Souhait, TropDeDates, Vacances, creneaux_voulus, jours_voulus
from salles.regles import cadre_de


@dataclass(frozen=True, slots=True)
class SouhaitLu:
    """The dates of a wish, each with what stands in its way, and the days that holidays took out of it."""

    dates: tuple[DateLue, ...]
    moments: tuple[Moment, ...]
    chomes: tuple[date, ...]

    @property
    def jours(self) -> list[date]:
        return [lue.jour for lue in self.dates]

    @property
    def gardees(self) -> list[DateLue]:
        return [lue for lue in self.dates if lue.cochee]

    @property
    def resume(self) -> str:
        return les_dates([moment for lue, moment in zip(self.dates, self.moments, strict=True) if lue.cochee])

    @property
    def combien(self) -> str:
        return combien([lue.jour for lue in self.gardees]) if self.gardees else "aucune date"

    @property
    def dont(self) -> str:
        """Write « , dont 23 libres » after the count of a wish that cannot be had whole."""
        libres = sum(lue.libre for lue in self.gardees)
        return f", dont {pluriel(libres, 'libre')}" if 0 < libres < len(self.gardees) else ""

    @property
    def reserve(self) -> str:
        """Say which of the dates that are kept cannot be had as things stand, and that they stay wanted."""
        if not self.gardees:
            return "Cochez au moins une date."
        perdues = [lue.jour for lue in self.gardees if not lue.libre]
        if perdues:
            return pas_libres(perdues, len(self.gardees))
        return (
            "La date est libre." if len(self.gardees) == 1 else "Toutes ces dates sont libres au moment où vous lisez."
        )

    @property
    def frise(self) -> dessins.Frise:
        ticks = [(lue.jour, lue.tick) for lue in self.dates] + [(jour, "vacances") for jour in self.chomes]
        return frise(ticks, dessins.frise([(lue.jour, lue.tick) for lue in self.dates]).etiquette)

    @property
    def lignes(self) -> list[dict]:
        libre = "Libre au moment où vous lisez ; ce sera vérifié de nouveau à l’envoi."
        return lignes_par_raison(self.gardees, libre=libre)


def lire_souhait(
    salle: Salle,
    souhait: Souhait,
    conditions: Conditions,
    *,
    garder: Collection[date] | None = None,
    sans: Collection[date] = (),
    avec: Iterable[Ligne] = (),
) -> SouhaitLu:
    """Unroll the wish and explain each date; `garder` are the boxes that stay ticked (None: all but `sans`).

    `avec` are the dates placed elsewhere: those of this school are one act with the ticked ones, as at the filing.
    Raises the engine's refusals: `TropDeDates`, `HeureInexistante`, `SalleSansOuverture`.
    """
    cadre = cadre_de(salle.etablissement)
    des_vacances = calendrier(cadre.zone, cadre.territoire)
    creneaux = creneaux_voulus(souhait, cadre, des_vacances)
    jours = {cadre.jour(creneau.debut) for creneau in creneaux}
    gardes = jours.difference(sans) if garder is None else jours.intersection(garder)
    explications = _expliquer(
        salle,
        [creneau for creneau in creneaux if cadre.jour(creneau.debut) in gardes],
        [creneau for creneau in creneaux if cadre.jour(creneau.debut) not in gardes],
        conditions,
        [ligne for ligne in avec if ligne.salle.etablissement_id == salle.etablissement_id],
    )
    dates, moments = [], []
    for explication in (explications[creneau] for creneau in creneaux):
        debut, fin = cadre.local(explication.creneau.debut), cadre.local(explication.creneau.fin)
        jour = debut.date()
        moments.append(Moment(jour, debut.time(), fin.time(), explication.creneau.duree))
        dates.append(
            DateLue(
                valeur=jour.isoformat(),
                jour=jour,
                debut=debut.time(),
                fin=fin.time(),
                raisons=explication.raisons,
                cochee=jour in gardes,
            )
        )
    chomes = _chomes(souhait, cadre, des_vacances) - jours
    return SouhaitLu(tuple(dates), tuple(moments), tuple(sorted(chomes)))


def _chomes(souhait: Souhait, cadre: Cadre, des_vacances: Calendrier) -> set[date]:
    """Return the wished days, those that holidays take out included; none when there would be too many to draw."""
    if souhait.vacances == Vacances.INCLURE or souhait.dates:
        return set()
    try:
        return set(jours_voulus(replace(souhait, vacances=Vacances.INCLURE), cadre, des_vacances))
    except TropDeDates:
        return set()


def _expliquer(
    salle: Salle,
    gardes: Sequence[Creneau],
    decoches: Sequence[Creneau],
    conditions: Conditions,
    avec: Sequence[Ligne],
) -> dict[Creneau, Explication]:
    """Explain the dates of this room: those that are kept share hours and equipment with the lines of the school.

    A date that was unticked says what it would be on top of them.
    """
    acte: dict[Salle, list[Creneau]] = defaultdict(list, {salle: list(gardes)})
    for ligne in avec:
        acte[ligne.salle] += ligne.creneaux
    jour = cadre_de(salle.etablissement).jour
    jours = {jour(creneau.debut) for creneau in (*decoches, *chain.from_iterable(acte.values()))}
    association, maintenant = conditions.association, conditions.maintenant
    explications = expliquer_ensemble(
        acte,
        contexte(
            maintenant=maintenant,
            effectif=conditions.effectif,
            activite=conditions.activite,
            besoins=conditions.besoins,
        ),
        demandeur_de(association, salle.etablissement, jours, maintenant=maintenant) if association else None,
        ensuite={salle: decoches},
    )
    return {explication.creneau: explication for explication in explications[salle]}

"""What a wish gives in one room, date by date, before it is asked for."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from associations.models import Association
from conventions.lecture.dates import DateLue, frise, lignes_par_raison
from conventions.phrases import Moment, combien, les_dates, pas_libres
from conventions.quotas import demandeur_de
from etablissements import dessins
from etablissements.calendriers import calendrier
from etablissements.ecriture import pluriel
from salles.disponibilites import contexte, expliquer_serie
from salles.models import Activite, Salle
from salles.moteur import Souhait, TropDeDates, Vacances, creneaux_voulus, jours_voulus
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
    *,
    maintenant: datetime,
    effectif: int | None = None,
    activite: Activite | None = None,
    association: Association | None = None,
    garder: Collection[date] | None = None,
    sans: Collection[date] = (),
) -> SouhaitLu:
    """Unroll the wish and explain each date; `garder` are the boxes that stay ticked (None: all but `sans`).

    The hours of the ticked dates count first, as they will at the filing; another date says what it would be on top.
    Raises the engine's refusals: `TropDeDates`, `HeureInexistante`, `SalleSansOuverture`.
    """
    cadre = cadre_de(salle.etablissement)
    des_vacances = calendrier(cadre.zone, cadre.territoire)
    creneaux = creneaux_voulus(souhait, cadre, des_vacances)
    jours = {cadre.jour(creneau.debut) for creneau in creneaux}
    gardes = jours.difference(sans) if garder is None else jours.intersection(garder)
    demandeur = demandeur_de(association, salle.etablissement, jours, maintenant=maintenant) if association else None
    explications = expliquer_serie(
        salle,
        sorted(creneaux, key=lambda creneau: (cadre.jour(creneau.debut) not in gardes, creneau)),
        contexte(maintenant=maintenant, effectif=effectif, activite=activite),
        demandeur,
    )
    dates, moments = [], []
    for explication in sorted(explications, key=lambda explication: explication.creneau):
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
    chomes: set[date] = set()
    if souhait.vacances == Vacances.EXCLURE and not souhait.dates:
        try:
            chomes = set(jours_voulus(replace(souhait, vacances=Vacances.INCLURE), cadre, des_vacances))
        except TropDeDates:
            chomes = set()  # a drawing without its holidays is better than no answer
    return SouhaitLu(tuple(dates), tuple(moments), tuple(sorted(chomes - {lue.jour for lue in dates})))

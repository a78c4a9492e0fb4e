"""Change a running series of the school from a date on: what stays, what leaves, what comes, shown before it is saved.

The past is never touched, and a date that was given back one day does not come back.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from etablissements.ecriture import jour_mois
from salles.models import ExceptionSerie, Reservation, Salle, Serie
from salles.moteur import GROUPE_DES_ETABLISSEMENTS, Cadre, Creneau, Repetition, Souhait, creneaux_voulus
from salles.regles import cadre_de
from salles.series import arreter, creer_serie, recrire, souhait_de
from salles.services.genes import genes, portes_closes
from salles.services.prise import (
    Ligne,
    achever,
    ceder_la_place,
    prendre,
    verrouiller,
)
from salles.services.usages import Usage, calendrier_de, liberables
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

UN_JOUR = timedelta(days=1)


class SerieSansSuite(ErreurMetier):
    """The series has no date to come, or is none."""

    code = "serie_sans_suite"
    message = "Cette occupation n’a plus de date à venir : relisez l’agenda."


class SeriePasRepetee(ErreurMetier):
    code = "serie_pas_repetee"
    message = "Une série revient : choisissez une répétition, ou libérez les dates qui suivent."
    statut_http = 400
    champ = "repetition"


class PremierJourTropTot(ErreurMetier):
    """The change would begin in the past, or among the dates of the series that this one goes on from."""

    code = "premier_jour_trop_tot"
    statut_http = 400

    def __init__(self, premier: date):
        super().__init__(f"Cette série se modifie à partir du {jour_mois(premier)} {premier.year}.", champ="date")


class SerieContinuee(ErreurMetier):
    """The series goes on as another one, whose dates this change would come upon."""

    code = "serie_continuee"
    statut_http = 400

    def __init__(self, suite: date):
        le = f"{jour_mois(suite)} {suite.year}"
        super().__init__(
            f"Cette série continue autrement depuis le {le} : finissez avant, ou modifiez ses dates d’après.",
            champ="jusqu_au",
        )


class RienAChanger(ErreurMetier):
    code = "rien_a_changer"
    message = "Rien ne change : corrigez les heures, les jours, la salle ou la fin."
    statut_http = 400


class DifferenceChangee(ErreurMetier):
    """What was shown is no longer what would happen."""

    code = "difference_changee"
    message = "Le planning a changé depuis votre lecture : relisez ce qui suit avant d’enregistrer."


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change does to the dates to come. `empechees`: one sentence for each new date that cannot be had."""

    gardees: tuple[Reservation, ...]
    rendues: tuple[Reservation, ...]
    ajoutees: tuple[Creneau, ...]
    empechees: tuple[str, ...]
    renommee: bool = False

    @property
    def est_vide(self) -> bool:
        return not (self.rendues or self.ajoutees or self.renommee)

    @property
    def empreinte(self) -> str:
        """Name the difference, so that what is saved is what was shown."""
        parties = [reservation.pk for reservation in self.rendues], self.ajoutees, self.empechees, self.renommee
        return hashlib.sha256(repr(parties).encode()).hexdigest()[:16]


def comparer(*, reservation: Reservation, usage: Usage, maintenant: datetime) -> Difference:
    """Return what changing the series of `reservation` into `usage`, from its first day on, would do: reads only.

    Expects the rooms with `etablissement__collectivite`. Refuses with `SerieSansSuite`, `SeriePasRepetee`,
    `PremierJourTropTot`, `SerieContinuee` and `RienAChanger`, with `TropDeDates` or `HeureInexistante` what cannot be
    dated.
    """
    serie = _serie_modifiable(reservation, usage.souhait, maintenant)
    usage = _en_cadence(serie, usage)
    cadre = cadre_de(usage.salle.etablissement)
    suivantes = list(_a_venir(serie.pk, usage.souhait, cadre, maintenant).select_related("salle"))
    dates = _voulus(serie.pk, usage, cadre, maintenant)
    closes = portes_closes(_lignes(usage, dates))
    voulus = [creneau for creneau, close in zip(dates, closes, strict=True) if close is None]
    tenues = {_place(suivante): suivante for suivante in suivantes}
    gardees = tuple(tenues[usage.salle.pk, creneau] for creneau in voulus if (usage.salle.pk, creneau) in tenues)
    rendues = tuple(suivante for suivante in suivantes if suivante not in gardees)
    nouvelles = [creneau for creneau in voulus if (usage.salle.pk, creneau) not in tenues]
    obstacles = genes(_lignes(usage, nouvelles), maintenant, sauf=[partie.pk for partie in rendues])
    difference = Difference(
        gardees,
        rendues,
        ajoutees=tuple(creneau for creneau, gene in zip(nouvelles, obstacles, strict=True) if gene is None),
        empechees=tuple(gene for gene in (*closes, *obstacles) if gene),
        renommee=any((une.libelle, une.nature) != (usage.libelle, usage.nature) for une in gardees),
    )
    if difference.est_vide:
        raise RienAChanger
    return difference


@rejouer
def modifier_serie(*, reservation: Reservation, usage: Usage, empreinte: str, maintenant: datetime) -> Difference:
    """Apply a change that was shown as `empreinte`; refuse with `DifferenceChangee` when it would do something else.

    Dates before the first day of `usage` keep their series, which ends there; the others go on under a new one.
    """
    if reservation.serie is None:
        raise SerieSansSuite
    verrouiller({reservation.serie.salle_id, usage.salle.pk})
    series = Serie.objects.select_for_update(of=["self"]).select_related("salle__etablissement", "evenement__rule")
    reservation.serie = serie = series.get(pk=reservation.serie.pk)
    usage = replace(usage, salle=Salle.objects.select_related("etablissement__collectivite").get(pk=usage.salle.pk))
    difference = comparer(reservation=reservation, usage=usage, maintenant=maintenant)
    if difference.empreinte != empreinte:
        raise DifferenceChangee
    usage = _en_cadence(serie, usage)
    ceder_la_place(difference.rendues)
    prises = prendre(_lignes(usage, difference.ajoutees), maintenant=maintenant)
    achever(difference.rendues)
    if None in prises:
        raise DifferenceChangee
    suite = _suite(serie, usage, maintenant)
    siennes = [*difference.gardees, *(prise for prise in prises if prise)]
    Reservation.objects.filter(pk__in=[une.pk for une in siennes]).update(
        serie=suite, libelle=usage.libelle, nature=usage.nature
    )
    return difference


def _serie_modifiable(reservation: Reservation, souhait: Souhait, maintenant: datetime) -> Serie:
    """Refuse what would touch the past, wake a series that is over, or come upon the dates of another of its line."""
    serie = reservation.serie
    encore_tenue = liberables(Reservation.objects.filter(pk=reservation.pk), maintenant).exists()
    if serie is None or not encore_tenue or not _a_venir_de(serie.pk, maintenant).exists():
        raise SerieSansSuite
    if souhait.repetition == Repetition.AUCUNE:
        raise SeriePasRepetee
    cadre = cadre_de(serie.salle.etablissement)
    premier = cadre.jour(maintenant)
    if serie.suite_de_id:
        premier = max(premier, cadre.jour(serie.evenement.start))
    if souhait.premier_jour < premier:
        raise PremierJourTropTot(premier)
    suite = Serie.objects.filter(suite_de=serie).values_list("evenement__start", flat=True).order_by("pk").first()
    if suite and (souhait.dernier_jour is None or cadre.jour(suite) <= souhait.dernier_jour):
        raise SerieContinuee(cadre.jour(suite))
    return serie


def _en_cadence(serie: Serie, usage: Usage) -> Usage:
    """Begin an unchanged fortnight in a week of its own: changed from the week between, it would move to that one."""
    avant, voulu = souhait_de(serie), usage.souhait
    if not (avant.repetition == voulu.repetition == Repetition.QUINZAINE and avant.jours == voulu.jours):
        return usage
    quatorze = (voulu.premier_jour + n * UN_JOUR for n in range(14))
    premiere = next(
        jour
        for jour in quatorze
        if jour.isoweekday() in avant.jours and (_semaine(jour) - _semaine(avant.premier_jour)) % 2 == 0
    )
    return replace(usage, souhait=replace(voulu, premier_jour=premiere))


def _semaine(jour: date) -> int:
    """Number the weeks without end; day 1 was a Monday."""
    return (jour.toordinal() - 1) // 7


def _suite(serie: Serie, usage: Usage, maintenant: datetime) -> Serie:
    """Return the series of the dates to come: the same one while nothing of it began, a new one otherwise."""
    des = usage.souhait.premier_jour
    debut = cadre_de(serie.salle.etablissement).jour(serie.evenement.start)
    if des <= debut and maintenant <= serie.evenement.start and serie.salle_id == usage.salle.pk:
        recrire(serie, usage.souhait)
        return serie
    arreter(serie, max(des - UN_JOUR, debut))
    suite = creer_serie(salle=usage.salle, souhait=usage.souhait)
    suite.suite_de = serie
    suite.save(update_fields=["suite_de"])
    ExceptionSerie.objects.bulk_create(
        ExceptionSerie(serie=suite, jour=jour)
        for jour in serie.exceptions.filter(jour__gte=des).values_list("jour", flat=True)
    )
    return suite


def _a_venir_de(serie: int, des: datetime) -> QuerySet[Reservation]:
    return liberables(Reservation.objects.filter(serie=serie, debut__gte=des), des)


def _a_venir(serie: int, souhait: Souhait, cadre: Cadre, maintenant: datetime) -> QuerySet[Reservation]:
    """Return the held dates that the change may touch: from its first day on, and not begun."""
    des = max(cadre.journee(souhait.premier_jour).debut, maintenant)
    return _a_venir_de(serie, des).order_by("debut", "pk")


def _voulus(serie: int, usage: Usage, cadre: Cadre, maintenant: datetime) -> list[Creneau]:
    """Return the dates to come that the series would have, but for those it gave back and those that began already."""
    des = cadre.journee(usage.souhait.premier_jour).debut
    commencees = Reservation.objects.filter(serie=serie, debut__range=(des, maintenant)).values_list("debut", flat=True)
    sauf = {cadre.jour(debut) for debut in commencees}
    sauf |= set(ExceptionSerie.objects.filter(serie=serie).values_list("jour", flat=True))
    voulus = creneaux_voulus(usage.souhait, cadre, calendrier_de(usage.salle.etablissement))
    return [creneau for creneau in voulus if creneau.debut >= maintenant and cadre.jour(creneau.debut) not in sauf]


def _place(reservation: Reservation) -> tuple[int, Creneau]:
    return reservation.salle_id, Creneau(reservation.debut, reservation.fin)


def _lignes(usage: Usage, creneaux: Iterable[Creneau]) -> list[Ligne]:
    return [
        Ligne(
            salle=usage.salle,
            creneau=creneau,
            nature=usage.nature,
            groupe=GROUPE_DES_ETABLISSEMENTS,
            libelle=usage.libelle,
        )
        for creneau in creneaux
    ]

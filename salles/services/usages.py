"""What the school enters itself: its own use, running occupants, works. It goes to the one writer like everything.

All of it shares one group, so that real uses stand end to end; between them and the associations the buffer holds.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, OuterRef, Q, QuerySet

from etablissements.calendrier import Calendrier
from etablissements.calendriers import calendrier
from etablissements.models import Etablissement
from salles.faits import espaces_de
from salles.models import ExceptionSerie, Occupation, Reservation, Salle, Serie
from salles.moteur import GROUPE_DES_ETABLISSEMENTS, Creneau, Repetition, Souhait, Vacances, creneaux_voulus
from salles.regles import cadre_de
from salles.series import arreter, creer_serie, souhait_de
from salles.services.genes import genes, portes_closes, quand
from salles.services.prise import Ligne, liberer, prendre, verrouiller
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

UN_JOUR = timedelta(days=1)
DATES_MAX = 20_000  # of one file; beyond, the answer would not come in time


class UsageImpossible(ErreurMetier):
    """None of the dates could be entered."""

    code = "usage_impossible"


class TropDeDatesEnsemble(ErreurMetier):
    code = "trop_de_dates"
    message = "Ce fichier compte plus de 20 000 dates. Coupez-le en deux."
    statut_http = 400


@dataclass(frozen=True, slots=True)
class Usage:
    """One use to enter. `ligne` is its line in the file, 0 when it comes from the form."""

    salle: Salle
    souhait: Souhait
    nature: Reservation.Nature
    libelle: str
    ligne: int = 0


@dataclass(slots=True)
class Inscription:
    """What became of one use: dates entered, those there already, and those lost or given back, each in a sentence.

    `laissees`: the days that are there already or were given back; `series`: the ids of those of the former.
    """

    usage: Usage
    prises: int = 0
    deja: int = 0
    perdues: list[str] = field(default_factory=list)
    rendues: list[str] = field(default_factory=list)
    laissees: set[date] = field(default_factory=set)
    series: set[int] = field(default_factory=set)


@rejouer
def saisir_usage(
    *, salle: Salle, souhait: Souhait, nature: Reservation.Nature, libelle: str, maintenant: datetime
) -> Inscription:
    """Enter one use; dates that clash are left out and told.

    Refuses with `UsageImpossible` when nothing is left, with `TropDeDates` or `HeureInexistante` what cannot be dated.
    """
    verrouiller([salle.pk])
    salle = Salle.objects.select_related("etablissement__collectivite").get(pk=salle.pk)
    usage = Usage(salle, souhait, nature, libelle)
    dates = dates_de(usage, calendrier_de(salle.etablissement), maintenant)
    if not dates:
        raise UsageImpossible("Toutes ces dates sont passées, ou tombent pendant les vacances.", champ="date")
    (inscription,) = inscrire([(usage, dates)], maintenant, reprendre=True)
    if inscription.perdues and not inscription.prises and not inscription.deja:
        raise UsageImpossible(
            "Aucune de ces dates n’est libre : " + " ; ".join(inscription.perdues[:3]) + ".", champ="date"
        )
    return inscription


@rejouer
def liberer_usage(*, reservation: Reservation, serie_entiere: bool, maintenant: datetime) -> list[int]:
    """Give back one date that the school entered, or that date and the ones that follow; return their ids.

    What follows goes on where the series was changed since, under other hours or in another room.
    A single date of a series becomes an exception: it does not come back when the series is edited. What an
    association holds by an accord is not touched here: `conventions` gives it back.
    """
    lignee = _lignee_verrouillee(reservation)
    visees = liberables(Reservation.objects.all(), maintenant)
    if lignee and serie_entiere:
        visees = visees.filter(serie__in=lignee, debut__gte=reservation.debut)
    else:
        visees = visees.filter(pk=reservation.pk)
    touchees = set(visees.exclude(serie=None).values_list("serie", flat=True))
    liberees = liberer(visees)
    if not liberees:
        raise UsageImpossible("Cette occupation n’est plus à libérer : relisez l’agenda.")
    for serie in sorted(touchees):
        jour = cadre_de(lignee[serie].salle.etablissement).jour(reservation.debut)
        _raccourcir(lignee[serie], jour, serie_entiere)
    return liberees


def _lignee_verrouillee(reservation: Reservation) -> dict[int, Serie]:
    """Hold the series of this date, if it has one, with those that it goes on from or as: whoever edits one waits."""
    if reservation.serie is None:
        return {}
    lignee = {reservation.serie.pk: reservation.serie}
    connues: set[int] = set()
    while lignee.keys() != connues:  # what is held grows no new branch
        connues = set(lignee)
        parentes = Q(pk__in=connues) | Q(suite_de__in=connues) | Q(suites__in=connues)
        series = Serie.objects.filter(parentes).select_for_update(of=["self"]).order_by("pk")
        lignee = {serie.pk: serie for serie in series.select_related("salle__etablissement", "evenement")}
    return lignee


def _raccourcir(serie: Serie, jour: date, serie_entiere: bool) -> None:
    """Let the series say what is left: one date less for good, or an end on the day before."""
    debut = cadre_de(serie.salle.etablissement).jour(serie.evenement.start)
    if serie_entiere:
        arreter(serie, max(jour - UN_JOUR, debut))
    if not serie_entiere or jour <= debut:
        ExceptionSerie.objects.get_or_create(serie=serie, jour=max(jour, debut))


def liberables(reservations: QuerySet[Reservation], maintenant: datetime) -> QuerySet[Reservation]:
    """Keep what the school entered itself and that is not over."""
    de_l_ecole = Occupation.objects.filter(reservation=OuterRef("pk"), groupe=GROUPE_DES_ETABLISSEMENTS)
    return reservations.filter(Exists(de_l_ecole), fin__gt=maintenant)


def tombees_en_vacances(reservations: QuerySet[Reservation], maintenant: datetime) -> list[list[Reservation]]:
    """Return, series by series, the dates of one school that were to leave out the holidays and fall in them now.

    The calendar came out since they were entered. Nothing was given back: changing the series does it.
    """
    tenues = liberables(reservations, maintenant).filter(serie__vacances=Vacances.EXCLURE)
    lues = list(tenues.select_related("salle__etablissement").order_by("serie", "debut", "pk"))
    if not lues:
        return []
    ecole = lues[0].salle.etablissement
    cadre, connu = cadre_de(ecole), calendrier_de(ecole)
    chomees = []
    for tenue in lues:
        jour = connu.jour(cadre.jour(tenue.debut))
        if (jour.vacances or jour.ferie) and not jour.inconnu:
            chomees.append(tenue)
    return [list(siennes) for _, siennes in groupby(chomees, key=attrgetter("serie_id"))]


def calendrier_de(etablissement: Etablissement) -> Calendrier:
    return calendrier(etablissement.zone_vacances, etablissement.territoire)


def dates_de(usage: Usage, calendrier: Calendrier, maintenant: datetime) -> list[Creneau]:
    """Return the dates of a use that are not over. Raises `TropDeDates` and `HeureInexistante`."""
    cadre = cadre_de(usage.salle.etablissement)
    return [creneau for creneau in creneaux_voulus(usage.souhait, cadre, calendrier) if creneau.fin > maintenant]


def inscrire(
    usages: Sequence[tuple[Usage, Sequence[Creneau]]], maintenant: datetime, *, reprendre: bool
) -> list[Inscription]:
    """Take these dates in one ordered statement and tell what became of each use.

    A date that stands already under the same name is left alone, and unless they are to be taken again (`reprendre`)
    so is one that was given back or moved: entering the same file twice changes nothing. Runs in the transaction of
    its caller, which holds `verrouiller` and has read the rooms since, with their `etablissement__collectivite`.
    """
    if sum(len(dates) for _, dates in usages) > DATES_MAX:
        raise TropDeDatesEnsemble
    inscriptions = [Inscription(usage) for usage, _ in usages]
    lignes, a_qui = _porte_ouverte(*_lignes_nouvelles(usages, inscriptions, reprendre), inscriptions)
    series = _verrouiller_series({serie for rang in set(a_qui) for serie in inscriptions[rang].series})
    reservations = prendre(lignes, maintenant=maintenant)
    refusees = []
    prises: dict[int, list[Reservation]] = defaultdict(list)
    for ligne, rang, reservation in zip(lignes, a_qui, reservations, strict=True):
        if reservation is None:
            refusees.append((ligne, rang))
        else:
            prises[rang].append(reservation)
    for (ligne, rang), gene in zip(refusees, genes([ligne for ligne, _ in refusees], maintenant), strict=True):
        inscriptions[rang].perdues.append(gene or f"{quand(ligne.salle, ligne.creneau)}, prise à l’instant")
    for rang, siennes in prises.items():
        inscriptions[rang].prises = len(siennes)
        if usages[rang][0].souhait.repetition != Repetition.AUCUNE:
            serie = _leur_serie(siennes, inscriptions[rang], _repris(usages[rang]), series)
            Reservation.objects.filter(pk__in=[une.pk for une in siennes]).update(serie=serie)
    return inscriptions


def _verrouiller_series(series: set[int]) -> list[Serie]:
    """Hold these series, with what `souhait_de` reads: whoever edits one waits."""
    if not series:
        return []
    tenues = Serie.objects.filter(pk__in=series).select_for_update(of=["self"]).order_by("pk")
    return list(tenues.select_related("salle__etablissement", "evenement__rule"))


def _leur_serie(
    prises: Sequence[Reservation], inscription: Inscription, souhait: Souhait, connues: Sequence[Serie]
) -> Serie:
    """Return the series of dates that were just entered: that of those before, where it says the same, else a new one.

    It ends later if need be. What was left alone and it does not hold is an exception, for good.
    """
    cadre = cadre_de(inscription.usage.salle.etablissement)
    jours = {cadre.jour(prise.debut) for prise in prises}
    siennes = (serie for serie in connues if serie.pk in inscription.series)
    serie = next((serie for serie in siennes if _peut_prendre(serie, jours, souhait)), None)
    fin = souhait_de(serie).dernier_jour if serie else None
    if serie is None:
        serie = creer_serie(salle=inscription.usage.salle, souhait=souhait)
    elif fin and souhait.dernier_jour and fin < souhait.dernier_jour:
        arreter(serie, souhait.dernier_jour)
    absents = sorted(jour for jour in inscription.laissees if fin is None or jour > fin)
    exceptions = (ExceptionSerie(serie=serie, jour=jour) for jour in absents)
    ExceptionSerie.objects.bulk_create(exceptions, ignore_conflicts=True)  # given back before the series ended earlier
    return serie


def _peut_prendre(serie: Serie, jours: set[date], souhait: Souhait) -> bool:
    """Tell whether a series may hold these days of a wish: the same hours and weeks, none that it gave back for good.

    One that goes on otherwise does not reach over what follows it.
    """
    dit = souhait_de(serie)
    la_meme_chose = replace(dit, premier_jour=souhait.premier_jour, dernier_jour=souhait.dernier_jour) == souhait
    if not la_meme_chose or min(jours) < dit.premier_jour or serie.exceptions.filter(jour__in=jours).exists():
        return False
    return dit.dernier_jour is None or max(jours) <= dit.dernier_jour or not serie.suites.exists()


def _repris(usage: tuple[Usage, Sequence[Creneau]]) -> Souhait:
    """Return the wish as it starts now: a series does not begin on dates that are over."""
    cadre, premiere = cadre_de(usage[0].salle.etablissement), usage[1][0]
    return replace(usage[0].souhait, premier_jour=cadre.jour(premiere.debut))


def _lignes_nouvelles(
    usages: Sequence[tuple[Usage, Sequence[Creneau]]], inscriptions: list[Inscription], reprendre: bool
) -> tuple[list[Ligne], list[int]]:
    """Return the lines to take and the rank of the use of each, without what is known already or clashes within."""
    salles = {usage.salle.pk for usage, _ in usages}
    connues, rendues = _connues(salles), set() if reprendre else _rendues(salles)
    espaces = espaces_de(salles)
    retenues: dict[tuple[int, date], list[tuple[Creneau, Usage]]] = defaultdict(list)
    lignes, a_qui = [], []
    for rang, (usage, dates) in enumerate(usages):
        cadre = cadre_de(usage.salle.etablissement)
        for creneau in dates:
            cle = usage.salle.pk, creneau.debut, creneau.fin, usage.nature, usage.libelle
            if cle in connues or cle in rendues:
                inscriptions[rang].laissees.add(cadre.jour(creneau.debut))
                if cle in connues:
                    inscriptions[rang].deja += 1
                    inscriptions[rang].series |= connues[cle]
                else:
                    inscriptions[rang].rendues.append(quand(usage.salle, creneau))
                continue
            cases = [retenues[espace, cadre.jour(creneau.debut)] for espace in espaces[usage.salle.pk]]
            rival = next((autre for case in cases for pris, autre in case if pris.chevauche(creneau)), None)
            if rival:
                inscriptions[rang].perdues.append(f"{quand(usage.salle, creneau)}, déjà écrit ligne {rival.ligne}")
                continue
            for case in cases:
                case.append((creneau, usage))
            lignes.append(
                Ligne(
                    salle=usage.salle,
                    creneau=creneau,
                    nature=usage.nature,
                    groupe=GROUPE_DES_ETABLISSEMENTS,
                    libelle=usage.libelle,
                )
            )
            a_qui.append(rang)
    return lignes, a_qui


def _porte_ouverte(
    lignes: list[Ligne], a_qui: list[int], inscriptions: list[Inscription]
) -> tuple[list[Ligne], list[int]]:
    """Keep the lines that no closure keeps out; tell the others."""
    gardees = []
    for ligne, rang, close in zip(lignes, a_qui, portes_closes(lignes), strict=True):
        if close:
            inscriptions[rang].perdues.append(close)
        else:
            gardees.append((ligne, rang))
    return [ligne for ligne, _ in gardees], [rang for _, rang in gardees]


# What makes two entries the same.
CLE = ("salle_id", "debut", "fin", "nature", "libelle")


def _connues(salles: set[int]) -> dict[tuple, set[int]]:
    """Return what the school entered in these rooms and still holds, with its series."""
    saisies = Reservation.objects.filter(salle__in=salles, occupations__groupe=GROUPE_DES_ETABLISSEMENTS)
    return {tuple(cle): {serie} if serie else set() for *cle, serie in saisies.values_list(*CLE, "serie")}


def _rendues(salles: set[int]) -> set[tuple]:
    """Return what was given back or moved in these rooms, and what was taken out of a series, at its hours of now."""
    rendues = set(Reservation.objects.filter(salle__in=salles, tenue=Reservation.Tenue.LIBEREE).values_list(*CLE))
    exceptions = list(
        ExceptionSerie.objects.filter(serie__salle__in=salles).select_related(
            "serie__evenement__rule", "serie__salle__etablissement"
        )
    )
    noms: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    des_series = Reservation.objects.filter(serie__in={exception.serie_id for exception in exceptions})
    for serie, *nom in des_series.order_by().values_list("serie_id", "nature", "libelle").distinct():
        noms[serie].add(tuple(nom))
    for exception in exceptions:
        salle, souhait = exception.serie.salle, souhait_de(exception.serie)
        creneau = cadre_de(salle.etablissement).ouverture(exception.jour, souhait.heure_debut, souhait.heure_fin)
        if creneau:
            rendues |= {(salle.pk, creneau.debut, creneau.fin, *nom) for nom in noms[exception.serie_id]}
    return rendues

"""Fill the tables of school holidays and bank holidays, never against what a person or the ministry wrote."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays
from django.utils import timezone

from etablissements.calendriers import PERIODES_D_UNE_ANNEE, annee_scolaire
from etablissements.cog import lire_table
from etablissements.models import JourFerie, PeriodeVacances, Territoire, Zone
from socle.rejouer import rejouer

Origine = PeriodeVacances.Origine

# Last school year that `holidays` takes from a decree (21 July 2026); it computes the later ones by rule.
DERNIERE_ANNEE_DECRETEE = "2027-2028"
ANNEES_PASSEES, ANNEES_A_VENIR = 2, 4

SUBDIVISIONS_FERIES = {
    Territoire.METROPOLE: None,
    Territoire.ALSACE_MOSELLE: "57",
    Territoire.GUADELOUPE: "971",
    Territoire.MARTINIQUE: "972",
    Territoire.GUYANE: "973",
    Territoire.REUNION: "974",
    Territoire.MAYOTTE: "976",
    Territoire.SAINT_BARTHELEMY: "BL",
    Territoire.SAINT_MARTIN: "MF",
    Territoire.SAINT_PIERRE_ET_MIQUELON: "PM",
    Territoire.POLYNESIE: "PF",
    Territoire.WALLIS_ET_FUTUNA: "WF",
    Territoire.NOUVELLE_CALEDONIE: "NC",
}
ZONES_DE_LA_BIBLIOTHEQUE = {Zone.A: "Zone A", Zone.B: "Zone B", Zone.C: "Zone C"}


@dataclass(frozen=True, slots=True)
class Periode:
    """One school holiday to write; both days included."""

    zone: str
    annee_scolaire: str
    nom: str
    premier_jour: date
    dernier_jour: date
    origine: str

    def chevauche(self, autre: "Periode | PeriodeVacances") -> bool:
        return self.premier_jour <= autre.dernier_jour and autre.premier_jour <= self.dernier_jour


@dataclass(slots=True)
class Ecart:
    """What writing changed, in rows."""

    crees: int = 0
    mis_a_jour: int = 0
    inchanges: int = 0
    retires: int = 0


@rejouer
def remplir_calendriers(*, maintenant: datetime) -> Ecart:
    """Fill the calendars from two school years back to four ahead; return what changed among school holidays.

    Zones A, B, C and bank holidays come from `holidays`, the other zones from the decrees that the product carries.
    What the ministry's file or a person wrote stays. A year of bank holidays that has rows is left as it is.
    """
    aujourdhui = timezone.localdate(maintenant)
    rentree = int(annee_scolaire(aujourdhui)[:4])
    annees = range(rentree - ANNEES_PASSEES, rentree + ANNEES_A_VENIR + 1)
    _remplir_jours_feries(range(annees.start, annees.stop + 1))
    voulues = [*_vacances_de_la_bibliotheque(annees), *_vacances_decretees()]
    return ecrire_periodes(voulues, remplacables=(Origine.BIBLIOTHEQUE, Origine.PROJECTION))


def ecrire_periodes(voulues: Collection[Periode], *, remplacables: Collection[str]) -> Ecart:
    """Write the holidays and drop what they replace; rows of an origin that is not `remplacables` stay.

    A decreed year replaces every replaceable row of its zone and school year; a few dates replace what they overlap.
    Belongs to a transaction.
    """
    ecart = Ecart()
    par_zone: dict[str, list[Periode]] = defaultdict(list)
    for voulue in voulues:
        par_zone[voulue.zone].append(voulue)
    existantes: dict[str, list[PeriodeVacances]] = defaultdict(list)
    for existante in PeriodeVacances.objects.select_for_update().filter(zone__in=par_zone).order_by("pk"):
        existantes[existante.zone].append(existante)
    for zone, periodes in par_zone.items():
        _ecrire_zone(periodes, existantes[zone], remplacables, ecart)
    return ecart


def _ecrire_zone(
    voulues: list[Periode], existantes: list[PeriodeVacances], remplacables: Collection[str], ecart: Ecart
) -> None:
    gardees = [existante for existante in existantes if existante.origine not in remplacables]
    remplacees = {e.premier_jour: e for e in existantes if e.origine in remplacables}
    officielles = _annees_entieres(gardee for gardee in gardees if gardee.origine == Origine.OFFICIELLE)
    libres = [
        voulue
        for voulue in voulues
        if voulue.annee_scolaire not in officielles and not any(voulue.chevauche(gardee) for gardee in gardees)
    ]
    entieres = _annees_entieres(libres)
    perimees = [
        existante
        for existante in remplacees.values()
        if existante.annee_scolaire in entieres or any(libre.chevauche(existante) for libre in libres)
    ]
    debuts = {libre.premier_jour for libre in libres}
    retirees = [perimee.pk for perimee in perimees if perimee.premier_jour not in debuts]
    ecart.retires += PeriodeVacances.objects.filter(pk__in=retirees).delete()[0]
    nouvelles = []
    for libre in libres:
        existante = remplacees.get(libre.premier_jour)
        if existante is None:
            nouvelles.append(_ranger(PeriodeVacances(), libre))
        elif _ranger_est_utile(existante, libre):
            _ranger(existante, libre).save()
            ecart.mis_a_jour += 1
        else:
            ecart.inchanges += 1
    ecart.crees += len(PeriodeVacances.objects.bulk_create(nouvelles))
    ecart.inchanges += len(voulues) - len(libres)


def _annees_entieres(periodes: Iterable[Periode | PeriodeVacances]) -> set[str]:
    nombres: dict[str, int] = defaultdict(int)
    for periode in periodes:
        nombres[periode.annee_scolaire] += 1
    return {annee for annee, nombre in nombres.items() if nombre >= PERIODES_D_UNE_ANNEE}


CHAMPS = ("zone", "annee_scolaire", "nom", "premier_jour", "dernier_jour", "origine")


def _ranger(ligne: PeriodeVacances, periode: Periode) -> PeriodeVacances:
    for champ in CHAMPS:
        setattr(ligne, champ, getattr(periode, champ))
    return ligne


def _ranger_est_utile(ligne: PeriodeVacances, periode: Periode) -> bool:
    return any(getattr(ligne, champ) != getattr(periode, champ) for champ in CHAMPS)


# -- Where the facts come from -----------------------------------------------------------


def _vacances_decretees() -> Iterator[Periode]:
    """Yield the decreed holidays that the product carries, of the zones that no library knows."""
    for ligne in lire_table("vacances.csv"):
        yield Periode(
            zone=ligne["zone"],
            annee_scolaire=ligne["annee_scolaire"],
            nom=ligne["nom"],
            premier_jour=date.fromisoformat(ligne["premier_jour"]),
            dernier_jour=date.fromisoformat(ligne["dernier_jour"]),
            origine=ligne["origine"],
        )


def _vacances_de_la_bibliotheque(annees: range) -> Iterator[Periode]:
    """Yield the holidays of zones A, B and C for the school years that start in `annees`."""
    for zone, subdivision in ZONES_DE_LA_BIBLIOTHEQUE.items():
        jours = holidays.country_holidays(
            "FR",
            subdiv=subdivision,
            categories=("school",),
            years=range(annees.start, annees.stop + 1),
            language="fr",
        )
        for premier, dernier, nom in _suites(jours):
            annee = annee_scolaire(premier)
            if int(annee[:4]) in annees:
                decretee = annee <= DERNIERE_ANNEE_DECRETEE
                origine = Origine.BIBLIOTHEQUE if decretee else Origine.PROJECTION
                yield Periode(zone, annee, nom.replace("'", "’"), premier, dernier, origine)


def _suites(jours: holidays.HolidayBase) -> Iterator[tuple[date, date, str]]:
    """Join the days that follow one another under one name."""
    suite: tuple[date, date, str] | None = None
    for jour in sorted(jours):
        if suite and jour - suite[1] == timedelta(days=1) and jours[jour] == suite[2]:
            suite = (suite[0], jour, suite[2])
            continue
        if suite:
            yield suite
        suite = (jour, jour, jours[jour])
    if suite:
        yield suite


def _remplir_jours_feries(annees: range) -> None:
    """Write the bank holidays of every territory, for the years that have none yet."""
    connues = set(JourFerie.objects.values_list("territoire", "jour__year").distinct())
    JourFerie.objects.bulk_create(
        [
            JourFerie(territoire=territoire, jour=jour, nom=nom.replace("'", "’"))
            for territoire, subdivision in SUBDIVISIONS_FERIES.items()
            for jour, nom in holidays.country_holidays("FR", subdiv=subdivision, years=annees, language="fr").items()
            if (territoire, jour.year) not in connues
        ],
        ignore_conflicts=True,
    )

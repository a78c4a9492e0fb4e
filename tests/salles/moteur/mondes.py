"""Small random worlds for the properties, and the short words of the tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from etablissements.calendrier import Calendrier, PeriodeVacances
from salles.moteur import (
    Applicabilite,
    Cadre,
    Contexte,
    Creneau,
    Demandeur,
    Emprunt,
    Faits,
    Fermeture,
    Occupant,
    Periode,
    Plage,
    Porteur,
    Profil,
    Quota,
    Regles,
    Semaine,
    Stock,
)
from salles.moteur.voisinage import GROUPES_DES_DEPOTS

MATERIEL = 5
ASSOCIATION = 7
DEPOT = 3
LUNDI = date(2026, 11, 16)  # week 47, three weeks after the clocks went back
MAINTENANT = datetime(2026, 11, 9, 8, tzinfo=UTC)
PARIS = Cadre("Europe/Paris", "A", "metropole")
REUNION = Cadre("Indian/Reunion", "reunion", "reunion")
CADRES = (
    PARIS,
    REUNION,
    Cadre("America/Cayenne", "guyane", "guyane", semaine_a_paire=True),
    Cadre("America/Miquelon", "saint_pierre_et_miquelon", "saint_pierre_et_miquelon"),
)
REGLES = Regles(
    tampon=timedelta(minutes=15),
    delai_jours=2,
    horizon_jours=400,
    duree_min=timedelta(minutes=30),
    duree_max=timedelta(hours=6),
    pas=timedelta(minutes=15),
    tampon_leve_pour_soi=True,
)
SANS_VACANCES = Calendrier("A", "metropole", connu=((date(2020, 1, 1), date(2035, 12, 31)),))


def creneau(debut: str, fin: str, jour: date = LUNDI) -> Creneau:
    """Return a slot of that UTC day, written "08:00"."""
    return Creneau(
        datetime.combine(jour, time.fromisoformat(debut), UTC), datetime.combine(jour, time.fromisoformat(fin), UTC)
    )


def creneau_local(debut: str, fin: str, jour: date = LUNDI, cadre: Cadre = PARIS) -> Creneau:
    """Return a slot of that local day; a `fin` of "00:00" is the midnight that ends it."""
    return cadre.creneau(jour, time.fromisoformat(debut), time.fromisoformat(fin))


def plage(jour_iso: int, debut: str, fin: str, **reste) -> Plage:
    return Plage(jour_iso, time.fromisoformat(debut), time.fromisoformat(fin), **reste)


def occupant(prise: Creneau, *, salle=1, tampon_minutes=0, groupe=1, jusqu_au=None, nature="association") -> Occupant:
    return Occupant(
        salle, prise.debut, prise.fin, prise.fin + timedelta(minutes=tampon_minutes), groupe, jusqu_au, nature
    )


def profil(*plages: Plage, regles: Regles = REGLES, cadre: Cadre = PARIS) -> Profil:
    return Profil(plages, regles, cadre)


def faits(un_profil: Profil, *, calendrier=SANS_VACANCES, fermetures=(), occupants=(), **reste) -> Faits:
    ordinaires = {"effectif_max": 60, "types_erp": ("R",), "gn6_autorise_le": None, "stocks": {}}
    return Faits(1, un_profil, calendrier, tuple(fermetures), tuple(occupants), **(ordinaires | reste))


# -- Strategies ----------------------------------------------------------------------
# Hours and rules are drawn so that many slots are free: a property over worlds that refuse everything proves nothing.

JOURS = [LUNDI + timedelta(days=n) for n in range(-1, 8)]
TOUS_LES_JOURS = frozenset(range(1, 8))


def _heure(demi_heures: int) -> time:
    return time(demi_heures // 2 % 24, demi_heures % 2 * 30)


@st.composite
def creneaux_utc(tirer) -> Creneau:
    """Draw a slot on a quarter-hour grid of three days."""
    debut = tirer(st.integers(0, 4 * 72 - 1))
    duree = tirer(st.integers(1, 40))
    origine = datetime.combine(LUNDI, time(0), UTC)
    return Creneau(origine + timedelta(minutes=15 * debut), origine + timedelta(minutes=15 * (debut + duree)))


@st.composite
def heures(tirer, au_plus: int = 48) -> tuple[time, time]:
    """Draw wall-clock bounds at most so many half hours apart; an end at 00:00 is the midnight that ends the day."""
    debut = tirer(st.integers(0, 47))
    fin = tirer(st.integers(debut + 1, min(48, debut + au_plus)))
    return _heure(debut), _heure(fin)


@st.composite
def semaines_types(tirer) -> tuple[Plage, ...]:
    """Draw one pattern: some hours of some weekdays. Wide ones are likely."""
    debut, fin = tirer(st.just((time(7), time(0))) | heures())
    jours = tirer(st.just(TOUS_LES_JOURS) | st.frozensets(st.integers(1, 7), min_size=1))
    reste = {
        "applicabilite": tirer(st.sampled_from(Applicabilite)),
        "feries": tirer(st.booleans()),
        "semaine": tirer(st.sampled_from([Semaine.TOUTES, *Semaine])),
        "premier_jour": tirer(st.sampled_from([None, None, *JOURS])),
        "dernier_jour": tirer(st.sampled_from([None, None, *JOURS])),
    }
    return tuple(Plage(jour, debut, fin, **reste) for jour in sorted(jours))


@st.composite
def regles(tirer) -> Regles:
    duree_min = tirer(st.sampled_from([0, 0, 60]))
    return Regles(
        tampon=timedelta(minutes=tirer(st.sampled_from([0, 30, 90]))),
        delai_jours=tirer(st.sampled_from([0, 0, 6])),
        horizon_jours=tirer(st.sampled_from([365, 365, 8])),
        duree_min=timedelta(minutes=duree_min),
        duree_max=timedelta(minutes=duree_min + tirer(st.sampled_from([1500, 1500, 90]))),
        pas=timedelta(minutes=tirer(st.sampled_from([15, 30, 60]))),
        tampon_leve_pour_soi=tirer(st.booleans()),
    )


@st.composite
def profils(tirer, cadres=CADRES) -> Profil:
    toujours = tuple(Plage(n, time(8), time(0), Applicabilite.TOUTES, feries=True) for n in TOUS_LES_JOURS)
    motifs = tirer(st.lists(semaines_types(), max_size=3) | st.just([toujours]))
    return Profil(tuple(plage for motif in motifs for plage in motif), tirer(regles()), tirer(st.sampled_from(cadres)))


@st.composite
def calendriers(tirer, zone: str = "A", territoire: str = "metropole") -> Calendrier:
    """Draw at most one holiday of up to four days, some bank holidays, and how far the decree goes."""
    debut = tirer(st.sampled_from(JOURS))
    vacances = PeriodeVacances(debut, debut + timedelta(days=tirer(st.integers(0, 3))), "Vacances d’essai")
    return Calendrier(
        zone,
        territoire,
        vacances=(vacances,) if tirer(st.booleans()) else (),
        feries=dict.fromkeys(tirer(st.lists(st.sampled_from(JOURS), max_size=2)), "Jour d’essai"),
        connu=((date(2026, 1, 1), tirer(st.sampled_from([JOURS[4], date(2027, 12, 31)]))),),
    )


@st.composite
def creneaux_de(tirer, cadre: Cadre) -> Creneau:
    """Draw a slot of at most three hours, mostly in the evening, where everybody wants to come."""
    jour = tirer(st.sampled_from(JOURS))
    soir = st.sampled_from([(time(18), time(20)), (time(20), time(22)), (time(18), time(19)), (time(22), time(0))])
    debut, fin = tirer(soir | heures(au_plus=6))
    return cadre.creneau(jour, debut, fin)


@st.composite
def fermetures(tirer) -> Fermeture:
    debut = tirer(st.sampled_from(JOURS))
    dernier = debut + timedelta(days=tirer(st.integers(0, 1)))
    return Fermeture(debut, dernier, tirer(st.sampled_from(Porteur)), "Épreuves")


@st.composite
def occupants(tirer, cadre: Cadre) -> Occupant:
    prise = tirer(creneaux_de(cadre))
    minuit = cadre.fin_du_jour(cadre.jour(prise.debut))
    tampon = timedelta(minutes=tirer(st.sampled_from([0, 15, 60])))
    return Occupant(
        salle=tirer(st.sampled_from([1, 2])),
        debut=prise.debut,
        fin=prise.fin,
        fin_tampon=min(prise.fin + tampon, minuit),
        groupe=tirer(st.sampled_from([-ASSOCIATION, GROUPES_DES_DEPOTS - DEPOT, 0, 1])),
        option_jusqu_au=tirer(st.sampled_from([None, MAINTENANT, MAINTENANT + timedelta(hours=1)])),
        nature=tirer(st.sampled_from(["association", "etablissement", "travaux"])),
    )


@st.composite
def demandeurs(tirer, associations: Iterable[int | None] = (None, ASSOCIATION)) -> Demandeur:
    """Draw who asks, for a filing or before it: mostly without a quota, else with few hours left."""
    periodes = tirer(st.just(frozenset()) | st.frozensets(st.sampled_from(Periode)))
    heures_de = st.sampled_from([0, 1, 2, 3]).map(lambda heures: timedelta(hours=heures))
    return Demandeur(
        association=tirer(st.sampled_from(list(associations))),
        depot=tirer(st.sampled_from([None, DEPOT])),
        regles=tuple(
            Quota(periode, timedelta(hours=tirer(st.integers(1, 8))), f"Quota : {periode}.")
            for periode in sorted(periodes)
        ),
        heures_deja={
            periode.de(jour): tirer(heures_de)
            for periode in sorted(periodes)
            for jour in (JOURS[0], JOURS[3], JOURS[8])
        },
    )


@st.composite
def plusieurs_jours(tirer) -> Creneau:
    debut = datetime.combine(tirer(st.sampled_from(JOURS)), tirer(st.sampled_from([time(8), time(16, 30)])), UTC)
    return Creneau(debut, debut + timedelta(days=tirer(st.integers(1, 4)), hours=tirer(st.integers(0, 3))))


@st.composite
def stocks(tirer, cadre: Cadre) -> dict[int, Stock]:
    """Draw one movable thing, some of it lent already: with a room for an evening, by itself for days."""
    quand = creneaux_de(cadre) | plusieurs_jours()
    emprunts = tirer(st.lists(st.builds(Emprunt, quand, st.integers(1, 3)), max_size=3))
    return {MATERIEL: Stock("Tapis", tirer(st.integers(2, 8)), tuple(emprunts))}


@st.composite
def mondes(tirer) -> Faits:
    """Draw all that is known of one room: openings, calendar, closures, occupants, equipment."""
    un_profil = tirer(profils())
    cadre = un_profil.cadre
    return Faits(
        salle=1,
        profil=un_profil,
        calendrier=tirer(calendriers(cadre.zone, cadre.territoire)),
        fermetures=tuple(tirer(st.lists(fermetures(), max_size=1))),
        occupants=tuple(tirer(st.lists(occupants(cadre), max_size=6))),
        effectif_max=60,
        types_erp=tirer(st.sampled_from([("R",), ("R", "L"), ()])),
        gn6_autorise_le=tirer(st.sampled_from([None, date(2026, 1, 1)])),
        stocks=tirer(stocks(cadre)),
    )


def contextes() -> st.SearchStrategy[Contexte]:
    return st.builds(
        Contexte,
        maintenant=st.sampled_from([MAINTENANT, MAINTENANT, MAINTENANT + timedelta(days=7, hours=9)]),
        effectif=st.sampled_from([None, None, 60, 61]),
        types_erp_activite=st.sampled_from([None, None, None, ("R", "X"), ("L",), ()]),
        besoins=st.sampled_from([(), ((MATERIEL, 2),), ((MATERIEL, 3),)]),
    )

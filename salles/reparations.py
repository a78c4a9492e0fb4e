"""Where the dates that a room cannot give could go: other hours, other rooms of the school, equivalent rooms nearby.

One search answers for all hours at once (`Recherche.variantes`), so the number of queries depends on no room, date or
hour. `salles.moteur.reparation` chooses among what is free; nothing here decides a rule.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.db import connection

from salles.models import Activite, Salle
from salles.moteur import Creneau, Souhait
from salles.moteur.reparation import Place, Proposition, Strategie, proposer
from salles.recherche import QuiDemande, Recherche, Resultat, chercher

RAYON_KM = 15
RAYONS_KM = (5, 15, 30, 60)  # what the pages offer to widen to
DEMI_HEURE = timedelta(minutes=30)
DECALAGE_MAX = timedelta(hours=2)  # the evening that follows the evening: 18:00 to 20:00 taken, 20:00 to 22:00 free
SANS_DECALAGE = timedelta(0)
DECALAGES = tuple(signe * pas * DEMI_HEURE for pas in range(1, DECALAGE_MAX // DEMI_HEURE + 1) for signe in (1, -1))
AUBE = time(6)  # no hour is proposed before: nobody asks for it, and clocks change in the night
UN_JOUR = date(2000, 1, 1)  # to add to a time of day

# What may stand in for a type of room, beside the same type. One way only: a classroom is no gym.
REMPLACANTES: Mapping[str, tuple[str, ...]] = {
    Salle.Type.SALLE_DE_CLASSE: (Salle.Type.SALLE_POLYVALENTE, Salle.Type.CDI),
    Salle.Type.CDI: (Salle.Type.SALLE_DE_CLASSE, Salle.Type.SALLE_POLYVALENTE),
    Salle.Type.SALLE_POLYVALENTE: (Salle.Type.GYMNASE,),
    Salle.Type.REFECTOIRE: (Salle.Type.SALLE_POLYVALENTE,),
    Salle.Type.AMPHI: (Salle.Type.SALLE_POLYVALENTE,),
    Salle.Type.SALLE_MUSIQUE: (Salle.Type.SALLE_POLYVALENTE,),
    Salle.Type.SALLE_ARTS: (Salle.Type.ATELIER,),
    Salle.Type.ATELIER: (Salle.Type.SALLE_ARTS,),
}


@dataclass(frozen=True, slots=True, order=True)
class DateVoulue:
    """A wanted date on the wall clock of its school; a `fin` of 00:00 is the midnight that ends the day."""

    debut: time
    fin: time
    jour: date


@dataclass(frozen=True, slots=True)
class Equivalence:
    """What stands in for a room: its type or one that may stand in for it, all its equipment, its access, its places.

    Who says how many they are wants so many places; who does not, as many as the room has.
    """

    types: tuple[str, ...]
    equipements: frozenset[str]
    pmr: bool
    effectif: int

    @classmethod
    def de(cls, salle: Salle, effectif: int | None) -> "Equivalence":
        """Expects `equipements`."""
        types = (salle.type, *REMPLACANTES.get(salle.type, ()))
        equipements = frozenset(une.code for une in salle.equipements.all())
        return cls(types, equipements, salle.accessible_pmr, effectif or salle.effectif_max)

    def admet(self, autre: Salle) -> bool:
        """Tell what a search for `types`, `equipements`, `pmr` and `effectif` would find. Expects `equipements`."""
        return (
            autre.type in self.types
            and autre.effectif_max >= self.effectif
            and self.equipements <= {une.code for une in autre.equipements.all()}
            and (autre.accessible_pmr or not self.pmr)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Manque:
    """What is wanted in one room, of which `gardees` stay there and the others cannot be had.

    Expects `salle.etablissement.site` and `salle.equipements`. The other room suits `effectif` and the activity as
    well. `ecoles_admises` keeps, of these schools, those where one may ask. `deja_voulus` are slots that the requester
    asks for elsewhere, by room: they are not proposed a second time. `rendues` are missing dates that who decides calls
    free in this very room, whatever a search of today says: they were asked for in time.
    """

    salle: Salle
    voulues: Collection[DateVoulue]
    gardees: Collection[DateVoulue] = ()
    maintenant: datetime
    effectif: int | None = None
    activite: Activite | None = None
    rayon_km: float = RAYON_KM
    qui_demande: QuiDemande | None = None
    ecoles_admises: Callable[[Collection[int]], Collection[int]] | None = None
    deja_voulus: Sequence[tuple[int, Creneau]] = ()
    rendues: Collection[DateVoulue] = ()


@dataclass(frozen=True, slots=True)
class LigneProposee:
    """Some dates in one room at one hour; a proposal writes each pair of hours apart. `voulues`: as first wished."""

    place: Place
    debut: time
    fin: time
    voulues: tuple[DateVoulue, ...]

    @property
    def jours(self) -> tuple[date, ...]:
        return tuple(voulue.jour for voulue in self.voulues)


@dataclass(frozen=True, slots=True)
class Reparation:
    """What moves, line by line; the dates that stay where they were wished for; those that it does not place."""

    strategie: Strategie
    lignes: tuple[LigneProposee, ...]
    gardees: tuple[DateVoulue, ...]
    restantes: tuple[DateVoulue, ...]


def reparer(manque: Manque) -> list[Reparation]:
    """Return at most one proposal per strategy; none when nothing else is free.

    Nine queries at most, and those of `qui_demande` and `ecoles_admises`.
    """
    dates = sorted(set(manque.voulues))
    gardees = _bits(dates, manque.gardees)
    if not dates or gardees.bit_count() == len(dates):
        return []
    variantes = _variantes(dates, set(manque.gardees))
    trouvees = chercher(_recherche(manque, [souhait for souhait, _, _ in variantes]))
    trouvees = _permises(manque, [resultat for resultat in trouvees if resultat.libres])
    ici = Place(salle=manque.salle.pk, etablissement=manque.salle.etablissement_id)
    libres = _libres(manque, dates, variantes, trouvees)
    libres[ici] = libres.get(ici, 0) | _bits(dates, manque.rendues)
    propositions = proposer(libres, (1 << len(dates)) - 1, gardees, ici)
    return [_reparation(proposition, dates, gardees, ici) for proposition in propositions]


def _reparation(proposition: Proposition, dates: Sequence[DateVoulue], gardees: int, ici: Place) -> Reparation:
    places = dict(proposition.lignes)
    restent = places.get(ici, 0) & gardees
    lignes = (_lignes(place, bits & ~(restent if place == ici else 0), dates) for place, bits in places.items())
    return Reparation(
        proposition.strategie,
        tuple(chain.from_iterable(lignes)),
        tuple(_choisies(dates, restent)),
        tuple(_choisies(dates, proposition.restantes)),
    )


def ecrire_ligne(salle: int, debut: time, fin: time, jours: Sequence[date], remplace: int | None = None) -> str:
    """Write some dates in one room as addresses and forms carry them: room, hours, what they stand for, days."""
    return f"{salle};{debut:%H:%M};{fin:%H:%M};{remplace or ''};{','.join(f'{jour:%Y-%m-%d}' for jour in jours)}"


# -- The question: the same dates at several hours ------------------------------------------

Variante = tuple[Souhait, timedelta, int]  # a wish, how much later it is, and which of the dates it means, as bits


def _variantes(dates: Sequence[DateVoulue], gardees: Collection[DateVoulue]) -> list[Variante]:
    """Return the wishes to search for. Expects `dates` sorted.

    Another hour is tried for the missing dates only, and where one date is wanted that day: two dates of one day
    never meet each other so.
    """
    par_heures: dict[tuple[time, time], list[DateVoulue]] = defaultdict(list)
    for voulue in dates:
        par_heures[voulue.debut, voulue.fin].append(voulue)
    ce_jour_la = Counter(voulue.jour for voulue in dates)
    variantes = []
    for (debut, fin), siennes in par_heures.items():
        deplacables = [voulue for voulue in siennes if voulue not in gardees and ce_jour_la[voulue.jour] == 1]
        for decalage in (SANS_DECALAGE, *DECALAGES):
            retenues = siennes if decalage == SANS_DECALAGE else deplacables
            heures = decaler(debut, fin, decalage)
            if retenues and heures:
                souhait = Souhait.aux_dates(tuple(voulue.jour for voulue in retenues), *heures)
                variantes.append((souhait, decalage, _bits(dates, retenues)))
    return variantes


def decaler(debut: time, fin: time, decalage: timedelta) -> tuple[time, time] | None:
    """Return these hours, so much later; None where they would leave the day or begin in the night."""
    depart = datetime.combine(UN_JOUR, debut)
    arrivee = datetime.combine(UN_JOUR + timedelta(days=fin == time(0)), fin)
    minuit = datetime.combine(UN_JOUR + timedelta(days=1), time(0))
    if decalage and not (datetime.combine(UN_JOUR, AUBE) <= depart + decalage and arrivee + decalage <= minuit):
        return None
    return (depart + decalage).time(), (arrivee + decalage).time()


def _recherche(manque: Manque, souhaits: Sequence[Souhait]) -> Recherche:
    salle, site = manque.salle, manque.salle.etablissement.site
    situee = site.latitude is not None and site.longitude is not None
    equivalente = Equivalence.de(salle, manque.effectif)
    return Recherche(
        souhait=souhaits[0],
        variantes=tuple(souhaits[1:]),
        maintenant=manque.maintenant,
        latitude=site.latitude,
        longitude=site.longitude,
        rayon_km=manque.rayon_km if situee else None,
        etablissement=None if situee else salle.etablissement_id,
        types=equivalente.types,
        effectif=equivalente.effectif,
        equipements=tuple(equivalente.equipements),
        pmr=equivalente.pmr,
        activite=manque.activite,
        qui_demande=manque.qui_demande,
    )


# -- The answer: which dates are free at which place -----------------------------------------


def _permises(manque: Manque, trouvees: list[Resultat]) -> list[Resultat]:
    if manque.ecoles_admises is None:
        return trouvees
    admises = manque.ecoles_admises({resultat.etablissement for resultat in trouvees})
    return [resultat for resultat in trouvees if resultat.etablissement in admises]


def _libres(
    manque: Manque, dates: Sequence[DateVoulue], variantes: Sequence[Variante], trouvees: Sequence[Resultat]
) -> dict[Place, int]:
    """Return the free dates of each room at each hour, less what the requester already asks for there."""
    ecole = manque.salle.etablissement_id
    du_type = _du_type(manque.salle.type, [resultat.salle for resultat in trouvees])
    les_siens = voulus_par_salle(manque.deja_voulus)
    libres: dict[Place, int] = defaultdict(int)
    for resultat in trouvees:
        reste = resultat.libres & ~_bits_pris(resultat, les_siens.get(resultat.salle, ()))
        for _, decalage, voulues in variantes:
            place = Place(
                salle=resultat.salle,
                etablissement=resultat.etablissement,
                decalage=decalage,
                distance_km=0.0 if resultat.etablissement == ecole else resultat.distance_km or 0.0,
                autre_type=resultat.salle not in du_type,
            )
            libres[place] |= _placer(reste, voulues)
            reste >>= voulues.bit_count()
    return {place: bits for place, bits in libres.items() if bits}


def _du_type(type_voulu: str, salles: list[int]) -> set[int]:
    """Return those of these rooms that have the type."""
    with connection.cursor() as curseur:  # arrays: thousands of ids make a slow IN
        curseur.execute("SELECT id FROM salles_salle WHERE id = ANY(%s) AND type = %s", [salles, type_voulu])
        return {salle for (salle,) in curseur.fetchall()}


def _placer(bits: int, voulues: int) -> int:
    """Give the low bits, one per date that is set in `voulues`, the ranks of these dates."""
    places = 0
    while voulues:
        rang = voulues & -voulues
        if bits & 1:
            places |= rang
        bits >>= 1
        voulues ^= rang
    return places


def voulus_par_salle(deja_voulus: Sequence[tuple[int, Creneau]]) -> dict[int, list[Creneau]]:
    """Return, by room, the slots that are asked for in it or in another room that shares a part with it."""
    if not deja_voulus:
        return {}
    par_salle: dict[int, list[Creneau]] = defaultdict(list)
    for salle, creneau in deja_voulus:
        par_salle[salle].append(creneau)
    murs = Salle.espaces.through.objects.filter(espace__salles__in=par_salle)
    voisines = set(murs.values_list("espace__salles", "salle_id"))
    par_voisine: dict[int, list[Creneau]] = defaultdict(list)
    for salle, voisine in voisines:
        par_voisine[voisine] += par_salle.get(salle, ())
    return par_voisine


def _bits_pris(resultat: Resultat, siens: Sequence[Creneau]) -> int:
    if not siens:
        return 0
    creneaux = enumerate(resultat.dates.creneaux)
    return sum(1 << rang for rang, creneau in creneaux if any(creneau.chevauche(sien) for sien in siens))


# -- Sets of dates ----------------------------------------------------------------------------


def _bits(dates: Sequence[DateVoulue], choisies: Collection[DateVoulue]) -> int:
    parmi = set(choisies)
    return sum(1 << rang for rang, voulue in enumerate(dates) if voulue in parmi)


def _choisies(dates: Sequence[DateVoulue], bits: int) -> list[DateVoulue]:
    return [voulue for rang, voulue in enumerate(dates) if bits >> rang & 1]


def _lignes(place: Place, bits: int, dates: Sequence[DateVoulue]) -> list[LigneProposee]:
    par_heures: dict[tuple[time, time], list[DateVoulue]] = defaultdict(list)
    for voulue in _choisies(dates, bits):
        heures = decaler(voulue.debut, voulue.fin, place.decalage)
        par_heures[heures or (voulue.debut, voulue.fin)].append(voulue)
    return [LigneProposee(place, debut, fin, tuple(siennes)) for (debut, fin), siennes in par_heures.items()]

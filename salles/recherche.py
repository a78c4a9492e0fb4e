"""The one search: which published rooms near here are free on these dates, and on how many of them.

Five steps, and the same number of queries whatever the rooms and dates:
1. SQL narrows the candidates: place, type, headcount, equipment, access, activity.
2. The wish becomes slots once per local frame (time zone, holidays, bank holidays, week parity).
3. The engine judges those slots once per distinct profile, and the closures once each; a set of dates is an integer,
   one bit per date of the wish.
4. SQL meets the slots with Occupation, under the constraints' own predicates, in one ordered pass per room over the
   index `occupation_recherche`.
5. With a requester, the engine takes off the dates that exceed a quota, once per school and set of dates.
Nothing here decides a rule: `salles.moteur` does. Reasons are told for what is displayed, by `salles.disponibilites`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import asin, cos, degrees, radians, sin
from typing import Any, NamedTuple

from django.db import connection

from etablissements.calendrier import Calendrier
from etablissements.calendriers import calendriers
from salles.faits import fermetures, profils, tableau
from salles.models import Activite
from salles.moteur import (
    Cadre,
    Creneau,
    Demandeur,
    Fermeture,
    Porteur,
    Profil,
    Souhait,
    creneaux_voulus,
    depassements,
    fermetures_du,
    juger_situes,
    situer,
)

RAYON_TERRE_KM = 6371  # the sphere on which distances are measured
MARGE = 1.001  # the box is a little too large, never too small: the arc decides

Zones = dict[tuple[str, str], Calendrier]
Fermetures = dict[tuple[Porteur, int], list[Fermeture]]
# Given schools and local dates, says who asks at each of these schools: a constant number of queries.
QuiDemande = Callable[[Collection[int], Collection[date]], Mapping[int, Demandeur]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recherche:
    """What someone looks for. Without a position, everywhere; what is not said does not narrow.

    `rayon_km` is measured along the great circle. `equipements`: all of them. `qui_demande`: whose buffers and quotas
    are judged; without it, nobody's. `variantes`: further wishes, whose dates follow those of `souhait`.
    """

    souhait: Souhait
    maintenant: datetime
    latitude: float | None = None
    longitude: float | None = None
    rayon_km: float | None = None
    types: tuple[str, ...] = ()
    effectif: int | None = None
    equipements: tuple[str, ...] = ()
    pmr: bool = False
    activite: Activite | None = None
    complet: bool = False
    qui_demande: QuiDemande | None = None
    variantes: tuple[Souhait, ...] = ()
    etablissement: int | None = None  # in this school only


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of the wish in one local frame; `provisoires` are those that no decree covers yet, as bits."""

    creneaux: tuple[Creneau, ...]
    jours: tuple[date, ...]
    provisoires: int


class Resultat(NamedTuple):
    """One room. `distance_km` is None for a search without a position; `libres` has one bit per date of the wish."""

    salle: int
    etablissement: int
    distance_km: float | None
    dates: Dates
    libres: int

    @property
    def nombre_libres(self) -> int:
        return self.libres.bit_count()

    @property
    def creneaux_libres(self) -> list[Creneau]:
        return _choisis(self.dates.creneaux, self.libres)

    @property
    def creneaux_manquants(self) -> list[Creneau]:
        return _choisis(self.dates.creneaux, ~self.libres)

    @property
    def creneaux_provisoires(self) -> list[Creneau]:
        return _choisis(self.dates.creneaux, self.libres & self.dates.provisoires)


class _Candidate(NamedTuple):
    salle: int
    profil: str
    etablissement: int
    collectivite: int
    distance_km: float | None

    @property
    def porteurs(self) -> set[tuple[Porteur, int]]:
        """Name those whose closures close this room."""
        return {
            (Porteur.COLLECTIVITE, self.collectivite),
            (Porteur.ETABLISSEMENT, self.etablissement),
            (Porteur.SALLE, self.salle),
        }


def chercher(recherche: Recherche) -> list[Resultat]:
    """Return the rooms with their free dates: most free first, then nearest, then by id.

    Six queries at most, and those of `qui_demande`. With `complet`, only the rooms that are free on every date.
    Raises what the wish raises once it meets a school's frame: `TropDeDates`, `HeureInexistante`.
    """
    candidates = _candidates(recherche)
    des_profils = profils({candidate.profil for candidate in candidates})
    des_zones = calendriers({(profil.cadre.zone, profil.cadre.territoire) for profil in des_profils.values()})
    dates = _dates(recherche, {profil.cadre for profil in des_profils.values()}, des_zones)
    admises = _admises(recherche, candidates, des_profils, des_zones, dates)
    demandeurs = _demandeurs(recherche, candidates, dates.values())
    prises = _prises(recherche, candidates, des_profils, dates, admises, demandeurs)
    libres_de = {salle: bits & ~prises.get(salle, 0) for salle, bits in admises.items()}
    if demandeurs:
        libres_de = _dans_les_quotas(candidates, des_profils, dates, demandeurs, libres_de)
    dates_du_profil = {empreinte: dates[profil.cadre] for empreinte, profil in des_profils.items()}
    resultats = []
    for candidate in candidates:
        siennes, libres = dates_du_profil[candidate.profil], libres_de[candidate.salle]
        if not recherche.complet or (siennes.creneaux and libres.bit_count() == len(siennes.creneaux)):
            resultats.append(Resultat(candidate.salle, candidate.etablissement, candidate.distance_km, siennes, libres))
    return sorted(
        resultats, key=lambda resultat: (-resultat.nombre_libres, resultat.distance_km or 0.0, resultat.salle)
    )


# -- 1. Candidates -----------------------------------------------------------------------

DISTANCE = f"""{RAYON_TERRE_KM} * acos(least(1, sind(site.latitude) * sind(%(lat)s)
    + cosd(site.latitude) * cosd(%(lat)s) * cosd(site.longitude - %(lon)s)))"""
BOITE = """site.latitude BETWEEN %(lat)s - %(hauteur)s AND %(lat)s + %(hauteur)s
    AND site.longitude BETWEEN %(lon)s - %(largeur)s AND %(lon)s + %(largeur)s"""
EQUIPEMENTS = """(SELECT count(*) FROM salles_salle_equipements porte
    WHERE porte.salle_id = salle.id AND porte.equipement_id = ANY(%(equipements)s)) = %(nombre_equipements)s"""
# An activity without any type of building is admitted nowhere.
ACTIVITE = """(%(types_erp)s::varchar[] <> '{}'
    AND (salle.types_erp && %(types_erp)s::varchar[] OR salle.gn6_autorise_le IS NOT NULL))"""


def _candidates(recherche: Recherche) -> list[_Candidate]:
    """Return the published rooms that suit, whatever their dates."""
    conditions = ["salle.statut = 'publiee'", "ecole.ouvert"]
    parametres: dict[str, Any] = {"lat": recherche.latitude, "lon": recherche.longitude}
    if recherche.latitude is not None and recherche.rayon_km is not None:
        conditions += [BOITE, f"{DISTANCE} <= %(rayon)s"]
        hauteur, largeur = _boite(recherche.latitude, recherche.rayon_km)
        parametres |= {"rayon": recherche.rayon_km, "hauteur": hauteur, "largeur": largeur}
    if recherche.etablissement is not None:
        conditions.append("salle.etablissement_id = %(etablissement)s")
        parametres["etablissement"] = recherche.etablissement
    if recherche.types:
        conditions.append("salle.type = ANY(%(types)s)")
        parametres["types"] = list(recherche.types)
    if recherche.effectif is not None:
        conditions.append("salle.effectif_max >= %(effectif)s")
        parametres["effectif"] = recherche.effectif
    if recherche.equipements:
        conditions.append(EQUIPEMENTS)
        codes = sorted(set(recherche.equipements))
        parametres |= {"equipements": codes, "nombre_equipements": len(codes)}
    if recherche.pmr:
        conditions.append("salle.accessible_pmr")
    if recherche.activite:
        conditions.append(ACTIVITE)
        parametres["types_erp"] = list(recherche.activite.types_erp)
    with connection.cursor() as curseur:
        curseur.execute(
            f"""
            SELECT salle.id, profil.empreinte, salle.etablissement_id, ecole.collectivite_id,
                {"NULL" if recherche.latitude is None else DISTANCE}
            FROM salles_salle salle
            JOIN salles_profilouverture profil ON profil.id = salle.profil_id
            JOIN etablissements_etablissement ecole ON ecole.id = salle.etablissement_id
            JOIN etablissements_site site ON site.id = ecole.site_id
            WHERE {" AND ".join(conditions)}
            """,  # noqa: S608 -- our own fragments, never a word of the user
            parametres,
        )
        return list(map(_Candidate._make, curseur.fetchall()))


def _boite(latitude: float, rayon_km: float) -> tuple[float, float]:
    """Return half the height and half the width, in degrees, of the box around a circle on the sphere."""
    angle = rayon_km / RAYON_TERRE_KM
    etroitesse = cos(radians(latitude))
    largeur = 180.0 if sin(angle) >= etroitesse else degrees(asin(sin(angle) / etroitesse))
    return degrees(angle) * MARGE, largeur * MARGE


# -- 2. Dates ----------------------------------------------------------------------------


def _dates(recherche: Recherche, cadres: Iterable[Cadre], des_zones: Zones) -> dict[Cadre, Dates]:
    """Turn the wish into slots, once per local frame."""
    dates = {}
    for cadre in cadres:
        calendrier = des_zones[cadre.zone, cadre.territoire]
        souhaits = (recherche.souhait, *recherche.variantes)
        creneaux = tuple(c for souhait in souhaits for c in creneaux_voulus(souhait, cadre, calendrier))
        jours = tuple(cadre.jour(creneau.debut) for creneau in creneaux)
        dates[cadre] = Dates(creneaux, jours, _bits(calendrier.jour(jour).inconnu for jour in jours))
    return dates


# -- 3. What openings, rules and closures admit ------------------------------------------


def _admises(
    recherche: Recherche,
    candidates: Sequence[_Candidate],
    des_profils: dict[str, Profil],
    des_zones: Zones,
    dates: dict[Cadre, Dates],
) -> dict[int, int]:
    """Return, for each room, the dates that its school admits: judged once per profile, and once per closure."""
    situations = {
        cadre: situer(cadre, des_zones[cadre.zone, cadre.territoire], siennes.creneaux)
        for cadre, siennes in dates.items()
    }
    par_profil = {}
    for empreinte, profil in des_profils.items():
        calendrier = des_zones[profil.cadre.zone, profil.cadre.territoire]
        jugements = juger_situes(profil, calendrier, situations[profil.cadre], recherche.maintenant)
        par_profil[empreinte] = _bits(not reproches for reproches in jugements)
    des_porteurs = _fermetures(candidates, dates.values())
    fermees: dict[tuple[Porteur, int, Cadre], int] = {}
    admises = {}
    for candidate in candidates:
        admises[candidate.salle] = par_profil[candidate.profil]
        if not des_porteurs:
            continue
        cadre = des_profils[candidate.profil].cadre
        for porteur in candidate.porteurs & des_porteurs.keys():
            cle = (*porteur, cadre)
            if cle not in fermees:
                fermees[cle] = _bits(fermetures_du(des_porteurs[porteur], jour) for jour in dates[cadre].jours)
            admises[candidate.salle] &= ~fermees[cle]
    return admises


def _fermetures(candidates: Sequence[_Candidate], dates: Iterable[Dates]) -> Fermetures:
    """Read the closures that touch the wish, by who closes."""
    jours = [jour for siennes in dates for jour in siennes.jours]
    if not jours:
        return {}
    return fermetures(
        [candidate.salle for candidate in candidates],
        {candidate.etablissement for candidate in candidates},
        {candidate.collectivite for candidate in candidates},
        min(jours),
        max(jours),
    )


# -- 4. What is taken --------------------------------------------------------------------

# Each `OFFSET 0` holds the plan. That of the correlated subquery, to one ordered pass over the days of each room: left
# to itself the planner probes the index once per room and date, three times slower. That of the arrays, to a hash of
# the wanted slots, made once: if it knew how many they are, it might hash what is taken, room by room.
COLONNES = ("lot", "jour", "debut", "fin", "fin_tampon", "groupe", "date")
PRISES = """
WITH voulu AS MATERIALIZED (
    SELECT voulu.* FROM (
        SELECT %(lot)s::int[] AS lots, %(jour)s::date[] AS jours, %(debut)s::timestamptz[] AS debuts,
            %(fin)s::timestamptz[] AS fins, %(fin_tampon)s::timestamptz[] AS fins_tampon,
            %(groupe)s::bigint[] AS groupes, %(date)s::text[]::varbit[] AS dates
        OFFSET 0
    ) AS tableaux, unnest(lots, jours, debuts, fins, fins_tampon, groupes, dates)
        AS voulu(lot, jour, debut, fin, fin_tampon, groupe, date)
)
SELECT candidate.salle, (
    SELECT bit_or(voulu.date) FROM (
        SELECT candidate.lot, o.jour, o.debut, o.fin, o.fin_tampon, o.groupe
        FROM salles_salle_espaces partie JOIN salles_occupation o ON o.espace_id = partie.espace_id
        WHERE partie.salle_id = candidate.salle AND o.jour BETWEEN %(premier_jour)s AND %(dernier_jour)s
            AND (o.option_jusqu_au IS NULL OR o.option_jusqu_au > %(maintenant)s)
        OFFSET 0
    ) o JOIN voulu ON voulu.lot = o.lot AND voulu.jour = o.jour AND (
        (voulu.debut < o.fin AND o.debut < voulu.fin)
        OR (voulu.debut < o.fin_tampon AND o.debut < voulu.fin_tampon AND o.groupe IS DISTINCT FROM voulu.groupe)
    )
)
FROM unnest(%(salles)s::bigint[], %(lots)s::int[]) AS candidate(salle, lot)
"""


def _prises(
    recherche: Recherche,
    candidates: Sequence[_Candidate],
    des_profils: dict[str, Profil],
    dates: dict[Cadre, Dates],
    admises: dict[int, int],
    demandeurs: Mapping[int, Demandeur],
) -> dict[int, int]:
    """Return the dates on which each room is taken or too close to what is, for rooms that still have a date."""
    lots: dict[tuple[Cadre, timedelta, int | None], int] = {}
    lot_du_profil: dict[tuple[str, int | None], int] = {}
    lot_de, utiles = {}, defaultdict[int, int](int)  # `utiles`: the dates that some room of the lot admits
    for candidate in candidates:
        if admises[candidate.salle]:
            groupe = demandeurs[candidate.etablissement].groupe if demandeurs else None
            if (lot := lot_du_profil.get((candidate.profil, groupe))) is None:
                profil = des_profils[candidate.profil]
                lot = lots.setdefault((profil.cadre, profil.regles.tampon, groupe), len(lots))
                lot_du_profil[candidate.profil, groupe] = lot
            lot_de[candidate.salle], utiles[lot] = lot, utiles[lot] | admises[candidate.salle]
    if not lot_de:
        return {}
    voulus = [
        (lot, jour, creneau.debut, creneau.fin, cadre.fin_avec_tampon(creneau, tampon), groupe, _bit(rang, len(jours)))
        for (cadre, tampon, groupe), lot in lots.items()
        for jours in [dates[cadre].jours]
        for rang, (jour, creneau) in enumerate(zip(jours, dates[cadre].creneaux, strict=True))
        if utiles[lot] >> rang & 1
    ]
    colonnes = zip(COLONNES, map(tableau, zip(*voulus, strict=True)), strict=True)
    jours = [jour for _, jour, *_ in voulus]
    with connection.cursor() as curseur:
        curseur.execute(
            PRISES,
            {
                **dict(colonnes),
                "salles": tableau(lot_de),
                "lots": tableau(lot_de.values()),
                "premier_jour": min(jours),
                "dernier_jour": max(jours),
                "maintenant": recherche.maintenant,
            },
        )
        return {salle: int(masque, 2) for salle, masque in curseur.fetchall() if masque}


# -- 5. What the requester may still hold ------------------------------------------------


def _demandeurs(
    recherche: Recherche, candidates: Sequence[_Candidate], dates: Iterable[Dates]
) -> Mapping[int, Demandeur]:
    """Return who asks at each school that was met; nobody when the search is nobody's."""
    jours = {jour for siennes in dates for jour in siennes.jours}
    if recherche.qui_demande is None or not jours:
        return {}
    return recherche.qui_demande({candidate.etablissement for candidate in candidates}, jours)


def _dans_les_quotas(
    candidates: Sequence[_Candidate],
    des_profils: dict[str, Profil],
    dates: dict[Cadre, Dates],
    demandeurs: Mapping[int, Demandeur],
    libres: dict[int, int],
) -> dict[int, int]:
    """Keep, of the free dates of each room, those that exceed no quota; each set of dates is judged once."""
    jugees: dict[tuple[int, Cadre, int], int] = {}
    gardees = {}
    for candidate in candidates:
        demandeur, cadre = demandeurs[candidate.etablissement], des_profils[candidate.profil].cadre
        cle = (id(demandeur), cadre, libres[candidate.salle])
        if cle not in jugees:
            jugees[cle] = _sans_depassement(demandeur, dates[cadre], libres[candidate.salle])
        gardees[candidate.salle] = jugees[cle]
    return gardees


def _sans_depassement(demandeur: Demandeur, dates: Dates, libres: int) -> int:
    emplois = [
        (jour, creneau.duree, bool(libres >> rang & 1))
        for rang, (jour, creneau) in enumerate(zip(dates.jours, dates.creneaux, strict=True))
    ]
    return libres & _bits(not de_trop for de_trop in depassements(demandeur, emplois))


# -- Sets of dates: bit n is the n-th date of the wish -------------------------------------


def _bits(oui: Iterable[object]) -> int:
    return sum(1 << rang for rang, vrai in enumerate(oui) if vrai)


def _bit(rang: int, longueur: int) -> str:
    """Write one date as a PostgreSQL bit string; all those of a lot have the same length."""
    return f"{1 << rang:0{longueur}b}"


def _choisis(creneaux: Sequence[Creneau], bits: int) -> list[Creneau]:
    return [creneau for rang, creneau in enumerate(creneaux) if bits >> rang & 1]

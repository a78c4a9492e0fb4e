"""The steps of a search, in order."""

from collections.abc import Iterable, Mapping, Sequence

from etablissements.calendrier import Calendrier
from etablissements.calendriers import calendriers
from salles.faits import fermetures, profils
from salles.moteur import (
    Cadre,
    Demandeur,
    Fermeture,
    Heures,
    Porteur,
    Profil,
    creneaux_voulus,
    fermetures_du,
    juger_situes,
    situer,
)
from salles.recherche.question import Candidate, Dates, Ordre, Recherche, Resultat, en_bits
from salles.recherche.requetes import lire_candidates, lire_prises

Zones = dict[tuple[str, str], Calendrier]
Fermetures = dict[tuple[Porteur, int], list[Fermeture]]


def chercher(recherche: Recherche) -> list[Resultat]:
    """Return the rooms with their free dates: most free first, then nearest, then by id; or as `ordre` says.

    Six queries at most, and those of `qui_demande`. With `complet`, only the rooms that are free on every date.
    Raises what the wish raises once it meets a school's frame: `TropDeDates`, `HeureInexistante`.
    """
    candidates = lire_candidates(recherche)
    des_profils = profils({candidate.profil for candidate in candidates})
    des_zones = calendriers({(profil.cadre.zone, profil.cadre.territoire) for profil in des_profils.values()})
    dates = _dates(recherche, {profil.cadre for profil in des_profils.values()}, des_zones)
    admises = _admises(recherche, candidates, des_profils, des_zones, dates)
    demandeurs = _demandeurs(recherche, candidates, dates.values())
    prises = lire_prises(recherche, candidates, des_profils, dates, admises, demandeurs)
    libres_de = {salle: bits & ~prises.get(salle, 0) for salle, bits in admises.items()}
    perdues_de: dict[int, int] = {}
    if demandeurs:
        libres_de, perdues_de = _pour_qui_demande(candidates, des_profils, dates, demandeurs, libres_de)
    dates_du_profil = {empreinte: dates[profil.cadre] for empreinte, profil in des_profils.items()}
    resultats = []
    for candidate in candidates:
        siennes, libres = dates_du_profil[candidate.profil], libres_de[candidate.salle]
        if not recherche.complet or (siennes.creneaux and libres.bit_count() == len(siennes.creneaux)):
            ou = (candidate.salle, candidate.etablissement, candidate.distance_km)
            resultats.append(Resultat(*ou, siennes, libres, perdues_de.get(candidate.salle, 0)))
    return sorted(resultats, key=_RANGS[recherche.ordre])


def _par_liberte(resultat: Resultat) -> tuple[float, ...]:
    return -resultat.nombre_libres, resultat.distance_km or 0.0, resultat.salle


def _par_distance(resultat: Resultat) -> tuple[float, ...]:
    """Put the nearest first, those that have no free date last."""
    return not resultat.libres, resultat.distance_km or 0.0, -resultat.nombre_libres, resultat.salle


_RANGS = {Ordre.LIBRES: _par_liberte, Ordre.PROCHES: _par_distance}


# -- Dates --------------------------------------------------------------------------------


def _dates(recherche: Recherche, cadres: Iterable[Cadre], des_zones: Zones) -> dict[Cadre, Dates]:
    """Turn the wish into slots, once per local frame."""
    dates = {}
    for cadre in cadres:
        calendrier = des_zones[cadre.zone, cadre.territoire]
        souhaits = (recherche.souhait, *recherche.variantes)
        creneaux = tuple(c for souhait in souhaits for c in creneaux_voulus(souhait, cadre, calendrier))
        jours = tuple(cadre.jour(creneau.debut) for creneau in creneaux)
        dates[cadre] = Dates(creneaux, jours, en_bits(calendrier.jour(jour).inconnu for jour in jours))
    return dates


# -- What openings, rules and closures admit ------------------------------------------


def _admises(
    recherche: Recherche,
    candidates: Sequence[Candidate],
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
        par_profil[empreinte] = en_bits(not reproches for reproches in jugements)
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
                fermees[cle] = en_bits(fermetures_du(des_porteurs[porteur], jour) for jour in dates[cadre].jours)
            admises[candidate.salle] &= ~fermees[cle]
    return admises


def _fermetures(candidates: Sequence[Candidate], dates: Iterable[Dates]) -> Fermetures:
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


# -- What the requester may still hold ------------------------------------------------


def _demandeurs(
    recherche: Recherche, candidates: Sequence[Candidate], dates: Iterable[Dates]
) -> Mapping[int, Demandeur]:
    """Return who asks at each school that was met; nobody when the search is nobody's."""
    jours = {jour for siennes in dates for jour in siennes.jours}
    if recherche.qui_demande is None or not jours:
        return {}
    return recherche.qui_demande({candidate.etablissement for candidate in candidates}, jours)


def _pour_qui_demande(
    candidates: Sequence[Candidate],
    des_profils: dict[str, Profil],
    dates: dict[Cadre, Dates],
    demandeurs: Mapping[int, Demandeur],
    libres: dict[int, int],
) -> tuple[dict[int, int], dict[int, int]]:
    """Return, of the free dates of each room, those that who asks may have and those that a quota takes away.

    Each set of dates is judged once.
    """
    jugees: dict[tuple[int, Cadre, int], int] = {}
    gardees, perdues = {}, {}
    for candidate in candidates:
        demandeur, cadre = demandeurs[candidate.etablissement], des_profils[candidate.profil].cadre
        cle = (id(demandeur), cadre, libres[candidate.salle])
        if cle not in jugees:
            jugees[cle] = _ce_qu_il_peut_avoir(demandeur, dates[cadre], libres[candidate.salle])
        gardees[candidate.salle] = jugees[cle]
        if not demandeur.oppositions:  # where nobody like this one is admitted, no limit takes anything
            perdues[candidate.salle] = libres[candidate.salle] & ~jugees[cle]
    return gardees, perdues


def _ce_qu_il_peut_avoir(demandeur: Demandeur, dates: Dates, libres: int) -> int:
    if demandeur.oppositions:
        return 0
    if not demandeur.regles:
        return libres
    heures = Heures(demandeur)
    gardees = []
    for rang, (jour, creneau) in enumerate(zip(dates.jours, dates.creneaux, strict=True)):
        gardees.append(bool(libres >> rang & 1) and not heures.depasses(jour, creneau.duree))
        if gardees[-1]:
            heures.ajouter(jour, creneau.duree)
    return en_bits(gardees)

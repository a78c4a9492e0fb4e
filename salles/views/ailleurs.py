"""Where the missing dates of a room could go, among the rooms of the same page of results: nothing more is read."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import acos, cos, radians, sin

from etablissements.ecriture import distance_km, les_jours, pluriel
from etablissements.models import Site
from salles.models import Salle
from salles.moteur import Demandeur, Heures
from salles.moteur.reparation import Place, Proposition, Strategie, proposer
from salles.recherche import Recherche, Resultat
from salles.recherche.requetes import RAYON_TERRE_KM
from salles.reparations import Equivalence, ecrire_ligne

LIEUX_MAX = 2  # beyond, it is no simple proposal any more: the request page looks further
DATES_CITEES = 3


@dataclass(frozen=True, slots=True)
class Ailleurs:
    """One sentence, and the request that asks for all at once."""

    phrase: str
    url: str


def ailleurs(
    resultat: Resultat,
    page: Sequence[Resultat],
    salles: Mapping[int, Salle],
    recherche: Recherche,
    url_demande: str,
    qui_demande: Callable[[], Mapping[int, Demandeur]],
) -> Ailleurs | None:
    """Say where what one room lacks is free at the same hours; None when it lacks nothing, or everything.

    An equivalent room is that of the repair, which looks further. `qui_demande` says who asks, by school, nobody if
    nobody is known: it is asked where two rooms of a school share its hours. Expects `equipements` on each room.
    """
    if not 0 < resultat.nombre_libres < len(resultat.dates.jours):
        return None
    voulue = salles[resultat.salle]
    equivalente = Equivalence.de(voulue, recherche.effectif)
    places = {
        _place(voulue, salles[autre.salle]): autre
        for autre in page
        if _aux_memes_dates(autre, resultat) and equivalente.admet(salles[autre.salle])
    }
    ici = _place(voulue, voulue)
    propositions = proposer(
        {place: autre.libres for place, autre in places.items()},
        (1 << len(resultat.dates.jours)) - 1,
        resultat.libres,
        ici,
    )
    peu = next((une for une in propositions if une.strategie == Strategie.MOINS_DE_CHANGEMENTS), None)
    if peu is None or peu.restantes or len(peu.lignes) > LIEUX_MAX + 1:
        return None
    if not _dans_les_heures(peu, resultat, qui_demande):
        return None
    partent = [(salles[place.salle], _jours(resultat, bits)) for place, bits in peu.lignes if place != ici]
    souhait = recherche.souhait
    lignes = [ecrire_ligne(salle.pk, souhait.heure_debut, souhait.heure_fin, jours) for salle, jours in partent]
    distances = {place.salle: place.distance_km for place in places}
    return Ailleurs(
        _phrase(partent, distances, resultat.etablissement),
        url_demande + "".join(f"&ailleurs={ligne}" for ligne in lignes),
    )


def _dans_les_heures(
    proposition: Proposition, resultat: Resultat, qui_demande: Callable[[], Mapping[int, Demandeur]]
) -> bool:
    """Tell whether who asks may have all these dates in each school: the search counted the hours room by room."""
    par_ecole: dict[int, int] = defaultdict(int)
    for place, bits in proposition.lignes:
        par_ecole[place.etablissement] |= bits
    if len(par_ecole) == len(proposition.lignes):
        return True
    demandeurs = qui_demande()
    for ecole, bits in par_ecole.items():
        heures = Heures(demandeurs.get(ecole, Demandeur()))
        for rang, (jour, creneau) in enumerate(zip(resultat.dates.jours, resultat.dates.creneaux, strict=True)):
            if bits >> rang & 1:
                if heures.depasses(jour, creneau.duree):
                    return False
                heures.ajouter(jour, creneau.duree)
    return True


def _aux_memes_dates(autre: Resultat, resultat: Resultat) -> bool:
    return autre.salle != resultat.salle and autre.dates.creneaux == resultat.dates.creneaux


def _place(voulue: Salle, autre: Salle) -> Place:
    """Measure from the wished room, as a repair does, and not from where one searches."""
    meme_ecole = autre.etablissement_id == voulue.etablissement_id
    return Place(
        salle=autre.pk,
        etablissement=autre.etablissement_id,
        distance_km=0.0 if meme_ecole else _distance_km(voulue.etablissement.site, autre.etablissement.site),
        autre_type=autre.type != voulue.type,
    )


def _distance_km(un: Site, autre: Site) -> float:
    """Return the distance as the search measures it. Both are known: the search found them around a position."""
    degres = (un.latitude, un.longitude, autre.latitude, autre.longitude)
    lat, lon, lat_autre, lon_autre = (radians(angle or 0) for angle in degres)
    return RAYON_TERRE_KM * acos(min(1.0, sin(lat) * sin(lat_autre) + cos(lat) * cos(lat_autre) * cos(lon - lon_autre)))


def _jours(resultat: Resultat, bits: int) -> list[date]:
    return [jour for rang, jour in enumerate(resultat.dates.jours) if bits >> rang & 1]


def _phrase(partent: Sequence[tuple[Salle, list[date]]], distances: Mapping[int, float], ecole: int) -> str:
    if len(partent) == 1:
        [(salle, jours)] = partent
        sujet = "La date manquante est libre" if len(jours) == 1 else f"Les {len(jours)} dates manquantes sont libres"
        return f"{sujet} aux mêmes heures : {_lieu(salle, distances, ecole)}."
    lieux = [f"{_quand(jours)}, {_lieu(salle, distances, ecole)}" for salle, jours in partent]
    return f"Les dates manquantes sont libres aux mêmes heures : {' ; '.join(lieux)}."


def _lieu(salle: Salle, distances: Mapping[int, float], ecole: int) -> str:
    if salle.etablissement_id == ecole:
        return f"{salle.nom}, même établissement"
    return f"{salle.nom}, {salle.etablissement.nom}, à {distance_km(distances[salle.pk])} de cette salle"


def _quand(jours: Sequence[date]) -> str:
    return pluriel(len(jours), "date") if len(jours) > DATES_CITEES else les_jours(jours)

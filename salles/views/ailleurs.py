"""Where the missing dates of a room could go, among the rooms of the same page of results: nothing more is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from etablissements.ecriture import distance_km, les_jours, pluriel
from salles.models import Salle
from salles.moteur import Souhait
from salles.moteur.reparation import Place, Strategie, proposer
from salles.recherche import Resultat
from salles.reparations import Equivalence, ecrire_ligne

LIEUX_MAX = 2  # beyond, it is no simple proposal any more: the request page looks further
DATES_CITEES = 3


@dataclass(frozen=True, slots=True)
class Ailleurs:
    """One sentence, and the request that asks for all at once."""

    phrase: str
    url: str


def ailleurs(
    resultat: Resultat, page: Sequence[Resultat], salles: Mapping[int, Salle], souhait: Souhait, url_demande: str
) -> Ailleurs | None:
    """Say where what one room lacks is free at the same hours; None when it lacks nothing, or everything.

    An equivalent room is that of the repair, which looks further. Expects `equipements` on each room of the page.
    """
    if not 0 < resultat.nombre_libres < len(resultat.dates.jours):
        return None
    voulue = salles[resultat.salle]
    equivalente = Equivalence.de(voulue)
    places = {
        _place(autre, resultat, autre_type=salles[autre.salle].type != voulue.type): autre
        for autre in page
        if _aux_memes_dates(autre, resultat) and equivalente.admet(salles[autre.salle])
    }
    ici = _place(resultat, resultat)
    propositions = proposer(
        {place: autre.libres for place, autre in places.items()},
        (1 << len(resultat.dates.jours)) - 1,
        resultat.libres,
        ici,
    )
    peu = next((une for une in propositions if une.strategie == Strategie.MOINS_DE_CHANGEMENTS), None)
    if peu is None or peu.restantes or len(peu.lignes) > LIEUX_MAX + 1:
        return None
    partent = [(salles[place.salle], _jours(resultat, bits)) for place, bits in peu.lignes if place != ici]
    lignes = [ecrire_ligne(salle.pk, souhait.heure_debut, souhait.heure_fin, jours) for salle, jours in partent]
    distances = {place.salle: autre.distance_km or 0.0 for place, autre in places.items()}
    return Ailleurs(
        _phrase(partent, distances, resultat.etablissement),
        url_demande + "".join(f"&ailleurs={ligne}" for ligne in lignes),
    )


def _aux_memes_dates(autre: Resultat, resultat: Resultat) -> bool:
    return autre.salle != resultat.salle and autre.dates.creneaux == resultat.dates.creneaux


def _place(autre: Resultat, resultat: Resultat, *, autre_type: bool = False) -> Place:
    meme_ecole = autre.etablissement == resultat.etablissement
    return Place(
        salle=autre.salle,
        etablissement=autre.etablissement,
        distance_km=0.0 if meme_ecole else autre.distance_km or 0.0,
        autre_type=autre_type,
    )


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
    return f"{salle.nom}, {salle.etablissement.nom}, à {distance_km(distances[salle.pk])}"


def _quand(jours: Sequence[date]) -> str:
    return pluriel(len(jours), "date") if len(jours) > DATES_CITEES else les_jours(jours)

"""The answer of a search, gathered by school: its best room stands in the list, the others wait folded behind it.

The order is that of the API: a school stands where its best room does, most free dates first, then nearest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from etablissements.ecriture import pluriel
from etablissements.models import Etablissement
from salles.models import Salle
from salles.recherche import Recherche, Resultat
from salles.views.phrases import lettres, majuscule
from salles.views.resultats import Ligne, compte_seul, lignes, url_de

VUES = 2  # rooms of a school that are told whole, or one more rather than a single one in a line


@dataclass(frozen=True, slots=True)
class Autre:
    """A room of which the list tells one line."""

    nom: str
    details: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecole:
    """One school of the list. `lignes` are its rooms told whole, the best first; `autres` have one line each."""

    numero: int
    etablissement: Etablissement
    distance_km: float
    lignes: list[Ligne]
    autres: list[Autre]

    @property
    def nom(self) -> str:
        """Name the school and its commune, once when the name holds it already."""
        commune = self.etablissement.site.commune
        if commune and commune.nom not in self.etablissement.nom:
            return f"{self.etablissement.nom}, {commune.nom}"
        return self.etablissement.nom

    @property
    def position(self) -> tuple[float, float]:
        """Return where it stands: a school that was found around a place has a position."""
        site = self.etablissement.site
        return cast(tuple[float, float], (site.latitude, site.longitude))

    @property
    def meilleure(self) -> Ligne:
        """Return the room that the list shows, whose button stands out."""
        return self.lignes[0]

    @property
    def suivantes(self) -> list[Ligne]:
        return self.lignes[1:]

    @property
    def titre_autres(self) -> str:
        """« Et six autres salles », empty when there is none."""
        pliees = len(self.suivantes) + len(self.autres)
        if not pliees:
            return ""
        return f"Et {lettres(pliees)} {'autre salle' if pliees == 1 else 'autres salles'}"


def par_ecole(trouvees: Iterable[Resultat]) -> list[list[Resultat]]:
    """Gather the rooms by school, the schools in the order of their best room."""
    groupes: dict[int, list[Resultat]] = {}
    for resultat in trouvees:
        groupes.setdefault(resultat.etablissement, []).append(resultat)
    return list(groupes.values())


def ecoles(
    groupes: Sequence[Sequence[Resultat]],
    salles: Mapping[int, Salle],
    recherche: Recherche,
    premier: int,
    parametres: str,
) -> list[Ecole]:
    """Return the schools of a page, numbered from `premier`, in seven queries however many they are.

    A room that is no longer in `salles` was withdrawn meanwhile: it is left out.
    """
    restants = [[resultat for resultat in groupe if resultat.salle in salles] for groupe in groupes]
    coupes = [_coupe(groupe) for groupe in restants if groupe]
    tous = [resultat for groupe in restants for resultat in groupe]
    vues = lignes([resultat for vus, _ in coupes for resultat in vus], salles, recherche, parametres, tous)
    return [
        Ecole(
            numero=numero,
            etablissement=salles[vus[0].salle].etablissement,
            distance_km=vus[0].distance_km or 0.0,
            lignes=[vues[resultat.salle] for resultat in vus],
            autres=[_autre(resultat, salles[resultat.salle], recherche, parametres) for resultat in autres],
        )
        for numero, (vus, autres) in enumerate(coupes, premier)
    ]


def _coupe(groupe: list[Resultat]) -> tuple[list[Resultat], list[Resultat]]:
    """Part what is told whole from what has one line; a room that is never free has one, behind those that are."""
    libres = [resultat for resultat in groupe if resultat.libres] or groupe
    vues = len(libres) if len(libres) <= VUES + 1 else VUES
    return groupe[:vues], groupe[vues:]


def _autre(resultat: Resultat, salle: Salle, recherche: Recherche, parametres: str) -> Autre:
    places = pluriel(salle.effectif_max, "place")
    details = f"{majuscule(compte_seul(resultat, recherche.souhait))}, {places}."
    return Autre(salle.nom, details, url_de(salle, parametres))

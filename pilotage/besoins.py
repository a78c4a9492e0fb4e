"""Where rooms are looked for in vain, commune by commune: the demand that is not served. One query."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from etablissements.cog import departements
from etablissements.models import Collectivite
from pilotage.annee import AnneeScolaire
from salles.models import RechercheInfructueuse, Salle

AU_MOINS = 5  # searches: a smaller group could point to somebody
SANS_TYPE = "toute salle"


@dataclass(frozen=True, slots=True)
class Besoin:
    """One commune, one type of room (`type` is empty when none was asked for), and how often it was missing."""

    commune: str
    type: str
    recherches: int

    @property
    def libelle(self) -> str:
        return str(Salle.Type(self.type).label) if self.type else SANS_TYPE


@dataclass(frozen=True, slots=True)
class Besoins:
    """All searches in vain of a year, and the groups that are large enough to be shown, the largest first."""

    recherches: int
    lignes: list[Besoin]


def besoins(collectivite: Collectivite, annee: AnneeScolaire) -> Besoins:
    """Count what was looked for in vain on the territory of an authority; a search for two types counts for each."""
    territoire = "|".join(sorted(_departements(collectivite)))
    comptes = (
        RechercheInfructueuse.objects.filter(
            jour__range=(annee.premier_jour, annee.dernier_jour), lieu__regex=rf"\(({territoire})\)$"
        )
        .values_list("lieu", "types")
        .annotate(nombre=Count("pk"))
        .order_by("lieu", "types")
    )
    recherches, groupes = 0, Counter[tuple[str, str]]()
    for lieu, types, nombre in comptes:
        recherches += nombre
        groupes.update({(lieu, type_voulu): nombre for type_voulu in types.split(",")})
    lignes = [Besoin(lieu, type_voulu, nombre) for (lieu, type_voulu), nombre in groupes.items() if nombre >= AU_MOINS]
    return Besoins(recherches, sorted(lignes, key=lambda une: (-une.recherches, une.commune, une.libelle)))


def _departements(collectivite: Collectivite) -> set[str]:
    """Return the départements in which the schools of an authority stand, as the name of a place tells them."""
    niveau, code = collectivite.code.split("-")
    return {code} if niveau == "dep" else {un.code for un in departements().values() if un.region == code}

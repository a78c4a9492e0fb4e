"""One room made like another: next door, or a part of it."""

from collections.abc import Iterable
from typing import Any

from salles.models import Espace, Salle
from salles.services.ouvertures import copier_ouvertures

# All that is likely the same next door. Photos, dates and state are the room's own.
CHAMPS_COPIES = (
    "etablissement",
    "type",
    "description",
    "effectif_max",
    "surface_m2",
    "acces",
    "acces_detail",
    "vestiaires",
    "sanitaires",
    "accessible_pmr",
    "pmr_detail",
    "types_erp",
    "categorie_erp",
    "tarif_horaire_euros",
    "tampon",
    "delai_jours",
    "horizon_jours",
    "duree_min",
    "duree_max",
    "pas",
    "tampon_leve_pour_soi",
)


def dupliquer(modele: Salle, *, nom: str, espaces: Iterable[Espace], **changements: Any) -> Salle:
    """Open a draft like `modele`, openings included, in its own walls. Runs in its caller's transaction."""
    champs = {champ: getattr(modele, champ) for champ in CHAMPS_COPIES}
    copie = Salle(**{**champs, "nom": nom, **changements})
    copie.full_clean()
    copie.save()
    copie.espaces.set(espaces)
    copie.equipements.set(modele.equipements.all())
    copier_ouvertures(de=modele, vers=copie)
    return copie

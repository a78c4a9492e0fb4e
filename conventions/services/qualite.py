"""In what capacity somebody signs a decision."""

from etablissements.models import Etablissement, Habilitation
from etablissements.permissions import habilitations

QUALITES = {
    Habilitation.Role.CHEF: "cheffe ou chef d’établissement",
    Habilitation.Role.GESTIONNAIRE: "gestionnaire de l’établissement",
}


def qualite_de(personne, etablissement: Etablissement) -> str:
    """Return the highest office that the person holds in that school. Source: CRPA L212-1, the author is named."""
    tenus = set(habilitations(personne).filter(etablissement=etablissement).values_list("role", flat=True))
    return next((mot for role, mot in QUALITES.items() if role in tenus), "")

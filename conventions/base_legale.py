"""No request is filed, and none accepted, in a school that may not lend."""

from collections.abc import Sequence

from conventions.exceptions import EtablissementFerme, SansBaseLegale
from conventions.models import CreneauDemande
from etablissements.base_legale import BaseLegale, Empechement, base_legale_de, empechement
from etablissements.models import Etablissement


def exiger_base_legale(etablissement: Etablissement) -> BaseLegale:
    """Return the article or the act, or refuse with `SansBaseLegale`."""
    base = base_legale_de(etablissement)
    if base is None:
        raise SansBaseLegale(etablissement)
    return base


def exiger_pret(creneaux: Sequence[CreneauDemande]) -> None:
    """Refuse to give these dates of one request if its school closed, or lost its act, since it was filed.

    They were read once the school was held still, with `salle.etablissement.collectivite`.
    """
    if not creneaux:
        return
    etablissement = creneaux[0].salle.etablissement
    match empechement(etablissement):
        case Empechement.FERME:
            raise EtablissementFerme(etablissement)
        case Empechement.SANS_ACTE:
            raise SansBaseLegale(etablissement)

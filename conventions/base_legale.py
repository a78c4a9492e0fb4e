"""No request is filed, and none accepted, in a school whose lending rests on no law and no act."""

from conventions.exceptions import SansBaseLegale
from etablissements.base_legale import BaseLegale, base_legale_de
from etablissements.models import Etablissement


def exiger_base_legale(etablissement: Etablissement) -> BaseLegale:
    """Return the article or the act, or refuse with `SansBaseLegale`."""
    base = base_legale_de(etablissement)
    if base is None:
        raise SansBaseLegale(etablissement)
    return base

"""Under which law rooms of a school are lent, and which schools have none yet."""

from conventions.exceptions import SansBaseLegale
from etablissements.models import Etablissement


def base_legale_de(etablissement: Etablissement) -> str | None:
    """Return the article that its authority applies, None for a private or agricultural school.

    Source: `docs/domaine.md`; L213-2-2 and L214-6-2 speak of the public schools that the authority owns.
    """
    agricole = etablissement.nature == Etablissement.Nature.LYCEE_AGRICOLE
    return etablissement.collectivite.base_legale if etablissement.est_public and not agricole else None


def exiger_base_legale(etablissement: Etablissement) -> str:
    """Return the article, or refuse with `SansBaseLegale`."""
    article = base_legale_de(etablissement)
    if article is None:
        raise SansBaseLegale(etablissement)
    return article

"""Under which law, or which act of its authority, rooms of a school are lent."""

from dataclasses import dataclass

from django.db.models import Q

from etablissements.models import ActeFondateur, Etablissement

# L213-2-2 and L214-6-2 speak of the public schools that the authority owns. Source: `docs/domaine.md`.
SANS_ARTICLE = Q(secteur=Etablissement.Secteur.PRIVE) | Q(nature=Etablissement.Nature.LYCEE_AGRICOLE)


@dataclass(frozen=True, slots=True)
class BaseLegale:
    """Either the code of an article, or the words of an act."""

    article: str = ""
    acte: str = ""


def a_un_article(etablissement: Etablissement) -> bool:
    """Tell whether the law itself lets the authority lend rooms of this school."""
    return etablissement.est_public and etablissement.nature != Etablissement.Nature.LYCEE_AGRICOLE


def base_legale_de(etablissement: Etablissement) -> BaseLegale | None:
    """Return the article that its authority applies, else the act recorded for the school, else None."""
    if a_un_article(etablissement):
        return BaseLegale(article=etablissement.collectivite.base_legale)
    acte = ActeFondateur.objects.filter(etablissement=etablissement).first()
    return BaseLegale(acte=str(acte)) if acte else None

"""Which schools may lend, and under which law or which act of their authority: the only place that says so."""

from dataclasses import dataclass
from enum import Enum, auto

from django.db.models import Q

from etablissements.models import ActeFondateur, Etablissement

# L213-2-2 and L214-6-2 speak of the public schools that the authority owns. Source: `docs/domaine.md`.
SANS_ARTICLE = Q(secteur=Etablissement.Secteur.PRIVE) | Q(nature=Etablissement.Nature.LYCEE_AGRICOLE)

# `peut_preter` in a statement of ours, where `ecole` is the school. A join: the planner takes a subquery here for one
# scan per school, two hundred times what it costs, and may choose another plan for that.
ACTE_SQL = "LEFT JOIN etablissements_actefondateur acte ON acte.etablissement_id = ecole.id"
PEUT_PRETER_SQL = """ecole.ouvert
    AND (ecole.secteur = 'public' AND ecole.nature <> 'lycee_agricole' OR acte.id IS NOT NULL)"""


class Empechement(Enum):
    """Why no room of a school is lent, whatever its hours."""

    FERME = auto()
    SANS_ACTE = auto()


@dataclass(frozen=True, slots=True)
class BaseLegale:
    """Either the code of an article, or the words of an act."""

    article: str = ""
    acte: str = ""


def peut_preter(prefixe: str = "") -> Q:
    """Match the schools whose rooms may be offered: open, and founded on an article or on an act."""
    public = Q(**{f"{prefixe}secteur": Etablissement.Secteur.PUBLIC})
    agricole = Q(**{f"{prefixe}nature": Etablissement.Nature.LYCEE_AGRICOLE})
    return Q(**{f"{prefixe}ouvert": True}) & (public & ~agricole | Q(**{f"{prefixe}acte__isnull": False}))


def empechement(etablissement: Etablissement) -> Empechement | None:
    """Return what keeps this school from lending: what `peut_preter` leaves out, and why."""
    if not etablissement.ouvert:
        return Empechement.FERME
    return None if base_legale_de(etablissement) else Empechement.SANS_ACTE


def a_un_article(etablissement: Etablissement) -> bool:
    """Tell whether the law itself lets the authority lend rooms of this school."""
    return etablissement.est_public and etablissement.nature != Etablissement.Nature.LYCEE_AGRICOLE


def base_legale_de(etablissement: Etablissement) -> BaseLegale | None:
    """Return the article that its authority applies, else the act recorded for the school, else None."""
    if a_un_article(etablissement):
        return BaseLegale(article=etablissement.collectivite.base_legale)
    acte = ActeFondateur.objects.filter(etablissement=etablissement).first()
    return BaseLegale(acte=str(acte)) if acte else None

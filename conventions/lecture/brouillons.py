"""The drafts of an association, as its own space lists them: what for, who kept it and when, what keeps it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from conventions.forms.reprise import donnees_de
from conventions.models import Brouillon
from conventions.phrases import instant_en_toutes_lettres, nom_commun, titre_du_souhait
from etablissements.ecriture import jour_mois
from salles.forms.souhait import SouhaitForm

PREVENIR = timedelta(days=30)  # before a draft that nobody touches is thrown away
PLUS_PROPOSEE = "Cette salle n’est plus proposée."


@dataclass(frozen=True, slots=True)
class LigneBrouillon:
    """One draft; `reserve` says what has to be mended before it leaves, `fin` when it would be thrown away."""

    brouillon: Brouillon
    titre: str
    objet: str
    garde: str
    reserve: str
    fin: str


def brouillons_lus(brouillons: QuerySet[Brouillon]) -> QuerySet[Brouillon]:
    """Fetch what the list tells of each draft, in one query."""
    return brouillons.select_related("demande__etablissement", "demande__association", "salle", "garde_par")


def lignes(brouillons: Iterable[Brouillon], maintenant: datetime) -> list[LigneBrouillon]:
    """Return one line a draft, the last kept first."""
    return [_ligne(brouillon, maintenant) for brouillon in brouillons]


def garde(brouillon: Brouillon) -> str:
    """Say when it was kept, and by whom."""
    quand = instant_en_toutes_lettres(brouillon.garde_le, brouillon.demande.etablissement.fuseau)
    return f"gardé {quand} par {brouillon.garde_par}"


def _ligne(brouillon: Brouillon, maintenant: datetime) -> LigneBrouillon:
    etablissement = brouillon.demande.etablissement
    souhait = SouhaitForm(donnees_de(brouillon), maintenant=maintenant, fuseau=etablissement.fuseau)
    if souhait.is_valid():
        quand, reserve = f", {titre_du_souhait(souhait.cleaned_data['souhait'])}", ""
    else:
        quand, reserve = "", str(next(iter(souhait.errors.values()))[0])
    if not brouillon.se_reprend:
        reserve = PLUS_PROPOSEE
    return LigneBrouillon(
        brouillon=brouillon,
        titre=f"{brouillon.salle.nom}{quand}, {nom_commun(etablissement)}",
        objet=" ".join(brouillon.saisie.get("objet", [])),
        garde=garde(brouillon),
        reserve=reserve,
        fin=_fin(brouillon, maintenant),
    )


def _fin(brouillon: Brouillon, maintenant: datetime) -> str:
    if maintenant < brouillon.a_jeter_le - PREVENIR:
        return ""
    dernier = brouillon.a_jeter_le.astimezone(ZoneInfo(brouillon.demande.etablissement.fuseau)).date()
    return f"Il sera jeté le {jour_mois(dernier)} si personne n’y touche."

"""The requests of an authority that wait, oldest first: where, since when, until when. Constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from conventions.echeances import EN_ECHEANCE, jour_du_depot, repondre_avant
from conventions.models import Demande
from etablissements.direction import sans_chef
from etablissements.ecriture import pluriel
from etablissements.models import Collectivite, Etablissement
from salles.regles import cadre_de


@dataclass(frozen=True, slots=True)
class Attente:
    """One request that waits: for the answer of its school, or for papers until `pieces_jusqu_au`."""

    demande: Demande
    depuis: date
    avant: date | None  # None while papers are awaited: the clock stands still
    pieces_jusqu_au: date | None
    jours_de_retard: int
    sans_chef: bool

    @property
    def retard(self) -> str:
        return f"{pluriel(self.jours_de_retard, 'jour')} de retard" if self.jours_de_retard else ""


def demandes_en_attente(collectivite: Collectivite) -> QuerySet[Demande]:
    """Return the requests to the schools of an authority that have no answer yet, with all that their lines tell."""
    siennes = Demande.objects.filter(etablissement__collectivite=collectivite, statut__in=Demande.A_DECIDER)
    siennes = siennes.select_related("association", "etablissement__collectivite").prefetch_related(*EN_ECHEANCE)
    return siennes.order_by("deposee_le", "pk")


def lire(demandes: Sequence[Demande], maintenant: datetime) -> list[Attente]:
    """Return one line a request. Expects `demandes_en_attente`."""
    seules = _sans_chef({demande.etablissement_id for demande in demandes}, timezone.localdate(maintenant))
    return [_attente(demande, maintenant, demande.etablissement_id in seules) for demande in demandes]


def _sans_chef(ecoles: set[int], jour: date) -> set[int]:
    return set(Etablissement.objects.filter(sans_chef(jour), pk__in=ecoles).values_list("pk", flat=True))


def _attente(demande: Demande, maintenant: datetime, personne: bool) -> Attente:
    avant = repondre_avant(demande)
    aujourdhui = cadre_de(demande.etablissement).jour(maintenant)
    attendues = [pieces.dernier_jour for pieces in demande.pieces_demandees.all() if not pieces.completees_le]
    return Attente(
        demande=demande,
        depuis=jour_du_depot(demande),
        avant=avant,
        pieces_jusqu_au=max(attendues, default=None) if avant is None else None,
        jours_de_retard=max(0, (aujourdhui - avant).days) if avant else 0,
        sans_chef=personne,
    )

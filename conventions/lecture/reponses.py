"""What the school has answered, newest first, with the way back while it lasts. Constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from conventions.lecture.demande import badge
from conventions.models import CreneauDemande, Decision, Demande
from conventions.notifications import chemin_de_decision
from conventions.phrases import instant_en_toutes_lettres, les_dates, majuscule, moments, titre_du_souhait
from conventions.services.etat import a_touche
from conventions.services.repentir import est_annulable, revocable_jusqu_a
from etablissements.ecriture import enumerer, heure, pluriel

Etat = CreneauDemande.Etat
DONNES = (*CreneauDemande.CONVENUS, Etat.LIBERE)  # what was given, even where it was given back since


@dataclass(frozen=True, slots=True)
class Reponse:
    """One answer: when, one sentence, where the request stands since, until when it can be taken back."""

    demande: Demande
    quand: str
    phrase: str
    badge: dict[str, Any]
    url: str
    jusqu_a: str  # empty when it is too late, or for whoever did not decide


def demandes_repondues(demandes: QuerySet[Demande]) -> QuerySet[Demande]:
    """Keep the requests that were answered, with all that the list tells of them."""
    return (
        demandes.exclude(decidee_le=None)
        .select_related("association", "etablissement")
        .prefetch_related(
            "souhaits__salle",
            Prefetch("creneaux", CreneauDemande.objects.select_related("salle")),
            Prefetch("decisions", Decision.objects.en_vigueur().select_related("auteur")),
        )
        .order_by("-decidee_le", "-pk")
    )


def reponses(demandes: Iterable[Demande], lecteur, maintenant: datetime) -> list[Reponse]:
    """Return one line a request. `lecteur` is told what he may take back."""
    return [_reponse(demande, lecteur, maintenant) for demande in demandes]


def _reponse(demande: Demande, lecteur, maintenant: datetime) -> Reponse:
    decision = next(iter(demande.decisions.all()), None)
    fuseau = demande.etablissement.fuseau
    fin = None
    if decision and est_annulable(decision, lecteur, maintenant):
        fin = revocable_jusqu_a(decision, maintenant)
    return Reponse(
        demande=demande,
        quand=majuscule(instant_en_toutes_lettres(demande.decidee_le or demande.deposee_le, fuseau)),
        phrase=_phrase(demande, decision),
        badge=badge(demande.statut, demande.get_statut_display()),
        url=chemin_de_decision(demande),
        jusqu_a=heure(fin.astimezone(ZoneInfo(fuseau))) if fin else "",
    )


def _phrase(demande: Demande, decision: Decision | None) -> str:
    """Say to whom, what, and for a refusal why."""
    creneaux = [creneau for creneau in demande.creneaux.all() if creneau.etat != Etat.DEPLACE]
    nom = demande.association.nom
    if decision and decision.sens == Decision.Sens.ACCORD:
        donnes = [creneau for creneau in creneaux if creneau.etat in DONNES and a_touche(decision, creneau)]
        reste = len(creneaux) - len(donnes)
        sauf = f" ; {pluriel(reste, 'date n’est pas donnée', 'dates ne sont pas données')}" if reste else ""
        return f"Oui à {nom} : {les_dates(moments(donnes, demande.etablissement.fuseau))}, {_salles(donnes)}{sauf}."
    souhait = next(iter(demande.souhaits.all()))
    pourquoi = f" : {decision.get_motif_display()}" if decision else ""
    return f"Non à {nom}, qui demandait {titre_du_souhait(souhait)}, {_salles(creneaux)}{pourquoi}."


def _salles(creneaux: Iterable[CreneauDemande]) -> str:
    return enumerer(list(dict.fromkeys(creneau.salle.nom for creneau in creneaux)))

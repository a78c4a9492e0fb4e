"""Undo a decision: within ten minutes, by whoever took it, before the requester is told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from conventions.exceptions import AnnulationTardive, DecisionDAutrui, TransitionImpossible
from conventions.jugement import juger
from conventions.models import CreneauDemande, Decision, Demande
from conventions.services.etat import REPENTIR, creneaux_touches
from conventions.services.prises import enregistrer, ligne, preter_a, verrouiller_moyens
from conventions.services.redaction import dechirer
from conventions.services.verrous import verrouiller_compteurs, verrouiller_demandes
from salles.services.prise import liberer, prendre
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat
Statut = Demande.Statut
DECIDEES = {Decision.Sens.ACCORD: Statut.ACCEPTEE, Decision.Sens.REFUS: Statut.REFUSEE}


def revocable_jusqu_a(decision: Decision, maintenant: datetime) -> datetime | None:
    """Return until when whoever took this decision may still undo it; None once told, or when the request moved on.

    Expects `demande`. A date given back since stays so, and leaves the right to undo the rest.
    """
    fin = decision.prise_le + REPENTIR
    return fin if maintenant < fin and not decision.confirmee_le and _est_en_l_etat(decision) else None


def _est_en_l_etat(decision: Decision) -> bool:
    """Tell whether the request is still as the decision left it: not given up by the requester meanwhile."""
    return decision.demande.statut == DECIDEES[Decision.Sens(decision.sens)]


def est_annulable(decision: Decision, par, maintenant: datetime) -> bool:
    """Tell whether this person took that decision, and may still undo it."""
    return decision.auteur_id == par.pk and revocable_jusqu_a(decision, maintenant) is not None


def _exiger_annulable(demande: Demande, par, maintenant: datetime) -> Decision:
    """Return the decision that this person may undo, or say why there is none."""
    decision = demande.decisions.en_vigueur().first()
    if decision is None or not _est_en_l_etat(decision):
        raise TransitionImpossible(demande, "revenir sur la décision")
    if decision.auteur_id != par.pk:
        raise DecisionDAutrui
    if not est_annulable(decision, par, maintenant):
        raise AnnulationTardive
    return decision


@rejouer
def annuler_decision(*, demande: Demande, par, maintenant: datetime) -> Demande:
    """Put the request and its dates back as they were, and drop the draft convention; nobody is told.

    A date that was given back meanwhile stays so. Options that the decision ended are taken again by `prendre`; one
    that has died since, or whose place is gone, is a wish again. Refuses with `TransitionImpossible` when there is
    nothing to undo, with `DecisionDAutrui`, with `AnnulationTardive`.
    """
    voisines = creneaux_touches(demande.decisions.en_vigueur().first()).values_list("demande", flat=True)
    demandes = verrouiller_demandes({demande.pk, *voisines})
    demande = demandes[demande.pk]
    decision = _exiger_annulable(demande, par, maintenant)
    touches = creneaux_touches(decision).filter(demande__in=demandes)
    verrouiller_compteurs(demandes.values())
    verrouiller_moyens(demandes.values(), set(touches.values_list("salle", flat=True)))
    creneaux = list(touches.select_related("reservation", "salle__etablissement__collectivite"))
    intacts = [creneau for creneau in creneaux if _est_intact(creneau, decision)]
    liberer([creneau.prise for creneau in intacts if creneau.etat == Etat.ACCEPTE])
    remettre(decision.avant, intacts, demandes, maintenant)
    dechirer(demande)
    demande.statut, demande.decidee_le = decision.avant["statut"], None
    demande.save(update_fields=["statut", "decidee_le"])
    decision.annulee_le = maintenant
    decision.save(update_fields=["annulee_le"])
    return demande


def _est_intact(creneau: CreneauDemande, decision: Decision) -> bool:
    """Tell whether the date is still as the decision left it, and may go back by the table."""
    note = decision.avant["creneaux"][str(creneau.pk)]
    return creneau.etat == note["apres"] and (creneau.etat == note["etat"] or creneau.peut_revenir_a(note["etat"]))


def remettre(
    avant: Mapping[str, Any], creneaux: Sequence[CreneauDemande], demandes: Mapping[int, Demande], maintenant: datetime
) -> None:
    """Give these dates, which nothing holds any more, the state that an act found; options are taken again."""
    par_demande: dict[int, list[tuple[CreneauDemande, datetime]]] = defaultdict(list)
    for creneau in creneaux:
        note: dict[str, Any] = avant["creneaux"][str(creneau.pk)]
        creneau.etat, creneau.raisons, creneau.reservation = note["etat"], note["raisons"], None
        if creneau.etat == Etat.OPTION:
            creneau.etat = Etat.SOUHAITE  # until it is held again
            jusqu_au = datetime.fromisoformat(note["option_jusqu_au"])
            par_demande[creneau.demande_id].append((creneau, jusqu_au))
    for identifiant, siennes in sorted(par_demande.items()):
        _retenir(demandes[identifiant], siennes, maintenant)
    enregistrer(creneaux)


def _retenir(demande: Demande, options: list[tuple[CreneauDemande, datetime]], maintenant: datetime) -> None:
    """Hold these dates and their equipment again where nothing forbids it now: the school may have closed the room."""
    echeances = {creneau.pk: jusqu_au for creneau, jusqu_au in options if jusqu_au > maintenant}
    vivantes = [creneau for creneau, _ in options if creneau.pk in echeances]
    libres = [verdict.creneau for verdict in juger(demande, vivantes, maintenant=maintenant) if verdict.libre]
    lignes = [ligne(creneau, demande, option_jusqu_au=echeances[creneau.pk]) for creneau in libres]
    tenus = []
    for creneau, reservation in zip(libres, prendre(lignes, maintenant=maintenant), strict=True):
        if reservation:
            creneau.etat, creneau.reservation = Etat.OPTION, reservation
            tenus.append(creneau)
    preter_a(demande, tenus)

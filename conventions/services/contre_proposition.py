"""The head offers other rooms or hours: held for a while, undone within ten minutes, told after."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from conventions import notifications_offres as notifications
from conventions.base_legale import exiger_pret
from conventions.exceptions import (
    AnnulationTardive,
    DecisionDAutrui,
    MessageManquant,
    PropositionSansChangement,
    TransitionImpossible,
)
from conventions.jugement import Verdict, juger
from conventions.models import ContreProposition, CreneauDemande, Demande
from conventions.offres import date_offerte, en_toutes_lettres
from conventions.services.choix import Choix, choisir
from conventions.services.etat import REPENTIR, photographier
from conventions.services.offre import Place, ecrire_les_dates, lever, oter_les_options, placer
from conventions.services.pieces import clore_la_demande_de_pieces, rouvrir_la_demande_de_pieces
from conventions.services.prises import enregistrer, prendre_dates, preter_a, verrouiller_moyens
from conventions.services.qualite import qualite_de
from conventions.services.repentir import remettre
from conventions.services.transitions import exiger_a_decider, passer, passer_date
from conventions.services.verrous import (
    creneaux_a_decider,
    salles_a_decider,
    verrouiller_compteurs,
    verrouiller_demande,
)
from salles.models import Reservation
from salles.services.prise import achever
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat
Statut = Demande.Statut
Issue = ContreProposition.Issue
CONFIRMER = "conventions.confirmer_une_contre_proposition"  # by its name: `conventions/taches.py` imports the services


@rejouer
def contre_proposer(*, demande: Demande, par, places: Sequence[Place], message: str, maintenant: datetime) -> Demande:
    """Offer these places, and hold them as options until the answer is due; the requester is told after `REPENTIR`.

    A place equal to the wish keeps that date as it is. An option waives no rule: each date must be had. What the
    request held otherwise is free again; the wishes stay as they are until the offer is accepted. Refuses with
    `TransitionImpossible`, `MessageManquant`, `PropositionSansChangement`, `CreneauEtranger`, `SalleHorsEcole`,
    `PlaceDejaDemandee`, `DatesQuiSeRecouvrent`, `SalleIndisponible`, `DerogationManquante`, `SansBaseLegale`,
    `EtablissementFerme`.
    """
    if not message.strip():
        raise MessageManquant
    demande, ouverts = _prendre_en_main(demande, places)
    avant = photographier(demande, ouverts, maintenant)
    proposition = _ouvrir(demande, par, message.strip(), avant, maintenant)
    verdicts, cedees = _essayer(proposition, places, ouverts, maintenant)
    if all(verdict.creneau.au_lieu_de_id is None for verdict in verdicts):
        raise PropositionSansChangement
    choisir(demande, verdicts, Choix({verdict.creneau.pk for verdict in verdicts}, {}, (), maintenant, leve=False))
    proposition.jusqu_au = _terme(demande, verdicts, maintenant)
    _tenir(proposition, verdicts, maintenant)
    achever(cedees)
    proposition.annonce = en_toutes_lettres([date_offerte(demande, verdict.creneau) for verdict in verdicts])
    proposition.save(update_fields=["annonce", "jusqu_au"])
    passer(demande, Statut.CONTRE_PROPOSEE)
    demande.save(update_fields=["statut"])
    clore_la_demande_de_pieces(demande, maintenant)
    app.configure_task(CONFIRMER, schedule_at=maintenant + REPENTIR).defer(proposition=proposition.pk)
    return demande


@rejouer
def eprouver(*, demande: Demande, par, places: Sequence[Place], maintenant: datetime) -> list[Verdict]:
    """Return what would stand in the way of each of these dates, by the very steps of the offer; nothing is written.

    Refuses as `contre_proposer` does what cannot be read as an offer.
    """
    demande, ouverts = _prendre_en_main(demande, places)
    proposition = _ouvrir(demande, par, "à l’essai", {}, maintenant)
    verdicts, _ = _essayer(proposition, places, ouverts, maintenant)
    transaction.set_rollback(True)
    return verdicts


def _prendre_en_main(demande: Demande, places: Sequence[Place]) -> tuple[Demande, list[CreneauDemande]]:
    """Hold the request, its hours and its rooms still, and read its open dates."""
    demande = verrouiller_demande(demande)
    exiger_a_decider(demande, Statut.CONTRE_PROPOSEE)
    verrouiller_compteurs([demande])
    verrouiller_moyens([demande], salles_a_decider(demande) | {place.salle for place in places})
    ouverts = creneaux_a_decider(demande)
    exiger_pret(ouverts)
    return demande, ouverts


def _ouvrir(demande: Demande, par, message: str, avant: dict, maintenant: datetime) -> ContreProposition:
    proposition = ContreProposition(
        demande=demande,
        message=message,
        auteur=par,
        qualite=qualite_de(par, demande.etablissement),
        proposee_le=maintenant,
        jusqu_au=maintenant + demande.etablissement.collectivite.duree_option,
        avant=avant,
    )
    proposition.full_clean(exclude=["annonce", "avant"])
    proposition.save(force_insert=True)
    return proposition


def _essayer(
    proposition: ContreProposition, places: Sequence[Place], ouverts: list[CreneauDemande], maintenant: datetime
) -> tuple[list[Verdict], list[Reservation]]:
    """Write the dates of the offer and judge them together; return as well what they make the request give up."""
    placees = placer(proposition.demande, places, ouverts)
    cedees = oter_les_options(ouverts)
    dates = ecrire_les_dates(proposition, placees)
    return juger(proposition.demande, dates, maintenant=maintenant, retient=lambda _: True), cedees


def _terme(demande: Demande, verdicts: Sequence[Verdict], maintenant: datetime) -> datetime:
    """Return until when one may answer: as long as an option holds, and before the first of these dates."""
    premiere = min(verdict.creneau.debut for verdict in verdicts)
    return min(maintenant + demande.etablissement.collectivite.duree_option, premiere)


def _tenir(proposition: ContreProposition, verdicts: Sequence[Verdict], maintenant: datetime) -> None:
    prendre_dates(proposition.demande, verdicts, maintenant=maintenant, option_jusqu_au=proposition.jusqu_au)
    tenues = [verdict.creneau for verdict in verdicts]
    preter_a(proposition.demande, tenues)
    for creneau in tenues:
        passer_date(creneau, Etat.OPTION)
        creneau.raisons = []
    enregistrer(tenues)


@rejouer
def annuler_contre_proposition(*, demande: Demande, par, maintenant: datetime) -> Demande:
    """Put the request and its dates back as they were; nobody is told.

    Options that the offer ended are taken again, unless they have died since or their place is gone. Refuses with
    `TransitionImpossible` when it was answered meanwhile, with `DecisionDAutrui`, with `AnnulationTardive`.
    """
    demande = verrouiller_demande(demande)
    proposition = demande.contre_propositions.en_attente().first()
    if proposition is None:
        raise TransitionImpossible(demande, "revenir sur la proposition")
    if proposition.auteur_id != par.pk:
        raise DecisionDAutrui
    if not est_revocable(proposition, maintenant):
        raise AnnulationTardive
    proposition.demande = demande
    verrouiller_compteurs([demande])
    verrouiller_moyens([demande], salles_a_decider(demande))
    lever(proposition, Issue.ANNULEE, maintenant=maintenant)
    remettre(proposition.avant, creneaux_a_decider(demande), {demande.pk: demande}, maintenant)
    if proposition.avant["statut"] == Statut.INCOMPLETE:
        rouvrir_la_demande_de_pieces(demande, proposition.proposee_le)
    demande.statut = proposition.avant["statut"]
    demande.save(update_fields=["statut"])
    return demande


def est_revocable(proposition: ContreProposition, maintenant: datetime) -> bool:
    """Tell whether its author may still undo it: nobody was told, nobody has answered."""
    return proposition.attend and not proposition.confirmee_le and maintenant < proposition.proposee_le + REPENTIR


@rejouer
def confirmer_contre_proposition(*, proposition: ContreProposition, maintenant: datetime) -> None:
    """Tell the requester what is offered; twice is once, and one undone or answered meanwhile tells nobody."""
    demande = verrouiller_demande(proposition.demande)
    proposition = ContreProposition.objects.get(pk=proposition.pk)
    if proposition.attend and not proposition.confirmee_le:
        proposition.confirmee_le, proposition.demande = maintenant, demande
        proposition.save(update_fields=["confirmee_le"])
        notifications.autre_chose_proposee(proposition)

"""What becomes of an offer: accepted or declined by who asked, taken back by the school, or left without an answer."""

from datetime import datetime

from conventions import notifications_offres as notifications
from conventions.exceptions import (
    EtablissementFerme,
    PropositionChangee,
    PropositionEchue,
    PropositionImpossible,
    SalleIndisponible,
    TransitionImpossible,
)
from conventions.models import ContreProposition, CreneauDemande, Demande
from conventions.services.accord import Signature, Voeu, donner, verrouiller_avec_les_rivales
from conventions.services.confirmation import dire
from conventions.services.dates import clore_les_dates
from conventions.services.offre import lever, rouvrir
from conventions.services.prises import verrouiller_moyens
from conventions.services.transitions import passer
from conventions.services.verrous import (
    creneaux_a_decider,
    salles_a_decider,
    verrouiller_compteurs,
    verrouiller_demande,
)
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat
Statut = Demande.Statut
Issue = ContreProposition.Issue


@rejouer
def accepter_proposition(*, demande: Demande, proposition: int | None, maintenant: datetime) -> Demande:
    """Accept what the school offers: the head agreed by offering, so this is the accord, and everybody is told at once.

    `proposition` is the one that was read: the school may have made another one since. Refuses with
    `TransitionImpossible`, with `PropositionChangee` unless it is named, with `PropositionEchue` once its options have
    died, with `PropositionImpossible` when a rule has moved since, with `SansBaseLegale`.
    """
    demandes = verrouiller_avec_les_rivales(demande, maintenant)
    demande = demandes[demande.pk]
    offre = _a_repondre(demande, "accepter la proposition", proposition, maintenant)
    offertes = demande.creneaux.filter(etat=Etat.OPTION).values_list("pk", flat=True)
    signature = Signature(offre.auteur, offre.qualite, offre.message)
    voeu = Voeu(set(offertes), {}, laisses=_pas_libres(offre))
    try:
        decision = donner(demande, demandes, voeu, signature, maintenant=maintenant)
    except (SalleIndisponible, EtablissementFerme) as refus:
        raise PropositionImpossible(refus) from refus
    offre.issue, offre.close_le = Issue.ACCEPTEE, maintenant
    offre.save(update_fields=["issue", "close_le"])
    dire(decision, demandes, maintenant)
    notifications.proposition_acceptee(offre, maintenant)
    return demande


@rejouer
def decliner_proposition(
    *, demande: Demande, proposition: int | None, maintenant: datetime, message: str = ""
) -> Demande:
    """Decline the offer: its dates are free, the first wishes are open again, and the school is told.

    Refuses with `TransitionImpossible`, with `PropositionChangee`, with `PropositionEchue`.
    """
    demande = verrouiller_demande(demande)
    offre = _a_repondre(demande, "décliner la proposition", proposition, maintenant)
    offre.reponse = message.strip()
    offre.clean_fields(exclude=["demande", "auteur", "avant"])
    _reprendre_l_etude(offre, Issue.DECLINEE, maintenant)
    notifications.proposition_declinee(offre, maintenant)
    return demande


@rejouer
def reprendre_proposition(*, demande: Demande, maintenant: datetime) -> Demande:
    """Take the offer back, as its school: its dates are free, the wishes open again; who asked is told, if it knew."""
    demande = verrouiller_demande(demande)
    proposition = _en_attente(demande, "reprendre la proposition")
    _reprendre_l_etude(proposition, Issue.REPRISE, maintenant)
    if proposition.confirmee_le:
        notifications.proposition_reprise(proposition)
    return demande


@rejouer
def expirer_proposition(*, demande: Demande, maintenant: datetime) -> Demande:
    """End the request whose offer had no answer in time, and tell both sides; nothing happens twice, or too early."""
    demande = verrouiller_demande(demande)
    proposition = demande.contre_propositions.en_attente().first()
    if proposition and not proposition.est_vivante(maintenant):
        proposition.demande = demande
        clore_sans_accord(proposition, Statut.EXPIREE, Issue.EXPIREE, maintenant)
        notifications.proposition_sans_reponse(proposition, maintenant)
    return demande


def demandes_a_expirer(maintenant: datetime) -> list[Demande]:
    """Return, by id, the requests whose offer is dead and still written as awaiting its answer."""
    mortes = ContreProposition.objects.en_attente().filter(jusqu_au__lte=maintenant)
    return list(Demande.objects.filter(contre_propositions__in=mortes).order_by("pk"))


def clore_sans_accord(proposition: ContreProposition, statut: str, issue: str, maintenant: datetime) -> None:
    """End the request with its offer: no date of either is open any more."""
    demande = proposition.demande
    passer(demande, statut)
    lever(proposition, issue, maintenant=maintenant)
    clore_les_dates(creneaux_a_decider(demande), maintenant=maintenant, tenues=Etat.REFUSE)
    demande.save(update_fields=["statut"])


def _reprendre_l_etude(proposition: ContreProposition, issue: str, maintenant: datetime) -> None:
    """End the offer and let the school decide about the wishes, judged as they stand now."""
    demande = proposition.demande
    passer(demande, Statut.EN_INSTRUCTION)
    verrouiller_compteurs([demande])
    verrouiller_moyens([demande], salles_a_decider(demande))
    lever(proposition, issue, maintenant=maintenant)
    rouvrir(demande, maintenant=maintenant)
    demande.save(update_fields=["statut"])


def _pas_libres(offre: ContreProposition) -> set[int]:
    """Return the dates that could not be had when the school made its offer."""
    avant = offre.avant["creneaux"]
    return {int(pk) for pk, note in avant.items() if note["etat"] == Etat.INDISPONIBLE}


def _en_attente(demande: Demande, acte: str) -> ContreProposition:
    proposition = demande.contre_propositions.en_attente().select_related("auteur").first()
    if proposition is None:
        raise TransitionImpossible(demande, acte)
    proposition.demande = demande
    return proposition


def _a_repondre(demande: Demande, acte: str, lue: int | None, maintenant: datetime) -> ContreProposition:
    """Return the offer that may still be answered, job or no job; `lue` is the one that was read."""
    offre = _en_attente(demande, acte)
    if lue != offre.pk:
        raise PropositionChangee
    if not offre.est_vivante(maintenant):
        raise PropositionEchue(offre)
    return offre

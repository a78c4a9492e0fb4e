"""The only way from one state to the next: the tables beside the enums, and nothing else."""

from conventions.exceptions import TransitionImpossible
from conventions.exceptions_des_conventions import EtapeImpossible
from conventions.models import Convention, CreneauDemande, Demande

ACTES = {
    Demande.Statut.SOUMISE: "reprendre la demande",
    Demande.Statut.INCOMPLETE: "demander des pièces",
    Demande.Statut.EN_INSTRUCTION: "poser une option",
    Demande.Statut.CONTRE_PROPOSEE: "proposer autre chose",
    Demande.Statut.ACCEPTEE: "donner l’accord",
    Demande.Statut.CONVENTIONNEE: "activer la convention",
    Demande.Statut.CLOSE: "clore la demande",
    Demande.Statut.REFUSEE: "refuser",
    Demande.Statut.RETIREE: "retirer la demande",
    Demande.Statut.ANNULEE: "annuler la demande",
    Demande.Statut.EXPIREE: "clore la demande",
}

ETAPES = {
    Convention.Statut.A_DELIBERER: "arrêter le texte",
    Convention.Statut.DELIBEREE: "consigner le vote",
    Convention.Statut.TRANSMISE: "consigner la transmission",
    Convention.Statut.A_SIGNER: "consigner une signature",
    Convention.Statut.SIGNEE: "consigner une signature",
    Convention.Statut.ACTIVE: "activer la convention",
    Convention.Statut.ECHUE: "clore la convention",
    Convention.Statut.RESILIEE: "mettre fin à la convention",
    Convention.Statut.ABANDONNEE: "abandonner la convention",
}


def exiger_passage(demande: Demande, statut: str) -> None:
    """Refuse with `TransitionImpossible` what the table does not allow."""
    if not demande.peut_devenir(statut):
        raise TransitionImpossible(demande, ACTES[Demande.Statut(statut)])


def exiger_a_decider(demande: Demande, statut: str) -> None:
    """Refuse an act of the school that would lead to `statut` when it is not its turn: the requester has an offer."""
    if not demande.est_a_decider:
        raise TransitionImpossible(demande, ACTES[Demande.Statut(statut)])


def passer(demande: Demande, statut: str) -> None:
    """Move the request to `statut`; the caller saves it."""
    exiger_passage(demande, statut)
    demande.statut = statut


def passer_date(creneau: CreneauDemande, etat: str) -> None:
    """Move a date to `etat`; the caller saves it and has chosen among the states that the table allows."""
    if not creneau.peut_devenir(etat):
        raise ValueError(f"a date does not go from {creneau.etat} to {etat}")
    creneau.etat = etat


def exiger_etape(convention: Convention, statut: str) -> None:
    """Refuse with `EtapeImpossible` what the table does not allow."""
    if not convention.peut_devenir(statut):
        raise EtapeImpossible(convention, ETAPES[Convention.Statut(statut)])


def passer_convention(convention: Convention, statut: str) -> None:
    """Move the convention to `statut`; the caller saves it."""
    exiger_etape(convention, statut)
    convention.statut = statut

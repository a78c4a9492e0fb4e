"""Who is told what about an offer of the school: one function per message, a job of the caller's transaction."""

from datetime import datetime
from typing import Any

from comptes.courriels import programmer_courriel
from conventions.destinataires import demandeur, dire_a_l_ecole
from conventions.models import ContreProposition
from conventions.notifications import chemin_de_decision
from conventions.offres import jusqu_a_quand
from conventions.phrases import le, majuscule


def _contexte(proposition: ContreProposition) -> dict[str, Any]:
    demande = proposition.demande
    etablissement = demande.etablissement
    return {
        "numero": demande.numero,
        "association": demande.association.nom,
        "qui": majuscule(le(etablissement)),
        "lignes": proposition.annonce.splitlines(),
        "jusqu_au": jusqu_a_quand(proposition),
        "signature": f"Préau, pour {le(etablissement)}.",
        "chemin": demande.get_absolute_url(),
    }


def autre_chose_proposee(proposition: ContreProposition) -> None:
    """Tell the requester what is offered, why, and until when to answer."""
    programmer_courriel(
        "conventions/proposition",
        demandeur(proposition.demande),
        _contexte(proposition) | {"mot": proposition.message},
    )


def proposition_acceptee(proposition: ContreProposition, maintenant: datetime) -> None:
    _dire_a_l_ecole("conventions/proposition_acceptee", proposition, maintenant)


def proposition_declinee(proposition: ContreProposition, maintenant: datetime) -> None:
    _dire_a_l_ecole("conventions/proposition_declinee", proposition, maintenant, mot=proposition.reponse)


def proposition_reprise(proposition: ContreProposition) -> None:
    """Tell the requester that what was offered is offered no more, and that its first wish is studied again."""
    programmer_courriel("conventions/proposition_reprise", demandeur(proposition.demande), _contexte(proposition))


def proposition_sans_reponse(proposition: ContreProposition, maintenant: datetime) -> None:
    """Tell both sides that a request is over: its offer had no answer."""
    programmer_courriel("conventions/proposition_expiree", demandeur(proposition.demande), _contexte(proposition))
    _dire_a_l_ecole("conventions/proposition_expiree_ecole", proposition, maintenant)


def _dire_a_l_ecole(gabarit: str, proposition: ContreProposition, maintenant: datetime, **de_plus: str) -> None:
    contexte = _contexte(proposition) | de_plus | {"chemin": chemin_de_decision(proposition.demande)}
    dire_a_l_ecole(gabarit, proposition.demande, contexte, maintenant)

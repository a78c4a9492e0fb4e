"""The verbs of this app; each is one transaction."""

from conventions.services.abandon import abandonner, consigner_le_refus
from conventions.services.accord import accepter
from conventions.services.attente import demandes_en_attente, rejuger
from conventions.services.brouillons import Reprise, garder_brouillon, jeter_brouillon, jeter_les_dormants
from conventions.services.calendrier import rejuger_les_provisoires
from conventions.services.confirmation import confirmer
from conventions.services.contre_proposition import (
    annuler_contre_proposition,
    confirmer_contre_proposition,
    contre_proposer,
    eprouver,
)
from conventions.services.depot import Responsable, SouhaitDeSalle, deposer
from conventions.services.etapes import (
    arreter_le_texte,
    consigner_la_signature,
    consigner_la_transmission,
    consigner_le_vote,
    revenir,
)
from conventions.services.offre import Place
from conventions.services.option import eteindre_options, poser_option
from conventions.services.pieces import completer, demander_pieces, demandes_a_poursuivre, poursuivre
from conventions.services.refus import refuser
from conventions.services.relance import demandes_a_relancer, relancer
from conventions.services.repentir import annuler_decision, revocable_jusqu_a
from conventions.services.replacement import Replacement, replacer
from conventions.services.reponse import (
    accepter_proposition,
    decliner_proposition,
    demandes_a_expirer,
    expirer_proposition,
    reprendre_proposition,
)
from conventions.services.retrait import annuler_demande, est_la_derniere, liberer_date, renoncer, retirer
from conventions.services.suivi import conventions_a_suivre, suivre
from conventions.services.texte import deposer_l_exemplaire

__all__ = [
    "Place",
    "Replacement",
    "Reprise",
    "Responsable",
    "SouhaitDeSalle",
    "abandonner",
    "accepter",
    "accepter_proposition",
    "annuler_contre_proposition",
    "annuler_decision",
    "annuler_demande",
    "arreter_le_texte",
    "completer",
    "confirmer",
    "confirmer_contre_proposition",
    "consigner_la_signature",
    "consigner_la_transmission",
    "consigner_le_refus",
    "consigner_le_vote",
    "contre_proposer",
    "conventions_a_suivre",
    "decliner_proposition",
    "demander_pieces",
    "demandes_a_expirer",
    "demandes_a_poursuivre",
    "demandes_a_relancer",
    "demandes_en_attente",
    "deposer",
    "deposer_l_exemplaire",
    "eprouver",
    "est_la_derniere",
    "eteindre_options",
    "expirer_proposition",
    "garder_brouillon",
    "jeter_brouillon",
    "jeter_les_dormants",
    "liberer_date",
    "poser_option",
    "poursuivre",
    "refuser",
    "rejuger",
    "rejuger_les_provisoires",
    "relancer",
    "renoncer",
    "replacer",
    "reprendre_proposition",
    "retirer",
    "revenir",
    "revocable_jusqu_a",
    "suivre",
]

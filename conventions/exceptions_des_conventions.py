"""The refusals of the steps of a convention.

ErreurMetier
├── TransitionImpossible
│   └── EtapeImpossible               the table of states of a convention says no
├── EtapeMalDatee                     a step on a day on which it cannot have been
│   └── SignatureTropTot              the head signs no vote that is not enforceable
├── SignatureNonAttendue              this party has signed, or it is not its turn
├── AccordRevocable                   nothing is done with a convention while its accord may be taken back
├── AbandonNonMotive
├── ConventionNonSignee               no signed copy of what is not signed by all
└── TexteDisparu                      the stored text is no longer on the disk
"""

from datetime import date

from conventions.exceptions import TransitionImpossible
from etablissements.ecriture import jour_mois
from socle.erreur import ErreurMetier


class EtapeImpossible(TransitionImpossible):
    code = "etape_impossible"

    def __init__(self, convention, acte: str):
        ErreurMetier.__init__(
            self,
            f"On ne peut pas {acte} : la convention {convention.numero} est « {convention.get_statut_display()} ». "
            "Relisez-la telle qu’elle est à présent.",
            details={"statut": convention.statut},
        )


class EtapeMalDatee(ErreurMetier):
    code = "etape_mal_datee"
    statut_http = 400


class SignatureTropTot(EtapeMalDatee):
    code = "signature_trop_tot"

    def __init__(self, executoire_le: date, *, champ: str):
        super().__init__(
            f"La délibération n’est exécutoire que le {jour_mois(executoire_le)} {executoire_le.year} : "
            "la cheffe ou le chef d’établissement ne signe pas avant.",
            champ=champ,
        )


class SignatureNonAttendue(ErreurMetier):
    code = "signature_non_attendue"

    def __init__(self, partie: str):
        super().__init__(
            f"La signature de {partie} n’est pas celle qui est attendue : elle est déjà consignée, ou son tour n’est "
            "pas venu. Relisez la convention telle qu’elle est à présent."
        )


class AccordRevocable(ErreurMetier):
    code = "accord_revocable"

    def __init__(self, peut_se_raviser: str):
        super().__init__(f"{peut_se_raviser}. Revenez ensuite à la convention.")


class AbandonNonMotive(ErreurMetier):
    code = "abandon_non_motive"
    message = "Dites en une phrase pourquoi la convention ne se fera pas : l’association la lira."
    statut_http = 400

    def __init__(self):
        super().__init__(champ="motif")


class ConventionNonSignee(ErreurMetier):
    code = "convention_non_signee"
    message = "L’exemplaire signé se dépose quand toutes les signatures sont consignées."


class TexteDisparu(ErreurMetier):
    code = "texte_disparu"
    message = "Le texte n’est plus dans les fichiers du site : prévenez qui le tient."
    statut_http = 404

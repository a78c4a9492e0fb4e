"""The refusals of this app.

ErreurMetier
├── RefusDeDepot                      what cannot be filed
│   ├── MandatManquant                one does not ask for an association of which one is no member
│   ├── SalleNonPubliee
│   ├── DemandeurNonAdmis             the authority does not admit this nature of requester
│   ├── SansBaseLegale                private and agricultural schools, until an authority gives them a basis
│   ├── AucuneDate                    nothing is left to ask for, or to give
│   ├── CreneauPasse                  wholly or partly in the past
│   ├── DejaDemandee                  the association asks for that slot, or holds it, in that very room
│   ├── DatesQuiSeRecouvrent          two of the wished slots want the same place at once
│   ├── SouhaitEtranger               a wish may only stand for another one of the same association
│   └── MaterielHorsEcole             the equipment of another school
├── RefusDeBrouillon                  what becomes of a request that has not left
│   ├── BrouillonEnvoye               a member has sent it meanwhile
│   ├── BrouillonDisparu              thrown away, or never theirs
│   ├── BrouillonChange               a member has kept it again since it was opened
│   ├── TropDeBrouillons
│   └── BrouillonTropLong             longer than any page of ours sends
├── TransitionImpossible              the table of states says no
├── PropositionPerimee                all that a proposal would place has gone meanwhile
├── SalleIndisponible                 a wanted date cannot be had: which, why, since when
├── EtablissementFerme                the school closed since the request was filed
├── DerogationManquante               a soft rule stands in the way and no sentence waives it
│   └── OptionSansDerogation          an option, or an offer, has none to say
├── DerogationImpossible              a rule that does not yield, or is none
├── DerogationInutile                 a sentence for a rule that stands in the way of none of the given dates
├── CreneauEtranger                   a date that is not one of this request
├── MessageManquant                   an offer says why
├── PropositionSansChangement         an offer that moves no date is an accord
├── SalleHorsEcole                    a school offers its own rooms
├── PlaceDejaDemandee                 the request wishes for that very place already
├── PropositionEchue                  an offer is answered while its options live
├── PropositionImpossible             what was offered may not be given any more: said to who asked
├── PropositionChangee                another offer stands than the one that was read
├── RefusNonMotive
├── PiecesNonNommees
├── AnnulationTardive                 ten minutes are over, or the messages have left
├── DecisionDAutrui                   only who took a decision takes it back
├── ProjetPasEncoreLa                 the draft of an accord that may still be taken back
└── DatePassee                        a date that has begun is not given back
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from etablissements.ecriture import heure, jour_mois, minuscule
from socle.erreur import ErreurMetier


class RefusDeDepot(ErreurMetier):
    code = "depot_refuse"
    statut_http = 400


class MandatManquant(RefusDeDepot):
    code = "mandat_manquant"
    message = "Vous n’êtes pas membre de cette association. Demandez à la rejoindre, un membre vous acceptera."
    statut_http = 403
    champ = "association"


class SalleNonPubliee(RefusDeDepot):
    code = "salle_non_publiee"
    statut_http = 409

    def __init__(self, salle):
        super().__init__(f"« {salle} » n’est pas proposée au public. Choisissez une autre salle.", champ="salle")


class DejaDemandee(RefusDeDepot):
    """`numeros` counts the dates that each earlier request asks for or holds already."""

    code = "deja_demandee"
    statut_http = 409

    def __init__(self, numeros: Mapping[str, int]):
        numero, nombre = max(numeros.items(), key=lambda compte: (compte[1], compte[0]))
        dates = "une de ces dates est déjà" if nombre == 1 else f"{nombre} de ces dates sont déjà"
        super().__init__(
            f"Dans cette salle, {dates} dans votre demande {numero}. Retirez-les de celle-ci, ou renoncez à l’autre.",
            champ="creneaux",
        )


class DemandeurNonAdmis(RefusDeDepot):
    code = "demandeur_non_admis"
    statut_http = 409

    def __init__(self, association, collectivite):
        super().__init__(
            f"{collectivite} ne prête pas ces salles à ce type d’organisme ({association.get_nature_display()}). "
            "Écrivez à l’établissement si votre fiche se trompe.",
            champ="association",
        )


class SansBaseLegale(RefusDeDepot):
    code = "sans_base_legale"
    statut_http = 409

    def __init__(self, etablissement):
        super().__init__(
            f"{etablissement} ne peut pas prêter de salle par ce site : sa collectivité ({etablissement.collectivite}) "
            "n’a enregistré aucun acte qui le permette, et elle seule peut le faire. L’établissement le lui demande ; "
            "une association choisit une autre salle, ou téléphone à l’établissement."
        )


class AucuneDate(RefusDeDepot):
    code = "aucune_date"
    message = "Il ne reste aucune date. Gardez-en au moins une."
    champ = "creneaux"


class CreneauPasse(RefusDeDepot):
    code = "creneau_passe"

    def __init__(self, debut: datetime, *, champ: str):
        """`debut` on the wall clock of the school."""
        quand = f"{jour_mois(debut)} {debut.year} à {heure(debut)}"
        super().__init__(f"Le {quand} est déjà passé. Choisissez une date à venir.", champ=champ)


class DatesQuiSeRecouvrent(RefusDeDepot):
    code = "dates_qui_se_recouvrent"
    message = "Deux de vos créneaux veulent la même salle au même moment. Retirez l’un des deux."
    champ = "creneaux"


class SouhaitEtranger(RefusDeDepot):
    code = "souhait_etranger"
    message = "Le souhait à remplacer n’est pas un de ceux de cette association."
    champ = "creneaux"


class MaterielHorsEcole(RefusDeDepot):
    code = "materiel_hors_ecole"
    message = "Ce matériel n’est pas celui d’un établissement auquel vous demandez une salle."
    champ = "materiel"


class RefusDeBrouillon(ErreurMetier):
    code = "brouillon_refuse"
    statut_http = 409


class BrouillonEnvoye(RefusDeBrouillon):
    code = "brouillon_envoye"

    def __init__(self, demande):
        super().__init__(
            f"Ce brouillon est déjà envoyé : c’est votre demande {demande.numero}. "
            "Ce que vous venez d’écrire ne s’y trouve pas."
        )


class BrouillonDisparu(RefusDeBrouillon):
    code = "brouillon_disparu"
    message = (
        "Ce brouillon n’existe plus : quelqu’un l’a jeté. Ce que vous avez écrit est encore sur cette page : "
        "envoyez-le, ou gardez-le de nouveau."
    )


class BrouillonChange(RefusDeBrouillon):
    code = "brouillon_change"

    def __init__(self, brouillon):
        super().__init__(
            f"{brouillon.garde_par} a gardé ce brouillon après que vous l’avez ouvert. Rouvrez-le pour lire ce qui a "
            "changé ; si vous recommencez d’ici, c’est ce que vous avez sous les yeux qui compte."
        )


class TropDeBrouillons(RefusDeBrouillon):
    code = "trop_de_brouillons"

    def __init__(self, association, maximum: int):
        super().__init__(
            f"« {association} » a déjà {maximum} brouillons. Envoyez-en un ou jetez-en un, puis gardez celui-ci.",
            champ="association",
        )


class BrouillonTropLong(RefusDeBrouillon):
    code = "brouillon_trop_long"
    message = "Ce brouillon est trop long pour être gardé. Raccourcissez ce que vous ferez, ou demandez moins de dates."
    statut_http = 400


class PropositionPerimee(ErreurMetier):
    code = "proposition_perimee"
    message = (
        "Ces places viennent d’être prises, ou vos dates sont déjà placées ailleurs. Rien n’a été envoyé : "
        "voyez les propositions d’à présent."
    )


class TransitionImpossible(ErreurMetier):
    code = "transition_impossible"

    def __init__(self, demande, acte: str):
        super().__init__(
            f"On ne peut pas {acte} : la demande {demande.numero} est « {demande.get_statut_display()} ». "
            "Relisez-la telle qu’elle est à présent.",
            details={"statut": demande.statut},
        )


class SalleIndisponible(ErreurMetier):
    """`indisponibles`: one mapping a date, with its reasons and, where it is taken, since when."""

    code = "salle_indisponible"

    def __init__(self, message: str, indisponibles: Sequence[dict[str, Any]]):
        super().__init__(message, champ="creneaux", details={"indisponibles": list(indisponibles)})

    @property
    def causes(self) -> list[str]:
        """The reasons of all dates, each once."""
        raisons = [raison for une in self.details["indisponibles"] for raison in une["raisons"]]
        return list(dict.fromkeys(minuscule(raison["libelle"]) for raison in raisons))


class DerogationManquante(ErreurMetier):
    code = "derogation_manquante"

    def __init__(self, regles: dict[str, str]):
        super().__init__(
            "Une règle s’y oppose ; vous pouvez la lever en écrivant pourquoi : "
            + " ; ".join(sorted(regles.values()))
            + ".",
            champ="derogations",
            details={"regles": regles},
        )


class OptionSansDerogation(DerogationManquante):
    """An option waives no rule, whether the school poses it or offers it in place of what was asked."""

    def __init__(self, regles: dict[str, str]):
        ErreurMetier.__init__(
            self,
            "Une règle s’y oppose, qu’un accord seul peut lever : choisissez d’autres dates ou d’autres heures, "
            "ou donnez l’accord en écrivant pourquoi. " + " ; ".join(sorted(regles.values())) + ".",
            details={"regles": regles},
        )


class DerogationImpossible(ErreurMetier):
    code = "derogation_impossible"
    statut_http = 400

    def __init__(self, code_de_regle: str):
        super().__init__(
            f"La règle « {code_de_regle} » ne se lève pas. Retirez-la, ou choisissez d’autres dates.",
            champ="derogations",
        )


class DerogationInutile(ErreurMetier):
    code = "derogation_inutile"
    statut_http = 400

    def __init__(self, codes_de_regle: Sequence[str]):
        super().__init__(
            f"Aucune de ces dates ne demande de lever une telle règle : {', '.join(codes_de_regle)}. Renvoyez sans.",
            champ="derogations",
            details={"inutiles": list(codes_de_regle)},
        )


class EtablissementFerme(ErreurMetier):
    code = "etablissement_ferme"

    def __init__(self, etablissement):
        self.causes = [f"l’annuaire de l’éducation annonce {etablissement} fermé"]
        super().__init__(
            f"L’annuaire de l’éducation annonce {etablissement} fermé : aucune date ne peut plus y être donnée. "
            f"Refusez la demande ; s’il est ouvert, demandez à la collectivité ({etablissement.collectivite}) de "
            "corriger sa fiche."
        )


class CreneauEtranger(ErreurMetier):
    code = "creneau_etranger"
    message = "Une des dates choisies n’est pas à décider dans cette demande. Relisez-la telle qu’elle est à présent."
    statut_http = 400
    champ = "creneaux"


class MessageManquant(ErreurMetier):
    code = "message_manquant"
    message = "Écrivez une phrase à l’association : pourquoi vous proposez autre chose."
    statut_http = 400
    champ = "message"


class PropositionSansChangement(ErreurMetier):
    code = "proposition_sans_changement"
    message = (
        "Proposez au moins une date dans une autre salle ou à une autre heure. Si tout peut être donné comme demandé, "
        "donnez l’accord."
    )
    statut_http = 400
    champ = "creneaux"


class SalleHorsEcole(ErreurMetier):
    code = "salle_hors_ecole"
    message = "Cette salle n’est pas une de celles que l’établissement publie. Choisissez-en une autre."
    statut_http = 400
    champ = "salle"


class PlaceDejaDemandee(ErreurMetier):
    code = "place_deja_demandee"
    message = "Cette demande porte déjà sur cette salle à ces heures. Gardez cette date-là telle quelle."
    statut_http = 400
    champ = "creneaux"


class PropositionEchue(ErreurMetier):
    code = "proposition_echue"

    def __init__(self, proposition):
        quand = proposition.jusqu_au.astimezone(ZoneInfo(proposition.demande.etablissement.fuseau))
        super().__init__(
            f"La réponse était attendue avant le {jour_mois(quand)} {quand.year} à {heure(quand)} : ces dates ne vous "
            "sont plus gardées. Déposez une nouvelle demande, ou écrivez à l’établissement."
        )


class PropositionImpossible(ErreurMetier):
    """A rule that nobody waives has moved since the offer: why the accord is refused, in words for who asked."""

    code = "proposition_impossible"

    def __init__(self, refus: SalleIndisponible | EtablissementFerme):
        pourquoi = " ; ".join(refus.causes)
        super().__init__(
            f"Ce qui vous est proposé ne peut plus être donné : {pourquoi}. Rien n’est changé : "
            "écrivez à l’établissement, ou déclinez la proposition, et il revoit votre demande.",
            details=refus.details,
        )


class PropositionChangee(ErreurMetier):
    code = "proposition_changee"
    message = "Ce qui est proposé a changé depuis que vous l’avez lu. Relisez la proposition, puis répondez."


class RefusNonMotive(ErreurMetier):
    code = "refus_non_motive"
    message = "Un refus porte un motif de la liste et une phrase qui dit les faits."
    statut_http = 400

    def __init__(self, champ: str):
        super().__init__(champ=champ)


class PiecesNonNommees(ErreurMetier):
    code = "pieces_non_nommees"
    message = "Dites au moins quelle pièce vous manque."
    statut_http = 400
    champ = "types"


class AnnulationTardive(ErreurMetier):
    code = "annulation_tardive"
    message = "La décision est partie : on ne peut plus revenir dessus ici. Écrivez à ceux qui l’ont reçue."


class DecisionDAutrui(ErreurMetier):
    code = "decision_d_autrui"
    message = "Seule la personne qui a pris cette décision peut revenir dessus. Demandez-lui avant qu’elle ne parte."
    statut_http = 403


class ProjetPasEncoreLa(ErreurMetier):
    code = "projet_pas_encore_la"
    statut_http = 404

    def __init__(self, peut_se_raviser: str):
        super().__init__(f"{peut_se_raviser} ; le projet de convention se lira ensuite.")


class DatePassee(ErreurMetier):
    code = "date_passee"
    message = "Cette date a déjà commencé : elle ne se rend plus."

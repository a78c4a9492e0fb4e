"""What keeps a room from being asked for at any hour. Who asks and who answers each read a sentence of their own."""

from dataclasses import dataclass

from etablissements.base_legale import Empechement, empechement
from etablissements.models import Etablissement
from salles.models import Salle
from salles.moteur import Code, QuiPeut, Raison


@dataclass(frozen=True, slots=True)
class Opposition:
    """One obstacle that nobody waives, as whoever looks for a room reads it and as its school does."""

    libelle: str
    qui_peut: QuiPeut
    regle: str
    quoi_faire: str

    @property
    def pour_tous(self) -> Raison:
        return Raison(Code.HORS_OUVERTURE, self.libelle, self.regle, derogeable=False, qui_peut=self.qui_peut)

    @property
    def pour_qui_decide(self) -> Raison:
        return Raison(Code.HORS_OUVERTURE, self.libelle, self.quoi_faire, derogeable=False, qui_peut=self.qui_peut)


EMPECHEMENTS = {
    Empechement.FERME: Opposition(
        "L’établissement est annoncé fermé",
        QuiPeut.COLLECTIVITE,
        "Aucune de ses salles ne se demande plus.",
        "Refusez ; s’il est ouvert, demandez à la collectivité de corriger sa fiche.",
    ),
    Empechement.SANS_ACTE: Opposition(
        "Aucun acte ne permet de prêter les salles de cet établissement",
        QuiPeut.COLLECTIVITE,
        "La collectivité seule peut en enregistrer un.",
        "La collectivité seule peut en enregistrer un : demandez-le-lui, ou refusez.",
    ),
}
BROUILLON = Opposition(
    "La salle n’est pas encore proposée",
    QuiPeut.CHEF,
    "Elle se demande une fois publiée.",
    "Publiez-la pour qu’elle se demande.",
)
RETIREE = Opposition(
    "La salle n’est plus proposée",
    QuiPeut.CHEF,
    "Elle ne se demande plus ; ce qui y est accordé le reste.",
    "Publiez-la de nouveau pour y donner une date, ou refusez.",
)


def opposition(ecole: Etablissement) -> Opposition | None:
    """Return what keeps the whole school from lending, in every room and at every hour."""
    empeche = empechement(ecole)
    return EMPECHEMENTS[empeche] if empeche else None


def oppositions(salle: Salle) -> list[Opposition]:
    """Return what keeps a room from being asked for at any hour: its school, or that it is not offered."""
    obstacle = opposition(salle.etablissement)
    if salle.est_publiee:
        return [obstacle] if obstacle else []
    return [*([obstacle] if obstacle else []), BROUILLON if salle.statut == Salle.Statut.BROUILLON else RETIREE]

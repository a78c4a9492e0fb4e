"""Whether an authority lends to such a requester: one answer for search, explanation, repair and filing."""

from associations.models import Association
from etablissements.ecriture import enumerer
from etablissements.models import Collectivite
from salles.moteur import Code, QuiPeut, Raison


def est_admise(association: Association, collectivite: Collectivite) -> bool:
    return association.nature in collectivite.natures_admises


def refus_d_admission(association: Association, collectivite: Collectivite) -> Raison | None:
    """Return what keeps all rooms of an authority from this requester; None where it may ask."""
    if est_admise(association, collectivite):
        return None
    admises = [nature.label.lower() for nature in Association.Nature if nature in collectivite.natures_admises]
    return Raison(
        Code.HORS_OUVERTURE,
        f"{collectivite} ne prête pas ces salles à ce type d’organisme",
        f"Peuvent demander : {enumerer(admises)}. Écrivez à l’établissement si votre fiche se trompe.",
        derogeable=False,
        qui_peut=QuiPeut.COLLECTIVITE,
    )

"""What a person does not have to type again."""

from django.db.models import F, Max, Q

from associations.models import Association
from associations.permissions import associations_de
from conventions.models import Demande


def responsable_habituel(utilisateur) -> dict[str, str]:
    """Return who was there last time, else the person; nothing before sign-in."""
    if not utilisateur.is_authenticated:
        return {}
    derniere = Demande.objects.filter(dossier__depose_par=utilisateur).order_by("-deposee_le", "-pk").first()
    if derniere:
        return {
            "responsable_nom": derniere.responsable_nom,
            "responsable_telephone": derniere.responsable_telephone,
            "responsable_courriel": derniere.responsable_courriel,
        }
    return {
        "responsable_nom": utilisateur.get_full_name(),
        "responsable_telephone": utilisateur.telephone,
        "responsable_courriel": utilisateur.courriel,
    }


def associations_habituelles(utilisateur) -> list[Association]:
    """Return the associations of a person, the one last asked for first, by name where nothing was asked for yet.

    Each has `demandee_le`, when this person last filed in its name. One query, none before sign-in.
    """
    if not utilisateur.is_authenticated:
        return []
    derniere = Max("dossiers__depose_le", filter=Q(dossiers__depose_par=utilisateur))
    siennes = associations_de(utilisateur).annotate(demandee_le=derniere)
    return list(siennes.order_by(F("demandee_le").desc(nulls_last=True), "nom", "pk"))

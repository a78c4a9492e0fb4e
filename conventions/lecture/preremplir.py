"""What a person does not have to type again."""

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

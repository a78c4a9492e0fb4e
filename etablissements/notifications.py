"""Who is told what about rights: one function per message, a job of the caller's transaction."""

from django.urls import reverse

from comptes.courriels import programmer_courriel
from etablissements.ecriture import jour_long
from etablissements.models import Habilitation


def habilitation_donnee(habilitation: Habilitation, *, compte_a_ouvrir: bool) -> None:
    """Tell a person what one may now do, and how to enter."""
    fin = habilitation.dernier_jour
    programmer_courriel(
        "etablissements/habilitation_donnee",
        [habilitation.utilisateur.courriel],
        {
            "lieu": str(habilitation.lieu),
            "role": habilitation.get_role_display(),
            "jusqu_au": jour_long(fin) if fin else "",
            "compte_a_ouvrir": compte_a_ouvrir,
            "chemin": reverse("account_reset_password" if compte_a_ouvrir else "espace"),
        },
    )


def habilitation_terminee(habilitation: Habilitation) -> None:
    """Tell a person that a role has ended."""
    programmer_courriel(
        "etablissements/habilitation_terminee",
        [habilitation.utilisateur.courriel],
        {
            "lieu": str(habilitation.lieu),
            "role": habilitation.get_role_display(),
        },
    )

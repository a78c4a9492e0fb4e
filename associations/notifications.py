"""Who is told what about an association: one function per message, a job of the caller's transaction."""

from django.urls import reverse

from associations.models import DemandeAdhesion
from comptes.courriels import programmer_courriel


def adhesion_demandee(adhesion: DemandeAdhesion) -> None:
    """Tell every member that somebody asks to join them."""
    programmer_courriel(
        "associations/adhesion_demandee",
        adhesion.association.membres.values_list("utilisateur__courriel", flat=True),
        {
            "association": adhesion.association.nom,
            "personne": str(adhesion.utilisateur),
            "courriel": adhesion.utilisateur.courriel,
            "chemin": reverse("associations:membres", args=[adhesion.association_id]),
        },
    )


def adhesion_acceptee(adhesion: DemandeAdhesion) -> None:
    """Tell the person: welcome."""
    programmer_courriel(
        "associations/adhesion_acceptee",
        [adhesion.utilisateur.courriel],
        {
            "association": adhesion.association.nom,
            "chemin": reverse("associations:membres", args=[adhesion.association_id]),
        },
    )


def adhesion_refusee(adhesion: DemandeAdhesion) -> None:
    """Tell the person, without naming who refused."""
    programmer_courriel(
        "associations/adhesion_refusee",
        [adhesion.utilisateur.courriel],
        {"association": adhesion.association.nom},
    )

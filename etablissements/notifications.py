"""Who is told what about rights: one function per message, a job of the caller's transaction."""

from datetime import date

from django.urls import reverse

from comptes.courriels import programmer_courriel
from etablissements.ecriture import jour_long
from etablissements.models import Collectivite, Etablissement, Habilitation

Role = Habilitation.Role


def direction(etablissement: Etablissement, aujourdhui: date) -> list[str]:
    """Return the addresses of the head and the gestionnaire in office."""
    return _en_poste(etablissement, aujourdhui, Role.CHEF, Role.GESTIONNAIRE)


def superviseurs(collectivite: Collectivite, aujourdhui: date) -> list[str]:
    """Return the addresses of the superviseurs in office."""
    return _en_poste(collectivite, aujourdhui, Role.SUPERVISEUR)


def instructeurs(collectivite: Collectivite, aujourdhui: date) -> list[str]:
    """Return the addresses of the instructeurs in office."""
    return _en_poste(collectivite, aujourdhui, Role.INSTRUCTEUR)


def _en_poste(lieu: Etablissement | Collectivite, aujourdhui: date, *roles: str) -> list[str]:
    en_poste = lieu.habilitations.en_vigueur(aujourdhui).filter(role__in=roles, utilisateur__is_active=True)
    return list(en_poste.values_list("utilisateur__courriel", flat=True))


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


def acte_enregistre(etablissement: Etablissement, aujourdhui: date) -> None:
    """Tell the school that its rooms are offered from now on."""
    _dire_a_la_direction("etablissements/acte_enregistre", etablissement, aujourdhui)


def acte_retire(etablissement: Etablissement, aujourdhui: date) -> None:
    """Tell the school that its rooms are offered no more, why, and who can change it."""
    _dire_a_la_direction("etablissements/acte_retire", etablissement, aujourdhui)


def ecole_fermee(etablissement: Etablissement, aujourdhui: date) -> None:
    """Tell the school that the directory announces it closed, and what to do if it is not."""
    _dire_a_la_direction("etablissements/ecole_fermee", etablissement, aujourdhui)


def _dire_a_la_direction(modele: str, etablissement: Etablissement, aujourdhui: date) -> None:
    programmer_courriel(
        modele,
        direction(etablissement, aujourdhui),
        {
            "lieu": str(etablissement),
            "collectivite": str(etablissement.collectivite),
            "joindre": etablissement.collectivite.courriel,
            "chemin": reverse("espace"),
        },
    )

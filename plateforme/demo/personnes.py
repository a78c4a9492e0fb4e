"""Who can log in to the demo. These accounts sign in with the password alone; all names are invented."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from rest_framework.authtoken.models import Token

from comptes.models import Utilisateur
from etablissements.models import Collectivite, Etablissement, Habilitation
from plateforme.demo.reperes import DOMAINE, UAI_DE_L_AUTRE_CHEF, UAI_DU_CHEF
from salles.models import Salle

MOT_DE_PASSE = "demonstration-preau"

Role = Habilitation.Role

# key of the JSON answer -> first name, name
PERSONNES = {
    "chef": ("Claire", "Démonstration"),
    "gestionnaire": ("Gaël", "Démonstration"),
    "association": ("Malik", "Démonstration"),
    "autre_association": ("Nadia", "Démonstration"),
    "loge": ("Yann", "Démonstration"),
    "region": ("Sonia", "Démonstration"),
    "departement": ("Dominique", "Démonstration"),
    "autre_chef": ("Anne", "Démonstration"),
}
# of the heads of all other schools
PRENOMS = ("Alex", "Camille", "Dominique", "Lou", "Maxime", "Noa", "Sacha")


@dataclass(frozen=True, slots=True)
class Compte:
    courriel: str
    mot_de_passe: str
    jeton: str


def remplir_personnes() -> dict[str, Utilisateur]:
    """Create the persons that are missing and return them by their role in the demo."""
    personnes = {}
    for cle, (prenom, nom) in PERSONNES.items():
        courriel = f"{cle.replace('_', '-')}@{DOMAINE}"
        personne = Utilisateur.objects.filter(courriel=courriel).first()
        if personne is None:
            personne = Utilisateur.objects.create_user(
                courriel, MOT_DE_PASSE, prenom=prenom, nom=nom, telephone="01 99 00 12 34"
            )
            EmailAddress.objects.create(user=personne, email=courriel, verified=True, primary=True)
        personnes[cle] = personne
    return personnes


def comptes(personnes: dict[str, Utilisateur]) -> dict[str, dict[str, str]]:
    """Return how each of them logs in, to the pages and to the API."""
    return {
        cle: {
            "courriel": personne.courriel,
            "mot_de_passe": MOT_DE_PASSE,
            "jeton": Token.objects.get_or_create(user=personne)[0].key,
        }
        for cle, personne in personnes.items()
    }


def remplir_habilitations(
    personnes: dict[str, Utilisateur], departement: Collectivite, region: Collectivite, depuis: date
) -> None:
    """Give each agent the roles of the demo, once."""
    college = Etablissement.objects.get(uai=UAI_DU_CHEF)
    autre = Etablissement.objects.get(uai=UAI_DE_L_AUTRE_CHEF)
    roles: list[tuple[str, Role, dict[str, Any]]] = [
        ("chef", Role.CHEF, {"etablissement": college}),
        ("gestionnaire", Role.GESTIONNAIRE, {"etablissement": college}),
        ("loge", Role.ACCUEIL, {"etablissement": college}),
        ("autre_chef", Role.CHEF, {"etablissement": autre}),
        *(("departement", role, {"collectivite": departement}) for role in Habilitation.ROLES_COLLECTIVITE),
        *(("region", role, {"collectivite": region}) for role in Habilitation.ROLES_COLLECTIVITE),
    ]
    for cle, role, ou in roles:
        Habilitation.objects.get_or_create(
            utilisateur=personnes[cle], role=role, **ou, defaults={"premier_jour": depuis}
        )


def remplir_chefs(depuis: date) -> int:
    """Give a head to each school that offers rooms and has none, and return how many; nobody asks in vain."""
    publiantes = Etablissement.objects.filter(salles__statut=Salle.Statut.PUBLIEE).distinct()
    seules = list(publiantes.exclude(habilitations__role=Role.CHEF).order_by("uai"))
    mot_de_passe = make_password(MOT_DE_PASSE)  # computed once: it is made slow on purpose
    chefs = Utilisateur.objects.bulk_create(
        Utilisateur(
            courriel=f"chef-{ecole.uai.lower()}@{DOMAINE}",
            password=mot_de_passe,
            prenom=PRENOMS[rang % len(PRENOMS)],
            nom="Démonstration",
        )
        for rang, ecole in enumerate(seules)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=chef, email=chef.courriel, verified=True, primary=True) for chef in chefs
    )
    Habilitation.objects.bulk_create(
        Habilitation(utilisateur=chef, role=Role.CHEF, etablissement=ecole, premier_jour=depuis)
        for chef, ecole in zip(chefs, seules, strict=True)
    )
    return len(seules)

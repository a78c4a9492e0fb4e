"""The world of the parcours: the rooms around Voiron, and the people who publish, ask, decide and steer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from allauth.account.models import EmailAddress

from associations.models import Association
from comptes.models import Utilisateur
from conventions.models import Convention, Demande
from conventions.services import accepter, refuser
from etablissements.models import Etablissement, Habilitation
from salles.models import Salle
from tests.conventions.demandes_d_essai import deposee, le_lundi
from tests.personnages import adherer, association, habiliter, personne
from tests.salles.autour_de_voiron import ecole, planter_le_decor

MAINTENANT = datetime(2026, 11, 9, 8, tzinfo=UTC)
MARDI = date(2026, 11, 24)  # the first Tuesday that the search proposes on that day
Role = Habilitation.Role


@dataclass(frozen=True)
class Monde:
    """Who and what the tests name. `neuf` is a school without any room."""

    salles: dict[str, Salle]
    neuf: Etablissement
    association: Association
    claire: Utilisateur
    ines: Utilisateur
    malik: Utilisateur
    sonia: Utilisateur
    yann: Utilisateur

    @property
    def garenne(self) -> Etablissement:
        return self.salles["Salle des piliers"].etablissement


def planter_le_monde() -> Monde:
    """Return people who may act, and nothing asked yet. Claire heads two schools, of which Inès runs the new one."""
    salles = planter_le_decor()
    neuf = ecole("0380005E", "Collège Les Marronniers", 45.3620, 5.5900, "38563")
    garenne = salles["Salle des piliers"].etablissement
    claire = connue("claire@exemple.fr", prenom="Claire", nom="Martin")
    ines = connue("ines@exemple.fr", prenom="Inès", nom="Roche")
    sonia = connue("sonia@exemple.fr", prenom="Sonia", nom="Faure")
    yann = connue("yann@exemple.fr", prenom="Yann", nom="Le Goff")
    malik = connue("malik@exemple.fr", prenom="Malik", nom="Benali", telephone="06 00 00 00 00")
    for lieu in (garenne, neuf):
        habiliter(claire, Role.CHEF, lieu)
    habiliter(ines, Role.GESTIONNAIRE, neuf)
    habiliter(yann, Role.ACCUEIL, garenne)
    habiliter(sonia, Role.SUPERVISEUR, garenne.collectivite)
    theatre = association("Les Tréteaux de Voiron", commune="Voiron", code_postal="38500", adresse="1 rue du Lac")
    adherer(malik, theatre)
    return Monde(salles, neuf, theatre, claire, ines, malik, sonia, yann)


def connue(courriel: str, **champs) -> Utilisateur:
    """Return a person whose address is confirmed, so that the password alone opens the door."""
    qui = personne(courriel, **champs)
    EmailAddress.objects.create(user=qui, email=courriel, verified=True, primary=True)
    return qui


def demandes_en_tout_etat(monde: Monde) -> dict[str, Demande]:
    """File requests for the rooms of La Garenne: one to decide, one accepted with its convention, one refused."""
    piliers = monde.salles["Salle des piliers"]
    trois = {
        "a_decider": deposee(piliers, le_lundi(3), par=monde.association),
        "acceptee": deposee(piliers, le_lundi(3, "20:00", "21:00"), par=monde.association),
        "refusee": deposee(piliers, le_lundi(1, "21:00", "22:00"), par=monde.association),
    }
    accepter(demande=trois["acceptee"], par=monde.claire, maintenant=MAINTENANT)
    refuser(
        demande=trois["refusee"],
        par=monde.claire,
        motif="besoin_etablissement",
        message="Le conseil de classe a lieu ce soir-là.",
        maintenant=MAINTENANT,
    )
    return trois


def convention_de(demande: Demande) -> Convention:
    return Convention.objects.get(demande=demande)

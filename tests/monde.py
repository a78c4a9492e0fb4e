"""A world in little: the rooms around Voiron, and the people who publish, ask, decide and steer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile

from associations.models import Association, Piece
from associations.services import deposer_piece
from comptes.models import Utilisateur
from conventions.models import Demande
from conventions.services import accepter, demander_pieces, poser_option, refuser
from etablissements.models import ActeFondateur, Collectivite, Etablissement, Habilitation
from salles.models import Fermeture, Reservation, Salle
from salles.services.materiel import ajouter_materiel
from salles.services.prets import preter_seul
from salles.services.usages import saisir_usage
from tests.conventions.brouillons_d_essai import garde
from tests.conventions.demandes_d_essai import deposee, le_lundi
from tests.pdf import page_blanche
from tests.personnages import adherer, association, habiliter, personne
from tests.salles.autour_de_voiron import ecole, planter_le_decor

MAINTENANT = datetime(2026, 11, 9, 8, tzinfo=UTC)
DEMAIN = date(2026, 11, 10)
JUILLET, AOUT = date(2026, 7, 3), date(2027, 8, 2)
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


def animer(monde: Monde) -> dict[str, Demande]:
    """Let things happen: return requests for La Garenne from tomorrow on, each taken as far as its name says.

    The association has a draft and one paper in its wallet, a class is in the room at noon, today and in a week, and
    the school's tables are at the comité des fêtes.
    """
    piliers = monde.salles["Salle des piliers"]
    _occuper(piliers)
    deposer_piece(
        association=monde.association,
        type_piece=Piece.Type.ATTESTATION_RC,
        fichier=SimpleUploadedFile("attestation.pdf", page_blanche()),
        deposee_par=monde.malik,
        maintenant=MAINTENANT,
        dernier_jour=MAINTENANT.date() + timedelta(days=300),
    )
    chorale = association("La Chorale du Lac")
    adherer(connue("nadia@exemple.fr", prenom="Nadia"), chorale)
    demandes = {
        "a_decider": deposee(piliers, le_lundi(3, jour=DEMAIN), par=monde.association),
        "rivale": deposee(piliers, le_lundi(2, jour=DEMAIN), par=chorale),
        "acceptee": deposee(piliers, le_lundi(3, "20:00", "21:00", jour=DEMAIN), par=monde.association),
        "refusee": deposee(piliers, le_lundi(1, "21:00", "22:00", jour=DEMAIN), par=monde.association),
        "incomplete": deposee(piliers, le_lundi(1, "17:00", "18:00", jour=DEMAIN), par=monde.association),
    }
    poser_option(demande=demandes["rivale"], maintenant=MAINTENANT)
    accepter(demande=demandes["acceptee"], par=monde.claire, maintenant=MAINTENANT)
    demander_pieces(demande=demandes["incomplete"], par=monde.claire, maintenant=MAINTENANT)
    refuser(
        demande=demandes["refusee"],
        par=monde.claire,
        motif="besoin_etablissement",
        message="Le conseil de classe a lieu ce soir-là.",
        maintenant=MAINTENANT,
    )
    garde(piliers, monde.association, par=monde.malik, maintenant=MAINTENANT)
    _faire_agir_la_collectivite(monde.garenne.collectivite)
    return demandes


def _occuper(une_salle: Salle) -> None:
    """Put a class into a room, and the tables of its school into other hands."""
    saisir_usage(
        salle=une_salle,
        souhait=le_lundi(2, "11:00", "12:00", jour=MAINTENANT.date()),
        nature=Reservation.Nature.ETABLISSEMENT,
        libelle="Chant choral, 5e B",
        maintenant=MAINTENANT,
    )
    tables = ajouter_materiel(etablissement=une_salle.etablissement, salle=None, nom="Tables pliantes", quantite=30)
    preter_seul(
        materiel=tables,
        quantite=20,
        a_qui="Comité des fêtes",
        debut=MAINTENANT,
        fin=MAINTENANT + timedelta(days=3),
        maintenant=MAINTENANT,
    )


def _faire_agir_la_collectivite(autorite: Collectivite) -> None:
    """Close all its schools in a summer without any request, and found lending in a private one."""
    Fermeture.objects.create(collectivite=autorite, premier_jour=AOUT, dernier_jour=AOUT, motif="Fermeture estivale")
    secteur = Etablissement.Secteur.PRIVE
    prive = ecole("0380006F", "Collège Sainte-Marie", 45.3630, 5.5910, "38563", secteur=secteur)
    ActeFondateur.objects.create(etablissement=prive, intitule="Délibération", reference="12", pris_le=JUILLET)

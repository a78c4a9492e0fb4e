"""One of each thing that a page or a call is about, and one person for each column of `docs/droits.md`.

Everything belongs to the association, the school and the authority whose columns come first; the people of the other
columns belong elsewhere and have no part in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image
from rest_framework.authtoken.models import Token

from associations.models import Association, DemandeAdhesion, Membre, Piece
from comptes.models import Utilisateur
from conventions.models import Convention
from conventions.services import accepter, deposer_l_exemplaire
from etablissements.models import Etablissement, JourFerie, PeriodeVacances
from salles.models import Fermeture, Materiel, PhotoSalle, PretSeul, Reservation, Salle
from salles.moteur import Creneau, Repetition, Souhait
from salles.services.photos import ajouter_photo
from salles.services.usages import saisir_usage
from tests.conventions.brouillons_d_essai import garde
from tests.conventions.conventions_d_essai import menee, projet
from tests.conventions.demandes_d_essai import dates, deposee, le_lundi
from tests.pdf import page_blanche
from tests.personnages import adherer, association, collectivite, etablissement, habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

UAI, AUTRE_UAI, UAI_PRIVE = "0381780D", "0382099A", "0380039L"
NOEL = date(2026, 12, 25)
HIER = MAINTENANT - timedelta(days=1)  # nobody takes back any more what was decided then
ROLES_ETABLISSEMENT = ("accueil", "gestionnaire", "chef")


@dataclass(frozen=True)
class Monde:
    personnes: Mapping[str, Utilisateur | None]
    sujets: Mapping[str, Any]
    clients: Mapping[str, Client]

    def client(self, colonne: str) -> Client:
        """Return a browser in which that person has just signed in, untouched by earlier calls."""
        client = Client(raise_request_exception=False)
        client.cookies = self.clients[colonne].cookies.copy()
        return client


def planter() -> Monde:
    proprietaire = collectivite("dep-38", logo=SimpleUploadedFile("logo.svg", b"<svg/>"))
    ecole = etablissement(UAI, collectivite=proprietaire)
    etablissement(UAI_PRIVE, "Collège privé", collectivite=proprietaire, secteur="prive")
    une, brouillon = salle(ecole), salle(ecole)
    Salle.objects.filter(pk=brouillon.pk).update(statut="brouillon")
    personnes = _personnes(ecole)
    compagnie = association("Compagnie d’essai")
    siege = adherer(personnes["représentant"], compagnie)
    adherer(personnes["membre"], compagnie, Membre.Role.MEMBRE)
    adherer(personnes["autre association"], association("Club voisin"))
    a_decider = deposee(une, le_lundi(2), par=compagnie)
    accordee = deposee(une, le_lundi(1, "20:00", "22:00"), par=compagnie)
    accepter(demande=accordee, par=personnes["chef"], maintenant=MAINTENANT)
    confirmee = deposee(une, le_lundi(jour=LUNDI + timedelta(weeks=2)), par=compagnie, maintenant=HIER)
    accepter(demande=confirmee, par=personnes["chef"], maintenant=HIER)
    _faire_signer_un_travailleur()
    return Monde(
        personnes,
        {
            **_du_lieu(une, brouillon),
            "association": compagnie.pk,
            "siege": siege.pk,
            "siege_du_membre": compagnie.membres.get(utilisateur=personnes["membre"]).pk,
            "adhesion": DemandeAdhesion.objects.create(
                association=compagnie, utilisateur=personne(), deposee_le=MAINTENANT
            ).pk,
            "piece": _piece(compagnie).pk,
            "demande": a_decider.pk,
            "demande_en_brouillon": garde(une, compagnie, par=personnes["membre"]).pk,
            "accordee": accordee.pk,
            "creneau": dates(accordee)[0].pk,
            "convention": Convention.objects.get(demande=confirmee).pk,
            "signee": _signee(une, compagnie).pk,
            "habilitation": personnes["gestionnaire"].habilitations.get().pk,
            "habilitation_d_agent": personnes["instructeur"].habilitations.get().pk,
        },
        {colonne: _connecter(qui) for colonne, qui in personnes.items()},
    )


def _du_lieu(une: Salle, brouillon: Salle) -> dict[str, int]:
    """Plant what belongs to the rooms, their school and its calendar; return its identifiers."""
    ecole = une.etablissement
    [usage] = prises(une, _jeudi(), groupe=0, nature=Reservation.Nature.ETABLISSEMENT)
    fermer = Fermeture.objects.create
    de_l_ecole = fermer(etablissement=ecole, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Épreuves")
    de_tous = fermer(collectivite=ecole.collectivite, premier_jour=NOEL, dernier_jour=NOEL, motif="Noël")
    vacances = PeriodeVacances.objects.create(
        zone=ecole.zone_vacances, nom="Vacances d’essai", premier_jour=NOEL, dernier_jour=NOEL
    )
    return {
        "salle": une.pk,
        "brouillon": brouillon.pk,
        "photo": _photo(une).pk,
        "photo_de_brouillon": _photo(brouillon).pk,
        "fermeture": de_l_ecole.pk,
        "fermeture_de_tous": de_tous.pk,
        "pret_seul": _pret_seul(ecole).pk,
        "usage": usage.pk,
        "usage_repete": _usage_repete(une).pk,
        "periode": vacances.pk,
        "ferie": JourFerie.objects.create(territoire=ecole.territoire, nom="Noël", jour=NOEL).pk,
    }


def _signee(une: Salle, compagnie: Association) -> Convention:
    """Return a convention of January that all have signed, with its signed copy."""
    convention = menee(projet(une, par=compagnie, le=HIER), Convention.Statut.SIGNEE)
    scan = SimpleUploadedFile("signee.pdf", page_blanche())
    par = personne()
    return deposer_l_exemplaire(convention=convention, fichier=scan, par=par, maintenant=MAINTENANT)


def _pret_seul(ecole: Etablissement) -> PretSeul:
    tables = Materiel.objects.create(etablissement=ecole, nom="Tables", quantite=30)
    jeudi = _jeudi()
    return PretSeul.objects.create(materiel=tables, quantite=20, a_qui="Mairie", debut=jeudi.debut, fin=jeudi.fin)


def _usage_repete(une: Salle) -> Reservation:
    """Return the first date of a series of the school's own."""
    souhait = Souhait(LUNDI, time(8), time(9), LUNDI + timedelta(weeks=2), repetition=Repetition.HEBDOMADAIRE)
    nature = Reservation.Nature.ETABLISSEMENT
    saisir_usage(salle=une, souhait=souhait, nature=nature, libelle="EPS", maintenant=MAINTENANT)
    return Reservation.objects.filter(serie__isnull=False, libelle="EPS").earliest("debut")


def _faire_signer_un_travailleur() -> None:
    with connection.cursor() as curseur:
        curseur.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def _jeudi() -> Creneau:
    return local("18:00", "20:00", LUNDI + timedelta(days=3))


def _personnes(ecole) -> dict[str, Utilisateur | None]:
    autre_ecole = etablissement(AUTRE_UAI, "Collège voisin", collectivite=ecole.collectivite)
    autre_collectivite = collectivite("dep-35")
    return {
        "anonyme": None,
        "membre": personne(),
        "représentant": personne(),
        "autre association": personne(),
        **{role: habiliter(personne(), role, ecole).utilisateur for role in ROLES_ETABLISSEMENT},
        "autre chef": habiliter(personne(), "chef", autre_ecole).utilisateur,
        "instructeur": habiliter(personne(), "instructeur", ecole.collectivite).utilisateur,
        "superviseur": habiliter(personne(), "superviseur", ecole.collectivite).utilisateur,
        "autre superviseur": habiliter(personne(), "superviseur", autre_collectivite).utilisateur,
    }


def _connecter(qui: Utilisateur | None) -> Client:
    client = Client()
    if qui:
        EmailAddress.objects.create(user=qui, email=qui.courriel, verified=True, primary=True)
        Token.objects.create(user=qui)
        client.force_login(qui)
    return client


def _photo(une: Salle) -> PhotoSalle:
    octets = BytesIO()
    Image.new("RGB", (480, 320)).save(octets, "PNG")
    return ajouter_photo(salle=une, image=File(octets, "essai.png"), texte_alternatif="La salle vue de l’entrée.")


def _piece(compagnie) -> Piece:
    piece = Piece(association=compagnie, type=Piece.Type.STATUTS, deposee_le=MAINTENANT)
    piece.fichier.save("statuts.pdf", ContentFile(b"%PDF-1.7"), save=True)
    return piece

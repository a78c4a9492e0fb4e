"""A draft is nobody's business but its association's: for all others the site is, to the letter, as if it were not."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from comptes.models import Utilisateur
from conventions.models import Brouillon, Demande
from conventions.permissions import pieces_lisibles
from pilotage.annee import AnneeScolaire
from pilotage.indicateurs import demandes_par_etablissement, etat
from socle.portee import portee
from tests.conventions.brouillons_d_essai import envoi, garde
from tests.conventions.demandes_d_essai import president
from tests.ensemble import defauts
from tests.liens import se_promener
from tests.monde import MAINTENANT, animer, connue, planter_le_monde
from tests.personnages import adherer, association, habiliter, personne
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db
AU_HASARD = re.compile(r'(?:name="csrfmiddlewaretoken"|name="cle") value="\w+"')
SECRET = "Une idée dont personne ne sait rien"
DEPARTS = [
    "/",
    "/etablissement/",
    "/pilotage/",
    "/association/",
    "/?pres_de=Voiron&date=24/11/2026&debut=18:00&fin=20:00",
]


class Lecteur(Client):
    """A browser that remembers all the text that it was shown, by address."""

    def __init__(self, qui: Utilisateur | None):
        super().__init__()
        self.lues: dict[str, str] = {}
        if qui:
            self.force_login(qui)

    def get(self, adresse: str, *args, **options):
        reponse = super().get(adresse, *args, **options)
        if not reponse.streaming and not reponse["Content-Type"].startswith(("application/pdf", "image/")):
            self.lues[adresse] = AU_HASARD.sub("", reponse.content.decode())
        return reponse


def tout_lire(qui: Utilisateur | None) -> dict[str, str]:
    """Return all the pages and files that lead from one to the other for this person, and the API's requests."""
    lecteur = Lecteur(qui)
    se_promener(lecteur, *DEPARTS, par_vue=1)
    if qui:
        lecteur.get("/api/v1/demandes/")
    return lecteur.lues


@pytest.mark.lent
def test_pour_tous_les_autres_rien_ne_change_sur_aucune_page(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    monde = planter_le_monde()
    animer(monde)
    rivale = adherer(connue("rivale@exemple.fr"), association("Une rivale")).utilisateur
    autres = [None, monde.claire, monde.ines, monde.yann, monde.sonia, rivale]
    avant = [tout_lire(qui) for qui in autres]
    le_mien = tout_lire(monde.malik)
    for une in monde.salles.values():
        garde(une, monde.association, par=monde.malik, maintenant=MAINTENANT, objet=SECRET, date="24/11/2026")
    for qui, lues in zip(autres, avant, strict=True):
        maintenant = tout_lire(qui)
        assert {
            adresse for adresse in lues.keys() | maintenant if lues.get(adresse) != maintenant.get(adresse)
        } == set()
    assert SECRET in tout_lire(monde.malik)["/association/"]
    assert SECRET not in le_mien["/association/"]


@pytest.mark.parametrize("role", ["chef", "gestionnaire", "accueil", "instructeur", "superviseur"])
def test_nul_ne_l_a_dans_sa_portee_que_les_membres(role):
    ici, club = salle(), association()
    garde(ici, club)
    lieu = ici.etablissement if role in ("chef", "gestionnaire", "accueil") else ici.etablissement.collectivite
    qui = habiliter(personne(), role, lieu).utilisateur
    assert [portee(qui, modele).count() for modele in (Brouillon, Demande)] == [0, 0]
    assert [portee(president(club), modele).count() for modele in (Brouillon, Demande)] == [1, 0]


def test_un_brouillon_n_ouvre_pas_le_portefeuille_de_l_association_a_l_ecole(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    monde = planter_le_monde()
    garde(monde.salles["Salle des piliers"], monde.association, par=monde.malik)
    monde.association.pieces.create(type="statuts", fichier="statuts.pdf", deposee_le=MAINTENANT)
    assert [pieces_lisibles(qui).count() for qui in (monde.malik, monde.claire, monde.sonia)] == [1, 0, 0]


def test_le_pilotage_ne_compte_pas_les_brouillons():
    ici = salle()
    garde(ici, association())
    autorite, annee = ici.etablissement.collectivite, AnneeScolaire(2026)
    assert (etat(autorite, annee).demandes, etat(autorite, annee).en_attente) == ({}, 0)
    assert demandes_par_etablissement(autorite, annee) == []


def test_par_l_api_le_membre_lui_meme_n_a_que_ses_demandes(client, horloge, ici):
    club = association()
    brouillon = garde(ici, club)
    client.force_login(president(club))
    assert client.get("/api/v1/demandes/").json()["results"] == []
    assert client.get(f"/api/v1/demandes/{brouillon.pk}/").status_code == 404
    client.post("/demander/", envoi(ici, club, brouillon=f"{brouillon.pk}.1"))
    assert [lue["id"] for lue in client.get("/api/v1/demandes/").json()["results"]] == [brouillon.pk]


def test_les_dates_d_un_brouillon_se_demandent_par_un_autre_et_par_soi(client, horloge, ici):
    club, rivale = association(), association()
    garde(ici, club)
    for lieu in (rivale, club):
        client.force_login(president(lieu))
        client.post("/demander/", envoi(ici, lieu))

    assert [set(demande.creneaux.values_list("etat", flat=True)) for demande in Demande.objects.all()] == [
        {"souhaite"}
    ] * 2
    assert defauts(MAINTENANT) == []

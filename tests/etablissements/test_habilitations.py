"""Who names whom, until when, and who is told."""

from datetime import date, timedelta

import pytest
from django.core import mail

from comptes.models import Utilisateur
from etablissements.models import Collectivite, Etablissement, Habilitation
from etablissements.permissions import peut_decider
from etablissements.services.habilitations import (
    DejaFinie,
    DejaHabilite,
    DelegationSansFin,
    DernierSuperviseur,
    RoleImpossible,
    SousDelegation,
    habiliter,
    terminer,
)
from tests.personnages import collectivite, etablissement, personne
from tests.personnages import habiliter as donne

pytestmark = pytest.mark.django_db
LUNDI = date(2026, 9, 14)


@pytest.fixture
def ecole() -> Etablissement:
    return etablissement(nom="Collège Plan Menu")


@pytest.fixture
def chef(ecole) -> Utilisateur:
    chef = personne()
    donne(chef, "chef", ecole)
    return chef


@pytest.fixture
def superviseur(ecole) -> Utilisateur:
    superviseur = personne()
    donne(superviseur, "superviseur", ecole.collectivite)
    return superviseur


def nommer(lieu, par, role="gestionnaire", courriel="nouvelle@exemple.fr", **champs) -> Habilitation:
    return habiliter(lieu=lieu, role=role, courriel=courriel, aujourdhui=LUNDI, par=par, **champs)


def test_une_adresse_connue_recoit_le_role_et_un_message(ecole, chef, executer_taches):
    alice = personne("alice@exemple.fr")
    habilitation = nommer(ecole, chef, courriel="Alice@Exemple.fr")
    executer_taches()
    assert (habilitation.utilisateur, habilitation.role, habilitation.premier_jour) == (alice, "gestionnaire", LUNDI)
    assert mail.outbox[0].subject == "Vous êtes gestionnaire, Collège Plan Menu"
    assert "/compte/espace/" in mail.outbox[0].body


def test_une_adresse_inconnue_choisit_un_mot_de_passe_et_entre(ecole, chef, executer_taches, client):
    habilitation = nommer(ecole, chef)
    executer_taches()
    assert not habilitation.utilisateur.has_usable_password()
    assert "/compte/password/reset/" in mail.outbox[0].body
    client.post("/compte/password/reset/", {"email": "nouvelle@exemple.fr"})
    executer_taches()
    code = mail.outbox[-1].subject[:6]
    client.post("/compte/password/reset/confirm/", {"code": code})
    mots = {"password1": "un tableau noir et vert", "password2": "un tableau noir et vert"}
    client.post("/compte/password/reset/complete/", mots)
    entree = {"login": "nouvelle@exemple.fr", "password": "un tableau noir et vert"}
    assert client.post("/compte/login/", entree)["Location"] == "/compte/espace/"
    assert client.get("/compte/espace/")["Location"] == "/etablissement/"


def test_un_chef_delegue_jusqu_a_un_jour_compris(ecole, chef):
    delegue = nommer(ecole, chef, role="chef", dernier_jour=LUNDI + timedelta(days=4))
    assert (delegue.premier_jour, delegue.dernier_jour) == (LUNDI, date(2026, 9, 18))


def test_un_chef_ne_delegue_pas_sans_fin(ecole, chef):
    with pytest.raises(DelegationSansFin):
        nommer(ecole, chef, role="chef")


def test_une_delegation_ne_se_delegue_pas(ecole):
    delegue = personne()
    donne(delegue, "chef", ecole, dernier_jour=date(2090, 1, 1))
    with pytest.raises(SousDelegation):
        nommer(ecole, delegue, role="chef", dernier_jour=date(2080, 1, 1))


def test_la_collectivite_nomme_un_chef_sans_fin(ecole, superviseur):
    assert nommer(ecole, superviseur, role="chef").dernier_jour is None


@pytest.mark.parametrize("role", ["superviseur", "signataire", "roi", ""])
def test_un_role_se_tient_la_ou_il_existe(ecole, chef, role):
    with pytest.raises(RoleImpossible):
        nommer(ecole, chef, role=role)


def test_une_delegation_deja_finie_se_refuse(ecole, chef):
    with pytest.raises(DejaFinie):
        nommer(ecole, chef, dernier_jour=LUNDI - timedelta(days=1))


def test_le_meme_role_ne_se_donne_pas_deux_fois(ecole, chef):
    nommer(ecole, chef)
    with pytest.raises(DejaHabilite):
        nommer(ecole, chef)
    assert nommer(ecole, chef, role="accueil").role == "accueil"


def test_un_role_termine_ne_permet_plus_rien(ecole, executer_taches):
    alice = personne()
    habilitation = donne(alice, "chef", ecole)
    terminer(habilitation=habilitation, aujourdhui=date.today())  # noqa: DTZ011 -- the database judges by its own day
    executer_taches()
    assert not peut_decider(alice, ecole)
    assert mail.outbox[0].subject == "Votre rôle est terminé, Collège Plan Menu"


def test_un_role_du_jour_meme_disparait(ecole, chef):
    habilitation = nommer(ecole, chef)
    terminer(habilitation=habilitation, aujourdhui=LUNDI)
    assert not Habilitation.objects.filter(pk=habilitation.pk).exists()


def test_une_collectivite_garde_un_superviseur():
    isere: Collectivite = collectivite()
    seul = donne(personne(), "superviseur", isere)
    donne(personne(), "superviseur", isere, dernier_jour=date(2090, 1, 1))
    with pytest.raises(DernierSuperviseur):
        terminer(habilitation=seul, aujourdhui=LUNDI)
    donne(personne(), "superviseur", isere)
    terminer(habilitation=seul, aujourdhui=LUNDI)
    seul.refresh_from_db()
    assert seul.dernier_jour == date(2026, 9, 13)

"""From a form to a confirmed address: nothing typed on the way is lost."""

import re

import pytest
from allauth.account.models import EmailAddress

from comptes.models import Utilisateur
from tests.personnages import MOT_DE_PASSE, personne

pytestmark = pytest.mark.django_db
LIGNES = {"prenom": "Chloé", "nom": "Durand", "email": "Chloe@Exemple.fr", "password1": MOT_DE_PASSE}


def test_l_inscription_demande_quatre_lignes(client):
    formulaire = client.get("/compte/signup/").context["form"]
    assert [champ.label for champ in formulaire] == ["Prénom", "Nom", "Adresse électronique", "Mot de passe"]


def test_qui_a_deja_un_compte_entre_par_la_meme_page(client):
    demo = personne("demo@exemple.fr")
    EmailAddress.objects.create(user=demo, email=demo.courriel, verified=True, primary=True)
    page = client.get("/compte/signup/?next=/aide/")
    assert [champ.name for champ in page.context["connexion"]] == ["login", "password", "remember"]
    entree = {"login": "demo@exemple.fr", "password": MOT_DE_PASSE, "next": "/aide/"}
    assert client.post("/compte/login/", entree)["Location"] == "/aide/"


def test_le_code_recu_par_courriel_ouvre_le_compte_et_mene_ou_l_on_allait(client, boite, executer_taches):
    suite = "/association/nouvelle/?next=/"
    reponse = client.post("/compte/signup/", {**LIGNES, "next": suite})
    assert reponse.status_code == 302
    assert client.get(reponse["Location"]).status_code == 200
    executer_taches()
    (message,) = boite.messages
    code = re.search(r"\d{6}", message["Subject"])[0]
    assert message["To"] == "chloe@exemple.fr"
    assert message["Auto-Submitted"] == "auto-generated"
    assert code in message.get_body(("plain",)).get_content()
    assert code in message.get_body(("html",)).get_content()
    reponse = client.post("/compte/confirm-email/", {"code": code})
    assert reponse["Location"] == suite
    chloe = Utilisateur.objects.get()
    assert (chloe.prenom, chloe.nom, chloe.courriel) == ("Chloé", "Durand", "chloe@exemple.fr")
    assert client.get("/compte/").status_code == 200


def test_un_mauvais_code_le_dit_en_francais_et_n_ouvre_rien(client):
    client.post("/compte/signup/", LIGNES)
    reponse = client.post("/compte/confirm-email/", {"code": "000000"})
    assert "recopiez celui du dernier courriel reçu" in reponse.content.decode()
    assert client.get("/compte/").status_code == 302


def test_on_peut_corriger_son_adresse_avant_le_code(client, boite, executer_taches):
    client.post("/compte/signup/", LIGNES)
    client.post("/compte/confirm-email/", {"action": "change", "email": "chloe.durand@exemple.fr"})
    executer_taches()
    assert boite.messages[-1]["To"] == "chloe.durand@exemple.fr"
    code = re.search(r"\d{6}", boite.messages[-1]["Subject"])[0]
    client.post("/compte/confirm-email/", {"code": code})
    assert Utilisateur.objects.get().courriel == "chloe.durand@exemple.fr"


def test_une_adresse_deja_prise_ne_se_devine_pas(client, boite, executer_taches):
    personne("chloe@exemple.fr")
    reponse = client.post("/compte/signup/", LIGNES)
    assert reponse["Location"] == "/compte/confirm-email/"
    executer_taches()
    assert [message["Subject"] for message in boite.messages] == ["Vous avez déjà un compte sur Préau"]
    assert Utilisateur.objects.count() == 1


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("prenom", ""),
        ("nom", "x" * 81),
        ("nom", "a\x00b"),
        ("email", "pas une adresse"),
        ("email", ""),
        ("password1", "court"),
        ("password1", ""),
    ],
)
def test_une_ligne_fautive_reste_a_corriger(client, champ, valeur):
    reponse = client.post("/compte/signup/", {**LIGNES, champ: valeur})
    assert reponse.status_code == 200
    assert list(reponse.context["form"].errors) == [champ]
    assert Utilisateur.objects.count() == 0


def test_un_compte_de_demonstration_se_connecte_par_le_mot_de_passe_seul(client):
    demo = personne("demo@exemple.fr")
    EmailAddress.objects.create(user=demo, email=demo.courriel, verified=True, primary=True)
    reponse = client.post("/compte/login/?next=/aide/", {"login": "demo@exemple.fr", "password": MOT_DE_PASSE})
    assert reponse["Location"] == "/aide/"


def test_une_adresse_ailleurs_n_est_pas_suivie(client):
    demo = personne("demo@exemple.fr")
    EmailAddress.objects.create(user=demo, email=demo.courriel, verified=True, primary=True)
    reponse = client.post(
        "/compte/login/", {"login": demo.courriel, "password": MOT_DE_PASSE, "next": "https://ailleurs.example/"}
    )
    assert reponse["Location"] == "/compte/espace/"


def test_le_mot_de_passe_oublie_se_remplace_par_un_code(client, boite, executer_taches):
    demo = personne("demo@exemple.fr")
    EmailAddress.objects.create(user=demo, email=demo.courriel, verified=True, primary=True)
    client.post("/compte/password/reset/", {"email": "demo@exemple.fr"})
    executer_taches()
    code = re.search(r"\d{6}", boite.messages[0]["Subject"])[0]
    client.post("/compte/password/reset/confirm/", {"code": code})
    nouveau = {"password1": "un tableau noir et vert", "password2": "un tableau noir et vert"}
    client.post("/compte/password/reset/complete/", nouveau)
    executer_taches()
    demo.refresh_from_db()
    assert demo.check_password("un tableau noir et vert")
    assert (
        boite.messages[-1]["Subject"].strip() == "Votre compte Préau\N{NO-BREAK SPACE}: le mot de passe a été remplacé"
    )

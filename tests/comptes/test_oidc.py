"""Signing in through an OpenID Connect provider: the whole code flow, against a real one on loopback."""

import re
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from comptes.models import Utilisateur
from tests.personnages import MOT_DE_PASSE, personne

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.comptes.urls_oidc"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
PROCONNECT = {"given_name": "Dominique", "family_name": "Martin", "email": "d.martin@ac-essai.fr"}


def relier(settings, adresse: str) -> str:
    """Configure the provider as `PREAU_OIDC_*` do; return its address."""
    settings.PREAU_OIDC = True
    application = {
        "provider_id": "proconnect",
        "name": "ProConnect",
        "client_id": "preau",
        "secret": "secret-de-test",
        "settings": {
            "server_url": adresse,
            "scope": ["openid", "profile", "email"],
            "auth_params": {"acr_values": "eidas1"},
        },
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**settings.OIDC, "APPS": [application]}}
    return adresse


@pytest.fixture
def site_relie(settings, fournisseur) -> str:
    return relier(settings, fournisseur)


def se_connecter_chez(fournisseur: str, client, sub: str, **claims):
    """Follow the button of the sign-in page to the provider and back, as a browser does."""
    requests.put(f"{fournisseur}/users/{sub}", json={**PROCONNECT, **claims}, timeout=30).raise_for_status()
    page = client.get("/compte/login/?next=/aide/").content.decode()
    bouton = re.search(r'href="(/compte/tiers/[^"]+)"', page)[1].replace("&amp;", "&")
    depart = client.get(bouton)
    reponse = requests.post(depart["Location"], data={"sub": sub}, allow_redirects=False, timeout=30)
    retour = urlsplit(reponse.headers["Location"])
    return client.get(f"{retour.path}?{retour.query}")


def test_le_bouton_ne_parait_que_si_le_fournisseur_est_configure(client):
    assert "ProConnect" not in client.get("/compte/login/").content.decode()


def test_le_bouton_parait_quand_le_fournisseur_est_configure(client, site_relie):
    page = client.get("/compte/login/").content.decode()
    assert "Se connecter avec ProConnect" in page
    assert "Pour les agents publics" in page


def test_une_adresse_verifiee_chez_le_fournisseur_ouvre_un_compte_et_garde_la_suite(client, site_relie):
    reponse = se_connecter_chez(site_relie, client, "abc-123", email_verified=True)
    assert reponse["Location"] == "/aide/"
    dominique = Utilisateur.objects.get()
    assert (dominique.prenom, dominique.nom, dominique.courriel) == ("Dominique", "Martin", "d.martin@ac-essai.fr")
    assert SocialAccount.objects.get().uid == "abc-123"
    assert client.get("/compte/").status_code == 200


def test_une_adresse_que_le_fournisseur_n_affirme_pas_attend_son_code(client, site_relie):
    reponse = se_connecter_chez(site_relie, client, "abc-123")
    assert reponse["Location"] == "/compte/confirm-email/"
    assert client.get("/compte/").status_code == 302


def test_la_meme_personne_revient_sous_une_autre_adresse(client, site_relie):
    se_connecter_chez(site_relie, client, "abc-123", email_verified=True)
    client.post("/compte/logout/")
    se_connecter_chez(site_relie, client, "abc-123", email="autre@ac-essai.fr", email_verified=True)
    assert Utilisateur.objects.get().courriel == "d.martin@ac-essai.fr"


def test_l_adresse_d_un_autre_compte_n_est_jamais_prise(client, site_relie, executer_taches, mailoutbox):
    deja = personne("d.martin@ac-essai.fr")
    EmailAddress.objects.create(user=deja, email=deja.courriel, verified=True, primary=True)
    se_connecter_chez(site_relie, client, "abc-123", email_verified=True)
    executer_taches()
    assert [message.subject for message in mailoutbox] == ["Vous avez déjà un compte sur Préau"]
    assert not SocialAccount.objects.exists()
    assert client.get("/compte/").status_code == 302


def test_un_compte_relie_deux_moyens_de_connexion(client, site_relie):
    deja = personne("d.martin@exemple.fr")
    EmailAddress.objects.create(user=deja, email=deja.courriel, verified=True, primary=True)
    client.post("/compte/login/", {"login": deja.courriel, "password": MOT_DE_PASSE})
    client.post("/compte/reauthenticate/", {"password": MOT_DE_PASSE})
    page = client.get("/compte/tiers/").content.decode()
    assert "Relier ProConnect" in page
    bouton = re.search(r'href="(/compte/tiers/proconnect[^"]+|/compte/tiers/[^"]*login/[^"]*)"', page)[1]
    depart = client.get(bouton.replace("&amp;", "&"))
    requests.put(f"{site_relie}/users/abc-123", json=PROCONNECT, timeout=30).raise_for_status()
    reponse = requests.post(depart["Location"], data={"sub": "abc-123"}, allow_redirects=False, timeout=30)
    retour = urlsplit(reponse.headers["Location"])
    client.get(f"{retour.path}?{retour.query}")
    assert SocialAccount.objects.get().user == deja
    assert "Retirer celui-ci" in client.get("/compte/tiers/").content.decode()


def test_un_refus_chez_le_fournisseur_se_dit(client, site_relie):
    page = client.get("/compte/login/").content.decode()
    bouton = re.search(r'href="(/compte/tiers/[^"]+)"', page)[1].replace("&amp;", "&")
    depart = client.get(bouton)
    etat = re.search(r"state=([^&]+)", depart["Location"])[1]
    chemin = bouton.partition("?")[0] + f"callback/?error=access_denied&state={etat}"
    assert "abandonné" in client.get(chemin, follow=True).content.decode()
    assert "pas pu vous connecter" in client.get(chemin.replace(etat, "faux")).content.decode()


def test_proconnect_recoit_ce_qu_il_demande(client, site_relie):
    page = client.get("/compte/login/").content.decode()
    bouton = re.search(r'href="(/compte/tiers/[^"]+)"', page)[1].replace("&amp;", "&")
    demande = parse_qs(urlsplit(client.get(bouton)["Location"]).query)
    assert (len(demande["state"][0]), len(demande["nonce"][0])) == (32, 32)
    assert (demande["acr_values"], demande["response_type"]) == (["eidas1"], ["code"])
    assert demande["code_challenge_method"] == ["S256"]


def test_une_identite_signee_se_lit_comme_celle_de_proconnect(client, settings, proconnect):
    relier(settings, proconnect)
    reponse = se_connecter_chez(proconnect, client, "abc-123", email_verified=True)
    assert reponse["Location"] == "/aide/"
    assert Utilisateur.objects.get().courriel == "d.martin@ac-essai.fr"


def test_une_identite_mal_signee_ne_connecte_personne(client, settings, proconnect, monkeypatch):
    relier(settings, proconnect)
    vraie = requests.Session.get
    faux = jwt.encode({"sub": "x", "email": "chef@exemple.fr"}, "une clé qui n’est pas celle du fournisseur", "HS256")

    def detourner(session, adresse, **options):
        reponse = vraie(session, adresse, **options)
        if adresse.endswith("/userinfo"):
            reponse._content = faux.encode()
        return reponse

    monkeypatch.setattr(requests.Session, "get", detourner)
    reponse = se_connecter_chez(proconnect, client, "abc-123", email_verified=True)
    assert "pas pu vous connecter" in reponse.content.decode()
    assert not Utilisateur.objects.exists()


def test_un_retour_qui_n_est_pas_le_sien_ne_connecte_personne(client, site_relie):
    page = client.get("/compte/login/").content.decode()
    bouton = re.search(r'href="(/compte/tiers/[^"]+)"', page)[1].replace("&amp;", "&")
    depart = client.get(bouton)["Location"]
    rejoue = re.sub(r"nonce=[^&]+", "nonce=" + "n" * 32, depart)
    reponse = requests.post(rejoue, data={"sub": "abc-123"}, allow_redirects=False, timeout=30)
    retour = urlsplit(reponse.headers["Location"])
    assert "pas pu vous connecter" in client.get(f"{retour.path}?{retour.query}").content.decode()
    assert not Utilisateur.objects.exists()

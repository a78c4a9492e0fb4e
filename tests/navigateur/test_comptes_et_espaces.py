"""Accounts, associations, schools and settings in a real browser: by keyboard, at every width, under the policy."""

import re
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from associations.models import Association, DemandeAdhesion, Piece
from comptes.models import Utilisateur
from etablissements.models import Etablissement
from tests.personnages import (
    MAINTENANT,
    MOT_DE_PASSE,
    adherer,
    association,
    etablissement,
    habiliter,
    personne,
)
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db(transaction=True)
ANONYME = ["/compte/login/", "/compte/signup/", "/compte/password/reset/", "/etablissements/", "/etablissements/?q=zzz"]
TEXTES = ["/aide/", "/aide/association/", "/aide/etablissement/", "/aide/loge/", "/aide/collectivite/"]
TEXTES += ["/accessibilite/", "/donnees-personnelles/", "/mentions-legales/"]
COMPTE = ["/compte/", "/compte/email/", "/compte/password/change/", "/compte/double-facteur/", "/compte/logout/"]


@pytest.fixture
def essais() -> Association:
    """Return an association with something on each of its pages."""
    essais = association("Association de démonstration n° 12", rna="W381000012")
    DemandeAdhesion.objects.create(association=essais, utilisateur=personne(), deposee_le=MAINTENANT)
    Piece.objects.create(
        association=essais,
        type="attestation_rc",
        fichier="rc.pdf",
        deposee_le=MAINTENANT,
        dernier_jour=date(2020, 8, 31),
    )
    return essais


@pytest.fixture
def ecole() -> Etablissement:
    ecole = etablissement(nom="Collège Plan Menu")
    salle(ecole, nom="Gymnase", type="gymnase", accessible_pmr=True)
    return ecole


def verifiee(courriel: str) -> Utilisateur:
    """Return a person whose address is confirmed."""
    utilisateur = personne(courriel)
    EmailAddress.objects.create(user=utilisateur, email=courriel, verified=True, primary=True)
    return utilisateur


def entrer(page, live_server, utilisateur: Utilisateur) -> None:
    """Give the browser the session of a person who signed in."""
    client = Client()
    client.force_login(utilisateur)
    temoin = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": temoin, "url": live_server.url}])


def parcourir(page, sans_faute_axe, adresses: list[str]) -> None:
    """Open each page on a phone by day and on a screen in the evening: no fault, no horizontal scroll."""
    for largeur, look in [(320, "light"), (1280, "dark")]:
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=look)
        for adresse in adresses:
            assert page.goto(adresse).status == 200
            assert (adresse, page.evaluate("document.documentElement.scrollWidth")) == (adresse, largeur)
            sans_faute_axe(page)


def test_les_pages_publiques_se_lisent_partout(page, sans_faute_axe, ecole):
    parcourir(page, sans_faute_axe, [*ANONYME, *TEXTES, ecole.get_absolute_url()])


def test_l_espace_d_une_association_se_lit_partout(page, live_server, sans_faute_axe, essais):
    alice = verifiee("alice@exemple.fr")
    adherer(alice, essais)
    entrer(page, live_server, alice)
    fiche = essais.get_absolute_url()
    adresses = [fiche, f"{fiche}profil/", f"{fiche}membres/", f"{fiche}pieces/"]
    parcourir(page, sans_faute_axe, [*COMPTE, "/association/nouvelle/", "/association/rejoindre/", *adresses])


def test_les_pages_de_droits_et_de_reglages_se_lisent_partout(page, live_server, sans_faute_axe, ecole):
    superviseur = verifiee("sup@exemple.fr")
    habiliter(superviseur, "superviseur", ecole.collectivite)
    entrer(page, live_server, superviseur)
    code = ecole.collectivite.code
    adresses = [
        f"/pilotage/{code}/reglages/",
        f"/pilotage/{code}/habilitations/",
        f"/etablissement/{ecole.uai}/equipe/",
    ]
    parcourir(page, sans_faute_axe, adresses)


def test_au_clavier_seul_on_cree_son_compte_et_son_association_sans_perdre_son_chemin(
    page, executer_taches, mailoutbox
):
    page.goto("/association/nouvelle/?next=/etablissements/")
    page.get_by_role("link", name="Créer un compte, en quatre lignes").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Prénom").focus()
    for frappe in ["Chloé", "Durand", "chloe@exemple.fr", MOT_DE_PASSE]:
        page.keyboard.type(frappe)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("Code").wait_for()
    executer_taches()
    page.get_by_label("Code").focus()
    page.keyboard.type(re.search(r"\d{6}", mailoutbox[0].subject)[0])
    page.keyboard.press("Enter")
    page.get_by_label("Nom", exact=True).focus()
    page.keyboard.type("Les Essais")
    page.get_by_label("Numéro RNA").focus()
    page.keyboard.type("W381000001")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Les établissements").wait_for()
    page.get_by_text("Les Essais est inscrite").wait_for()
    assert Association.objects.get().membres.get().utilisateur.courriel == "chloe@exemple.fr"


def test_une_cle_d_acces_s_ajoute_puis_remplace_le_mot_de_passe(page, live_server):
    alice = verifiee("alice@exemple.fr")
    appareil = page.context.new_cdp_session(page)
    appareil.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    appareil.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/compte/login/?next=/compte/double-facteur/webauthn/add/")
    page.get_by_label("Adresse électronique").fill(alice.courriel)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_label("Nom de la clé").fill("Mon téléphone")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Ajouter la clé").click()
    page.get_by_role("heading", name="Vos codes de secours").or_(page.get_by_text("Mon téléphone")).first.wait_for()
    page.context.clear_cookies()
    page.goto("/compte/login/?next=/aide/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url("**/aide/")


def test_l_apercu_des_couleurs_suit_les_champs(page, live_server, ecole):
    superviseur = verifiee("sup@exemple.fr")
    habiliter(superviseur, "superviseur", ecole.collectivite)
    entrer(page, live_server, superviseur)
    page.goto(f"/pilotage/{ecole.collectivite.code}/reglages/")
    page.get_by_label("Couleur principale").fill("#123456")
    expect(page.locator('[data-couleur="1"][fill="#123456"]')).to_have_count(2)


def test_les_champs_d_une_ecole_gardent_la_longueur_d_une_ligne(page, live_server, ecole):
    gestionnaire = personne()
    habiliter(gestionnaire, "gestionnaire", ecole)
    entrer(page, live_server, gestionnaire)
    for adresse, champ in [("planning/saisir/", "Qui, ou quoi"), ("fermetures/", "Pourquoi")]:
        for largeur, au_plus in [(320, 284), (1280, 760)]:  # 64 characters, and the screen of a phone
            page.set_viewport_size({"width": largeur, "height": 900})
            page.goto(f"/etablissement/{ecole.uai}/{adresse}")
            assert page.get_by_label(champ).bounding_box()["width"] <= au_plus

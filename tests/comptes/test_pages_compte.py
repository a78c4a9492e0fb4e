"""Every account page: our look, our words, the strict policy; and what a person changes about oneself."""

import re

import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa import app_settings as mfa
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from rest_framework.authtoken.models import Token

from comptes.adaptateurs import FAITS, GABARITS, AdaptateurCompte
from plateforme.erreurs import REVENIR_DANS_S
from tests.personnages import MOT_DE_PASSE, adherer, association, etablissement, habiliter, personne

pytestmark = pytest.mark.django_db
ANGLAIS = re.compile(r"\b(the|your|you|name|password|passwordless|email|sign|click|please|account)\b", re.IGNORECASE)
CODE_EN_LIGNE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:\ssrc=|application/json))")


@pytest.fixture
def chloe(client):
    """Return a person who has signed in, and has just given the password again."""
    chloe = personne("chloe@exemple.fr", prenom="Chloé", nom="Durand")
    EmailAddress.objects.create(user=chloe, email=chloe.courriel, verified=True, primary=True)
    client.post("/compte/login/", {"login": chloe.courriel, "password": MOT_DE_PASSE})
    client.post("/compte/reauthenticate/", {"password": MOT_DE_PASSE})
    return chloe


def texte(page: str) -> str:
    """Return what a person reads of a page or a message, without markup nor addresses."""
    corps = page.partition("<main")[2].partition("</main>")[0] or page
    return re.sub(r"<script.*?</script>|<[^>]+>|https?:\S+", " ", corps, flags=re.DOTALL)


def verifier(page: str) -> None:
    assert 'class="entete"' in page
    assert not CODE_EN_LIGNE.findall(page)
    assert not ANGLAIS.findall(texte(page))


@pytest.mark.parametrize("nom", ["account_login", "account_signup", "account_reset_password", "account_inactive"])
def test_les_pages_d_entree_sont_des_notres(client, nom):
    reponse = client.get(reverse(nom))
    assert reponse.status_code == 200
    verifier(reponse.content.decode())


@pytest.mark.parametrize(
    "nom",
    [
        "compte",
        "jeton",
        "account_email",
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
    ],
)
def test_les_pages_d_une_personne_connectee_sont_des_notres(client, chloe, nom):
    reponse = client.get(reverse(nom))
    assert reponse.status_code == 200
    verifier(reponse.content.decode())


def test_les_pages_de_code_sont_des_notres(client):
    client.post("/compte/signup/", {"prenom": "A", "nom": "B", "email": "ab@exemple.fr", "password1": MOT_DE_PASSE})
    verifier(client.get("/compte/confirm-email/").content.decode())
    client.post("/compte/password/reset/", {"email": "ab@exemple.fr"})
    verifier(client.get("/compte/password/reset/confirm/").content.decode())


def test_une_application_de_codes_s_ajoute_et_garde_l_entree(client, chloe):
    secret = client.get("/compte/double-facteur/totp/activate/").context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    reponse = client.post("/compte/double-facteur/totp/activate/", {"code": code}, follow=True)
    verifier(reponse.content.decode())
    for nom in ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        verifier(client.get(reverse(nom)).content.decode())
    client.post("/compte/logout/")
    reponse = client.post(
        "/compte/login/?next=/aide/", {"login": chloe.courriel, "password": MOT_DE_PASSE}, follow=True
    )
    verifier(reponse.content.decode())
    assert reponse.request["PATH_INFO"] == "/compte/double-facteur/authenticate/"
    refus = client.post(reponse.request["PATH_INFO"], {"code": "123456"})
    assert "recopiez celui du dernier courriel" not in refus.content.decode()
    secours = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert client.post(reponse.request["PATH_INFO"], {"code": secours})["Location"] == "/aide/"


def test_une_cle_de_securite_se_nomme_et_se_retire(client, chloe):
    cle = Authenticator.objects.create(
        user=chloe, type="webauthn", data={"name": "Téléphone", "credential": {"clientExtensionResults": {}}}
    )
    verifier(client.get("/compte/double-facteur/webauthn/").content.decode())
    verifier(client.get(reverse("mfa_edit_webauthn", args=[cle.pk])).content.decode())
    verifier(client.get(reverse("mfa_remove_webauthn", args=[cle.pk])).content.decode())
    client.post(reverse("mfa_remove_webauthn", args=[cle.pk]))
    assert not Authenticator.objects.exists()


def test_l_adresse_change_apres_son_code(client, chloe, boite, executer_taches):
    client.post("/compte/email/", {"email": "c.durand@exemple.fr", "action_add": ""})
    verifier(client.get("/compte/email/").content.decode())
    chloe.refresh_from_db()
    assert chloe.courriel == "chloe@exemple.fr"
    executer_taches()
    code = re.search(r"\d{6}", boite.messages[-1]["Subject"])[0]
    client.post("/compte/confirm-email/", {"code": code})
    chloe.refresh_from_db()
    assert chloe.courriel == "c.durand@exemple.fr"


def test_une_personne_corrige_ses_lignes(client, chloe):
    reponse = client.post("/compte/", {"prenom": "Chloé", "nom": "Martin", "telephone": "+33 (0)6.12.34.56.78"})
    chloe.refresh_from_db()
    assert (reponse.status_code, chloe.nom, chloe.telephone) == (302, "Martin", "06 12 34 56 78")


@pytest.mark.parametrize("telephone", ["12", "06 12 34 56 7x", "+33 6", "٠٦١٢٣٤٥٦٧٨", "0" * 31])
def test_un_numero_de_telephone_impossible_se_dit(client, chloe, telephone):
    reponse = client.post("/compte/", {"prenom": "Chloé", "nom": "Durand", "telephone": telephone})
    assert list(reponse.context["form"].errors) == ["telephone"]


def test_la_page_du_compte_dit_pour_qui_l_on_agit(client, chloe):
    habiliter(chloe, "gestionnaire", etablissement(nom="Collège Plan Menu"))
    adherer(chloe, association("Les Essais"))
    page = client.get("/compte/").content.decode()
    assert "Collège Plan Menu" in page
    assert "Les Essais" in page


@pytest.mark.parametrize(("roles", "espace"), [("etablissement", "/etablissement/"), ("association", "/association/")])
def test_la_connexion_mene_a_l_espace_ou_quelque_chose_attend(client, chloe, roles, espace):
    if roles == "etablissement":
        habiliter(chloe, "chef", etablissement())
    else:
        adherer(chloe, association())
    assert client.get("/compte/espace/")["Location"] == espace


def test_un_jeton_se_montre_une_fois_et_se_reprend(client, chloe):
    page = client.post("/compte/jeton/").content.decode()
    jeton = Token.objects.get(user=chloe)
    assert jeton.key in page
    assert jeton.key not in client.get("/compte/").content.decode()
    client.post("/compte/jeton/")
    assert Token.objects.get(user=chloe).key != jeton.key
    client.post("/compte/jeton/revoquer/")
    assert not Token.objects.exists()


def test_qui_n_est_pas_connecte_est_mene_a_la_connexion_avec_sa_suite(client):
    assert client.get("/compte/?next=/aide/")["Location"] == "/compte/login/?next=%2Faide%2F"
    assert client.get("/compte/")["Location"] == "/compte/login/"
    assert client.get("/compte/jeton/")["Location"] == "/compte/login/?next=%2Fcompte%2Fjeton%2F"


def test_trop_d_essais_se_disent_en_francais(client):
    for _ in range(6):
        page = client.post("/compte/login/", {"login": "chloe@exemple.fr", "password": "faux"}).content.decode()
    assert "Trop d’essais" in page
    verifier(page)


def test_au_dela_de_la_cadence_la_page_est_en_francais_et_dit_quand_revenir(client):
    reponses = [client.post("/compte/login/", {}) for _ in range(31)]
    assert [reponse.status_code for reponse in reponses] == [200] * 30 + [429]
    assert (reponses[-1]["Retry-After"], "Retry-After" in reponses[0]) == ("60", False)
    page = reponses[-1].content.decode()
    assert "Trop d’essais en peu de temps." in page
    assert "Attendez une minute" in page
    verifier(page)


def test_tout_ce_qu_allauth_refuse_par_une_page_se_compte_sur_une_minute():
    par_une_phrase = {"login_failed", "confirm_email", "verify_phone"}  # said on the form, or phones that nobody gives
    cadences = {**app_settings.RATE_LIMITS, **mfa.RATE_LIMITS}
    durees = {
        rate.duration for action, ecrites in cadences.items() if action not in par_une_phrase
        for rate in parse_rates(ecrites)
    }  # fmt: skip
    assert durees == {REVENIR_DANS_S}


@pytest.mark.parametrize("prefixe", sorted(GABARITS | FAITS))
def test_chaque_message_de_compte_a_ses_deux_versions(prefixe, executer_taches, mailoutbox):
    AdaptateurCompte().send_mail(prefixe, "chloe@exemple.fr", {"code": "123456"})
    executer_taches()
    (message,) = mailoutbox
    assert message.subject
    assert not ANGLAIS.findall(texte(message.body))
    assert "<h1>" in message.alternatives[0].content


def test_les_noms_des_cles_sont_en_francais():
    assert "Clé" in str(get_adapter().generate_authenticator_name(personne(), Authenticator.Type.WEBAUTHN))

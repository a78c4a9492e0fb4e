"""Forms about the person: signing in, signing up, one's own lines."""

from collections.abc import Mapping

from allauth.account import forms as compte
from allauth.mfa.base import forms as facteur
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as cles
from django import forms

from comptes.champs import ChampTelephone

ADRESSE = "Adresse électronique"
AIDE_MOT_DE_PASSE = "Douze caractères au moins. Quelques mots à la suite font un bon mot de passe."
AIDE_CODE = "Le code à six chiffres de votre application, ou un de vos codes de secours."


class NosMots(forms.Form):
    """Say a form of allauth in the words of this site: `mots` gives a label and a hint by field."""

    mots: Mapping[str, tuple[str, str]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nom, (mot, aide) in self.mots.items():
            self.fields[nom].label, self.fields[nom].help_text = mot, aide


class ConnexionForm(NosMots, compte.LoginForm):
    mots = {
        "login": (ADRESSE, ""),
        "password": ("Mot de passe", ""),
        "remember": ("Rester connecté sur cet appareil", ""),
    }


class InscriptionForm(NosMots, compte.SignupForm):
    """First name, name, address, password: nothing else is needed to ask for a room."""

    field_order = ("prenom", "nom", "email", "password1")
    mots = {"email": (ADRESSE, ""), "password1": ("Mot de passe", AIDE_MOT_DE_PASSE)}

    prenom = forms.CharField(label="Prénom", max_length=80, widget=forms.TextInput({"autocomplete": "given-name"}))
    nom = forms.CharField(max_length=80, widget=forms.TextInput({"autocomplete": "family-name"}))


class AdresseForm(NosMots, compte.AddEmailForm):
    mots = {"email": ("Nouvelle adresse électronique", "Nous y enverrons un code.")}


class MotDePasseOublieForm(NosMots, compte.ResetPasswordForm):
    mots = {"email": (ADRESSE, "")}


class NouveauMotDePasseForm(NosMots, compte.ResetPasswordKeyForm):
    mots = {"password1": ("Nouveau mot de passe", AIDE_MOT_DE_PASSE), "password2": ("Le même, une seconde fois", "")}


class ChangerMotDePasseForm(NosMots, compte.ChangePasswordForm):
    mots = {"oldpassword": ("Mot de passe actuel", ""), **NouveauMotDePasseForm.mots}


class ChoisirMotDePasseForm(NosMots, compte.SetPasswordForm):
    mots = NouveauMotDePasseForm.mots


class SecondFacteurForm(NosMots, facteur.AuthenticateForm):
    mots = {"code": ("Code", AIDE_CODE)}


class SecondFacteurDeNouveauForm(NosMots, facteur.ReauthenticateForm):
    mots = {"code": ("Code", AIDE_CODE)}


class ApplicationForm(NosMots, totp.ActivateTOTPForm):
    mots = {"code": ("Code à six chiffres", "Celui que l’application affiche en ce moment.")}


class CleForm(NosMots, cles.AddWebAuthnForm):
    mots = {
        "name": ("Nom de la clé", "« Mon téléphone », « Clé bleue »."),
        "passwordless": (
            "Cette clé remplace le mot de passe",
            "Elle doit alors vous reconnaître : empreinte, visage ou code de l’appareil.",
        ),
    }


class NomDeCleForm(NosMots, cles.EditWebAuthnForm):
    mots = {"name": ("Nom de la clé", "")}


class ProfilForm(forms.Form):
    """What others read of a person: the name in decisions, the telephone of a responsable."""

    prenom = forms.CharField(label="Prénom", max_length=80, widget=forms.TextInput({"autocomplete": "given-name"}))
    nom = forms.CharField(max_length=80, widget=forms.TextInput({"autocomplete": "family-name"}))
    telephone = ChampTelephone(required=False)

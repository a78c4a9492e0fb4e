"""Where allauth asks this site for its own way: who is created, what is said, how people are written to."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

from comptes.courriels import programmer_courriel

# allauth's name of a message -> the name of ours.
GABARITS = {
    "account/email/email_confirmation": "comptes/code_adresse",
    "account/email/email_confirmation_signup": "comptes/code_adresse",
    "account/email/password_reset_code": "comptes/code_mot_de_passe",
    "account/email/account_already_exists": "comptes/deja_inscrit",
    "account/email/unknown_account": "comptes/compte_inconnu",
}
# What changed, told by one message: « Votre compte : … ».
FAITS = {
    "account/email/password_changed": "le mot de passe a changé",
    "account/email/password_reset": "le mot de passe a été remplacé",
    "account/email/password_set": "un mot de passe a été choisi",
    "account/email/email_changed": "l’adresse électronique a changé",
    "account/email/email_confirm": "l’adresse électronique est confirmée",
    "account/email/email_deleted": "une adresse électronique a été retirée",
    "mfa/email/totp_activated": "une application de codes a été ajoutée",
    "mfa/email/totp_deactivated": "l’application de codes a été retirée",
    "mfa/email/webauthn_added": "une clé de sécurité a été ajoutée",
    "mfa/email/webauthn_removed": "une clé de sécurité a été retirée",
    "mfa/email/recovery_codes_generated": "de nouveaux codes de secours ont été faits",
    "socialaccount/email/account_connected": "un autre moyen de connexion a été relié",
    "socialaccount/email/account_disconnected": "un autre moyen de connexion a été retiré",
}


class AdaptateurCompte(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Ce compte est fermé. Écrivez à la collectivité pour le rouvrir.",
        "duplicate_email": "C’est déjà l’adresse de ce compte.",
        "email_password_mismatch": "L’adresse ou le mot de passe ne convient pas. Vérifiez-les, "
        "ou demandez un nouveau mot de passe.",
        "email_taken": "Un compte existe déjà avec cette adresse.",
        "incorrect_code": "Ce code ne convient pas : recopiez celui du dernier courriel reçu.",
        "incorrect_password": "Ce n’est pas votre mot de passe : essayez de nouveau.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel : essayez de nouveau.",
        "rate_limited": "Trop d’essais en peu de temps : attendez quelques minutes.",
        "same_as_current": "Cette adresse est déjà la vôtre : écrivez la nouvelle.",
        "too_many_login_attempts": "Trop d’essais : attendez quelques minutes, ou demandez un nouveau mot de passe.",
    }

    def save_user(self, request, user, form, commit=True):
        """Keep the names that the sign-up form asks beside what allauth knows."""
        user.prenom = form.cleaned_data.get("prenom", user.prenom)
        user.nom = form.cleaned_data.get("nom", user.nom)
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Enqueue our own message instead of rendering allauth's; only plain values go with it."""
        if fait := FAITS.get(template_prefix):
            programmer_courriel("comptes/securite", [email], {"fait": fait})
        else:
            programmer_courriel(GABARITS[template_prefix], [email], {"code": context.get("code", "")})


class AdaptateurTiers(DefaultSocialAccountAdapter):
    """ProConnect, or any OpenID Connect provider.

    The account is known by (issuer, sub), never by its e-mail: an address that already has an account here is not taken
    over, its owner signs in first and links the two.
    """

    def populate_user(self, request, sociallogin, data):
        """Keep the names; `usual_name` is ProConnect's word for the surname."""
        user = super().populate_user(request, sociallogin, data)
        declarees = sociallogin.account.extra_data.get("userinfo", {})
        user.prenom = (data.get("first_name") or "")[:80]
        user.nom = (data.get("last_name") or declarees.get("usual_name") or "")[:80]
        return user

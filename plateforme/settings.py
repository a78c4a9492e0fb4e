"""Settings of the site, read from the environment; `docs/exploitation.md` lists every variable.

Safe by default: nothing is opened up unless asked. Without `DATABASE_URL` the site is *local*: it runs
on its private PostgreSQL server and keeps a generated secret in a private file beside it.
"""

import os
from importlib.resources import files
from pathlib import Path

from csp.constants import NONE, SELF

from plateforme import environnement, postgres_local
from plateforme.secret import secret_local

BASE_DIR = Path(__file__).resolve().parent.parent
DOSSIER_LOCAL = BASE_DIR / ".local"


# -- Mode ------------------------------------------------------------------------

DEBUG = environnement.oui("PREAU_DEBUG", False)
EST_LOCAL = "DATABASE_URL" not in os.environ

if EST_LOCAL or DEBUG:
    SECRET_KEY = environnement.texte("PREAU_CLE_SECRETE") or secret_local(DOSSIER_LOCAL / "cle-secrete")
else:
    SECRET_KEY = environnement.exige("PREAU_CLE_SECRETE", "donnez une longue suite de caractères au hasard.")

ALLOWED_HOSTS = environnement.hotes("PREAU_HOTES", "127.0.0.1,localhost,[::1]")
# Where people reach the site; links in e-mails and PDFs start with it. No final slash.
PREAU_ADRESSE = environnement.adresse_web("PREAU_ADRESSE", "http://127.0.0.1:8000")

# Whom the law asks a public site to name (LCEN, article 6): its publisher and its host, as sentences.
PREAU_EDITEUR = environnement.texte(
    "PREAU_EDITEUR", "Ce site est une démonstration : aucune collectivité ne le publie."
)
PREAU_HEBERGEUR = environnement.texte("PREAU_HEBERGEUR", "Ce site tourne sur la machine de la personne qui l’essaie.")

# -- Applications ----------------------------------------------------------------

INSTALLED_APPS = [
    # The house, top layer first; its templates come before those of any package.
    "plateforme",
    "pilotage",
    "conventions",
    "salles",
    "associations",
    "etablissements",
    "comptes",
    "socle",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "anymail",
    "leaflet",
    "lucide",
    "schedule",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "plateforme.typographie.EspacesInsecables",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plateforme.discretion.RienNeReste",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "plateforme.erreurs.RefusEnPage",
]

ROOT_URLCONF = "plateforme.urls"
WSGI_APPLICATION = "plateforme.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "plateforme.contexte.navigation",
            ],
        },
    }
]
# Form fields are drawn by templates/django/forms/, not by Django's own files.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- Database --------------------------------------------------------------------

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **(postgres_local.DEMO.reglages() if EST_LOCAL else environnement.base_de_donnees("DATABASE_URL")),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits count in the cache, so every process must see the same one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "plateforme_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# -- Language and time -----------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# -- Files -----------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(environnement.texte("PREAU_STATIQUES") or DOSSIER_LOCAL / "statiques")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    # The font comes from its package: nothing third-party is copied into the repository.
    ("polices/atkinson-hyperlegible", str(files("fontpkg_atkinson_hyperlegible") / "files")),
]
# Photos and documents: handed out by views that check rights, never by the web server.
MEDIA_ROOT = Path(environnement.texte("PREAU_FICHIERS") or DOSSIER_LOCAL / "fichiers")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_PERMISSIONS = 0o640

# -- People: e-mail and password, second factor, ProConnect ------------------------

AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "espace"  # one's own: the school's, the authority's, the association's

ACCOUNT_USER_MODEL_EMAIL_FIELD = "courriel"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_ADAPTER = "comptes.adaptateurs.AdaptateurCompte"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900  # seconds; messages say it
ACCOUNT_CHANGE_EMAIL = True  # one address a person, replaced once the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "comptes.forms.ConnexionForm",
    "signup": "comptes.forms.InscriptionForm",
    "add_email": "comptes.forms.AdresseForm",
    "reset_password": "comptes.forms.MotDePasseOublieForm",
    "reset_password_from_key": "comptes.forms.NouveauMotDePasseForm",
    "change_password": "comptes.forms.ChangerMotDePasseForm",
    "set_password": "comptes.forms.ChoisirMotDePasseForm",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PREAU_ADRESSE.partition(":")[0]

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Préau"
MFA_FORMS = {
    "authenticate": "comptes.forms.SecondFacteurForm",
    "reauthenticate": "comptes.forms.SecondFacteurDeNouveauForm",
    "activate_totp": "comptes.forms.ApplicationForm",
    "add_webauthn": "comptes.forms.CleForm",
    "edit_webauthn": "comptes.forms.NomDeCleForm",
}
# WebAuthn needs HTTPS, except on the machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or EST_LOCAL

# ProConnect, or any OpenID Connect provider: there only once its address is given.
PREAU_OIDC_SERVEUR = environnement.adresse_web("PREAU_OIDC_SERVEUR")
PREAU_OIDC = bool(PREAU_OIDC_SERVEUR)
SOCIALACCOUNT_ADAPTER = "comptes.adaptateurs.AdaptateurTiers"
# A link, not a form: `form-action` of the policy below would stop the provider's own redirections.
SOCIALACCOUNT_LOGIN_ON_GET = True
OIDC = {"provider_class": "comptes.proconnect.FournisseurOIDC", "OAUTH_PKCE_ENABLED": True, "APPS": []}
if PREAU_OIDC:
    OIDC["APPS"] = [
        {
            "provider_id": "proconnect",
            "name": environnement.texte("PREAU_OIDC_NOM", "ProConnect"),
            "client_id": environnement.exige("PREAU_OIDC_CLIENT", "PREAU_OIDC_SERVEUR ne va pas sans lui."),
            "secret": environnement.exige("PREAU_OIDC_SECRET", "PREAU_OIDC_SERVEUR ne va pas sans lui."),
            "settings": {
                "server_url": PREAU_OIDC_SERVEUR,
                "scope": environnement.liste("PREAU_OIDC_PORTEE", "openid,given_name,usual_name,email"),
                "auth_params": {"acr_values": environnement.texte("PREAU_OIDC_ACR", "eidas1")},
            },
        }
    ]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": OIDC}

# -- Security --------------------------------------------------------------------

# Off only for a site served on the machine itself (the demo).
PREAU_HTTPS = environnement.oui("PREAU_HTTPS", not DEBUG)
SECURE_SSL_REDIRECT = PREAU_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if PREAU_HTTPS else 0  # one year
SECURE_HSTS_INCLUDE_SUBDOMAINS = PREAU_HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the preload list binds a whole domain for years: its owner's choice
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PREAU_HTTPS
X_FRAME_OPTIONS = "DENY"
DERRIERE_UN_PROXY = environnement.oui("PREAU_PROXY", False)
if DERRIERE_UN_PROXY:
    # Only where a reverse proxy sets this header itself: otherwise anyone may claim HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # sign-in attempts are counted by the address that the proxy saw

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "https://data.geopf.fr"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- API -------------------------------------------------------------------------

# A site that serves the machine that it stands on lets fifty times more through.
FOIS = 50 if EST_LOCAL else 1
# Calls a minute; 0 for no limit. `jeton`: refused tokens. Sign-in by page has the limits of allauth.
PREAU_API_PAR_MINUTE = {
    "anonyme": environnement.entier("PREAU_API_ANONYME", 300 * FOIS),  # by address
    "lecture": environnement.entier("PREAU_API_LECTURE", 600 * FOIS),  # by account
    "ecriture": environnement.entier("PREAU_API_ECRITURE", 120 * FOIS),  # by account
    "jeton": environnement.entier("PREAU_API_JETON", 20 * FOIS),  # by address
}
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "plateforme.problemes.repondre_probleme",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "plateforme.authentification.Jeton",
        "plateforme.authentification.CookieDuSite",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["plateforme.cadence.Cadence"],
    "NUM_PROXIES": int(DERRIERE_UN_PROXY),  # which address of `X-Forwarded-For` is believed
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "plateforme.appels.Negociation",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["plateforme.corps.CorpsJSON"],
    "DEFAULT_METADATA_CLASS": None,  # `/api/schema/` describes the calls
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "plateforme.appels.Pages",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Préau",
    "DESCRIPTION": (
        "Trouver, demander et accorder les locaux scolaires disponibles.\n\n"
        "Lire le catalogue public ne demande pas de compte. Le reste demande un jeton, pris sur `/compte/` : "
        "`Authorization: Token <jeton>`.\n\n"
        "Les instants portent leur décalage ; une date ou une heure sans décalage est celle de l’établissement. "
        "Un paramètre inconnu ou une mauvaise valeur est refusé, jamais ignoré. "
        "Un refus est un `application/problem+json` (RFC 9457), avec un `code` stable et une phrase qui dit quoi faire."
        " Trop d’appels dans une minute : 429, et `Retry-After` dit dans combien de secondes revenir."
    ),
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "plateforme.problemes.documenter",
    ],
    "TAGS": [
        {"name": "recherche", "description": "Trouver une salle libre"},
        {"name": "salles", "description": "Ce qui est proposé, quand, et pourquoi pas"},
        {"name": "etablissements", "description": "Les collèges et les lycées"},
        {"name": "demandes", "description": "Demander, décider, retirer"},
        {"name": "creneaux", "description": "Chaque date d’une demande"},
        {"name": "conventions", "description": "Ce qui est convenu"},
        {"name": "referentiels", "description": "Les codes et leurs mots"},
    ],
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0, "validatorUrl": None},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# -- Jobs ------------------------------------------------------------------------

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "taches"  # each app names its jobs there
# A job done is forgotten: it held an address. Ten seconds to end the one at hand when told to stop.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful", "shutdown_graceful_timeout": 10}

# -- E-mail ----------------------------------------------------------------------

EMAIL_BACKEND = environnement.envoi_des_courriels("PREAU_COURRIEL", "fichiers" if EST_LOCAL else "smtp")
EMAIL_FILE_PATH = DOSSIER_LOCAL / "courriels"
EMAIL_HOST = environnement.texte("PREAU_SMTP_HOTE", "localhost")
EMAIL_PORT = environnement.entier("PREAU_SMTP_PORT", 25, minimum=1, maximum=65_535)
EMAIL_HOST_USER = environnement.texte("PREAU_SMTP_COMPTE")
EMAIL_HOST_PASSWORD = os.environ.get("PREAU_SMTP_MOT_DE_PASSE", "")
EMAIL_USE_TLS = environnement.oui("PREAU_SMTP_TLS", False)
EMAIL_TIMEOUT = 20  # seconds
ANYMAIL = environnement.objet_json("PREAU_ANYMAIL")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environnement.expediteur("PREAU_EXPEDITEUR", "Préau <ne-pas-repondre@localhost>")

# -- Geocoder and map ------------------------------------------------------------

# Empty: no network, the local table of communes answers alone.
PREAU_GEOCODEUR_DOMAINE = os.environ.get("PREAU_GEOCODEUR_DOMAINE", "data.geopf.fr/geocodage")
PREAU_GEOCODEUR_DELAI_S = 2

# -- What is kept ----------------------------------------------------------------

# A draft of a request names people: untouched for that long, it is thrown away.
PREAU_BROUILLONS_JOURS = environnement.entier("PREAU_BROUILLONS_JOURS", 365, minimum=30, maximum=3_650)

# -- Logs ------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "ligne"}},
    "root": {"handlers": ["terminal"], "level": environnement.parmi("PREAU_JOURNAL", environnement.NIVEAUX, "WARNING")},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}

"""Settings of the test run: the site's own, on the tests' PostgreSQL server, deaf to whoever's environment."""

import os

from plateforme import postgres_local

for nom in [nom for nom in os.environ if nom.startswith("PREAU_") and not nom.startswith("PREAU_TESTS_")]:
    del os.environ[nom]
os.environ["PREAU_HTTPS"] = "0"

from plateforme.settings import *  # noqa: E402, F403 - a settings module repeats every name of the one it changes
from plateforme.settings import DATABASES, EST_LOCAL, PREAU_API_PAR_MINUTE, STORAGES  # noqa: E402

if EST_LOCAL:
    DATABASES["default"] |= postgres_local.TESTS.reglages()

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Slow on purpose in the product; here a sign-in per test would cost minutes.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
# Nothing listens there: a test that reaches for the real geocoder gets the answer of a network that is down.
PREAU_GEOCODEUR_DOMAINE = "127.0.0.1:9"
# Each test says how many calls are too many, where it is about that.
PREAU_API_PAR_MINUTE = dict.fromkeys(PREAU_API_PAR_MINUTE, 0)

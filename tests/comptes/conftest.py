"""A mail server and an identity provider, both real, both on this machine."""

import warnings
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.boite import BoiteAuxLettres, ouvrir_boite


@pytest.fixture(autouse=True)
def _compteurs_remis_a_zero() -> None:
    """Sign-in attempts are counted in the cache: a test does not pay for another."""
    cache.clear()


@pytest.fixture
def boite(settings) -> Iterator[BoiteAuxLettres]:
    """Send the site's e-mails to a real SMTP server on loopback."""
    with ouvrir_boite() as boite:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = boite.hote, boite.port
        yield boite


@pytest.fixture
def fournisseur() -> Iterator[str]:
    """Run an OpenID Connect provider on loopback; return its address."""
    with warnings.catch_warnings(record=True):
        import oidc_provider_mock  # noqa: PLC0415 -- it warns when imported, and every warning is an error

    with oidc_provider_mock.run_server_in_thread() as serveur:
        yield f"http://localhost:{serveur.server_port}"

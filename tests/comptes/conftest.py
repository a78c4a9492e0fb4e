"""A mail server and an identity provider, both real, both on this machine."""

import socket
import warnings
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _compteurs_remis_a_zero() -> None:
    """Sign-in attempts are counted in the cache: a test does not pay for another."""
    cache.clear()


class BoiteAuxLettres:
    """Keep what arrives, as a mail reader would show it."""

    def __init__(self):
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the name that aiosmtpd calls
        self.messages.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"


@pytest.fixture
def boite(settings) -> Iterator[BoiteAuxLettres]:
    """Send the site's e-mails to a real SMTP server on loopback."""
    boite = BoiteAuxLettres()
    with socket.create_server(("127.0.0.1", 0)) as libre:
        hote, port = libre.getsockname()
    serveur = Controller(boite, hostname=hote, port=port)
    serveur.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = hote, port
    yield boite
    serveur.stop()


@pytest.fixture
def fournisseur() -> Iterator[str]:
    """Run an OpenID Connect provider on loopback; return its address."""
    with warnings.catch_warnings(record=True):
        import oidc_provider_mock  # noqa: PLC0415 -- it warns when imported, and every warning is an error

    with oidc_provider_mock.run_server_in_thread() as serveur:
        yield f"http://localhost:{serveur.server_port}"

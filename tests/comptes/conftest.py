"""A mail server and an identity provider, both real, both on this machine."""

import json
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, request
from werkzeug.serving import make_server

from tests.boite import BoiteAuxLettres, ouvrir_boite

CLIENT = "preau"


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
    with servir(creer_fournisseur()) as adresse:
        yield adresse


@pytest.fixture
def proconnect() -> Iterator[str]:
    """Run the same provider with ProConnect's manner: who the person is comes as a signed JWT."""
    with servir(signer_l_identite(creer_fournisseur())) as adresse:
        yield adresse


def creer_fournisseur() -> Flask:
    """Return the provider; it refuses a sign-in without a nonce."""
    with warnings.catch_warnings(record=True):
        import oidc_provider_mock  # noqa: PLC0415 -- it warns when imported, and every warning is an error

        return oidc_provider_mock.app(require_nonce=True)


def signer_l_identite(application: Flask) -> Flask:
    """Make `/userinfo` answer a JWT, as ProConnect does, and publish the key that checks it."""
    cle = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    publique = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(cle.public_key())) | {"kid": "identite", "alg": "RS256"}

    @application.after_request
    def signer(reponse):
        if request.path == "/userinfo" and reponse.status_code == 200:
            contenu = reponse.get_json() | {
                "iss": request.url_root.rstrip("/"),
                "aud": CLIENT,
                "exp": int(time.time()) + 60,
            }
            reponse.set_data(jwt.encode(contenu, cle, algorithm="RS256", headers={"kid": "identite"}))
            reponse.content_type = "application/jwt"
        elif request.path == "/jwks":
            reponse.set_data(json.dumps({"keys": [*reponse.get_json()["keys"], publique]}))
        return reponse

    return application


@contextmanager
def servir(application: Flask) -> Iterator[str]:
    """Serve an application on loopback from a thread, for the length of the block."""
    serveur = make_server("localhost", 0, application, threaded=True)
    fil = threading.Thread(target=serveur.serve_forever, args=[0.1])
    fil.start()
    yield f"http://localhost:{serveur.server_port}"
    serveur.shutdown()
    fil.join()
    serveur.server_close()

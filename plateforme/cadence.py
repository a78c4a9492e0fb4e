"""How many calls of the API one caller may make in a minute; beyond, 429 and when to come back.

Counters are rows that all web processes share, each call one statement. They hold no address: a caller is a keyed hash.
"""

from datetime import datetime
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

MINUTE_S = 60
RESEAU_IPV6 = 64  # bits: what one subscriber is given
COMPTER = """
    INSERT INTO plateforme_cadence AS connue (appelant, minute, appels) VALUES (%s, %s, 1)
    ON CONFLICT (appelant) DO UPDATE SET
        appels = CASE WHEN connue.minute >= excluded.minute THEN connue.appels + 1 ELSE 1 END,
        minute = greatest(connue.minute, excluded.minute)
    RETURNING appels
"""


class Cadence(BaseThrottle):
    """Count a call under its caller: an account, reading or writing apart, or else the address it comes from."""

    attente: float | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.user.is_authenticated:
            genre = "lecture" if request.method in SAFE_METHODS else "ecriture"
            self.attente = attente(genre, str(request.user.pk), timezone.now())
        else:
            self.attente = attente("anonyme", provenance(request), timezone.now())
        return self.attente is None

    def wait(self) -> float | None:
        return self.attente


def attente(genre: str, appelant: str, maintenant: datetime) -> float | None:
    """Count one call and return how many seconds to wait before the next, None while within the limit.

    A limit of 0 counts nothing. Minutes are those of the clock: at worst, twice the limit passes across their border.
    """
    limite = settings.PREAU_API_PAR_MINUTE[genre]
    if not limite:
        return None
    minute, secondes = divmod(int(maintenant.timestamp()), MINUTE_S)
    cle = salted_hmac("plateforme.cadence", f"{genre} {appelant}", algorithm="sha256").hexdigest()
    with connection.cursor() as curseur:
        curseur.execute(COMPTER, [cle, minute])
        [appels] = curseur.fetchone()
    return None if appels <= limite else MINUTE_S - secondes


def provenance(request: Request) -> str:
    """Return the address of the caller, the network of the subscriber for IPv6."""
    adresse = BaseThrottle().get_ident(request)
    try:
        lue = ip_address(adresse)
    except ValueError:
        return adresse
    return str(IPv6Network((lue, RESEAU_IPV6), strict=False)) if isinstance(lue, IPv6Address) else adresse


def oublier(avant: datetime) -> None:
    """Drop the counters that no longer count."""
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM plateforme_cadence WHERE minute < %s", [int(avant.timestamp()) // MINUTE_S])

"""Who calls the API: a token, or the cookie of the site. What is refused says how to come in."""

from django.utils import timezone
from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.request import Request

from plateforme.cadence import attente, provenance
from socle.erreur import ErreurMetier


class CsrfManquant(ErreurMetier):
    code = "csrf_manquant"
    message = (
        "Avec le cookie du site, une écriture porte aussi l’en-tête « X-CSRFToken », qui reprend le cookie "
        "« csrftoken ». Un programme envoie plutôt son jeton : « Authorization: Token <jeton> »."
    )
    statut_http = 403


class Jeton(TokenAuthentication):
    """The token of a person. One address does not try tokens without end."""

    def authenticate(self, request: Request) -> tuple | None:
        try:
            return super().authenticate(request)
        except AuthenticationFailed:
            if secondes := attente("jeton", provenance(request), timezone.now()):
                raise Throttled(secondes) from None
            raise


class CookieDuSite(SessionAuthentication):
    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as refus:
            raise CsrfManquant from refus


class DescriptionDuCookie(SessionScheme):
    target_class = "plateforme.authentification.CookieDuSite"

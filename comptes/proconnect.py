"""What ProConnect asks beyond plain OpenID Connect: long state and nonce, and who one is told by a signed JWT.

Source: documentation of ProConnect for service providers. Other providers answer the same code: a nonce is part of
OpenID Connect Core (3.1.2.1), and a JSON answer is read as before.
"""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.utils.crypto import constant_time_compare, get_random_string

LONGUEUR = 32  # characters, the least that ProConnect takes for `state` and `nonce`
NONCE = "oidc_nonce"
JWT = "application/jwt"


class AdaptateurOIDC(OpenIDConnectOAuth2Adapter):
    def _fetch_user_info(self, access_token: str) -> dict:
        """Read who the person is, from JSON or from a JWT whose signature is checked."""
        with get_adapter().get_requests_session() as session:
            reponse = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            reponse.raise_for_status()
        if not reponse.headers.get("Content-Type", "").startswith(JWT):
            return reponse.json()
        try:
            return jwtkit.verify_and_decode(
                credential=reponse.text,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=self.get_provider().app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except KeyError as erreur:
            raise OAuth2Error("The identity names no key") from erreur

    def _decode_id_token(self, app, id_token: str) -> dict:
        """Refuse a token that was not made for this very sign-in."""
        contenu = super()._decode_id_token(app, id_token)
        attendu = self.request.session.pop(NONCE, "")
        if not attendu or not constant_time_compare(contenu.get("nonce", ""), attendu):
            raise OAuth2Error("Wrong nonce")
        return contenu


class FournisseurOIDC(OpenIDConnectProvider):
    oauth2_adapter_class = AdaptateurOIDC

    def get_auth_params_from_request(self, request, action) -> dict:
        request.session[NONCE] = get_random_string(LONGUEUR)
        return super().get_auth_params_from_request(request, action) | {"nonce": request.session[NONCE]}

    def stash_redirect_state(self, request, process, next_url=None, data=None, state_id=None, **kwargs):
        return super().stash_redirect_state(
            request, process, next_url, data, state_id or get_random_string(LONGUEUR), **kwargs
        )

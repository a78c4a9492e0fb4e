"""The page of newcomers; the way to an OpenID Connect provider, and back."""

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.account.views import SignupView
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse

from comptes.forms import ConnexionForm
from comptes.proconnect import AdaptateurOIDC
from comptes.suite import presentation


class InscriptionView(SignupView):
    """Make an account with what was said on the way; whoever has one signs in on the same page."""

    http_method_names = ["get", "head", "options", "post"]

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | presentation(self.request)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        connexion = ConnexionForm(request=self.request)
        return super().get_context_data(**kwargs) | {"connexion": connexion, "garde": bool(presentation(self.request))}


@login_not_required
def aller_chez_le_fournisseur(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _suivre(OAuth2LoginView, request, provider_id)


@login_not_required
def revenir_du_fournisseur(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _suivre(OAuth2CallbackView, request, provider_id)


def _suivre(vue, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return vue.adapter_view(AdaptateurOIDC(request, provider_id))(request)
    except SocialApp.DoesNotExist as erreur:
        raise Http404 from erreur

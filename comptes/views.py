"""The way to an OpenID Connect provider, and back."""

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse

from comptes.proconnect import AdaptateurOIDC


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

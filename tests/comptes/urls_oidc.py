"""The site's own map, as it is once an OpenID Connect provider is configured."""

from allauth.socialaccount.urls import urlpatterns as pages_oidc
from allauth.urls import build_provider_urlpatterns
from django.urls import include, path

from plateforme.urls import urlpatterns as pages_du_site

urlpatterns = [
    *pages_du_site,
    path("compte/tiers/", include(pages_oidc)),
    path("compte/tiers/", include(build_provider_urlpatterns())),
]

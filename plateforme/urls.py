"""The map of the site: each app brings its own pages."""

from allauth.socialaccount.urls import urlpatterns as pages_oidc
from allauth.urls import build_provider_urlpatterns
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from comptes.views import InscriptionView
from conventions.views.agenda import agenda
from conventions.views.recherche import recherche, salle
from etablissements.urls import urlpatterns as pages_etablissements
from plateforme import catalogue, compte
from plateforme.galerie import galerie
from plateforme.sante import sante
from plateforme.theme import logo, theme
from salles.urls import urlpatterns as pages_salles

handler400 = "plateforme.problemes.illisible"
handler404 = "plateforme.problemes.introuvable"
handler429 = "plateforme.erreurs.trop_d_essais"  # a name that allauth looks for

# Pages of `salles` with what `conventions` alone knows.
pages_composees = [
    path("salles/<int:pk>/", salle, name="salle"),
    path("etablissement/<str:uai>/agenda/", agenda, name="agenda"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", recherche, name="recherche"),
    path("sante/", sante, name="sante"),
    path("theme/<str:code>.css", theme, name="theme"),
    path("theme/<str:code>/logo", logo, name="logo"),
    path("", include("plateforme.pages")),
    path("", include(([*catalogue.urlpatterns, *pages_etablissements], "etablissements"))),
    path("association/", include("associations.urls")),
    path("compte/", compte.compte, name="compte"),
    path("compte/espace/", compte.espace, name="espace"),
    path("compte/jeton/", compte.jeton, name="jeton"),
    path("compte/jeton/revoquer/", compte.revoquer_jeton, name="revoquer_jeton"),
    path("compte/signup/", InscriptionView.as_view(), name="account_signup"),
    path("compte/", include("allauth.account.urls")),
    path("compte/double-facteur/", include("allauth.mfa.urls")),
    path("", include(([*pages_composees, *pages_salles], "salles"))),
    path("", include("conventions.urls")),
    path("", include("pilotage.urls")),
    path("api/v1/", include("plateforme.api")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
]

if settings.PREAU_OIDC:
    urlpatterns += [
        path("compte/tiers/", include(pages_oidc)),
        path("compte/tiers/", include(build_provider_urlpatterns())),
    ]

if settings.DEBUG:
    # Every component in every state, to be looked at (docs/composants.md).
    urlpatterns.append(path("composants/", galerie, name="composants"))

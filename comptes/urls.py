"""Pages of an OpenID Connect provider, under the names that allauth gives them; there once one is configured."""

from django.urls import path

from comptes import views

urlpatterns = [
    path("oidc/<str:provider_id>/login/", views.aller_chez_le_fournisseur, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", views.revenir_du_fournisseur, name="openid_connect_callback"),
]

"""The map of the API: `/api/v1/`."""

from django.urls import path

from etablissements.api import ListeEtablissements
from plateforme.referentiels import Referentiels
from salles.api.salles import ListeSalles

app_name = "api"
urlpatterns = [
    path("referentiels/", Referentiels.as_view(), name="referentiels"),
    path("etablissements/", ListeEtablissements.as_view(), name="etablissements"),
    path("salles/", ListeSalles.as_view(), name="salles"),
]

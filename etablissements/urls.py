"""Rights and settings. The catalogue of schools, which shows their rooms, is composed in `plateforme`."""

from django.urls import path, re_path

from etablissements import views

UAI = r"(?P<uai>[0-9]{7}[A-Za-z])"

urlpatterns = [
    re_path(rf"^etablissement/{UAI}/equipe/$", views.equipe, name="equipe"),
    path("pilotage/<str:code>/habilitations/", views.habilitations, name="habilitations"),
    path("pilotage/<str:code>/reglages/", views.reglages, name="reglages"),
    path("pilotage/<str:code>/calendrier/", views.calendrier, name="calendrier"),
    path("pilotage/<str:code>/calendrier/vacances/<int:pk>/", views.corriger_periode, name="corriger_periode"),
    path("pilotage/<str:code>/calendrier/vacances/<int:pk>/retirer/", views.enlever_periode, name="retirer_periode"),
    path("pilotage/<str:code>/calendrier/feries/<int:pk>/retirer/", views.enlever_ferie, name="retirer_ferie"),
    path("pilotage/<str:code>/base-legale/", views.bases_legales, name="bases_legales"),
    re_path(rf"^pilotage/(?P<code>[^/]+)/base-legale/{UAI}/$", views.base_legale, name="base_legale"),
    re_path(rf"^pilotage/(?P<code>[^/]+)/base-legale/{UAI}/retirer/$", views.enlever_acte, name="retirer_acte"),
    path("habilitations/<int:pk>/terminer/", views.terminer, name="terminer"),
]

from django.urls import path

from pilotage import views

app_name = "pilotage"
urlpatterns = [
    path("pilotage/", views.pilotage, name="pilotage"),
    path("pilotage/demandes/", views.demandes, name="demandes"),
    path("pilotage/conventions/", views.conventions, name="conventions"),
    path("pilotage/heures.csv", views.heures_csv, name="heures_csv"),
    path("pilotage/demandes.csv", views.demandes_csv, name="demandes_csv"),
    path("pilotage/besoins.csv", views.besoins_csv, name="besoins_csv"),
    path("pilotage/publications.csv", views.publications_csv, name="publications_csv"),
]

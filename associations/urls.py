"""The space of an association. `/association/` itself, which lists its requests, is written by `conventions`."""

from django.urls import path

from associations import views

app_name = "associations"
urlpatterns = [
    path("nouvelle/", views.nouvelle, name="nouvelle"),
    path("rejoindre/", views.rejoindre, name="rejoindre"),
    path("adhesions/<int:pk>/repondre/", views.repondre, name="repondre"),
    path("membres/<int:pk>/nommer/", views.nommer, name="nommer"),
    path("membres/<int:pk>/retirer/", views.retirer_membre, name="retirer_membre"),
    path("pieces/<int:pk>/", views.piece, name="piece"),
    path("pieces/<int:pk>/retirer/", views.retirer_piece, name="retirer_piece"),
    path("<int:pk>/", views.association, name="association"),
    path("<int:pk>/profil/", views.profil, name="profil"),
    path("<int:pk>/membres/", views.membres, name="membres"),
    path("<int:pk>/pieces/", views.pieces, name="pieces"),
]

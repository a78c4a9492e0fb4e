"""Pages about rooms: what everyone reads, what a school does with its own, what an authority does with all.

The page of a room and the day of a school stand in `plateforme.urls`: the first is judged for who reads it, the second
says who comes.
"""

from django.urls import path

from salles.views import agenda, cycle, espaces, fermetures, materiel, photos, planning, prets, publique, regles, series
from salles.views import salles as nos_salles

ECOLE = "etablissement/<str:uai>/"
COLLECTIVITE = "pilotage/<str:code>/"
SALLE = ECOLE + "salles/<int:pk>/"

urlpatterns = [
    path("salles/<int:pk>/agenda.ics", publique.agenda_ics, name="agenda_ics"),
    path("salles/photos/<int:pk>/", publique.photo, name="photo"),
    path(ECOLE + "salles/", nos_salles.nos_salles, name="nos_salles"),
    path(ECOLE + "salles/ouvrir/", nos_salles.ouvrir, name="ouvrir"),
    path(SALLE, nos_salles.description, name="description"),
    path(SALLE + "espaces/", espaces.espaces, name="espaces"),
    path(SALLE + "materiel/", materiel.materiel, name="materiel"),
    path(SALLE + "photos/", photos.photos, name="photos"),
    path(SALLE + "photos/<int:photo>/", photos.modifier_photo, name="modifier_photo"),
    path(SALLE + "ouvertures/", nos_salles.ouvertures, name="ouvertures"),
    path(SALLE + "planning/", planning.planning, name="planning"),
    path(SALLE + "publication/", cycle.publication, name="publication"),
    path(SALLE + "apercu/", cycle.apercu, name="apercu"),
    path(SALLE + "retirer/", cycle.retirer_salle, name="retirer"),
    path(SALLE + "retirer/de-suite/", cycle.retirer_de_suite, name="retirer_de_suite"),
    path(SALLE + "retablir/", cycle.retablir_salle, name="retablir"),
    path(SALLE + "regles/", regles.regles_salle, name="regles_salle"),
    path(SALLE + "fermetures/", fermetures.fermetures_salle, name="fermetures_salle"),
    path(ECOLE + "materiel/", materiel.materiel_ecole, name="materiel_ecole"),
    path(ECOLE + "materiel/preter/", prets.preter, name="preter"),
    path(ECOLE + "materiel/prets/<int:pk>/rendre/", prets.rendre_pret, name="rendre"),
    path(ECOLE + "regles/", regles.regles_ecole, name="regles_ecole"),
    path(ECOLE + "fermetures/", fermetures.fermetures, name="fermetures"),
    path(ECOLE + "fermetures/<int:pk>/rouvrir/", fermetures.rouvrir_fermeture, name="rouvrir"),
    path(COLLECTIVITE + "regles/", regles.regles_collectivite, name="regles_collectivite"),
    path(COLLECTIVITE + "fermetures/", fermetures.fermetures_collectivite, name="fermetures_collectivite"),
    path(COLLECTIVITE + "fermetures/<int:pk>/lever/", fermetures.lever_fermeture, name="lever_fermeture"),
    path(ECOLE + "agenda/<int:pk>/", agenda.agenda_salle, name="agenda_salle"),
    path(ECOLE + "planning/saisir/", planning.saisir, name="saisir"),
    path(ECOLE + "planning/importer/", planning.importer, name="importer"),
    path(ECOLE + "planning/modele.csv", planning.modele_csv, name="modele_csv"),
    path(ECOLE + "planning/<int:pk>/liberer/", planning.liberer, name="liberer"),
    path(ECOLE + "planning/<int:pk>/modifier/", series.modifier, name="modifier_serie"),
]

from salles.models.offre import (
    Activite,
    Equipement,
    Espace,
    Materiel,
    PhotoSalle,
    Salle,
)
from salles.models.ouverture import (
    ExceptionSerie,
    Fermeture,
    PlageOuverture,
    ProfilOuverture,
    Serie,
)
from salles.models.prise import Occupation, Pret, PretSeul, Reservation
from salles.models.recherche import RechercheInfructueuse

__all__ = [
    "Activite",
    "Equipement",
    "Espace",
    "ExceptionSerie",
    "Fermeture",
    "Materiel",
    "Occupation",
    "PhotoSalle",
    "PlageOuverture",
    "Pret",
    "PretSeul",
    "ProfilOuverture",
    "RechercheInfructueuse",
    "Reservation",
    "Salle",
    "Serie",
]

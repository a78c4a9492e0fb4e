from conventions.models.brouillon import Brouillon
from conventions.models.compteur import CompteurHeures
from conventions.models.contre_proposition import ContreProposition
from conventions.models.convention import Convention
from conventions.models.creneau import CreneauDemande
from conventions.models.decision import Decision, Derogation
from conventions.models.demande import Demande, Dossier, MaterielDemande, Souhait
from conventions.models.etape import Etape, Exemplaire, Signature
from conventions.models.numerotation import Numerotation
from conventions.models.pieces import PiecesDemandees
from conventions.models.rappel import Rappel

__all__ = [
    "Brouillon",
    "CompteurHeures",
    "ContreProposition",
    "Convention",
    "CreneauDemande",
    "Decision",
    "Demande",
    "Derogation",
    "Dossier",
    "Etape",
    "Exemplaire",
    "MaterielDemande",
    "Numerotation",
    "PiecesDemandees",
    "Rappel",
    "Signature",
    "Souhait",
]

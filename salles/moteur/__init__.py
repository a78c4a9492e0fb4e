"""The availability engine: pure values and functions, no database, no clock, no Django.

Read in this order: `creneau` (the algebra), `cadre` (wall clock to UTC), `recurrence` (a wish becomes dates),
`profil` (what a school decided), `ouvertures` (what the profile admits), `explication` (why a slot is not free).
"""

from salles.moteur.cadre import Cadre, HeureInexistante
from salles.moteur.creneau import Creneau, contient, intersection, retrancher, union
from salles.moteur.explication import Contexte, Explication, Faits, Occupant, Stock, expliquer, raison_de_quota
from salles.moteur.ouvertures import (
    CreneauACheval,
    Fermeture,
    Porteur,
    fermetures_du,
    jour_unique,
    juger,
    juger_situes,
    ouvertures_admises,
    ouvertures_du,
    situer,
)
from salles.moteur.profil import Applicabilite, Plage, Profil, Regles, Semaine
from salles.moteur.quota import Demandeur, Periode, Quota, depassements
from salles.moteur.raisons import LIBELLES, Code, QuiPeut, Raison
from salles.moteur.recurrence import (
    Repetition,
    Souhait,
    SouhaitInvalide,
    TropDeDates,
    Vacances,
    creneaux_voulus,
    jours_voulus,
)

__all__ = [
    "LIBELLES",
    "Applicabilite",
    "Cadre",
    "Code",
    "Contexte",
    "Creneau",
    "CreneauACheval",
    "Demandeur",
    "Explication",
    "Faits",
    "Fermeture",
    "HeureInexistante",
    "Occupant",
    "Periode",
    "Plage",
    "Porteur",
    "Profil",
    "QuiPeut",
    "Quota",
    "Raison",
    "Regles",
    "Repetition",
    "Semaine",
    "Souhait",
    "SouhaitInvalide",
    "Stock",
    "TropDeDates",
    "Vacances",
    "contient",
    "creneaux_voulus",
    "depassements",
    "expliquer",
    "fermetures_du",
    "intersection",
    "jour_unique",
    "jours_voulus",
    "juger",
    "juger_situes",
    "ouvertures_admises",
    "ouvertures_du",
    "raison_de_quota",
    "retrancher",
    "situer",
    "union",
]

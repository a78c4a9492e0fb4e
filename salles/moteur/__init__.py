"""The availability engine: pure values and functions, no database, no clock, no Django.

Read in this order: `creneau` (the algebra), `voisinage` (two uses of one place), `cadre` (wall clock to UTC),
`recurrence` (a wish becomes dates), `profil` (what a school decided), `ouvertures` (what the profile admits),
`explication` (why a slot is not free), `ensemble` (what the dates of one act leave to each other).
"""

from salles.moteur.cadre import Cadre, HeureInexistante
from salles.moteur.creneau import Creneau, contient, intersection, retrancher, se_chevauchent, union
from salles.moteur.ensemble import Emploi, Emprunt, Ensemble, Stock
from salles.moteur.explication import Contexte, Explication, Faits, Occupant, expliquer, expliquer_ensemble
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
from salles.moteur.quota import Demandeur, Heures, Periode, Quota
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
from salles.moteur.voisinage import GROUPE_DES_ETABLISSEMENTS, Emprise, groupe_de, se_genent, trop_pres

__all__ = [
    "GROUPE_DES_ETABLISSEMENTS",
    "LIBELLES",
    "Applicabilite",
    "Cadre",
    "Code",
    "Contexte",
    "Creneau",
    "CreneauACheval",
    "Demandeur",
    "Emploi",
    "Emprise",
    "Emprunt",
    "Ensemble",
    "Explication",
    "Faits",
    "Fermeture",
    "HeureInexistante",
    "Heures",
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
    "expliquer",
    "expliquer_ensemble",
    "fermetures_du",
    "groupe_de",
    "intersection",
    "jour_unique",
    "jours_voulus",
    "juger",
    "juger_situes",
    "ouvertures_admises",
    "ouvertures_du",
    "retrancher",
    "se_chevauchent",
    "se_genent",
    "situer",
    "trop_pres",
    "union",
]

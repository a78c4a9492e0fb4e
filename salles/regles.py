"""Which rule applies to a room, and where it was set: the room, else the school, else the authority."""

from typing import Any

from etablissements.models import Collectivite, Etablissement
from salles.models import Salle
from salles.moteur import Cadre, Regles

Niveau = Salle | Etablissement | Collectivite


def regle(salle: Salle, nom: str) -> tuple[Any, Niveau]:
    """Return the value of a rule and the row that sets it; the authority leaves none empty."""
    niveaux: tuple[Niveau, ...] = (salle, salle.etablissement, salle.etablissement.collectivite)
    return next((valeur, niveau) for niveau in niveaux if (valeur := getattr(niveau, nom)) is not None)


def regles_de(salle: Salle) -> Regles:
    """Return the booking rules of a room. Expects `etablissement__collectivite` to be loaded with it."""
    return Regles(**{nom: regle(salle, nom)[0] for nom in Regles.__slots__})


def cadre_de(etablissement: Etablissement) -> Cadre:
    """Return the local frame of a school."""
    return Cadre(
        fuseau=etablissement.fuseau,
        zone=etablissement.zone_vacances,
        territoire=etablissement.territoire,
        semaine_a_paire=etablissement.semaine_a_paire,
    )

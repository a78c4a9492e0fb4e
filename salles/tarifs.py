"""What an hour in a room costs: the only place that says so."""

from decimal import Decimal

from etablissements.ecriture import euros
from etablissements.models import Etablissement
from salles.models import Salle
from socle.typographie import BLANC


def tarif_horaire(salle: Salle) -> Decimal:
    """Return the price of an hour in euros: the room's own, else that of its authority; one grid for everybody.

    Expects `etablissement__collectivite`.
    """
    propre = salle.tarif_horaire_euros
    return salle.etablissement.collectivite.tarif_horaire_euros if propre is None else propre


def prix_affiche(salle: Salle) -> str:
    """Say the price to whoever reads: « 4 € l’heure », « gratuit pour un usage d’intérêt général ».

    Free use of public premises is not for everybody: whether it is for this requester, `conventions` knows.
    """
    tarif = tarif_horaire(salle)
    return l_heure(tarif) if tarif else gratuit(salle.etablissement)


def gratuit(etablissement: Etablissement) -> str:
    """Say that nothing is asked for in the rooms of a school."""
    return "gratuit pour un usage d’intérêt général" if etablissement.est_public else "gratuit"


def l_heure(tarif: Decimal) -> str:
    """Write a price that no line cuts: « 4 € l’heure »."""
    return f"{euros(tarif)}{BLANC}l’heure"

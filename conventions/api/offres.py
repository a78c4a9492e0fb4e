"""Something else than what was asked for, over the API: the school offers it, who asked answers."""

from datetime import time
from typing import Any

from drf_spectacular.utils import extend_schema

from conventions import services
from conventions.api.actes import Acte
from conventions.api.demandes import DemandeSerializer
from conventions.api.demandeur import identifiant
from conventions.models import Demande
from conventions.models.contre_proposition import PHRASE_MAX
from conventions.permissions import peut_decider, peut_retirer
from etablissements.champs import lire_heure
from salles.moteur.recurrence import DATES_MAX
from socle.parametres import Forme, Liste, Texte

HEURE_ECRITE_MAX = 20  # characters


class PlaceForme(Forme):
    creneau = identifiant("La date souhaitée ; son jour ne change pas.")
    salle = identifiant("Une salle publiée du même établissement.")
    debut = Texte(max_length=HEURE_ECRITE_MAX, help_text="18:00, à l’heure de l’établissement.")
    fin = Texte(max_length=HEURE_ECRITE_MAX, help_text="20:00 ; 00:00 est le minuit qui finit la journée.")

    def validate_debut(self, texte: str) -> time:
        return lire_heure(texte)

    def validate_fin(self, texte: str) -> time:
        return lire_heure(texte)

    def validate(self, lu: dict[str, Any]) -> services.Place:
        return services.Place(**lu)


class OffreForme(Forme):
    creneaux = Liste(
        child=PlaceForme(),
        allow_empty=False,
        max_length=DATES_MAX,
        help_text="Une place par date ; celle du souhait la garde telle quelle. Une date au moins en change.",
    )
    message = Texte(max_length=PHRASE_MAX, help_text="Pourquoi, en une phrase.")


class ReponseForme(Forme):
    proposition = identifiant("Celle que vous avez lue : une autre est refusée (`proposition_changee`).")


class DeclinForme(ReponseForme):
    message = Texte(max_length=PHRASE_MAX, required=False, allow_blank=True)


@extend_schema(
    summary="Proposer autre chose",
    description="D’autres salles de l’établissement ou d’autres heures, le même jour. Chaque date proposée est tenue "
    "jusqu’à la réponse. Rien n’est changé si l’une ne peut pas l’être (`salle_indisponible`).",
    request=OffreForme,
    responses=DemandeSerializer,
)
class ContreProposer(Acte):
    droit = staticmethod(peut_decider)
    forme = OffreForme

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        services.contre_proposer(
            demande=demande, par=par, places=lu["creneaux"], message=lu["message"], maintenant=maintenant
        )


@extend_schema(
    summary="Reprendre sa contre-proposition",
    description="La demande est de nouveau à décider ; ce qui était proposé est libre.",
    request=None,
    responses=DemandeSerializer,
)
class ReprendreProposition(Acte):
    droit = staticmethod(peut_decider)
    forme = Forme

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        services.reprendre_proposition(demande=demande, maintenant=maintenant)


@extend_schema(
    summary="Accepter une contre-proposition",
    description="Vaut accord : la demande devient `acceptee`. Après le délai, 409 `proposition_echue` ; "
    "si une règle a changé depuis, 409 `proposition_impossible`.",
    request=ReponseForme,
    responses=DemandeSerializer,
)
class AccepterProposition(Acte):
    droit = staticmethod(peut_retirer)
    forme = ReponseForme

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        services.accepter_proposition(demande=demande, maintenant=maintenant, **lu)


@extend_schema(
    summary="Décliner une contre-proposition",
    description="La demande redevient `en_instruction`, avec ses premiers souhaits.",
    request=DeclinForme,
    responses=DemandeSerializer,
)
class DeclinerProposition(Acte):
    droit = staticmethod(peut_retirer)
    forme = DeclinForme

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        services.decliner_proposition(demande=demande, maintenant=maintenant, **lu)

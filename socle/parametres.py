"""The query string of an API call, read through a serializer: unknown names and bad values are refused, never ignored."""

from difflib import get_close_matches
from typing import TypeVar

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

TECHNIQUES = {"format", "page"}
S = TypeVar("S", bound=Serializer)


def lire_parametres(request: Request, forme: type[S], *, techniques: set[str] = TECHNIQUES) -> dict:
    """Return the validated parameters. Raises DRF's `ValidationError`, which becomes a 400 that names each fault."""
    inconnus = sorted(set(request.query_params) - set(forme().fields) - techniques)
    if inconnus:
        raise ValidationError({nom: [_inconnu(nom, list(forme().fields))] for nom in inconnus})
    lecteur = forme(data=request.query_params)
    lecteur.is_valid(raise_exception=True)
    return lecteur.validated_data


def _inconnu(nom: str, connus: list[str]) -> str:
    proches = get_close_matches(nom, connus, n=1)
    suite = f" Vouliez-vous dire « {proches[0]} » ?" if proches else f" Paramètres connus : {', '.join(connus)}."
    return f"Ce paramètre n’existe pas.{suite}"

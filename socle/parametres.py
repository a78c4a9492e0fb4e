"""What an API call is given, read through a serializer: unknown names and bad values are refused, never ignored."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

TECHNIQUES = {"format", "page"}
S = TypeVar("S", bound=Serializer)


class Forme(Serializer):
    """What a call is given, as a JSON object or a query string: a name that it does not know is refused."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            _refuser_inconnus(data, self.fields)
        return super().to_internal_value(data)


def lire_parametres(request: Request, forme: type[S], *, techniques: set[str] = TECHNIQUES, **contexte: Any) -> dict:
    """Return the validated query string. Raises DRF's `ValidationError`, which becomes a 400 that names each fault."""
    recus = request.query_params.copy()
    for nom in techniques:
        recus.pop(nom, None)
    lecteur = forme(data=recus, context=contexte)
    _refuser_inconnus(recus, lecteur.fields)
    lecteur.is_valid(raise_exception=True)
    return lecteur.validated_data


def sans_parametres(request: Request) -> None:
    """Refuse any parameter: this call reads none."""
    lire_parametres(request, Forme)


def lire_corps(request: Request, forme: type[Forme], **contexte: Any) -> dict:
    """Return the validated JSON body; an empty one is an empty object. Raises DRF's `ValidationError`."""
    lecteur = forme(data=request.data, context=contexte)
    lecteur.is_valid(raise_exception=True)
    return lecteur.validated_data


def _refuser_inconnus(recus: Collection[str], connus: Collection[str]) -> None:
    inconnus = sorted(set(recus) - set(connus))
    if inconnus:
        raise ValidationError({nom: [_inconnu(nom, list(connus))] for nom in inconnus})


def _inconnu(nom: str, connus: list[str]) -> str:
    proches = get_close_matches(nom, connus, n=1)
    if proches:
        return f"Ce paramètre n’existe pas. Vouliez-vous dire « {proches[0]} » ?"
    return f"Ce paramètre n’existe pas. Paramètres connus : {', '.join(connus) or 'aucun'}."

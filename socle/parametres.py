"""What an API call is given, read through a serializer: unknown names and bad values are refused, never ignored."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from socle.phrases import parler_francais

TECHNIQUES = {"format", "page"}
PAS_UN_OBJET = "Le corps de l’appel est un objet JSON : entre accolades, des noms et leurs valeurs."
EN_DOUBLE = "Ce paramètre est donné plusieurs fois : n’en gardez qu’un."


class Forme(serializers.Serializer):
    """What a call is given, as a JSON object or a query string: a name that it does not know is refused."""

    def get_fields(self) -> dict[str, serializers.Field]:
        champs = super().get_fields()
        for champ in champs.values():
            parler_francais(champ)
        return champs

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (inconnus := fautes_de_nom(data, self.fields)):
            raise ValidationError(inconnus)
        return super().to_internal_value(data)


class Texte(serializers.CharField):
    """A text: a JSON number is not one, though DRF would write it out."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Entier(serializers.IntegerField):
    """A whole number of a JSON body: a text is not one, though DRF would read it."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class Liste(serializers.ListField):
    """A list whose length is judged before its items: too many of them are not read only to be refused."""

    def to_internal_value(self, data: Any) -> list:
        if isinstance(data, list) and self.max_length is not None and len(data) > self.max_length:
            raise ValidationError(f"Donnez {self.max_length} éléments au plus : il y en a {len(data)}.")
        return super().to_internal_value(data)


F = TypeVar("F", bound=Forme)


def lire_parametres(request: Request, forme: type[F], *, techniques: set[str] = TECHNIQUES, **contexte: Any) -> dict:
    """Return the validated query string. Raises DRF's `ValidationError`, which becomes a 400 that names each fault."""
    recus = request.query_params
    lecteur = forme(data=sans_vides(recus, sauf=techniques), context=contexte)
    repetables = {nom for nom, champ in lecteur.fields.items() if _est_repetable(champ)}
    fautes = fautes_de_nom({*recus} - techniques, lecteur.fields) | fautes_de_nombre(recus, repetables)
    if fautes:
        raise ValidationError(fautes)
    lecteur.is_valid(raise_exception=True)
    return lecteur.validated_data


def sans_parametres(request: Request) -> None:
    """Refuse any parameter: this call reads none."""
    lire_parametres(request, Forme, techniques={"format"})


def lire_corps(request: Request, forme: type[Forme], **contexte: Any) -> dict:
    """Return the validated JSON body; an empty one is an empty object. Raises DRF's `ValidationError`."""
    if not isinstance(request.data, Mapping):
        raise ValidationError(PAS_UN_OBJET)
    lecteur = forme(data=request.data, context=contexte)
    lecteur.is_valid(raise_exception=True)
    return lecteur.validated_data


def sans_vides(recus: QueryDict, *, sauf: Collection[str] = ()) -> QueryDict:
    """Return the parameters that say something: an empty one is as if it were not given."""
    dits = QueryDict(mutable=True)
    for nom, valeurs in recus.lists():
        if nom not in sauf and any(valeurs):
            dits.setlist(nom, [valeur for valeur in valeurs if valeur])
    return dits


def fautes_de_nom(recus: Collection[str], connus: Collection[str]) -> dict[str, list[str]]:
    """Return a sentence for each name that is not known."""
    return {nom: [_inconnu(nom, list(connus))] for nom in sorted(set(recus) - set(connus))}


def fautes_de_nombre(recus: QueryDict, repetables: Collection[str]) -> dict[str, list[str]]:
    """Return a sentence for each parameter that is given several times though it has one value."""
    return {nom: [EN_DOUBLE] for nom, valeurs in recus.lists() if len(valeurs) > 1 and nom not in repetables}


def _est_repetable(champ: serializers.Field) -> bool:
    return isinstance(champ, serializers.ListField | serializers.MultipleChoiceField)


def _inconnu(nom: str, connus: list[str]) -> str:
    proches = get_close_matches(nom, connus, n=1)
    if proches:
        return f"Ce paramètre n’existe pas. Vouliez-vous dire « {proches[0]} » ?"
    return f"Ce paramètre n’existe pas. Paramètres connus : {', '.join(connus) or 'aucun'}."

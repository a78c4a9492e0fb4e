"""The body of an API call: JSON in UTF-8, bounded before anything is made of it."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

PROFONDEUR_MAX = 12  # lists in objects in lists; no call needs half of it
PAS_DU_JSON = "Le corps de l’appel n’est pas du JSON en UTF-8."


class CorpsTropLong(APIException):
    status_code = 413
    default_detail = f"Le corps de l’appel dépasse {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} octets."


class CorpsJSON(BaseParser):
    """Read JSON as RFC 8259 has it: no NaN, no other encoding; a length and a depth that no honest call reaches."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        octets = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(octets) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise CorpsTropLong
        try:
            corps = json.loads(octets.decode(), parse_constant=_refuser_constante)
            json.dumps(corps, ensure_ascii=False).encode()  # half a character, written `\\ud800`, is no text
        except (ValueError, RecursionError) as erreur:
            raise ParseError(PAS_DU_JSON) from erreur
        if not _est_peu_profond(corps, PROFONDEUR_MAX):
            raise ParseError(PAS_DU_JSON)
        return corps


def _refuser_constante(mot: str) -> NoReturn:
    raise ValueError(mot)


def _est_peu_profond(valeur: Any, reste: int) -> bool:
    if isinstance(valeur, Mapping):
        valeur = valeur.values()
    elif not isinstance(valeur, list):
        return True
    return reste > 0 and all(_est_peu_profond(contenu, reste - 1) for contenu in valeur)

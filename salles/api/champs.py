"""Days and instants as the API reads them: ISO first, and whatever the pages read."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError as ErreurDjango
from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from etablissements.champs import lire_heure, lire_jour
from salles.moteur import Cadre
from salles.moteur.recurrence import ANNEES

INSTANT = re.compile(r"[0-9-]{10}T[0-9:.+-]{2,32}Z?")  # Python's own reader lets stray characters through
COMMENT_ECRIRE_UN_INSTANT = "Écrivez l’instant comme 2026-11-24T18:00 (heure de l’établissement) ou avec son décalage."
HORS_DE_PORTEE = f"Choisissez une date entre {ANNEES[0]} et {ANNEES[-1]}."


@extend_schema_field(OpenApiTypes.DATE)
class ChampJour(serializers.Field):
    """A day: 2026-11-24, or 24/11/2026."""

    def to_internal_value(self, data: Any) -> date:
        try:
            jour = lire_jour(str(data))
        except ErreurDjango as erreur:
            raise serializers.ValidationError(erreur.messages) from erreur
        if jour.year not in ANNEES:
            raise serializers.ValidationError(HORS_DE_PORTEE)
        return jour


@extend_schema_field(OpenApiTypes.DATETIME)
class ChampInstant(serializers.Field):
    """An instant with its offset, or a wall-clock time of the school, which stays naive until the school is known."""

    def to_internal_value(self, data: Any) -> datetime:
        # In an address, an offset whose sign was not encoded arrives as a space.
        texte = str(data).strip().replace(" ", "+")
        try:
            lu = parse_datetime(texte) if INSTANT.fullmatch(texte) else None
        except ValueError as erreur:
            raise serializers.ValidationError(_pourquoi(texte)) from erreur
        if lu is None:
            raise serializers.ValidationError(COMMENT_ECRIRE_UN_INSTANT)
        if lu.year not in ANNEES:
            raise serializers.ValidationError(HORS_DE_PORTEE)
        return lu


def _pourquoi(texte: str) -> list[str]:
    """Say which of the day and the hour, both well written, does not exist."""
    jour, _, heure = texte.partition("T")
    try:
        lire_jour(jour)
        lire_heure(heure[:5])
    except ErreurDjango as erreur:
        return erreur.messages
    return [COMMENT_ECRIRE_UN_INSTANT]


def situer(lu: datetime, cadre: Cadre, *, champ: str) -> datetime:
    """Return the UTC instant; without offset, on the wall clock of the school. Raises `HeureInexistante`."""
    return cadre.instant(lu.date(), lu.time(), champ=champ) if lu.tzinfo is None else lu.astimezone(UTC)


class InstantLocal(serializers.DateTimeField):
    """An instant that the view has put on the wall clock of the school: it keeps that offset."""

    def enforce_timezone(self, value: datetime) -> datetime:
        return value

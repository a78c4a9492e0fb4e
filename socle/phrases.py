"""What is said of a value that cannot be read: one table for programs and one for pages.

DRF has English or machine French there, and Django repeats what was sent, which no page of ours could have.
"""

from collections.abc import Iterable

from django import forms
from rest_framework import serializers

PHRASES: dict[type[serializers.Field], dict[str, str]] = {
    serializers.Field: {"null": "Donnez une valeur, ou ôtez ce champ."},
    serializers.CharField: {"invalid": "Écrivez un texte.", "blank": "Ce champ ne peut pas être vide."},
    serializers.IntegerField: {
        "invalid": "Écrivez un nombre entier.",
        "max_string_length": "Ce nombre est trop long.",
    },
    serializers.FloatField: {
        "invalid": "Écrivez un nombre.",
        "max_string_length": "Ce nombre est trop long.",
        "overflow": "Ce nombre est trop grand.",
    },
    serializers.ListField: {"not_a_list": "Donnez une liste.", "empty": "Donnez au moins un élément."},
    serializers.DictField: {"not_a_dict": "Donnez un objet JSON."},
    serializers.Serializer: {"invalid": "Donnez un objet JSON."},
}


HORS_DE_LA_LISTE = "Choisissez parmi les réponses proposées."
UN_CHOIX = {"required": "Choisissez une réponse.", "invalid_choice": HORS_DE_LA_LISTE}
DES_CHOIX = {
    "required": "Choisissez au moins une réponse.",
    **dict.fromkeys(("invalid_choice", "invalid_list", "invalid_pk_value"), HORS_DE_LA_LISTE),
}
AUX_PAGES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Ce champ est obligatoire : remplissez-le."},
    forms.IntegerField: {"required": "Écrivez un nombre."},
    forms.EmailField: {"required": "Écrivez une adresse, comme prenom@exemple.fr."},
    forms.FileField: {"required": "Choisissez un fichier."},
    forms.BooleanField: {"required": "Cochez cette case pour continuer."},
    forms.ChoiceField: UN_CHOIX,
    forms.ModelChoiceField: UN_CHOIX,
    forms.MultipleChoiceField: DES_CHOIX,
    forms.ModelMultipleChoiceField: DES_CHOIX,
}


def parler_aux_pages() -> None:
    """Give these sentences to every field that has none of its own. Called once, before any form."""
    for champ, phrases in AUX_PAGES.items():
        champ.default_error_messages = {**champ.default_error_messages, **phrases}


def choix_ferme(codes: Iterable[tuple[object, str]]) -> dict[str, str]:
    """Return the sentence for a program whose value is not on the list; it never repeats what was sent."""
    return {"invalid_choice": f"Choisissez parmi : {', '.join(str(code) for code, _ in codes)}."}


def parler_francais(champ: serializers.Field) -> None:
    """Give these sentences to a field and to what it holds; a sentence of its own stays."""
    phrases = {
        code: phrase for classe, dites in PHRASES.items() if isinstance(champ, classe) for code, phrase in dites.items()
    }
    if isinstance(champ, serializers.ChoiceField):
        phrases |= choix_ferme(champ.choices.items())
    d_origine = _d_origine(type(champ))
    champ.error_messages |= {
        code: phrase for code, phrase in phrases.items() if champ.error_messages[code] is d_origine[code]
    }
    if isinstance(champ, serializers.ListField | serializers.DictField):
        parler_francais(champ.child)


def _d_origine(classe: type[serializers.Field]) -> dict[str, str]:
    """Return the sentences with which any field of that class begins."""
    heritees = (getattr(ancetre, "default_error_messages", {}) for ancetre in reversed(classe.__mro__))
    return {code: phrase for messages in heritees for code, phrase in messages.items()}

"""Form fields about people."""

import re

from django import forms
from django.core.exceptions import ValidationError

SEPARATEURS = re.compile(r"[\s.\-()\u2010-\u2015]+")
# National (06 12 34 56 78), or international with up to 15 digits (E.164).
FORME = re.compile(r"0[1-9][0-9]{8}|\+[1-9][0-9]{7,14}")
SAISIE_MAX = 30  # characters, separators and all
PREFIXE_FRANCE = re.compile(r"(?:\+|00)33(?:\(0\))?0?")


class ChampTelephone(forms.CharField):
    """A telephone number, typed as people type it, kept as « 06 12 34 56 78 » or « +262692123456 »."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def __init__(self, **options):
        super().__init__(**{"max_length": SAISIE_MAX, "label": "Téléphone", **options})

    def clean(self, value) -> str:
        texte = SEPARATEURS.sub("", super().clean(value))
        if not texte and not self.required:
            return ""
        texte = PREFIXE_FRANCE.sub("0", texte, count=1) if PREFIXE_FRANCE.match(texte) else texte
        if not FORME.fullmatch(texte):
            raise ValidationError(
                "Écrivez le numéro avec ses dix chiffres, par exemple 06 12 34 56 78.", code="invalid"
            )
        return " ".join(re.findall("..", texte)) if texte.startswith("0") else texte

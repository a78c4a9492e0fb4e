"""Whether a colour chosen by a tenant can be read: buttons write `ENCRE_CLAIRE` on it. Source: WCAG 2.2, 1.4.3."""

import re

from django.core.exceptions import ValidationError

ENCRE_CLAIRE = "#fbf8ee"  # --sur-primaire of static/preau/jetons.css
CONTRASTE_MIN = 4.5
FORME = re.compile("#[0-9a-f]{6}")


def _luminance(couleur: str) -> float:
    """Return the relative luminance of `#rrggbb`, from 0 to 1, as WCAG defines it."""
    canaux = (int(couleur[rang : rang + 2], 16) / 255 for rang in (1, 3, 5))
    rouge, vert, bleu = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def contraste(une: str, autre: str) -> float:
    """Return the contrast of two colours `#rrggbb`, from 1 (the same) to 21 (black on white)."""
    sombre, claire = sorted((_luminance(une), _luminance(autre)))
    return (claire + 0.05) / (sombre + 0.05)


def verifier_couleur_principale(couleur: str) -> None:
    """Refuse a main colour on which the text of the buttons could not be read; another validator judges its form."""
    if not FORME.fullmatch(couleur):
        return
    mesure = contraste(couleur, ENCRE_CLAIRE)
    if mesure < CONTRASTE_MIN:
        lu = f"{mesure:.1f}".replace(".", ",")
        raise ValidationError(
            f"Le texte clair des boutons ne se lirait pas sur cette couleur (contraste {lu}, il en faut 4,5) : "
            "choisissez-la plus foncée.",
            code="contraste",
        )

"""What a collectivité sets for itself: its words, its colours, whom it admits; rules and hours stand above."""

import uuid
from collections.abc import Mapping
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from PIL import Image, ImageOps

from etablissements.models import MENTIONS, Collectivite
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

LOGO_OCTETS_MAX = 2 * 1024 * 1024
LOGO_PIXELS_MAX = (480, 160)  # twice what the header shows, for fine screens
LOGO_SURFACE_MAX = 16_000_000  # pixels: a small file may unfold into gigabytes
LOGO_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LOGO_ILLISIBLE = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


class LogoRefuse(ErreurMetier):
    code = "logo_refuse"
    message = "Cette image ne se lit pas. Choisissez un logo PNG, JPEG ou WebP de 2 Mo au plus."
    statut_http = 400


@rejouer
def regler(
    *, collectivite: Collectivite, logo: File | None = None, retirer_logo: bool = False, **lignes
) -> Collectivite:
    """Change the settings; rules and hours are set by `salles.services.regles` and `conventions.services.quotas`.

    Refuses what the models refuse (a main colour on which buttons could not be read, among others), `LogoRefuse`, and
    to empty what acknowledgements and conventions name.
    """
    collectivite = Collectivite.objects.select_for_update().get(pk=collectivite.pk)
    _garder_les_mentions(collectivite, lignes)
    ancien = collectivite.logo.name
    for champ, valeur in lignes.items():
        setattr(collectivite, champ, valeur)
    if logo or retirer_logo:
        collectivite.logo = None
    collectivite.full_clean()
    if logo:
        collectivite.logo.save(f"{uuid.uuid4().hex}.png", reencoder_logo(logo), save=False)
    collectivite.save()
    if ancien and ancien != collectivite.logo.name:
        transaction.on_commit(lambda: collectivite.logo.storage.delete(ancien))
    return collectivite


def _garder_les_mentions(collectivite: Collectivite, lignes: Mapping[str, object]) -> None:
    effacees = {
        champ: f"Les accusés de réception ou les conventions doivent le dire : gardez « {connue} », ou corrigez-le."
        for champ in MENTIONS
        if (connue := getattr(collectivite, champ)) and lignes.get(champ) == ""
    }
    if effacees:
        raise ValidationError(effacees)


def reencoder_logo(logo: File) -> ContentFile:
    """Return the picture as a small PNG: whatever came with it stays behind. Refuses with `LogoRefuse`."""
    if logo.size > LOGO_OCTETS_MAX:
        raise LogoRefuse(champ="logo")
    try:
        with Image.open(logo, formats=LOGO_FORMATS) as image:
            if image.width * image.height > LOGO_SURFACE_MAX:
                raise LogoRefuse("Ce logo a trop de pixels. Réduisez-le à 4 000 de côté.", champ="logo")
            redressee = ImageOps.exif_transpose(image).convert("RGBA")
    except LOGO_ILLISIBLE as erreur:
        raise LogoRefuse(champ="logo") from erreur
    redressee.thumbnail(LOGO_PIXELS_MAX)
    tampon = BytesIO()
    redressee.save(tampon, "PNG", optimize=True)
    return ContentFile(tampon.getvalue())

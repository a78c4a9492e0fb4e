"""Photos of a room: whatever arrives leaves as one small WebP without metadata."""

import uuid
from io import BytesIO

from django.core.files.base import ContentFile, File
from django.db import transaction
from PIL import Image, ImageOps

from salles.models import PhotoSalle, Salle
from socle.erreur import ErreurMetier
from socle.images import ILLISIBLE, defaut_de_taille, ouverte
from socle.rejouer import rejouer

POIDS_MAX = 10 * 1024 * 1024  # bytes
COTE_MAX = 1600  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
PHOTOS_MAX = 8
QUALITE = 80


class PhotoRefusee(ErreurMetier):
    code = "photo_refusee"
    message = "Cette image ne se lit pas. Choisissez une photo JPEG, PNG ou WebP."
    statut_http = 400

    def __init__(self, message: str | None = None):
        super().__init__(message, champ="image")


@rejouer
def ajouter_photo(*, salle: Salle, image: File, texte_alternatif: str) -> PhotoSalle:
    """Add a photo after the others of the room. At most `PHOTOS_MAX`.

    Refuses with `PhotoRefusee` what is too heavy, too large, too small, or not a readable JPEG, PNG or WebP.
    """
    contenu = reencoder(image)
    Salle.objects.select_for_update().get(pk=salle.pk)
    rangs = list(salle.photos.values_list("rang", flat=True))
    if len(rangs) >= PHOTOS_MAX:
        raise PhotoRefusee(f"Cette salle a déjà {PHOTOS_MAX} photos. Retirez-en une d’abord.")
    photo = PhotoSalle(salle=salle, texte_alternatif=texte_alternatif, rang=max(rangs, default=-1) + 1)
    photo.image.save(f"{uuid.uuid4().hex}.webp", contenu, save=False)
    photo.full_clean()
    photo.save()
    return photo


@rejouer
def decrire_photo(*, photo: PhotoSalle, texte_alternatif: str) -> PhotoSalle:
    """Change the words that stand for the photo."""
    photo.texte_alternatif = texte_alternatif
    photo.full_clean()
    photo.save(update_fields=["texte_alternatif"])
    return photo


@rejouer
def retirer_photo(*, photo: PhotoSalle) -> Salle:
    """Remove the photo, and its file once the removal is certain and no other photo shows it."""
    salle, image, nom = photo.salle, photo.image, str(photo.image.name)
    photo.delete()
    if not PhotoSalle.objects.filter(image=nom).exists():
        transaction.on_commit(lambda: image.storage.delete(nom))
    return salle


def reencoder(image: File) -> ContentFile:
    """Return the picture upright, at most 1,600 pixels a side, as WebP; no metadata survives, no position above all."""
    if image.size > POIDS_MAX:
        raise PhotoRefusee(f"Cette photo pèse plus de {POIDS_MAX // 1024 // 1024} Mo. Choisissez-en une plus légère.")
    try:
        with ouverte(image, FORMATS) as vue:
            if defaut := defaut_de_taille(vue):
                raise PhotoRefusee(defaut)
            vue.draft("RGB", (COTE_MAX, COTE_MAX))
            return _en_webp(ImageOps.exif_transpose(vue))
    except ILLISIBLE as erreur:
        raise PhotoRefusee from erreur


def _en_webp(image: Image.Image) -> ContentFile:
    image.thumbnail((COTE_MAX, COTE_MAX))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        claire = Image.new("RGBA", image.size, "white")
        claire.alpha_composite(image.convert("RGBA"))
        image = claire
    nette = Image.new("RGB", image.size)  # a new picture: nothing of the old one's information follows
    nette.paste(image.convert("RGB"))
    contenu = BytesIO()
    nette.save(contenu, format="WEBP", quality=QUALITE)
    return ContentFile(contenu.getvalue())

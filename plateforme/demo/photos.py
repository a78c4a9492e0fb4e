"""The photos of the demo: a few drawings, re-encoded like any photo, each shown by many rooms.

The files are shared: nothing is stored twice, and filling stays quick.
"""

from collections.abc import Sequence
from io import BytesIO

from django.core.files.base import ContentFile

from plateforme.demo.dessin import dessiner
from salles.models import PhotoSalle, Salle
from salles.services.photos import reencoder

DOSSIER = "salles/demonstration"
STOCKAGE = PhotoSalle.image.field.storage
PAR_LOT = 2_000
Type = Salle.Type

# The view of each type of room, and how many different rooms were drawn.
VUES: dict[str, tuple[str, int]] = {
    Type.GYMNASE: ("gymnase", 2),
    Type.SALLE_DE_CLASSE: ("salle_de_classe", 3),
    Type.SALLE_POLYVALENTE: ("salle_polyvalente", 2),
    Type.AMPHI: ("amphi", 2),
    Type.SALLE_INFO: ("salle_info", 2),
    Type.SALLE_MUSIQUE: ("salle_musique", 2),
    Type.CDI: ("cdi", 2),
    Type.REFECTOIRE: ("refectoire", 2),
    Type.SALLE_ARTS: ("salle_arts", 2),
    Type.ATELIER: ("atelier", 1),
    Type.TERRAIN_EXTERIEUR: ("terrain_exterieur", 2),
    Type.INTERNAT: ("internat", 1),
}
TIERS_DE_GYMNASE = ("tiers_de_gymnase", 2)
AUTRES_VUES: dict[str, tuple[tuple[str, int], ...]] = {
    Type.GYMNASE: (("vestiaires", 0), ("entree", 0)),
    Type.SALLE_POLYVALENTE: (("entree", 1),),
}

Cliche = tuple[str, int]  # a view and its variant


def photographier(salles: Sequence[Salle]) -> None:
    """Give its photos to each of these rooms, which have none."""
    pris = {salle.pk: _cliches(salle, rang) for rang, salle in enumerate(salles)}
    modeles = {cliche: _tirer(cliche) for cliche in sorted({cliche for siens in pris.values() for cliche in siens})}
    PhotoSalle.objects.bulk_create(
        [
            PhotoSalle(salle_id=salle, rang=rang, **modeles[cliche])
            for salle, siens in pris.items()
            for rang, cliche in enumerate(siens)
        ],
        batch_size=PAR_LOT,
    )


def retablir_les_fichiers() -> int:
    """Draw again what a photo of the demo shows and the storage has lost; return how many files."""
    montres = PhotoSalle.objects.filter(image__startswith=f"{DOSSIER}/").order_by("image").values_list("image")
    perdus = [nom for (nom,) in montres.distinct() if not STOCKAGE.exists(nom)]
    for nom in perdus:
        vue, _, variante = nom.removeprefix(f"{DOSSIER}/").removesuffix(".webp").rpartition("-")
        _tirer((vue, int(variante)))
    return len(perdus)


def _cliches(salle: Salle, rang: int) -> list[Cliche]:
    """Choose the views of a room: its own first, neighbours of one type in turn."""
    vue, combien = TIERS_DE_GYMNASE if _est_un_tiers(salle) else VUES[salle.type]
    return [(vue, rang % combien), *AUTRES_VUES.get(salle.type, ())]


def _est_un_tiers(salle: Salle) -> bool:
    return salle.type == Type.GYMNASE and "," in salle.nom


def _tirer(cliche: Cliche) -> dict[str, object]:
    """Draw a view, store its file unless it is there, and return what a photo of it says."""
    nom = f"{DOSSIER}/{cliche[0]}-{cliche[1]}.webp"
    vue = dessiner(*cliche)
    if not STOCKAGE.exists(nom):
        brute = BytesIO()
        vue.image.save(brute, format="PNG", compress_level=0)
        STOCKAGE.save(nom, reencoder(ContentFile(brute.getvalue())))
    return {
        "image": nom,
        "largeur": vue.image.width,
        "hauteur": vue.image.height,
        "texte_alternatif": vue.texte,
    }

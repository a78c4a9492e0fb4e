"""Photos: whatever arrives leaves as one small WebP without metadata."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from salles.models import PhotoSalle
from salles.services.photos import PHOTOS_MAX, POIDS_MAX, PhotoRefusee, ajouter_photo, reencoder, retirer_photo
from tests.salles.salles_d_essai import salle

GPS = 0x8825


def image(
    forme: str = "JPEG", taille: tuple[int, int] = (480, 320), mode: str = "RGB", **options
) -> SimpleUploadedFile:
    tampon = BytesIO()
    Image.new(mode, taille, 0).save(tampon, forme, **options)
    return SimpleUploadedFile(f"photo.{forme.lower()}", tampon.getvalue())


def lue(contenu) -> Image.Image:
    return Image.open(BytesIO(contenu.read()))


@pytest.mark.parametrize("forme", ["JPEG", "PNG", "WEBP"])
def test_une_photo_ressort_en_webp(forme):
    assert lue(reencoder(image(forme))).format == "WEBP"


def test_une_grande_photo_ressort_a_seize_cents_pixels():
    assert lue(reencoder(image(taille=(4000, 3000)))).size == (1600, 1200)


def test_une_photo_couchee_est_redressee_et_perd_ses_metadonnees():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(GPS)[1] = "N"
    sortie = lue(reencoder(image(taille=(480, 320), exif=exif.tobytes())))
    assert (sortie.size, dict(sortie.getexif()), "exif" in sortie.info) == ((320, 480), {}, False)


def test_le_transparent_devient_blanc():
    assert lue(reencoder(image("PNG", mode="RGBA"))).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "octets",
    [
        b"\x00" * 64,
        b"<script>alert(1)</script>",
        b"GIF89a" + b"\x00" * 40,
        image("PNG").read()[:50],
        image("JPEG").read()[:200],
    ],
)
def test_refuse_ce_qui_ne_se_lit_pas(octets):
    with pytest.raises(PhotoRefusee):
        reencoder(SimpleUploadedFile("photo.jpg", octets))


def test_refuse_une_image_de_plus_de_cinquante_millions_de_pixels():
    with pytest.raises(PhotoRefusee, match="50 millions"):
        reencoder(image("PNG", taille=(10_000, 5_001), mode="1"))


@pytest.mark.parametrize("taille", [(2, 2), (319, 1000), (1000, 319)])
def test_refuse_une_image_trop_petite_pour_montrer_la_salle(taille):
    with pytest.raises(PhotoRefusee, match="320 pixels au moins"):
        reencoder(image(taille=taille))


def test_refuse_une_photo_de_plus_de_dix_megaoctets():
    with pytest.raises(PhotoRefusee, match="10 Mo"):
        reencoder(SimpleUploadedFile("photo.jpg", b"\xff" * (POIDS_MAX + 1)))


@pytest.mark.django_db
def test_les_photos_se_suivent_et_s_arretent_a_huit():
    ici = salle()
    rangs = [ajouter_photo(salle=ici, image=image(), texte_alternatif="La salle").rang for _ in range(PHOTOS_MAX)]
    with pytest.raises(PhotoRefusee):
        ajouter_photo(salle=ici, image=image(), texte_alternatif="Une de trop")
    assert rangs == list(range(PHOTOS_MAX))


@pytest.mark.django_db
def test_une_photo_retiree_emporte_son_fichier(django_capture_on_commit_callbacks):
    photo = ajouter_photo(salle=salle(), image=image(), texte_alternatif="La salle")
    nom, depot = photo.image.name, photo.image.storage
    with django_capture_on_commit_callbacks(execute=True):
        retirer_photo(photo=photo)
    assert depot.exists(nom) is False


@pytest.mark.django_db
def test_un_fichier_partage_reste_tant_qu_une_photo_le_montre(django_capture_on_commit_callbacks):
    une = ajouter_photo(salle=salle(), image=image(), texte_alternatif="Gymnase.")
    stockage, nom = une.image.storage, une.image.name
    dimensions = {"largeur": une.largeur, "hauteur": une.hauteur}
    jumelle = PhotoSalle.objects.create(salle=une.salle, image=nom, texte_alternatif="Le même.", **dimensions)
    for photo, reste in ((une, True), (jumelle, False)):
        with django_capture_on_commit_callbacks(execute=True):
            retirer_photo(photo=photo)
        assert stockage.exists(nom) is reste

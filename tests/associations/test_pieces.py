"""The wallet of an association: what is let in, and under which name."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from associations.exceptions import AssuranceSansTerme, PieceIllisible, PiecePerimee, PieceTropLourde
from associations.models import Piece
from associations.services import deposer_piece, retirer_piece
from associations.services.pieces import OCTETS_MAX
from tests.pdf import page_blanche
from tests.personnages import MAINTENANT, association, personne

pytestmark = pytest.mark.django_db
PDF = page_blanche()


def image(forme: str, cote: int = 320) -> bytes:
    tampon = BytesIO()
    Image.new("1", (cote, cote)).save(tampon, forme)
    return tampon.getvalue()


def deposer(contenu: bytes, nom: str = "attestation.pdf", **champs) -> Piece:
    return deposer_piece(
        **{
            "association": association(),
            "type_piece": Piece.Type.ATTESTATION_RC,
            "fichier": SimpleUploadedFile(nom, contenu),
            "deposee_par": personne(),
            "maintenant": MAINTENANT,
            "dernier_jour": date(2027, 8, 31),
            **champs,
        }
    )


def photo_a_deux_images() -> bytes:
    """Return what many telephones write: a JPEG followed by a second picture."""
    tampon = BytesIO()
    vue = Image.new("RGB", (320, 320), "white")
    vue.save(tampon, "MPO", save_all=True, append_images=[vue])
    return tampon.getvalue()


@pytest.mark.parametrize(
    ("contenu", "extension"),
    [(PDF, "pdf"), (image("JPEG"), "jpg"), (photo_a_deux_images(), "jpg"), (image("PNG"), "png")],
)
def test_les_octets_disent_le_format_et_le_nom_d_origine_n_est_pas_garde(contenu, extension):
    piece = deposer(contenu, nom="../../Attestation de Mme Durand.exe")
    assert piece.fichier.name.endswith(f".{extension}")
    assert "Durand" not in piece.fichier.name
    with piece.fichier.open("rb") as fichier:
        assert fichier.read() == contenu


@pytest.mark.parametrize(
    "contenu", [b"<html><script>alert(1)</script>", b"MZ\x90\x00", b"\x00" * 64, image("PNG")[:30], image("GIF")]
)
def test_refuse_ce_qui_n_est_ni_pdf_ni_photo(contenu):
    with pytest.raises(PieceIllisible):
        deposer(contenu)
    assert Piece.objects.count() == 0


@pytest.mark.parametrize("contenu", [b"%PDF-1.4\n<script>", b"%PDF-1.7\n%%EOF", PDF[:-8], PDF[:-8] + b" " * 2000])
def test_refuse_un_pdf_coupe_ou_vide(contenu):
    with pytest.raises(PieceIllisible, match="Ce PDF est incomplet"):
        deposer(contenu)
    assert Piece.objects.count() == 0


@pytest.mark.parametrize(("cote", "raison"), [(2, "trop petite"), (319, "320 pixels"), (12_000, "50 millions")])
def test_une_image_a_les_bornes_d_une_photo_de_salle(cote, raison):
    with pytest.raises(PieceIllisible, match=raison):
        deposer(image("PNG", cote))
    assert Piece.objects.count() == 0


def test_refuse_un_fichier_de_plus_de_dix_megaoctets():
    with pytest.raises(PieceTropLourde):
        deposer(PDF + b"\x00" * OCTETS_MAX)


def test_refuse_une_attestation_perimee_la_veille_et_garde_celle_du_jour():
    with pytest.raises(PiecePerimee):
        deposer(PDF, dernier_jour=date(2026, 9, 13))
    assert deposer(PDF, dernier_jour=date(2026, 9, 14)).dernier_jour == date(2026, 9, 14)


@pytest.mark.parametrize("dernier_jour", [None, date(2099, 1, 1), date(2031, 9, 20)])
def test_refuse_une_assurance_sans_terme_ou_qui_n_en_finit_pas(dernier_jour):
    with pytest.raises(AssuranceSansTerme):
        deposer(PDF, dernier_jour=dernier_jour)
    assert Piece.objects.count() == 0


@pytest.mark.parametrize("dernier_jour", [None, date(2099, 1, 1)])
def test_un_autre_document_peut_valoir_toujours(dernier_jour):
    assert deposer(PDF, type_piece=Piece.Type.STATUTS, dernier_jour=dernier_jour).dernier_jour == dernier_jour


def test_une_piece_retiree_emporte_son_fichier(django_capture_on_commit_callbacks):
    piece = deposer(PDF)
    stockage, nom = piece.fichier.storage, piece.fichier.name
    with django_capture_on_commit_callbacks(execute=True):
        retirer_piece(piece=piece)
    assert (Piece.objects.count(), stockage.exists(nom)) == (0, False)

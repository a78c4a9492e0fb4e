"""What an authority sets for itself, and what follows."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from associations.models import Association
from etablissements.forms import NATURES
from etablissements.models import MENTIONS
from tests.personnages import collectivite, habiliter, personne

pytestmark = pytest.mark.django_db
REGLAGES = {
    "nom_service": "Collèges de l’Isère",
    "marque_1": "#1d4f40",
    "marque_2": "#d8961c",
    "service": "Direction de l’éducation",
    "adresse": "7 rue Fantin-Latour, Grenoble",
    "telephone": "04 76 00 00 00",
    "courriel": "colleges@exemple.fr",
    "representant": "La présidente",
    "tribunal": "Grenoble",
    "natures_admises": ["association", "collectivite"],
    "tarif_horaire_euros": "4,50",
    "delai_decision_jours": "15",
    "delai_pieces_jours": "30",
}


@pytest.fixture
def isere(client):
    """Return an authority whose superviseur is signed in."""
    isere, superviseur = collectivite(), personne()
    habiliter(superviseur, "superviseur", isere)
    client.force_login(superviseur)
    return isere


def image(forme: str = "PNG", taille: tuple[int, int] = (900, 900)) -> SimpleUploadedFile:
    tampon = BytesIO()
    Image.new("RGB", taille, "green").save(tampon, forme)
    return SimpleUploadedFile(f"logo.{forme.lower()}", tampon.getvalue())


def regler(client, isere, **champs):
    return client.post(f"/pilotage/{isere.code}/reglages/", {**REGLAGES, **champs})


def test_le_superviseur_regle_tout_en_une_page(client, isere):
    assert regler(client, isere).status_code == 302
    isere.refresh_from_db()
    lus = (isere.nom_service, str(isere.tarif_horaire_euros), isere.natures_admises, isere.telephone)
    assert lus == (
        "Collèges de l’Isère",
        "4.50",
        ["association", "collectivite"],
        "04 76 00 00 00",
    )


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("marque_1", "#f0e68c"),
        ("marque_1", "vert"),
        ("marque_2", "url(x)"),
        ("natures_admises", []),
        ("natures_admises", ["sultanat"]),
        ("tarif_horaire_euros", "-1"),
        ("tarif_horaire_euros", "1000000"),
        ("tarif_horaire_euros", "500,01"),
        ("telephone", "12"),
        ("nom_service", "a\x00b"),
        ("nom_service", "x" * 61),
    ],
)
def test_un_reglage_fautif_se_dit_a_sa_place_et_ne_change_rien(client, isere, champ, valeur):
    reponse = regler(client, isere, **{champ: valeur})
    assert list(reponse.context["form"].errors) == [champ]
    isere.refresh_from_db()
    assert isere.nom_service == ""


def test_ce_que_disent_les_accuses_de_reception_ne_s_efface_plus(client, isere):
    mentions = dict.fromkeys(MENTIONS, "")
    assert regler(client, isere, **mentions, nom_service="Sans rien").status_code == 302  # nothing was there
    regler(client, isere)
    reponse = regler(client, isere, **mentions | {"telephone": "   "})
    assert list(reponse.context["form"].errors) == list(MENTIONS)
    assert "gardez « 04 76 00 00 00 »" in reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    isere.refresh_from_db()
    assert {nom: getattr(isere, nom) for nom in MENTIONS} == {nom: REGLAGES[nom] for nom in MENTIONS}
    assert regler(client, isere, telephone="04 76 00 00 01").status_code == 302


def test_une_couleur_trop_claire_dit_pourquoi(client, isere):
    page = regler(client, isere, marque_1="#f0e68c").content.decode()
    assert "choisissez-la plus foncée" in page
    assert "Le texte des boutons ne se lirait pas" in page


def test_l_apercu_montre_les_couleurs_sans_les_garder(client, isere):
    page = regler(client, isere, marque_1="#123456", apercu="1").content.decode()
    isere.refresh_from_db()
    assert 'fill="#123456"' in page
    assert isere.marque_1 == "#1d4f40"


def test_le_logo_est_reencode_reduit_et_public(client, isere):
    regler(client, isere, logo=image("JPEG"))
    isere.refresh_from_db()
    client.logout()
    reponse = client.get(f"/theme/{isere.code}/logo")
    with Image.open(BytesIO(b"".join(reponse.streaming_content))) as logo:
        assert (logo.format, logo.size) == ("PNG", (160, 160))


def grande_image() -> bytes:
    """Return a few kilobytes that unfold into twenty-five million pixels."""
    tampon = BytesIO()
    Image.new("1", (5_000, 5_000)).save(tampon, "PNG")
    return tampon.getvalue()


@pytest.mark.parametrize(
    "contenu", [grande_image(), b"<svg onload='alert(1)'/>", b"\x89PNG\r\n", b"GIF89a", b"x" * (2 * 1024 * 1024 + 1)]
)
def test_un_logo_illisible_ou_trop_lourd_se_refuse(client, isere, contenu):
    reponse = regler(client, isere, logo=SimpleUploadedFile("logo.png", contenu))
    assert list(reponse.context["form"].errors) == ["logo"]


def test_le_logo_se_retire(client, isere, django_capture_on_commit_callbacks):
    regler(client, isere, logo=image())
    isere.refresh_from_db()
    stockage, nom = isere.logo.storage, isere.logo.name
    with django_capture_on_commit_callbacks(execute=True):
        regler(client, isere, retirer_logo="on")
    isere.refresh_from_db()
    assert (bool(isere.logo), stockage.exists(nom)) == (False, False)
    assert client.get(f"/theme/{isere.code}/logo").status_code == 404


def test_le_theme_porte_les_deux_couleurs_et_se_revalide(client, isere):
    reponse = client.get(f"/theme/{isere.code}.css")
    assert reponse.content == b":root { --marque-1: #1d4f40; --marque-2: #d8961c; }\n"
    assert reponse["Content-Type"] == "text/css; charset=utf-8"
    assert reponse["Cache-Control"] == "max-age=3600, public"
    assert client.get(f"/theme/{isere.code}.css", headers={"if-none-match": reponse["ETag"]}).status_code == 304
    assert client.get("/theme/dep-99.css").status_code == 404


def test_les_natures_offertes_sont_celles_des_demandeurs():
    assert [nature for nature, _ in NATURES] == Association.Nature.values

"""The search in a real browser: by keyboard alone, on a phone, with and without network, day and evening."""

import pytest
from django.utils import timezone

from tests.salles.autour_de_voiron import planter_le_decor
from tests.salles.salles_d_essai import MAINTENANT

SOUHAIT = "pres_de=Voiron&date=2026-11-24&debut=18:00&fin=20:00&repetition=hebdomadaire"
LOOKS = [(320, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture(autouse=True)
def decor(monkeypatch, transactional_db):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    return planter_le_decor()


@pytest.mark.parametrize(("largeur", "look"), LOOKS)
@pytest.mark.parametrize(
    ("nom", "adresse"),
    [
        ("accueil", "/"),
        ("resultats", f"/?{SOUHAIT}"),
        ("une-date", "/?pres_de=38500&date=24/11/2026&debut=18 h&fin=20 h"),
        ("rien", f"/?{SOUHAIT}&type=internat"),
        ("erreurs", "/?pres_de=Voirron&date=31/02/2027&debut=25:00&fin=20:00"),
    ],
)
def test_la_recherche_se_lit_a_toutes_les_largeurs(
    page, sans_faute_axe, photographier, nom, adresse, largeur, look
):
    page.emulate_media(color_scheme=look)
    page.set_viewport_size({"width": largeur, "height": 900})
    page.goto(adresse)
    assert page.evaluate("document.documentElement.scrollWidth") == largeur
    sans_faute_axe(page)
    photographier(page, f"{nom}-{largeur}-{look}")

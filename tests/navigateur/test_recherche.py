"""The search in a real browser: by keyboard alone, on a phone, with and without network, day and evening."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.salles.autour_de_voiron import planter_le_decor
from tests.salles.salles_d_essai import MAINTENANT

SERIE = "/?pres_de=Voiron&date=2026-11-24&debut=18:00&fin=20:00&repetition=hebdomadaire"
PAGES = {
    "accueil": "/",
    "resultats": SERIE,
    "une-date": "/?pres_de=38500&date=24/11/2026&debut=18 h&fin=20 h",
    "rien": f"{SERIE}&type=internat",
    "erreurs": "/?pres_de=Voirron&date=31/02/2027&debut=25:00&fin=20:00",
}


@pytest.fixture(autouse=True)
def decor(monkeypatch, transactional_db):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    return planter_le_decor()


@pytest.mark.parametrize(("largeur", "look"), [(320, "light"), (390, "dark"), (1280, "light")])
def test_la_recherche_se_lit_a_toutes_les_largeurs(page, sans_faute_axe, photographier, largeur, look):
    page.emulate_media(color_scheme=look)
    page.set_viewport_size({"width": largeur, "height": 900})
    for nom, adresse in PAGES.items():
        page.goto(adresse)
        assert (nom, page.evaluate("document.documentElement.scrollWidth")) == (nom, largeur)
        sans_faute_axe(page)
        photographier(page, f"{nom}-{largeur}-{look}")


def test_les_cibles_du_telephone_font_48_pixels(page):
    page.goto(SERIE)
    for resume in ("Modifier la recherche", "Autres critères"):
        page.get_by_text(resume).click()
    trop_petites = page.evaluate(
        """[...document.querySelectorAll(
            ".btn, .champ :is(input:not([type=checkbox]), select), .choix, .onglet, summary")]
            .filter((cible) => cible.checkVisibility() && cible.getBoundingClientRect().height < 47.5)
            .map((cible) => cible.outerHTML.slice(0, 120))"""
    )
    assert trop_petites == []


def test_un_ecran_et_demi_de_telephone_montre_la_meilleure_salle_de_deux_ecoles(page):
    """Name, distance, dates, what is missing and the button: all that decides, of two schools."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(SERIE)
    seconde = page.locator(".ecole").nth(1)
    for mots in ("Collège Le Vergeron", "km", "Libre 25 mardis sur 26", "pas d’accès en fauteuil"):
        assert seconde.get_by_text(mots).first.is_visible()
    bouton = seconde.get_by_role("link", name="Demander les 26 mardis").bounding_box()
    assert bouton["y"] + bouton["height"] <= 1.5 * 844
    assert seconde.locator(".frise").first.bounding_box()["y"] < bouton["y"]


def test_le_champ_des_dates_choisies_se_montre_des_qu_on_les_choisit_et_quand_il_est_refuse(page):
    """Style alone does it: there is nothing to run, and nothing to wait for."""
    page.goto("/")
    autres = page.get_by_label("Et aussi les")
    expect(autres).to_be_hidden()
    page.get_by_label("Combien de fois").select_option(label="À des dates choisies")
    expect(autres).to_be_visible()
    for refusee in ("repetition=dates", "repetition=hebdomadaire&autres_dates=8/12/2026"):
        page.goto(f"/?pres_de=Voiron&date=24/11/2026&debut=18 h&fin=20 h&{refusee}")
        expect(autres).to_be_visible()


def test_on_cherche_au_clavier_seul(page):
    """Tab to the place, type it, tab to the button, unfold the dates that are missing: no pointer, no script needed."""
    page.goto("/")
    _tabuler_jusqu_a(page, "id_pres_de")
    page.keyboard.type("Voiron")
    _tabuler_jusqu_a(page, "Voir les salles libres")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"pres_de=Voiron"))
    expect(page.locator("h1")).to_have_text("Une salle est libre les 26 mardis, trois autres le sont presque.")
    _tabuler_jusqu_a(page, "Demander les 26 mardis (24")
    assert "salle=" in page.evaluate("document.activeElement.href")
    _tabuler_jusqu_a(page, "Les 2 dates qui manquent, et pourquoi")
    page.keyboard.press("Enter")
    page.get_by_text("Sous option d’une demande.").wait_for()


def _tabuler_jusqu_a(page, cible: str) -> None:
    """Press Tab until the focus is on the element of that id, or whose text begins so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        ici = page.evaluate("[document.activeElement.id, document.activeElement.textContent.trim()]")
        if ici[0] == cible or ici[1].startswith(cible):
            return
    pytest.fail(f"« {cible} » ne s’atteint pas au clavier")


def test_autour_de_moi_remplit_la_position_et_cherche(page):
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 45.324, "longitude": 5.556})
    page.goto("/")
    page.get_by_role("button", name="Autour de moi").click()
    page.get_by_text("La recherche se fera autour de vous.").wait_for()
    page.get_by_role("button", name="Voir les salles libres").click()
    page.wait_for_url(re.compile(r"lat=45\.3240"))
    expect(page.locator(".sur")).to_contain_text("km de votre position")
    page.get_by_text("Modifier la recherche").click()
    page.get_by_label("Près de").fill("Voiron")
    page.get_by_role("button", name="Voir les salles libres").click()
    page.wait_for_url(re.compile(r"pres_de=Voiron"))
    expect(page.locator(".sur")).to_contain_text("de Voiron (38)")


# -- The map -------------------------------------------------------------------------------


def _ouvrir_la_carte(page, largeur: int = 1280) -> None:
    page.set_viewport_size({"width": largeur, "height": 900})
    page.goto(SERIE)
    page.locator("[data-carte]").scroll_into_view_if_needed()
    page.locator(".carte__fond").wait_for()


def test_sans_reseau_la_carte_a_les_contours_et_les_noms_du_depot(page, sans_faute_axe):
    _ouvrir_la_carte(page)
    page.locator(".carte__fond path.contour").first.wait_for(state="attached")
    expect(page.locator(".carte__fond .repere")).to_have_count(4)
    assert sorted(page.locator(".carte__fond .repere").all_inner_texts()) == ["1", "2", "3", "4"]
    page.locator(".carte__nom", has_text="Voiron").first.wait_for()
    sans_faute_axe(page)


def test_avec_le_reseau_la_carte_a_les_tuiles_de_l_ign(page, ouvrir_reseau, sans_faute_axe):
    ouvrir_reseau()
    _ouvrir_la_carte(page)
    page.locator(".leaflet-tile-loaded").first.wait_for(state="attached")
    assert page.locator(".carte__fond path.contour").count() == 0
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("IGN")
    sans_faute_axe(page)


def test_un_repere_s_atteint_au_clavier_et_mene_a_l_ecole(page, decor):
    _ouvrir_la_carte(page)
    repere = page.get_by_role("link", name="3. Collège Plan Menu, Coublevie : voir dans la liste")
    repere.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**#ecole-{decor['Gymnase, tiers nord'].etablissement.uai}")


def test_sur_le_telephone_la_carte_attend_qu_on_descende(page):
    page.goto(SERIE)
    assert page.locator(".carte__fond").count() == 0
    page.locator("[data-carte]").scroll_into_view_if_needed()
    page.locator(".carte__fond").wait_for()


def test_sans_script_tout_est_la(chromium, live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    contexte = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = contexte.new_page()
    page.goto(SERIE)
    assert page.locator("h1").inner_text() == "Une salle est libre les 26 mardis, trois autres le sont presque."
    assert page.locator(".carte .pin").count() == 4
    page.get_by_text("Et une autre salle").click()
    page.get_by_role("link", name="CDI").wait_for()
    page.get_by_text("Les 6 dates qui manquent, et pourquoi").click()
    page.get_by_text("Prise de 18 h à 20 h par une association.").wait_for()
    page.goto("/")
    assert page.get_by_role("button", name="Autour de moi").count() == 0
    contexte.close()

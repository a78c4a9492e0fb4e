"""The components in a real browser: readable by everyone, at every width, day and evening, with and without script."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.urls("tests.navigateur.galerie_urls")


@pytest.mark.parametrize(("largeur", "look"), [(320, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_la_galerie_se_lit_a_toutes_les_largeurs(page, sans_faute_axe, photographier, largeur, look):
    page.emulate_media(color_scheme=look)
    page.set_viewport_size({"width": largeur, "height": 900})
    page.goto("/composants/")
    assert page.evaluate("document.documentElement.scrollWidth") == largeur
    sans_faute_axe(page)
    photographier(page, f"composants-{largeur}-{look}")


def test_la_police_du_site_est_servie(page):
    page.goto("/composants/")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('18px \"Atkinson Hyperlegible\"')")


def test_les_cibles_du_telephone_font_48_pixels(page):
    page.goto("/composants/")
    trop_petites = page.evaluate(
        """[...document.querySelectorAll(`.btn, .champ input:not([type=checkbox], [type=radio]), .champ select,
            .choix, .onglet, .menu > summary, .plus > summary, .pages a, .sommaire a`)]
            .filter((cible) => cible.checkVisibility() && cible.getBoundingClientRect().height < 47.5)
            .map((cible) => cible.outerHTML.slice(0, 120))"""
    )
    assert trop_petites == []


def test_le_resume_des_erreurs_a_le_focus_et_mene_au_champ(page):
    page.goto("/composants/")
    assert page.evaluate("document.activeElement.id") == "resume-erreurs"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/composants/#*")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") in {"faute_effectif", "faute_jour"}


def test_echap_ferme_le_menu_et_rend_le_focus(page):
    page.goto("/composants/")
    bouton = page.get_by_text("Menu", exact=True)
    bouton.click()
    expect(page.locator("[data-menu][open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[data-menu][open]")).to_have_count(0)
    expect(bouton).to_be_focused()


def test_une_question_s_ouvre_par_dessus_la_page_et_echap_la_ferme(page, sans_faute_axe):
    page.goto("/composants/")
    page.get_by_role("link", name="Libérer le mardi 17 novembre").click()
    question = page.get_by_role("dialog", name="Libérer le mardi 17 novembre ?")
    expect(question).to_be_visible()
    sans_faute_axe(page)
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    assert page.url.endswith("/composants/")

"""`/api/docs/`: readable without any network but the site's, under the same policy as every page."""

from playwright.sync_api import expect


def test_la_documentation_se_lit_hors_ligne(page, photographier):
    page.goto("/api/docs/")
    page.get_by_role("heading", name="Préau").wait_for()
    expect(page.locator(".opblock")).to_have_count(24)
    page.locator("#operations-recherche-recherche button.opblock-summary-control").click()
    page.get_by_text("Les plus libres d’abord, puis les plus proches.").wait_for()
    photographier(page, "api-docs-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    photographier(page, "api-docs-1280")


def test_un_appel_s_essaie_depuis_la_documentation(page):
    page.goto("/api/docs/")
    page.locator("#operations-referentiels-referentiels_retrieve button.opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table .response-col_status").get_by_text("200").wait_for()

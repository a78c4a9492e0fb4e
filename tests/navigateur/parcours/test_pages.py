"""Every page that links lead to, in a real browser: readable by everyone, by day and by night, from 320 to 1280 px."""

import pytest

from tests.liens import nom_de_vue, se_promener
from tests.monde import demandes_en_tout_etat

RESULTATS = "/?pres_de=Voiron&date=24/11/2026&debut=18:00&fin=20:00&repetition=hebdomadaire"
# The same for everybody: read once, signed out. Its inside is not ours: the page that shows the API's schema.
POUR_TOUS = (
    "recherche", "aide", "accessibilite", "donnees_personnelles", "mentions_legales", "etablissements:liste",
    "etablissements:etablissement", "salles:salle",
)  # fmt: skip
D_AUTRUI = "api_docs"
CIBLES_BASSES = """[...document.querySelectorAll(".btn, .champ :is(input:not([type=checkbox], [type=radio]), select),"
  + ".choix, .onglet, .menu > summary, .plus > summary")]
  .filter((cible) => cible.checkVisibility() && cible.getBoundingClientRect().height < 47.5)
  .map((cible) => cible.outerHTML.slice(0, 120))"""


@pytest.fixture
def monde(monde):
    demandes_en_tout_etat(monde)
    return monde


@pytest.fixture
def lire(page, sans_faute_axe, photographier):
    """Return a function that looks at one address at three widths, and fails on what somebody could not read."""

    def lire(adresse: str) -> None:
        nom = nom_de_vue(adresse)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(adresse)
        if nom != D_AUTRUI:
            sans_faute_axe(page)
        photographier(page, f"{nom.replace(':', '-')}-1280")
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 390, "height": 844})
        if nom != D_AUTRUI:
            sans_faute_axe(page)
            assert (adresse, page.evaluate(CIBLES_BASSES)) == (adresse, [])
        photographier(page, f"{nom.replace(':', '-')}-390")
        page.set_viewport_size({"width": 320, "height": 700})
        assert (adresse, page.evaluate("document.documentElement.scrollWidth")) == (adresse, 320)

    return lire


def test_les_pages_de_tout_le_monde(monde, client, lire):
    for adresses in se_promener(client, "/", RESULTATS, par_vue=1).pages.values():
        lire(adresses[0])


@pytest.mark.parametrize("qui", ["malik", "claire", "sonia", "yann"])
def test_les_pages_de_chacun(monde, client, faire_entrer, lire, qui):
    faire_entrer(getattr(monde, qui))
    promenade = se_promener(client, "/compte/espace/", par_vue=1)
    for nom, adresses in promenade.pages.items():
        if not nom.startswith(POUR_TOUS):
            lire(adresses[0])


@pytest.mark.urls("tests.navigateur.parcours.erreurs_urls")
def test_les_pages_de_refus(transactional_db, lire):
    for nom in ("400", "403", "403_csrf", "404", "429", "500", "refus"):
        lire(f"/refus/{nom}/")

"""Every page that links lead to, in a real browser: readable by everyone, by day and by night, from 320 to 1280 px."""

from collections.abc import Container

import pytest

from tests.liens import nom_de_vue, se_promener
from tests.monde import animer

RESULTATS = "/?pres_de=Voiron&date=24/11/2026&debut=18:00&fin=20:00&repetition=hebdomadaire"
# Read by `test_comptes_et_espaces`.
AILLEURS = {
    "accessibilite", "aide", "aide_association", "aide_collectivite", "aide_etablissement", "aide_loge",
    "donnees_personnelles", "mentions_legales", "account_change_password", "account_email", "account_login",
    "account_reauthenticate", "account_reset_password", "account_signup", "mfa_index", "compte",
    "associations:association", "associations:membres", "associations:nouvelle", "associations:pieces",
    "associations:profil", "associations:rejoindre", "etablissements:equipe", "etablissements:etablissement",
    "etablissements:habilitations", "etablissements:liste", "etablissements:reglages",
}  # fmt: skip
POUR_TOUS = {"recherche", "salles:salle", "api_docs"}  # the same for everybody: read once, signed out
D_AUTRUI = "api_docs"  # what shows the description of the API is not ours: only its frame is judged
CIBLES_BASSES = """[...document.querySelectorAll(".btn, .champ :is(input:not([type=checkbox], [type=radio]), select),"
  + ".choix, .onglet, .menu > summary, .plus > summary")]
  .filter((cible) => cible.checkVisibility() && cible.getBoundingClientRect().height < 47.5)
  .map((cible) => cible.outerHTML.slice(0, 120))"""

SANS_CHAMP = """[...document.querySelectorAll("[data-resume] a")]
  .filter((lien) => !document.getElementById(lien.hash.slice(1))).map((lien) => lien.outerHTML)"""


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
    animer(monde)
    for adresse in une_de_chaque(client, "/", RESULTATS):
        lire(adresse)
    lire(RESULTATS)


def test_les_pages_de_l_association(monde, client, faire_entrer, lire):
    demandes = animer(monde)
    faire_entrer(monde.malik)
    for adresse in une_de_chaque(client, "/compte/espace/", sauf=POUR_TOUS):
        lire(adresse)
    for etat in ("a_decider", "acceptee", "refusee", "incomplete"):
        lire(demandes[etat].get_absolute_url())


def test_les_pages_de_l_etablissement(monde, client, faire_entrer, lire):
    demandes = animer(monde)
    faire_entrer(monde.claire)
    for adresse in une_de_chaque(client, f"/etablissement/{monde.garenne.uai}/", sauf=POUR_TOUS):
        lire(adresse)
    for etat in ("a_decider", "acceptee", "refusee", "incomplete"):
        lire(f"/etablissement/demandes/{demandes[etat].pk}/")


def test_les_pages_de_la_collectivite_et_de_la_loge(monde, client, faire_entrer, lire):
    animer(monde)
    for qui in (monde.sonia, monde.yann):
        faire_entrer(qui)
        for adresse in une_de_chaque(client, "/compte/espace/", sauf=POUR_TOUS):
            lire(adresse)


def test_un_formulaire_refuse_dit_ce_qui_est_a_revoir(page, monde, faire_entrer, sans_faute_axe):
    demande = animer(monde)["a_decider"]
    faire_entrer(monde.claire)
    ecole = f"/etablissement/{monde.garenne.uai}"
    for adresse, bouton in (
        ("/?pres_de=Voirron&date=31/02/2027&debut=25:00&fin=20:00", "Voir les salles libres"),
        (f"{ecole}/salles/ouvrir/", "Commencer"),
        (f"{ecole}/fermetures/", "Fermer ces jours-là"),
        (f"{ecole}/planning/saisir/", "Saisir cette occupation"),
        (f"{ecole}/planning/importer/", "Importer"),
        (f"{ecole}/equipe/", "Donner ce rôle"),
    ):
        page.goto(adresse)
        page.get_by_role("button", name=bouton, exact=True).click()
        juger_le_refus(page, sans_faute_axe)
    page.goto(f"/etablissement/demandes/{demande.pk}/")
    page.get_by_text("Refuser", exact=True).click()
    page.get_by_role("button", name="Refuser la demande").click()
    juger_le_refus(page, sans_faute_axe)


def juger_le_refus(page, sans_faute_axe) -> None:
    """The summary has the focus, and every line of it leads to a field that is there."""
    page.locator("[data-resume]:focus").wait_for()
    assert page.evaluate(SANS_CHAMP) == []
    sans_faute_axe(page)


def une_de_chaque(client, *departs: str, sauf: Container[str] = ()) -> list[str]:
    """Return one address of each page that links lead to."""
    pages = se_promener(client, *departs, par_vue=1).pages
    return [adresses[0] for nom, adresses in pages.items() if nom not in AILLEURS and nom not in sauf]


@pytest.mark.urls("tests.navigateur.parcours.erreurs_urls")
def test_les_pages_de_refus(transactional_db, lire):
    for nom in ("400", "403", "403_csrf", "404", "405", "413", "429", "500", "refus"):
        lire(f"/refus/{nom}/")

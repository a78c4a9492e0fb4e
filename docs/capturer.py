"""Take the pictures of `docs/captures/`: the six main pages of the demo, on a telephone and on a screen.

With the demo running (`make demo`) and a Chromium on the machine: `.venv/bin/python docs/capturer.py`
"""

import argparse
import io
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

CAPTURES = Path(__file__).parent / "captures"
MOT_DE_PASSE = "demonstration-preau"  # of every account of the demo
# Width and height of the window; how many dots to a pixel, so that the small one stays sharp when printed.
FENETRES = [(1280, 1400, 1), (390, 844, 2)]
COULEURS = 256


def accueil(page: Page) -> None:
    page.goto("/")


def resultats(page: Page) -> None:
    """Search as the home page proposes it, Tuesday evenings until June, for the rooms that are wanted most."""
    page.goto("/")
    page.get_by_label("Près de").fill("Voiron")
    page.get_by_label("Type de salle").select_option("gymnase")
    page.get_by_role("button", name="Voir les salles libres").click()
    page.wait_for_url(re.compile("pres_de="))
    raisons = page.get_by_text(re.compile("dates? qui manque(nt)?, et pourquoi"))
    if raisons.count():
        raisons.first.click()


def salle(page: Page) -> None:
    resultats(page)
    page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()


def demande(page: Page) -> None:
    connecter(page, "association")
    resultats(page)
    page.get_by_role("link", name=re.compile("^Demander")).first.click()
    page.get_by_label("Ce que vous ferez, en une phrase").fill("Atelier de théâtre pour adultes débutants.")


def decision(page: Page) -> None:
    """Open two requests that want the same dates, or the first that waits."""
    connecter(page, "chef")
    rivales = page.get_by_role("link", name="Comparer et décider")
    (rivales if rivales.count() else page.get_by_role("link", name="Lire et décider")).first.click()


def pilotage(page: Page) -> None:
    connecter(page, "departement")


PAGES = [accueil, resultats, salle, demande, decision, pilotage]


def connecter(page: Page, compte: str) -> None:
    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique").fill(f"{compte}@demonstration.example")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(re.compile("/(etablissement|association|pilotage)/"))


def prendre(navigateur: Browser, adresse: str) -> None:
    for largeur, hauteur, points in FENETRES:
        for aller in PAGES:
            contexte = navigateur.new_context(
                base_url=adresse,
                viewport={"width": largeur, "height": hauteur},
                device_scale_factor=points,
                locale="fr-FR",
                timezone_id="Europe/Paris",
                reduced_motion="reduce",
            )
            page = contexte.new_page()
            aller(page)
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            page.wait_for_load_state("networkidle")
            image = Image.open(io.BytesIO(page.screenshot()))
            fichier = CAPTURES / f"{aller.__name__}-{largeur}.png"
            reduite = image.convert("RGB").quantize(COULEURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            reduite.save(fichier, optimize=True)
            print(f"{fichier.name} : {fichier.stat().st_size // 1000} ko")
            contexte.close()


def main() -> None:
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("adresse", nargs="?", default="http://127.0.0.1:8000", help="where the demo answers")
    programme = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    CAPTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        prendre(
            playwright.chromium.launch(executable_path=programme, args=["--no-sandbox"]), lecteur.parse_args().adresse
        )


if __name__ == "__main__":
    main()

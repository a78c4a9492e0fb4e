"""What a person does on a page, by the words that are written there; and a hand that counts."""

import re

from playwright.sync_api import Locator, Page

from tests.personnages import MOT_DE_PASSE


def se_connecter(page: Page, courriel: str) -> None:
    """Fill in the sign-in page, which must be open."""
    page.get_by_label("Adresse électronique").fill(courriel)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def entrer(page: Page, courriel: str) -> None:
    """Put the telephone in the hands of somebody else, who signs in."""
    page.context.clear_cookies()
    page.goto("/compte/login/")
    se_connecter(page, courriel)


def cocher(page: Page, etiquette: str) -> None:
    """Touch the words of a box or of a choice: the box itself may be drawn by them."""
    case = page.get_by_role("checkbox", name=etiquette, exact=True)
    page.locator("label", has=case.or_(page.get_by_role("radio", name=etiquette, exact=True))).click()


class Main:
    """Change fields and activate controls, one after the other; `gestes` says how many so far."""

    def __init__(self, page: Page):
        self.page = page
        self.gestes: list[str] = []

    def ecrire(self, etiquette: str, valeur: str) -> None:
        self.gestes.append(f"{etiquette} : {valeur}")
        self.page.get_by_label(etiquette, exact=True).fill(valeur)

    def choisir(self, etiquette: str, option: str) -> None:
        self.gestes.append(f"{etiquette} : {option}")
        self.page.get_by_label(etiquette, exact=True).select_option(label=option)

    def cocher(self, etiquette: str) -> None:
        self.gestes.append(etiquette)
        cocher(self.page, etiquette)

    def activer(self, nom: str | re.Pattern[str]) -> None:
        """Follow the first link, or press the first button, of that name."""
        self.gestes.append(str(nom))
        commande(self.page, nom).click()


def commande(page: Page, nom: str | re.Pattern[str]) -> Locator:
    liens = page.get_by_role("link", name=nom)
    return liens.or_(page.get_by_role("button", name=nom)).first

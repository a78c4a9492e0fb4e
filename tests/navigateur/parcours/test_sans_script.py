"""The same way from the search to the accord, in a browser that runs no script."""

import re

import pytest
from playwright.sync_api import expect

from conventions.models import Demande
from tests.navigateur.parcours.gestes import commande, entrer


@pytest.fixture
def page(chromium, live_server):
    contexte = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="fr-FR"
    )
    contexte.set_default_timeout(30_000)  # milliseconds: a busy machine is slow, not wrong
    yield contexte.new_page()
    contexte.close()


def test_chercher_demander_et_accorder_sans_script(page, monde):
    entrer(page, "malik@exemple.fr")
    page.goto("/")
    page.get_by_label("Près de").fill("38500")
    commande(page, "Voir les salles libres").click()
    commande(page, re.compile("Demander les .*Salle des piliers")).click()
    commande(page, "Envoyer la demande").click()  # too early: what is missing is said, nothing is lost
    expect(page.get_by_role("group", name="2 réponses sont à revoir")).to_contain_text("Choisissez une activité.")
    page.get_by_label("Activité", exact=True).select_option(label="Théâtre amateur")
    page.get_by_label("Ce que vous ferez, en une phrase").fill("Répétitions d’une troupe d’adultes.")
    commande(page, "Envoyer la demande").click()
    page.wait_for_url(re.compile(r"/demandes/\d+/$"))
    entrer(page, "claire@exemple.fr")
    page.goto(f"/etablissement/{monde.garenne.uai}/")
    commande(page, "Lire et décider").click()
    commande(page, "Confirmer l’accord").click()
    page.get_by_text("Accord donné à Les Tréteaux de Voiron").wait_for()
    commande(page, "Annuler").click()
    page.get_by_text("La décision est annulée").wait_for()
    commande(page, "Confirmer l’accord").click()
    page.get_by_text("Accord donné à Les Tréteaux de Voiron").wait_for()
    assert Demande.objects.get().statut == Demande.Statut.ACCEPTEE

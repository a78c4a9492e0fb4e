"""The main job, lived end to end on a telephone: publish, find, ask, agree, draw up, count."""

import itertools
import re

from playwright.sync_api import expect

from tests.navigateur.parcours.facteur import code, lien
from tests.navigateur.parcours.gestes import cocher, commande, entrer, se_connecter
from tests.pdf import sans_blancs
from tests.pdf import texte as pdf_en_texte
from tests.personnages import MOT_DE_PASSE
from tests.salles.test_photos import image

TAPE = {
    "Ce que vous ferez, en une phrase": "Répétitions d’une troupe d’adultes.",
    "Personnes présentes en même temps": "24",
    "Responsable présent sur place": "Lise Perrin",
    "Son téléphone": "06 11 22 33 44",
    "Son adresse électronique": "lise@exemple.fr",
}


def test_de_la_salle_publiee_a_l_heure_comptee(page, monde, facteur, sans_faute_axe):
    publier_une_salle(page, monde)
    trouver_et_lire_une_raison(page)
    demander_en_s_inscrivant(page, facteur, sans_faute_axe)
    accorder_depuis_le_courriel(page, facteur)
    lire_le_projet_de_convention(page)
    compter(page)


def publier_une_salle(page, monde) -> None:
    entrer(page, "ines@exemple.fr")
    page.goto(f"/etablissement/{monde.neuf.uai}/salles/")
    commande(page, "Ouvrir une première salle").click()
    page.get_by_label("Son nom, comme on le dit ici").fill("Salle des fêtes")
    page.get_by_label("Salle polyvalente").check()
    commande(page, "Commencer").click()
    page.get_by_label("Personnes au plus").fill("60")
    cocher(page, "Accès en fauteuil")
    page.get_by_label("L’accès en fauteuil, en une phrase").fill("De plain-pied, sanitaires adaptés.")
    page.get_by_label("Comment on entre").select_option(index=1)
    page.get_by_label("Par où, et qui appeler").fill("Portail rue des Écoliers.")
    commande(page, "Enregistrer et continuer").click()
    commande(page, re.compile("La salle$")).click()
    commande(page, re.compile("Diviser la salle")).click()
    page.get_by_label("deux moitiés").check()
    page.get_by_role("button", name="Voir ce que cela implique").last.click()
    commande(page, "Enregistrer quand même").click()
    commande(page, re.compile("Reprendre Salle des fêtes$")).click()
    page.get_by_label("Votre photo").set_input_files(
        {"name": "salle.jpg", "mimeType": "image/jpeg", "buffer": image(taille=(800, 600)).read()}
    )
    page.get_by_label("Décrire la photo pour qui ne la voit pas").fill("La salle vue de l’estrade.")
    commande(page, "Ajouter la photo").click()
    commande(page, "Continuer").click()
    for jour, moment in itertools.product(("mardi", "jeudi"), ("17 h – 19 h", "19 h – 22 h")):
        cocher(page, f"{jour}, {moment}")
    commande(page, "Enregistrer et continuer").click()
    page.get_by_label("Qui, ou quoi").fill("Conseil de classe")
    page.get_by_label("Le, ou à partir du").fill("15/12/2026")
    page.get_by_label("Revient").select_option(label="Une seule fois")
    page.get_by_label("De", exact=True).fill("18 h")
    page.get_by_label("À", exact=True).fill("20 h")
    commande(page, "Saisir cette occupation").click()
    commande(page, "Continuer").click()
    commande(page, "Relire la page comme le public la verra").click()
    page.get_by_role("img", name="La salle vue de l’estrade.").wait_for()
    commande(page, "Revenir à la publication").click()
    page.get_by_label(re.compile("Mon planning est à jour")).check()
    commande(page, "Publier la salle").click()
    page.get_by_text("« Salle des fêtes » est publiée").wait_for()


def trouver_et_lire_une_raison(page) -> None:
    page.context.clear_cookies()
    page.goto("/")
    assert page.get_by_role("group", name="Le ou les jours").get_by_label("mardi").is_checked()
    page.get_by_label("Près de").fill("Voiron")
    page.get_by_label("À combien").fill("24")
    commande(page, "Voir les salles libres").click()
    resultat = page.get_by_role("article", name="Salle des fêtes")
    resultat.get_by_text("et pourquoi").click()
    expect(resultat).to_contain_text("Prise de 18 h à 20 h par l’établissement")
    expect(resultat).to_contain_text("Libre 25 mardis sur 26")
    resultat.get_by_role("link", name=re.compile("Demander")).click()


def demander_en_s_inscrivant(page, facteur, sans_faute_axe) -> None:
    page.get_by_label("Activité", exact=True).select_option(label="Théâtre amateur")
    for etiquette, valeur in TAPE.items():
        page.get_by_label(etiquette, exact=True).fill(valeur)
    page.get_by_text("Voir ou retirer une des 26 dates").click()
    page.get_by_label(re.compile(r"29\sjuin")).uncheck()
    commande(page, "Continuer").click()
    inscription = page.get_by_role("form", name="Créer un compte")
    inscription.get_by_label("Adresse électronique").fill("lise@exemple.fr")
    inscription.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    sans_faute_axe(page)
    commande(page, "Créer mon compte").click()
    facteur.tournee()
    sans_faute_axe(page)
    page.get_by_label("Code").fill(code(facteur.lettre("lise@exemple.fr", "code")))
    commande(page, "Confirmer").click()
    commande(page, "Inscrire mon association").click()
    page.get_by_label("Nom", exact=True).fill("Les Planches du Lac")
    page.get_by_label("Numéro RNA").fill("W381000777")
    commande(page, "Inscrire l’association").click()
    assert {etiquette: page.get_by_label(etiquette, exact=True).input_value() for etiquette in TAPE} == TAPE
    expect(page.locator(".phrase")).to_contain_text("25 mardis")
    sans_faute_axe(page)
    commande(page, "Envoyer la demande").click()
    expect(page.locator("main")).to_contain_text("Accusé de réception")


def accorder_depuis_le_courriel(page, facteur) -> None:
    facteur.tournee()
    page.context.clear_cookies()
    page.goto(lien(facteur.lettre("claire@exemple.fr", "Les Planches du Lac")))
    se_connecter(page, "claire@exemple.fr")
    expect(page.locator("h1")).to_have_text("Les Planches du Lac demande le mardi de 18 h à 20 h.")
    commande(page, "Confirmer l’accord").click()
    page.get_by_text("Accord donné à Les Planches du Lac pour 24 mardis").wait_for()


def lire_le_projet_de_convention(page) -> None:
    page.get_by_role("region", name="Conventions à faire voter").get_by_role("link").click()
    pdf = page.request.get(commande(page, re.compile("PDF")).get_attribute("href"))
    assert (pdf.status, pdf.headers["content-type"]) == (200, "application/pdf")
    lues = pdf_en_texte(pdf.body())
    assert sans_blancs("Ce document est un projet : il n’est signé par personne") in sans_blancs(lues)
    assert sans_blancs("Les Planches du Lac") in sans_blancs(lues)


def compter(page) -> None:
    entrer(page, "sonia@exemple.fr")
    page.get_by_text("Lire les heures de chaque établissement").click()
    ligne = page.get_by_role("row", name=re.compile("Collège Les Marronniers"))
    # 24 Tuesdays of two hours, in a room of two parts
    expect(ligne.locator("[data-t=Accordées]")).to_have_text("96")
    accordees = page.get_by_text("Accord de l’établissement", exact=True).locator("xpath=following-sibling::dd")
    expect(accordees).to_have_text("1")

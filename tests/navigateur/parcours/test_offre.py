"""A school offers another room, the association reads it on a telephone and accepts."""

import re

import pytest

from conventions.models import Demande
from tests.conventions.demandes_d_essai import deposee, le_lundi
from tests.monde import DEMAIN
from tests.navigateur.parcours.gestes import commande
from tests.salles.salles_d_essai import salle


@pytest.fixture
def telephone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_proposer_autre_chose_et_l_accepter(telephone, monde, faire_entrer, sans_faute_axe):
    piliers = monde.salles["Salle des piliers"]
    salle(monde.garenne, nom="Petite salle")
    demande = deposee(piliers, le_lundi(3, jour=DEMAIN), par=monde.association)
    faire_entrer(monde.claire)
    telephone.goto(f"/etablissement/demandes/{demande.pk}/")
    telephone.get_by_text("Proposer autre chose", exact=True).first.click()
    telephone.get_by_role("link", name="Proposer autre chose").click()
    telephone.wait_for_url(re.compile(r"/proposer/$"))
    sans_faute_axe(telephone)
    telephone.get_by_label("10 nov. 2026").check()
    telephone.get_by_label("Dans quelle salle").select_option(label="Petite salle")
    commande(telephone, "Placer ces dates ici").click()
    telephone.get_by_text("Petite salle plutôt que Salle des piliers").first.wait_for()
    sans_faute_axe(telephone)
    commande(telephone, "Envoyer la proposition").click()  # too early: the sentence is missing, nothing is lost
    telephone.get_by_role("group", name="Une réponse est à revoir").wait_for()
    sans_faute_axe(telephone)
    telephone.get_by_label("Votre phrase pour eux").fill("La grande salle est prise ce soir-là.")
    commande(telephone, "Envoyer la proposition").click()
    telephone.get_by_text("Proposition prête pour Les Tréteaux de Voiron").wait_for()
    faire_entrer(monde.malik)
    telephone.goto(f"/demandes/{demande.pk}/")
    sans_faute_axe(telephone)
    telephone.get_by_role("link", name="Lire la proposition et répondre").click()
    telephone.wait_for_url(re.compile(r"/proposition/$"))
    sans_faute_axe(telephone)
    assert telephone.evaluate("document.documentElement.scrollWidth") == 390
    commande(telephone, "Accepter la proposition").click()
    telephone.get_by_text("C’est accepté").wait_for()
    assert Demande.objects.get(pk=demande.pk).statut == Demande.Statut.ACCEPTEE

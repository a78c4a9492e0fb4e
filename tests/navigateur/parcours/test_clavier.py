"""The keyboard alone: search and ask, and never be held anywhere."""

import re

from conventions.models import Brouillon, Demande
from salles.models import Salle
from tests.conventions.brouillons_d_essai import garde
from tests.conventions.demandes_d_essai import deposee, le_lundi
from tests.navigateur.parcours.clavier import Clavier
from tests.personnages import adherer, association
from tests.salles.salles_d_essai import salle

RESULTATS = "/?pres_de=Voiron&date=24/11/2026&debut=18:00&fin=20:00&repetition=hebdomadaire"


def test_chercher_et_demander_au_clavier_seul(page, monde, faire_entrer):
    faire_entrer(monde.malik)
    clavier = Clavier(page)
    page.goto("/")
    clavier.ouvrir()
    assert clavier.tabuler() == "Aller au contenu"
    page.keyboard.press("Enter")
    clavier.ecrire("Pour quoi faire", "Théâtre amateur")
    clavier.ecrire("À combien", "24")
    clavier.ecrire("Près de", "Voiron")
    clavier.presser("mar", "Space")
    clavier.presser("jeu", "Space")
    clavier.ecrire("De", "19 h")
    clavier.ecrire("À", "21 h")
    clavier.presser("Voir les salles libres")
    page.wait_for_url(re.compile("pres_de=Voiron"))
    clavier.ouvrir()
    clavier.presser("Demander les")
    page.wait_for_url(re.compile("/demander/"))
    clavier.ouvrir()
    clavier.presser("Voir ou retirer une des", "Space")
    clavier.aller("jeudi")
    page.keyboard.press("Space")
    clavier.ecrire("Ce que vous ferez, en une phrase", "Répétitions d’une troupe d’adultes.")
    clavier.presser("Envoyer la demande")
    page.wait_for_url(re.compile(r"/demandes/\d+/$"))
    assert Demande.objects.get().creneaux.count() == 23
    assert clavier.fautes == []


def test_aucune_page_ne_retient_le_clavier(page, monde, faire_entrer):
    demande = deposee(monde.salles["Salle des piliers"], le_lundi(3), par=monde.association)
    faire_entrer(monde.claire)
    ecole = f"/etablissement/{monde.garenne.uai}/"
    salle = monde.salles["Salle des piliers"].pk
    for adresse in (
        RESULTATS,
        f"/salles/{salle}/",
        f"/etablissement/demandes/{demande.pk}/",
        f"{ecole}salles/{salle}/",
        f"{ecole}salles/{salle}/ouvertures/",
        f"{ecole}agenda/",
    ):
        page.goto(adresse)
        clavier = Clavier(page)
        clavier.ouvrir()
        arrets = clavier.traverser()
        assert arrets[0] == "Aller au contenu"
        assert arrets[-1] == "Mentions légales"
        assert clavier.tabuler("Shift+Tab") == "Mentions légales"
        assert (adresse, clavier.fautes) == (adresse, [])


def test_sur_un_grand_ecran_la_carte_ne_retient_pas_le_clavier(page, monde):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(RESULTATS)
    page.locator(".carte__fond").wait_for()
    clavier = Clavier(page)
    clavier.ouvrir()
    assert clavier.traverser()[-1] == "Mentions légales"
    assert clavier.fautes == []


def test_qui_a_deux_associations_choisit_pour_laquelle_et_le_choix_suit(page, monde, faire_entrer, sans_faute_axe):
    autre = association("Les Amis du Tuba")
    adherer(monde.malik, autre)
    faire_entrer(monde.malik)
    page.goto("/")
    clavier = Clavier(page)
    clavier.ouvrir()
    clavier.ecrire("Près de", "Voiron")
    clavier.aller("Au nom de")
    page.keyboard.type("Les Amis")
    clavier.presser("Voir les salles libres")
    page.wait_for_url(re.compile(f"association={autre.pk}"))
    sans_faute_axe(page)
    clavier.ouvrir()
    clavier.presser("Demander les")
    page.wait_for_url(re.compile("/demander/"))
    assert page.get_by_label("Au nom de").locator("option:checked").inner_text() == "Les Amis du Tuba"
    page.go_back()
    clavier.ouvrir()
    clavier.presser(monde.association.nom)
    page.wait_for_url(re.compile(f"association={monde.association.pk}"))
    assert clavier.fautes == []


def test_un_brouillon_change_de_salle_au_clavier_seul(page, monde, faire_entrer, sans_faute_axe):
    piliers = monde.salles["Salle des piliers"]
    salle(monde.garenne, nom="Petite salle", accessible_pmr=True)  # as the room that it stands in for
    brouillon = garde(piliers, monde.association, par=monde.malik, objet="Stage de masque.")
    Salle.objects.filter(pk=piliers.pk).update(statut=Salle.Statut.RETIREE)
    faire_entrer(monde.malik)
    page.set_viewport_size({"width": 320, "height": 700})
    clavier = Clavier(page)
    page.goto("/association/")
    clavier.ouvrir()
    clavier.presser("Choisir une autre salle")
    page.wait_for_url(re.compile(f"{brouillon.get_absolute_url()}$"))
    sans_faute_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    clavier.ouvrir()
    clavier.presser("Demander celle-ci : Petite salle")
    page.wait_for_url(re.compile("salle="))
    assert page.get_by_label("Ce que vous ferez, en une phrase").input_value() == "Stage de masque."
    clavier.ouvrir()
    clavier.presser("Garder en brouillon")
    page.wait_for_url(re.compile("/association/$"))
    assert [un.salle.nom for un in Brouillon.objects.all()] == ["Petite salle"]
    assert clavier.fautes == []

"""Counted: how many fields a person changes and how many controls a person activates, sign-in left aside."""

import re

from conventions.models import Demande
from tests.conventions.demandes_d_essai import deposee, le_lundi
from tests.navigateur.parcours.facteur import lien
from tests.navigateur.parcours.gestes import Main, se_connecter


def test_de_l_accueil_a_la_demande_deposee_en_douze_gestes(page, monde, faire_entrer):
    """Another day and other hours than those proposed, for a first request: the longest of the ordinary ways."""
    faire_entrer(monde.malik)
    page.goto("/")
    main = Main(page)
    main.ecrire("Pour quoi faire", "Théâtre amateur")
    main.ecrire("À combien", "24")
    main.ecrire("Près de", "Voiron")
    main.cocher("mardi")
    main.cocher("jeudi")
    main.ecrire("De", "19 h")
    main.ecrire("À", "21 h")
    main.activer("Voir les salles libres")
    main.activer(re.compile("Demander les .*Salle des piliers"))
    main.ecrire("Ce que vous ferez, en une phrase", "Répétitions d’une troupe d’adultes.")
    main.activer("Envoyer la demande")
    page.wait_for_url(re.compile(r"/demandes/\d+/$"))
    demande = Demande.objects.get()
    assert (demande.association, demande.effectif, demande.responsable_nom) == (monde.association, 24, "Malik Benali")
    assert {creneau.debut.strftime("%A %H:%M") for creneau in demande.creneaux.all()[:3]} == {"Thursday 18:00"}  # UTC
    assert len(main.gestes) == 11


def test_la_demande_suivante_n_en_prend_que_quatre(page, monde, faire_entrer):
    """The last search and the responsible person come back by themselves."""
    deposee(monde.salles["Salle d’étude 104"], par=monde.association)
    faire_entrer(monde.malik)
    page.goto(
        "/?pres_de=Voiron&effectif=24&activite=theatre&jours=4&date=26/11/2026&debut=19:00&fin=21:00&repetition=hebdomadaire"
    )
    page.goto("/")
    main = Main(page)
    main.activer("Voir les salles libres")
    main.activer(re.compile("Demander les .*Salle des piliers"))
    main.ecrire("Ce que vous ferez, en une phrase", "Répétitions d’une troupe d’adultes.")
    main.activer("Envoyer la demande")
    page.wait_for_url(re.compile(r"/demandes/\d+/$"))
    assert len(main.gestes) == 4


def test_du_courriel_a_l_accord_en_un_geste(page, monde, facteur):
    demande = deposee(monde.salles["Salle des piliers"], le_lundi(3), par=monde.association)
    facteur.tournee()
    page.goto(lien(facteur.lettre("claire@exemple.fr", "Les Tréteaux de Voiron")))
    se_connecter(page, "claire@exemple.fr")
    main = Main(page)
    main.activer("Confirmer l’accord")
    page.get_by_text("Accord donné à Les Tréteaux de Voiron").wait_for()
    demande.refresh_from_db()
    assert (demande.statut, len(main.gestes)) == (Demande.Statut.ACCEPTEE, 1)

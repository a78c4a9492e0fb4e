"""Rows as the annuaire writes them, and how the tests import them."""

import json
from io import StringIO

from django.core.management import call_command

from etablissements.identifiants import lettre_uai

ANNUAIRE = {
    "Identifiant_de_l_etablissement": "0382042N",
    "Nom_etablissement": "Collège La Garenne",
    "Type_etablissement": "Collège",
    "Statut_public_prive": "Public",
    "Adresse_1": "Avenue Marie Curie",
    "Code_postal": "38500",
    "Code_commune": "38563",
    "Nom_commune": "Voiron",
    "Code_departement": "038",
    "Lycee_Agricole": "",
    "Telephone": "0476051234",
    "Mail": "ce.0382042N@ac-grenoble.fr",
    "SIREN_SIRET": "73282932000074",
    "latitude": "45.37353",
    "longitude": "5.58774",
    "etat": "OUVERT",
    "ministere_tutelle": "MINISTERE DE L'EDUCATION NATIONALE",
    "code_nature": "340",
    "etablissement_mere": "",
}
LYCEE = ANNUAIRE | {
    "Identifiant_de_l_etablissement": "0380091T",
    "Nom_etablissement": "Lycée Édouard Herriot",
    "Type_etablissement": "Lycée",
    "Adresse_1": "4 avenue Édouard Herriot",
    "latitude": "45.37067",
    "longitude": "5.58954",
    "code_nature": "306",
    "SIREN_SIRET": "",
    "Telephone": "",
    "Mail": "",
}
DE_NULLE_PART = "9990001" + lettre_uai("9990001")


def lancer(chemin, *options):
    sortie, erreurs = StringIO(), StringIO()
    call_command("importer_annuaire", str(chemin), "--json", *options, stdout=sortie, stderr=erreurs)
    assert erreurs.getvalue() == ""  # no progress bar where nobody looks
    return json.loads(sortie.getvalue())


def rapport(**valeurs):
    nombres = dict.fromkeys(["crees", "mis_a_jour", "inchanges", "plus_recents", "ignores"], 0)
    return nombres | {"refuses": [], "signales": []} | valeurs

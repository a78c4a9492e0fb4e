"""The shapes in which schools are published, and the command that imports them."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from etablissements.cog import lire_table
from etablissements.models import Collectivite, Commune, Etablissement, Site
from etablissements.sans_accents import simplifier
from etablissements.services.collectivites import creer_collectivite
from etablissements.services.donnees import charger_etablissements_de_demonstration
from tests.etablissements.annuaire import ANNUAIRE, lancer, rapport

pytestmark = pytest.mark.django_db


# -- Other shapes ------------------------------------------------------------------------


def test_lit_l_annuaire_de_2023_et_un_ordre_de_colonnes_quelconque(importer):
    ancien = {("Code postal" if nom == "Code_postal" else nom): valeur for nom, valeur in reversed(ANNUAIRE.items())}
    importer(ancien | {"Nombre_d_eleves": "412", "etablissement_multi_lignes": "0"})
    assert importer(ANNUAIRE) == rapport(inchanges=1)


def test_lit_la_geolocalisation(importer):
    geolocalisation = {
        "numero_uai": "0382042N",
        "appellation_officielle": "",
        "denomination_principale": "COLLEGE",
        "patronyme_uai": "LA GARENNE",
        "secteur_public_prive_libe": "Public",
        "adresse_uai": "12 avenue DE LA GARE",
        "code_postal_uai": "38506",
        "libelle_commune": "Voiron",
        "latitude": "45.37353",
        "longitude": "5.58774",
        "nature_uai": "340",
        "etat_etablissement": "3",
        "etat_etablissement_libe": "A OUVRIR",
        "code_departement": "038",
        "code_commune": "38563",
        "date_ouverture": "2099-01-01",
    }
    assert importer(geolocalisation) == rapport(crees=1)
    college = Etablissement.objects.select_related("site").get()
    assert (college.nom, college.ouvert) == ("Collège La Garenne", False)
    assert (college.site.adresse, college.site.code_postal) == ("12 avenue de la Gare", "38500")


def test_un_etablissement_sans_nom_le_dit(importer):
    importer(ANNUAIRE | {"Nom_etablissement": ""})
    assert Etablissement.objects.get().nom == "Collège sans nom, Voiron"
    importer(ANNUAIRE)
    assert importer(ANNUAIRE | {"Nom_etablissement": ""}) == rapport(inchanges=1)


def lycee_json(**valeurs):
    return {
        "uai": "0292047T", "nom": "Lycee Du Leon (general Et Techno.)", "ville": "Laivisiau", "codeDept": "29",
        "secteur": "public", "type": "GT", "lat": 48.511, "lng": -4.075, "adresse": "rue Mangin", "codePostal": "29406",
    } | valeurs  # fmt: skip


@pytest.fixture
def importer_json(tmp_path, collectivites):
    def importer_enregistrements(*enregistrements):
        chemin = tmp_path / "lycees.json"
        chemin.write_text(json.dumps({"meta": {"year": "2025"}, "lycees": enregistrements}), encoding="utf-8")
        return lancer(chemin)

    return importer_enregistrements


def test_lit_le_json_des_lycees_et_repare_noms_et_communes(importer_json):
    assert importer_json(lycee_json(), lycee_json(type="Pro", nom="Lycee Du Leon (professionnel)")) == rapport(crees=1)
    lycee = Etablissement.objects.select_related("site__commune").get()
    assert (lycee.nom, lycee.nature, lycee.site.commune.nom) == ("Lycée du Leon", "lycee", "Landivisiau")
    assert lycee.site.code_postal == "29400"


def test_un_fichier_sans_accents_complete_mais_ne_remplace_pas(importer_json):
    importer_json(lycee_json(adresse=""))
    Etablissement.objects.update(nom="Lycée du Léon", nom_cherche="lycee du leon")
    assert importer_json(lycee_json(lat=48.6)) == rapport(mis_a_jour=1)
    lycee = Etablissement.objects.select_related("site").get()
    assert (lycee.nom, lycee.site.adresse, lycee.site.latitude) == ("Lycée du Léon", "rue Mangin", 48.511)


def test_une_commune_nouvelle_est_reconnue_a_son_ancien_nom(importer_json):
    importer_json(
        lycee_json(uai="0220196U", ville="Lamballe", codeDept="22", codePostal="22402", lat=48.468, lng=-2.517)
    )
    assert Site.objects.get().commune.nom == "Lamballe-Armor"


def test_un_nom_ressemblant_mais_lointain_n_est_pas_pris(importer_json):
    importer_json(lycee_json(ville="Landivisio", lat=47.9, lng=-4.1))
    assert Site.objects.get().commune is None


def test_un_arrondissement_est_dans_sa_commune(importer):
    creer_collectivite(code="dep-75", nom="Ville de Paris", type_collectivite="departement")
    paris = {
        "Identifiant_de_l_etablissement": "0751234J", "Code_departement": "075", "Code_commune": "75115",
        "Nom_commune": "Paris 15e", "Code_postal": "75015", "latitude": "48.84", "longitude": "2.29",
    }  # fmt: skip
    importer(ANNUAIRE | paris)
    assert Site.objects.get().commune.nom == "Paris"


# -- The command -------------------------------------------------------------------------


def test_refuse_un_fichier_sans_uai_ou_sans_collectivite_connue(importer, tmp_path, collectivites):
    with pytest.raises(CommandError, match="est-ce le bon fichier"):
        importer({"code": "1", "libelle": "2"})
    with pytest.raises(CommandError, match="ne s’ouvre pas"):
        lancer(tmp_path / "absent.csv")
    Collectivite.objects.all().delete()
    with pytest.raises(CommandError, match="Aucune collectivité n’est connue"):
        importer(ANNUAIRE)


def test_ecrit_aussi_le_rapport_en_phrases(importer, tmp_path):
    importer(ANNUAIRE, ANNUAIRE | {"Statut_public_prive": "?", "Identifiant_de_l_etablissement": "0380091T"})
    sortie = StringIO()
    call_command("importer_annuaire", str(tmp_path / "annuaire.csv"), stdout=sortie)
    assert sortie.getvalue().replace("\xa0", " ").splitlines() == [
        "0 établissement créé, 0 mis à jour, 1 inchangé ; 0 ligne ignorée, 1 refusée, 0 cellule illisible.",
        "Ligne 3 (0380091T) : Le secteur « ? » ne se lit pas : écrivez Public ou Privé.",
    ]


def test_montre_l_avancement_sur_un_terminal(importer, tmp_path):
    class Terminal(StringIO):
        def isatty(self):
            return True

    importer(ANNUAIRE)
    terminal = Terminal()
    call_command("importer_annuaire", str(tmp_path / "annuaire.csv"), "--json", stdout=StringIO(), stderr=terminal)
    assert terminal.getvalue().endswith("] 1 / 1\n")


# -- Real files --------------------------------------------------------------------------


@pytest.fixture
def france():
    """The authorities of the real files, with their communes."""
    departements = ("22", "29", "35", "38", "56")
    Commune.objects.bulk_create(
        Commune(
            **ligne
            | {
                "nom_cherche": simplifier(ligne["nom"]),
                "codes_postaux": ligne["codes_postaux"].split(),
                "latitude": float(ligne["latitude"]),
                "longitude": float(ligne["longitude"]),
            }
        )
        for ligne in lire_table("communes.csv")
        if ligne["departement"] in departements
    )
    for departement in departements:
        creer_collectivite(code=f"dep-{departement}", nom=departement, type_collectivite="departement")
    for region in ("53", "84"):
        creer_collectivite(code=f"reg-{region}", nom=region, type_collectivite="region")


def test_les_etablissements_du_produit_entrent_tous(france):
    assert charger_etablissements_de_demonstration(aujourdhui=date(2026, 11, 24)).crees == 456
    publics = Etablissement.objects.filter(secteur="public", nature="college")
    assert publics.filter(collectivite__code="dep-38").count() == 97
    assert publics.filter(collectivite__code__in=["dep-22", "dep-29", "dep-35", "dep-56"]).count() == 212
    assert Etablissement.objects.filter(collectivite__type="region").count() == 147
    assert not Site.objects.filter(latitude=None).exists()
    assert not Site.objects.filter(commune=None).exists()
    assert charger_etablissements_de_demonstration(aujourdhui=date(2026, 11, 24)).inchanges == 456


def test_le_fichier_reel_de_l_isere(france, donnees_reelles):
    fichier = donnees_reelles / "geoloc-colleges-isere-2024.csv"
    assert lancer(fichier) == rapport(crees=128)
    assert lancer(fichier) == rapport(inchanges=128)
    assert Etablissement.objects.filter(secteur="public").count() == 97


def test_l_annuaire_reel_d_ille_et_vilaine(france, donnees_reelles):
    fichier = donnees_reelles / "annuaire-education-ille-et-vilaine-2023.csv"
    # 117 collèges on 116 UAI, 86 lycées on 84, two EREA; three UAI stand on two rows.
    assert lancer(fichier) == rapport(crees=202, ignores=791)
    assert lancer(fichier) == rapport(inchanges=202, ignores=791)
    assert Etablissement.objects.get(uai="0350700W").nature == "lycee_agricole"
    assert Etablissement.objects.filter(nature="erea").count() == 2
    assert not Site.objects.filter(commune=None).exists()


def test_le_json_reel_des_lycees(france, donnees_reelles):
    fichier = donnees_reelles / "lycees-bretagne-isere-2026.json"
    assert lancer(fichier) == rapport(crees=231)
    assert lancer(fichier) == rapport(inchanges=231)
    assert not Site.objects.filter(commune=None).exists()


@pytest.mark.parametrize(
    ("nom", "lignes"),
    [("annuaire-education-format-2026-sample.csv", 60), ("annuaire-education-excel-damaged-sample.csv", 3)],
)
def test_les_ecoles_reelles_de_2026_et_celles_d_un_tableur_restent_dehors(france, donnees_reelles, nom, lignes):
    assert lancer(donnees_reelles / nom) == rapport(ignores=lignes)
    assert not Etablissement.objects.exists()


@pytest.mark.lent
def test_tous_les_colleges_de_france_entrent_d_un_trait(france, donnees_reelles, django_assert_max_num_queries):
    fichier = donnees_reelles / "geoloc-colleges-france-2024.csv"
    with django_assert_max_num_queries(20):
        lu = lancer(fichier)
    assert (lu["crees"] + lu["ignores"], lu["refuses"]) == (7654, [])

"""Importing schools: what is kept, repaired, merged, refused."""

import pytest
from django.core.management import CommandError

from etablissements.identifiants import lettre_uai
from etablissements.models import Etablissement, Site
from etablissements.services.collectivites import creer_collectivite
from tests.etablissements.annuaire import ANNUAIRE, DE_NULLE_PART, LYCEE, lancer, rapport

pytestmark = pytest.mark.django_db


def raisons(lu):
    return [(refus["ligne"], refus["uai"]) for refus in lu["refuses"]]


def test_un_college_entre_avec_tout_ce_que_l_annuaire_en_dit(importer):
    assert importer(ANNUAIRE) == rapport(crees=1)
    college = Etablissement.objects.select_related("site__commune", "collectivite").get()
    assert (college.uai, college.nom, college.nom_cherche) == ("0382042N", "Collège La Garenne", "college la garenne")
    assert (college.nature, college.secteur, college.ouvert) == ("college", "public", True)
    assert (college.collectivite.code, college.departement, college.academie) == ("dep-38", "38", "Grenoble")
    assert (college.zone_vacances, college.territoire, college.fuseau) == ("A", "metropole", "Europe/Paris")
    assert (college.telephone, college.courriel) == ("04 76 05 12 34", "ce.0382042N@ac-grenoble.fr")
    assert college.siret == "73282932000074"
    site = college.site
    assert (site.nom, site.adresse, site.code_postal) == ("Collège La Garenne", "Avenue Marie Curie", "38500")
    assert (site.commune.nom, site.latitude, site.longitude) == ("Voiron", 45.37353, 5.58774)


def test_importer_deux_fois_ne_change_rien(importer):
    importer(ANNUAIRE, LYCEE)
    avant = [list(Etablissement.objects.order_by("pk").values()), list(Site.objects.order_by("pk").values())]
    assert importer(ANNUAIRE, LYCEE) == rapport(inchanges=2)
    assert [list(Etablissement.objects.order_by("pk").values()), list(Site.objects.order_by("pk").values())] == avant


def test_met_a_jour_ce_qui_a_change_et_rien_d_autre(importer):
    importer(ANNUAIRE, LYCEE)
    Etablissement.objects.filter(uai="0382042N").update(zone_vacances="B")  # set by hand
    assert importer(ANNUAIRE | {"Nom_etablissement": "Collège La Garenne – site nord"}, LYCEE) == rapport(
        mis_a_jour=1, inchanges=1
    )
    college = Etablissement.objects.get(uai="0382042N")
    assert (college.nom, college.zone_vacances) == ("Collège La Garenne – site nord", "B")


def test_ce_que_le_fichier_tait_n_efface_rien(importer):
    importer(ANNUAIRE)
    muet = ANNUAIRE | dict.fromkeys(["Telephone", "Mail", "SIREN_SIRET", "Adresse_1", "latitude", "longitude"], "")
    assert importer(muet) == rapport(inchanges=1)


def test_une_ecole_un_service_ou_un_ime_sont_ignores(importer):
    autres = ["Ecole", "Service Administratif", "Médico-social", "Information et orientation", "Autre"]
    lignes = [ANNUAIRE | {"Type_etablissement": autre, "code_nature": "151"} for autre in autres]
    sup = ANNUAIRE | {"Type_etablissement": "", "code_nature": "400"}
    assert importer(*lignes, sup, ANNUAIRE) == rapport(crees=1, ignores=6)


@pytest.mark.parametrize(
    ("valeurs", "nature", "collectivite"),
    [
        ({"Type_etablissement": "Collège", "code_nature": "340"}, "college", "dep-38"),
        ({"Type_etablissement": "Lycée", "code_nature": "302"}, "lycee", "reg-84"),
        ({"Type_etablissement": "Lycée", "code_nature": "306"}, "lycee", "reg-84"),
        ({"Type_etablissement": "Lycée", "code_nature": "320"}, "lycee_pro", "reg-84"),
        ({"Type_etablissement": "Lycée", "code_nature": "334"}, "lycee_pro", "reg-84"),
        ({"Type_etablissement": "Lycée", "code_nature": "300", "Lycee_Agricole": "1"}, "lycee_agricole", "reg-84"),
        ({"Type_etablissement": "Lycée", "ministere_tutelle": "AGRICULTURE"}, "lycee_agricole", "reg-84"),
        ({"Type_etablissement": "EREA", "code_nature": "370"}, "erea", "reg-84"),
        ({"Type_etablissement": "", "code_nature": "340"}, "college", "dep-38"),
        ({"Type_etablissement": "", "code_nature": "320"}, "lycee_pro", "reg-84"),
    ],
)  # fmt: skip
def test_chaque_nature_va_a_sa_collectivite(importer, valeurs, nature, collectivite):
    assert importer(ANNUAIRE | valeurs) == rapport(crees=1)
    assert Etablissement.objects.values_list("nature", "collectivite__code").get() == (nature, collectivite)


def test_un_etablissement_prive_est_garde_aussi(importer):
    importer(ANNUAIRE | {"Statut_public_prive": "Privé"})
    assert Etablissement.objects.get().secteur == "prive"


def test_sans_collectivite_connue_la_ligne_est_ignoree(importer):
    paris = ANNUAIRE | {"Identifiant_de_l_etablissement": "0751234J", "Code_departement": "075"}
    assert importer(paris, ANNUAIRE) == rapport(crees=1, ignores=1)


def test_avec_une_collectivite_seuls_ses_etablissements_entrent(importer):
    assert importer(ANNUAIRE, LYCEE, options=["--collectivite", "reg-84"]) == rapport(crees=1, ignores=1)
    assert Etablissement.objects.get().uai == "0380091T"
    assert importer(ANNUAIRE, LYCEE, options=["--collectivite", "dep-35"]) == rapport(ignores=2)


def test_refuse_une_collectivite_inconnue_ou_mal_ecrite(importer):
    for code in ("dep-29", "38"):
        with pytest.raises(CommandError, match="creer_collectivite"):
            importer(ANNUAIRE, options=["--collectivite", code])


def test_la_corse_et_les_regions_d_outre_mer_ont_une_seule_collectivite(importer):
    creer_collectivite(code="reg-94", nom="Collectivité de Corse", type_collectivite="region")
    corse = {
        "Identifiant_de_l_etablissement": "6200001" + lettre_uai("6200001"),
        "Code_departement": "02A",
        "Code_commune": "",
        "Nom_commune": "",
    }
    assert importer(ANNUAIRE | corse) == rapport(crees=1)
    college = Etablissement.objects.get()
    assert (college.departement, college.zone_vacances, college.collectivite.code) == ("2A", "corse", "reg-94")


# -- Bad lines ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valeurs", "raison"),
    [
        ({"Identifiant_de_l_etablissement": ""}, "sept chiffres et une lettre"),
        ({"Identifiant_de_l_etablissement": "0382042M"}, "faute de frappe"),
        ({"Identifiant_de_l_etablissement": "3,82E+06"}, "sept chiffres et une lettre"),
        ({"Statut_public_prive": ""}, "écrivez Public ou Privé"),
        ({"Nom_etablissement": "Collège " + "x" * 153}, "Le nom a plus de 160 signes"),
        ({"Adresse_1": "x" * 201}, "L’adresse a plus de 200 signes"),
        ({"Nom_etablissement": "", "Nom_commune": "x" * 81}, "Le nom de la commune a plus de 80 signes"),
        ({"Code_departement": "035"}, "est du département 38, la ligne dit 35"),
        ({"Code_departement": "Isère"}, "code officiel"),
        ({"Type_etablissement": "Coll?ge", "code_nature": ""}, "Ni le type ni la nature"),
        ({"Identifiant_de_l_etablissement": DE_NULLE_PART, "Code_departement": ""}, "d’aucun département connu"),
    ],
)
def test_une_mauvaise_ligne_est_refusee_avec_sa_raison_et_les_autres_entrent(importer, valeurs, raison):
    lu = importer(LYCEE, ANNUAIRE | valeurs)
    assert {**lu, "refuses": []} == rapport(crees=1)
    assert raisons(lu) == [(3, (ANNUAIRE | valeurs)["Identifiant_de_l_etablissement"])]
    assert raison in lu["refuses"][0]["raison"]


def test_une_ligne_decalee_est_refusee(importer, tmp_path):
    importer(ANNUAIRE)
    chemin = tmp_path / "annuaire.csv"
    chemin.write_text(chemin.read_text("utf-8-sig") + "0380091T;Lycée; coupé\n", encoding="utf-8")
    lu = lancer(chemin)
    assert (lu["inchanges"], raisons(lu)) == (1, [(3, "")])


def test_un_guillemet_oublie_ne_coute_que_sa_ligne(importer, tmp_path):
    importer(LYCEE, ANNUAIRE)
    chemin = tmp_path / "annuaire.csv"
    chemin.write_text(chemin.read_text("utf-8-sig").replace(";Lycée Éd", ';"Lycée Éd'), encoding="utf-8")
    lu = lancer(chemin)
    assert (lu["inchanges"], raisons(lu)) == (1, [(2, "")])
    assert "n’est jamais refermé" in lu["refuses"][0]["raison"]


def test_un_courriel_trop_long_pour_etre_garde_est_tu(importer):
    assert importer(ANNUAIRE | {"Mail": f"c@{'a' * 62}.{'b' * 62}.{'c' * 62}.{'d' * 62}.fr"}) == rapport(crees=1)
    assert Etablissement.objects.get().courriel == ""


def test_un_fichier_abime_par_un_tableur_est_repare_et_rien_n_entre_de_travers(importer):
    abime = ANNUAIRE | {
        "Identifiant_de_l_etablissement": "382042n",
        "SIREN_SIRET": "1,9382E+13",
        "Telephone": "476051234",
        "Code_departement": "38",
        "Code_postal": "38500.0",
        "latitude": "45,37353",
        "longitude": "5,58774",
    }
    assert importer(abime) == rapport(crees=1)
    college = Etablissement.objects.select_related("site").get()
    assert (college.uai, college.siret, college.telephone) == ("0382042N", "", "04 76 05 12 34")
    assert (college.site.code_postal, college.site.latitude, college.site.longitude) == ("38500", 45.37353, 5.58774)
    assert importer(ANNUAIRE) == rapport(mis_a_jour=1)  # the SIRET comes with a sound file
    assert importer(abime) == rapport(inchanges=1)


def test_sans_position_l_etablissement_est_au_centre_de_sa_commune(importer):
    assert importer(ANNUAIRE | {"latitude": "", "longitude": ""}) == rapport(crees=1)
    assert Site.objects.values_list("latitude", "longitude").get() == (45.3790, 5.5830)


def test_lit_la_position_ecrite_en_une_seule_colonne(importer):
    importer(ANNUAIRE | {"latitude": "", "longitude": "", "position": "45.37353, 5.58774"})
    assert Site.objects.values_list("latitude", "longitude").get() == (45.37353, 5.58774)


# -- Several rows, several schools on one site ----------------------------------------------


def test_un_uai_sur_deux_lignes_fait_un_etablissement_et_le_siege_l_emporte(importer):
    annexe = ANNUAIRE | {"Nom_etablissement": "Collège La Garenne (annexe)", "Adresse_1": "1 rue Haute"}
    siege = ANNUAIRE | {"Telephone": ""}
    assert importer(annexe, siege) == rapport(crees=1)
    college = Etablissement.objects.select_related("site").get()
    assert (college.nom, college.site.adresse) == ("Collège La Garenne", "Avenue Marie Curie")
    assert college.telephone == "04 76 05 12 34"


def test_les_deux_cotes_d_un_lycee_polyvalent_font_un_lycee(importer):
    pro = LYCEE | {"code_nature": "320", "Nom_etablissement": "Lycée professionnel Édouard Herriot"}
    assert importer(pro, LYCEE) == rapport(crees=1)
    assert Etablissement.objects.values_list("nom", "nature").get() == ("Lycée Édouard Herriot", "lycee")


def test_refuse_la_ligne_qui_donne_au_meme_uai_une_autre_nature(importer):
    lu = importer(ANNUAIRE, LYCEE | {"Identifiant_de_l_etablissement": "0382042N"})
    assert (lu["crees"], raisons(lu)) == (1, [(3, "0382042N")])
    assert "déjà, ligne 2" in lu["refuses"][0]["raison"]


def test_une_cite_scolaire_est_un_site_pour_deux_etablissements(importer):
    ailleurs = ANNUAIRE | {
        "Identifiant_de_l_etablissement": "0380092U",
        "Type_etablissement": "Lycée",
        "code_nature": "302",
    }
    assert importer(ANNUAIRE, ailleurs, LYCEE) == rapport(crees=3)
    assert Site.objects.count() == 2
    assert importer(ANNUAIRE, ailleurs, LYCEE) == rapport(inchanges=3)


def test_une_section_est_sur_le_site_de_son_lycee(importer):
    section = LYCEE | {
        "Identifiant_de_l_etablissement": "0380008C",
        "Adresse_1": "5 avenue Édouard Herriot",
        "code_nature": "334",
        "etablissement_mere": "0380091T",
    }
    assert importer(section, LYCEE) == rapport(crees=2)
    assert Site.objects.values_list("adresse", flat=True).get() == "4 avenue Édouard Herriot"
    assert importer(section, LYCEE) == rapport(inchanges=2)

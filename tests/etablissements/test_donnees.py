"""The tables of facts that the product carries."""

from zoneinfo import ZoneInfo

import pytest

from etablissements.cog import departements, lire_table, regions, zones_par_academie
from etablissements.identifiants import departements_uai, normaliser_commune, normaliser_departement, normaliser_uai
from etablissements.models import Commune, Territoire, Zone
from etablissements.services.donnees import charger_communes


def test_chaque_departement_a_une_zone_un_territoire_et_un_fuseau_connus():
    assert len(departements()) == 107
    for departement in departements().values():
        assert normaliser_departement(departement.code) == departement.code
        assert departement.zone in Zone
        assert departement.territoire in Territoire
        assert ZoneInfo(departement.fuseau).key == departement.fuseau
        assert departement.region in regions() or departement.region == ""


def test_les_academies_sont_dans_la_zone_de_l_arrete():
    zones = zones_par_academie()
    assert {academie for academie, zone in zones.items() if zone == "A"} == {
        "Besançon", "Bordeaux", "Clermont-Ferrand", "Dijon", "Grenoble", "Limoges", "Lyon", "Poitiers",
    }  # fmt: skip
    assert {academie for academie, zone in zones.items() if zone == "C"} == {
        "Créteil", "Montpellier", "Paris", "Toulouse", "Versailles",
    }  # fmt: skip
    assert [zones[academie] for academie in ("Rennes", "Normandie", "Corse", "Mayotte")] == [
        "B",
        "B",
        "corse",
        "mayotte",
    ]


def test_l_alsace_et_la_moselle_gardent_leurs_jours_feries():
    assert {d.code for d in departements().values() if d.territoire == "alsace_moselle"} == {"57", "67", "68"}


def test_les_etablissements_publics_d_isere_et_de_bretagne_y_sont_tous():
    lignes = list(lire_table("etablissements.csv"))
    colleges = [ligne for ligne in lignes if ligne["type"] == "Collège"]
    assert len([ligne for ligne in colleges if ligne["code_departement"] == "38"]) == 97
    assert len([ligne for ligne in colleges if ligne["code_departement"] != "38"]) == 212
    assert len(lignes) - len(colleges) == 147
    assert len({ligne["uai"] for ligne in lignes}) == len(lignes)
    assert [ligne["uai"] for ligne in lignes if not ligne["latitude"]] == ["0381513N"]
    communes = {ligne["code_insee"]: ligne for ligne in lire_table("communes.csv")}
    for ligne in lignes:
        assert normaliser_uai(ligne["uai"]) == ligne["uai"]
        assert departements_uai(ligne["uai"]) == (ligne["code_departement"],)
        assert ligne["code_postal"] in communes[ligne["code_commune"]]["codes_postaux"].split()


def test_les_communes_ont_un_code_bien_forme():
    codes = [ligne["code_insee"] for ligne in lire_table("communes.csv")]
    assert len(codes) == 34_963
    assert [normaliser_commune(code) for code in codes] == codes


@pytest.mark.django_db
def test_charge_les_communes_une_fois_pour_toutes():
    assert charger_communes() == 34_963
    voiron = Commune.objects.get(pk="38563")
    assert (voiron.nom, voiron.nom_cherche, voiron.codes_postaux, voiron.departement) == (
        "Voiron", "voiron", ["38500"], "38",
    )  # fmt: skip
    assert Commune.objects.get(pk="42218").nom_cherche == "saint etienne"
    assert charger_communes() == 0


@pytest.mark.lent
@pytest.mark.django_db
def test_recharger_rend_son_nom_a_une_commune_modifiee():
    charger_communes()
    Commune.objects.filter(pk="38563").update(nom="Voyron", nom_cherche="voyron")
    assert charger_communes() == 1
    assert Commune.objects.get(pk="38563").nom == "Voiron"

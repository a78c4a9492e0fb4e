"""Importing schools: files that come out of order, and cells that cannot be read."""

from io import StringIO

import pytest
from django.core.management import call_command

from etablissements.models import Etablissement, Site
from tests.etablissements.annuaire import ANNUAIRE, LYCEE, rapport

pytestmark = pytest.mark.django_db

DE_2023 = ANNUAIRE | {"date_maj_ligne": "2023-06-08", "Nom_etablissement": "Collège du Nord", "Telephone": "0400000000"}
DE_2026 = ANNUAIRE | {"date_maj_ligne": "2026-05-27", "Adresse_1": "1 rue Neuve"}


def vu(uai="0382042N"):
    return Etablissement.objects.values_list("nom", "telephone", "site__adresse").get(uai=uai)


# -- Older after newer -----------------------------------------------------------------------


def test_une_ligne_plus_ancienne_ne_change_rien_et_se_compte(importer):
    importer(DE_2026)
    avant = vu()
    assert importer(DE_2023) == rapport(inchanges=1, plus_recents=1)
    assert vu() == avant == ("Collège La Garenne", "04 76 05 12 34", "1 rue Neuve")


def test_dans_l_ordre_la_ligne_plus_recente_remplace_l_ancienne(importer):
    importer(DE_2023)
    assert importer(DE_2026) == rapport(mis_a_jour=1)
    assert vu() == ("Collège La Garenne", "04 76 05 12 34", "1 rue Neuve")
    assert importer(DE_2026) == rapport(inchanges=1)


def test_une_ligne_datee_du_meme_jour_remplace(importer):
    importer(DE_2026)
    assert importer(DE_2026 | {"Nom_etablissement": "Collège Neuf"}) == rapport(mis_a_jour=1)


def test_une_date_qui_avance_seule_laisse_l_ecole_inchangee_mais_compte_ensuite(importer):
    importer(DE_2026)
    assert importer(DE_2026 | {"date_maj_ligne": "2026-06-15"}) == rapport(inchanges=1)
    assert importer(DE_2026 | {"Telephone": "0411111111"}) == rapport(inchanges=1, plus_recents=1)


def test_une_date_ecrite_par_un_tableur_se_lit_aussi(importer):
    importer(DE_2026 | {"date_maj_ligne": "27/05/2026"})
    assert importer(DE_2023 | {"date_maj_ligne": "08/06/2023"}) == rapport(inchanges=1, plus_recents=1)


def test_une_ligne_sans_date_est_prise_comme_elle_vient(importer):
    importer(DE_2026)
    assert importer(ANNUAIRE | {"Nom_etablissement": "Collège Géo"}) == rapport(mis_a_jour=1)
    assert importer(DE_2023) == rapport(inchanges=1, plus_recents=1)  # the date known still holds


@pytest.mark.parametrize("ecrite", ["27 mai", "2999-01-01", "45/13/2026"])
def test_une_date_illisible_ou_a_venir_est_signalee_et_ne_ferme_la_porte_a_rien(importer, ecrite):
    [signale] = importer(DE_2026 | {"date_maj_ligne": ecrite})["signales"]
    assert signale == {
        "ligne": 2, "uai": "0382042N",
        "raison": f"La date de mise à jour « {ecrite} » ne se lit pas ou est à venir : "
        "la ligne compte comme une ligne sans date.",
    }  # fmt: skip
    assert importer(DE_2023) == rapport(mis_a_jour=1)


def test_d_un_meme_fichier_la_ligne_la_plus_recente_parle(importer):
    assert importer(DE_2023, DE_2026) == rapport(crees=1)
    assert vu() == ("Collège La Garenne", "04 76 05 12 34", "1 rue Neuve")


def test_le_rapport_en_phrases_compte_ce_qui_etait_plus_recent(importer, tmp_path):
    importer(DE_2026)
    importer(DE_2023)
    sortie = StringIO()
    call_command("importer_annuaire", str(tmp_path / "annuaire.csv"), stdout=sortie)
    assert sortie.getvalue().replace("\xa0", " ") == (
        "0 établissement créé, 0 mis à jour, 1 inchangé, dont 1 aux données plus récentes déjà en base ; "
        "0 ligne ignorée, 0 refusée, 0 cellule illisible.\n"
    )


# -- Cells that cannot be read ---------------------------------------------------------------


def signalements(lu):
    return [(signale["ligne"], signale["uai"], signale["raison"]) for signale in lu["signales"]]


@pytest.mark.parametrize("code", ["385", "X8563", "Voiron", "3,8563E+04"])
def test_un_code_de_commune_illisible_est_signale_avec_la_commune_retenue(importer, code):
    lu = importer(LYCEE, ANNUAIRE | {"Code_commune": code})
    attendu = f"Le code de commune « {code} » ne se lit pas : la commune retenue est Voiron."
    assert (lu["crees"], signalements(lu)) == (2, [(3, "0382042N", attendu)])


def test_sans_autre_indice_l_ecole_reste_sans_commune_et_le_rapport_le_dit(importer):
    perdue = dict.fromkeys(["Nom_commune", "Code_postal", "latitude", "longitude"], "") | {"Code_commune": "?"}
    assert signalements(importer(ANNUAIRE | perdue)) == [
        (
            2,
            "0382042N",
            "Le code de commune « ? » ne se lit pas : l’établissement reste sans commune, corrigez cette cellule.",
        )
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("4,537353E+14", "5,58774E+14"), ("0", "0"), ("NaN", "NaN"), ("99", "200"), ("45.37353", "est"), ("nord", "")],
)
def test_une_position_illisible_est_signalee_avec_l_endroit_retenu(importer, latitude, longitude):
    lu = importer(ANNUAIRE | {"latitude": latitude, "longitude": longitude})
    attendu = f"La position (latitude « {latitude} », longitude « {longitude} ») ne se lit pas"
    assert signalements(lu) == [
        (2, "0382042N", f"{attendu} : l’établissement est placé au centre de Voiron."),
    ]
    assert Site.objects.values_list("latitude", "longitude").get() == (45.3790, 5.5830)


def test_une_position_illisible_laisse_celle_qui_est_connue_ou_celle_de_l_autre_colonne(importer):
    connue = "la position retenue, lue ailleurs ou déjà connue, est 45.37353, 5.58774."
    abimee = ANNUAIRE | {"latitude": "abc"}
    ailleurs = abimee | {"position": "45.37353, 5.58774"}
    attendu = (2, "0382042N", f"La position (latitude « abc », longitude « 5.58774 ») ne se lit pas : {connue}")
    assert signalements(importer(ailleurs)) == [attendu]
    assert signalements(importer(abimee)) == [attendu]
    assert signalements(importer(ANNUAIRE | {"latitude": "", "longitude": "", "position": "là"})) == [
        (2, "0382042N", f"La position « là » ne se lit pas : {connue}")
    ]


def test_une_position_trop_loin_de_la_commune_est_signalee(importer):
    assert signalements(importer(ANNUAIRE | {"latitude": "5.58774", "longitude": "45.37353"})) == [
        (
            2,
            "0382042N",
            "La position 5.58774, 45.37353 est trop loin de Voiron : l’établissement est placé au centre de Voiron.",
        )
    ]


def test_chaque_ligne_d_un_meme_etablissement_signale_ses_cellules(importer):
    annexe = ANNUAIRE | {"Nom_etablissement": "Collège La Garenne (annexe)", "latitude": "abc", "Code_commune": "?"}
    assert [(ligne, raison.split(" ne se")[0]) for ligne, _, raison in signalements(importer(annexe, ANNUAIRE))] == [
        (2, "Le code de commune « ? »"),
        (2, "La position (latitude « abc », longitude « 5.58774 »)"),
    ]


def test_l_ecole_d_une_collectivite_absente_ne_signale_rien(importer):
    paris = {"Identifiant_de_l_etablissement": "0751234J", "Code_departement": "075", "Code_commune": "?"}
    assert importer(ANNUAIRE | paris) == rapport(ignores=1)

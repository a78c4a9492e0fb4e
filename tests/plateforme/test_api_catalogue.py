"""The reading calls that need no account, and how the API refuses."""

import pytest

pytestmark = pytest.mark.django_db


def test_un_parametre_inconnu_est_refuse_avec_le_nom_le_plus_proche(client):
    reponse = client.get("/api/v1/salles/?effectiff=12")
    assert reponse.status_code == 400
    assert reponse["Content-Type"] == "application/problem+json"
    assert reponse.json() == {
        "status": 400,
        "title": "Demande mal formée",
        "detail": "À corriger : « effectiff ».",
        "code": "forme_refusee",
        "erreurs": {"effectiff": ["Ce paramètre n’existe pas. Vouliez-vous dire « effectif » ?"]},
    }


@pytest.mark.parametrize(
    ("parametres", "champ"),
    [
        ("type=piscine", "type"),
        ("effectif=0", "effectif"),
        ("effectif=1000000000", "effectif"),
        ("effectif=douze", "effectif"),
        ("equipement=patinoire", "equipement"),
        ("pmr=peut-etre", "pmr"),
        ("etablissement=038000000000", "etablissement"),
        ("etablissement=%00", "etablissement"),
    ],
)
def test_une_mauvaise_valeur_est_refusee_a_son_nom(client, parametres, champ):
    reponse = client.get(f"/api/v1/salles/?{parametres}")
    assert reponse.status_code == 400
    assert list(reponse.json()["erreurs"]) == [champ]


@pytest.mark.parametrize(
    ("parametres", "champ"),
    [("departement=trente-huit", "departement"), ("nature=ecole", "nature"), ("q=" + "a" * 81, "q")],
)
def test_les_etablissements_refusent_de_meme(client, parametres, champ):
    reponse = client.get(f"/api/v1/etablissements/?{parametres}")
    assert reponse.status_code == 400
    assert list(reponse.json()["erreurs"]) == [champ]


def test_une_page_qui_n_existe_pas_est_un_404_en_francais(client):
    reponse = client.get("/api/v1/etablissements/?page=99")
    assert (reponse.status_code, reponse.json()["code"]) == (404, "introuvable")


def test_les_referentiels_nomment_chaque_liste_du_contrat(client):
    listes = client.get("/api/v1/referentiels/").json()
    assert sorted(listes) == [
        "activites",
        "equipements",
        "etats",
        "motifs",
        "natures_demandeur",
        "natures_etablissement",
        "natures_reservation",
        "raisons",
        "repetitions",
        "statuts",
        "types",
    ]
    assert {"code": "gymnase", "libelle": "gymnase"} in listes["types"]
    assert [raison["code"] for raison in listes["raisons"]][:3] == ["passe", "hors_ouverture", "vacances"]

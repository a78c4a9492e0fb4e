"""`GET etablissements/`: the schools, found by name, nature and département."""

import pytest

from etablissements.models import Commune, Etablissement, Site
from tests.personnages import etablissement

pytestmark = pytest.mark.django_db

ADRESSE = "/api/v1/etablissements/"


def trouves(client, **parametres) -> list[str]:
    return [lu["uai"] for lu in client.get(ADRESSE, parametres).json()["results"]]


def test_un_etablissement_dit_ce_que_le_contrat_en_promet(client):
    voiron = Commune.objects.create(
        code_insee="38563", nom="Voiron", nom_cherche="voiron", codes_postaux=["38500"], departement="38", region="84"
    )
    site = Site.objects.create(nom="La Garenne", commune=voiron, code_postal="38500", latitude=45.37, longitude=5.58)
    etablissement("0382042N", "Collège La Garenne", site=site)
    assert client.get(ADRESSE).json() == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "uai": "0382042N",
                "nom": "Collège La Garenne",
                "nature": "college",
                "commune": "Voiron",
                "code_postal": "38500",
                "latitude": 45.37,
                "longitude": 5.58,
                "zone_vacances": "A",
                "fuseau": "Europe/Paris",
                "url": "http://testserver/etablissements/0382042N/",
            }
        ],
    }


def test_chaque_critere_restreint_et_les_ecoles_fermees_ne_sont_pas_du_catalogue(client):
    etablissement("0382042N", "Collège La Garenne")
    etablissement("0380092U", "Lycée Ferdinand-Buisson", nature="lycee")
    etablissement("6200001H", "Collège Fesch", departement="2A")
    etablissement("0381780D", "Collège fermé", ouvert=False)
    assert trouves(client, q="garenne") == ["0382042N"]
    assert trouves(client, q="0380092u") == ["0380092U"]
    assert trouves(client, nature="lycee") == ["0380092U"]
    assert trouves(client, departement="2A") == ["6200001H"]
    assert sorted(trouves(client)) == ["0380092U", "0382042N", "6200001H"]


@pytest.mark.parametrize(
    ("code", "phrase"),
    [
        ("038", "Le code de ce département s’écrit 38."),
        ("2a", "Le code de ce département s’écrit 2A."),
        ("20", "Aucun département n’a ce code."),
        ("999", "Le département s’écrit par son code officiel, par exemple 38, 2A ou 974."),
    ],
)
def test_un_departement_qui_n_en_est_pas_un_est_refuse(client, code, phrase):
    reponse = client.get(ADRESSE, {"departement": code})
    assert (reponse.status_code, reponse.json()["erreurs"]) == (400, {"departement": [phrase]})


def test_une_nature_hors_de_la_liste_lit_la_liste(client):
    assert client.get(ADRESSE, {"nature": "bidon"}).json()["erreurs"] == {
        "nature": [f"Choisissez parmi : {', '.join(Etablissement.Nature.values)}."]
    }


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_le_meme_nombre_de_requetes(nombre, client, django_assert_num_queries):
    for rang in range(nombre):
        etablissement(f"038000{rang}A")
    with django_assert_num_queries(2):
        assert len(trouves(client)) == nombre

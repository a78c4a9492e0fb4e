"""`GET salles/`: the published rooms, narrowed by what one looks for."""

import pytest

from salles.models import Equipement, Salle
from tests.personnages import etablissement, habiliter, personne
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db

ADRESSE = "/api/v1/salles/"


def trouvees(client, parametres=None) -> list[int]:
    return [lue["id"] for lue in client.get(ADRESSE, parametres or {}).json()["results"]]


def test_une_salle_dit_ce_que_le_contrat_en_promet(client):
    Equipement.objects.get_or_create(code="piano", defaults={"libelle": "Piano"})
    une = salle(nom="Salle de musique", type="salle_musique", surface_m2=60, accessible_pmr=True)
    une.equipements.set(["piano"])
    assert client.get(ADRESSE).json() == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": une.pk,
                "nom": "Salle de musique",
                "type": "salle_musique",
                "etablissement": {"uai": "0381780D", "nom": "Collège d’essai", "commune": ""},
                "effectif_max": 30,
                "surface_m2": 60,
                "accessible_pmr": True,
                "equipements": ["piano"],
                "latitude": 45.36,
                "longitude": 5.59,
                "url": f"http://testserver/salles/{une.pk}/",
            }
        ],
    }


def test_les_brouillons_ne_sont_pas_du_catalogue_meme_pour_leur_ecole(client):
    brouillon, publiee = salle(), salle(etablissement("0382099A"))
    Salle.objects.filter(pk=brouillon.pk).update(statut="brouillon")
    client.force_login(habiliter(personne(), "chef", brouillon.etablissement).utilisateur)
    assert trouvees(client) == [publiee.pk]


def test_chaque_critere_restreint(client):
    for code in ("piano", "sono"):
        Equipement.objects.get_or_create(code=code, defaults={"libelle": code})
    ecole = etablissement()
    grande = salle(ecole, nom="A", type="gymnase", effectif_max=80, accessible_pmr=True)
    grande.equipements.set(["piano", "sono"])
    petite = salle(ecole, nom="B", type="cdi", effectif_max=20)
    petite.equipements.set(["piano"])
    ailleurs = salle(etablissement("0382099A", "Collège voisin"), type="amphi")
    for parametres, attendues in [
        ({"etablissement": "0381780d"}, [grande.pk, petite.pk]),
        ({"etablissement": "0380092U"}, []),
        ({"type": ["gymnase", "amphi"]}, [grande.pk, ailleurs.pk]),
        ({"effectif": "30"}, [grande.pk, ailleurs.pk]),
        ({"equipement": "piano"}, [grande.pk, petite.pk]),
        ({"equipement": ["piano", "sono"]}, [grande.pk]),
        ({"pmr": "1"}, [grande.pk]),
        ({"pmr": "0"}, [grande.pk, petite.pk, ailleurs.pk]),
        ({"pmr": "", "type": "", "etablissement": ""}, [grande.pk, petite.pk, ailleurs.pk]),
    ]:
        assert (parametres, trouvees(client, parametres)) == (parametres, attendues)


@pytest.mark.parametrize(
    ("parametres", "champ", "debut"),
    [
        ({"etablissement": "xx"}, "etablissement", "L’UAI a sept chiffres et une lettre"),
        ({"etablissement": "0381780Z"}, "etablissement", "L’UAI 0381780Z contient une faute de frappe"),
        ({"type": "piscine"}, "type", "Choisissez parmi : salle_de_classe, "),
        ({"pmr": "oui"}, "pmr", "Choisissez parmi : 0, 1."),
        ({"effectif": "douze"}, "effectif", "Écrivez un nombre entier."),
        ({"effectif": ["12", "30"]}, "effectif", "Ce paramètre est donné plusieurs fois : n’en gardez qu’un."),
        ({"page": "abc"}, "page", "Une page est un nombre entier, à partir de 1."),
        ({"page": "0"}, "page", "Une page est un nombre entier, à partir de 1."),
        ({"page": ["1", "2"]}, "page", "Ce paramètre est donné plusieurs fois : n’en gardez qu’un."),
    ],
)
def test_une_mauvaise_valeur_est_refusee_a_son_nom(client, parametres, champ, debut):
    salle()
    reponse = client.get(ADRESSE, parametres)
    [phrase] = reponse.json()["erreurs"][champ]
    assert (reponse.status_code, phrase[: len(debut)]) == (400, debut)


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_le_meme_nombre_de_requetes(nombre, client, django_assert_num_queries):
    for rang in range(nombre):
        salle(etablissement(f"038000{rang}A"))
    with django_assert_num_queries(3):
        assert len(trouvees(client)) == nombre

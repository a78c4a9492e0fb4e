"""The pages that say who acts where."""

import pytest

from etablissements.models import Habilitation
from tests.personnages import adherer, association, collectivite, etablissement, habiliter, personne

pytestmark = pytest.mark.django_db


def test_le_chef_nomme_et_termine(client):
    ecole, chef = etablissement(), personne()
    habiliter(chef, "chef", ecole)
    client.force_login(chef)
    adresse = f"/etablissement/{ecole.uai}/equipe/"
    reponse = client.post(adresse, {"courriel": "loge@exemple.fr", "role": "accueil"}, follow=True)
    assert "loge@exemple.fr est agent d’accueil" in reponse.content.decode()
    donnee = Habilitation.objects.get(role="accueil")
    assert "Cette personne ne sera plus" in client.get(f"/habilitations/{donnee.pk}/terminer/").content.decode()
    client.post(f"/habilitations/{donnee.pk}/terminer/")
    assert not Habilitation.objects.filter(role="accueil").exists()


def test_le_superviseur_nomme_pour_la_collectivite_et_pour_ses_etablissements(client):
    ecole, superviseur = etablissement(), personne()
    habiliter(superviseur, "superviseur", ecole.collectivite)
    client.force_login(superviseur)
    code = ecole.collectivite.code
    client.post(f"/pilotage/{code}/habilitations/", {"courriel": "a@exemple.fr", "role": "instructeur"})
    client.post(f"/etablissement/{ecole.uai}/equipe/", {"courriel": "b@exemple.fr", "role": "chef"})
    tenues = Habilitation.objects.exclude(utilisateur=superviseur).order_by("pk")
    assert list(tenues.values_list("utilisateur__courriel", "role")) == [
        ("a@exemple.fr", "instructeur"),
        ("b@exemple.fr", "chef"),
    ]


@pytest.mark.parametrize(
    ("champs", "fautif"),
    [
        ({"courriel": "x"}, "courriel"),
        ({"role": "superviseur"}, "role"),
        ({"role": "chef"}, "dernier_jour"),
        ({"dernier_jour": "31/02/2027"}, "dernier_jour"),
        ({"dernier_jour": "01/01/2020"}, "dernier_jour"),
    ],
)
def test_une_ligne_fautive_se_dit_a_sa_place(client, champs, fautif):
    ecole, chef = etablissement(), personne()
    habiliter(chef, "chef", ecole)
    client.force_login(chef)
    donnees = {"courriel": "loge@exemple.fr", "role": "accueil", **champs}
    reponse = client.post(f"/etablissement/{ecole.uai}/equipe/", donnees)
    assert list(reponse.context["form"].errors) == [fautif]
    assert Habilitation.objects.count() == 1


@pytest.mark.parametrize("combien", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_personnes(client, django_assert_num_queries, combien):
    ecole, chef = etablissement(), personne()
    habiliter(chef, "chef", ecole)
    for _ in range(combien):
        habiliter(personne(), "accueil", ecole)
    client.force_login(chef)
    with django_assert_num_queries(7):
        client.get(f"/etablissement/{ecole.uai}/equipe/")


def test_un_etranger_ne_trouve_rien(client):
    ecole, autre = etablissement(), etablissement("0350001A", collectivite=collectivite("dep-35"))
    tenue = habiliter(personne(), "chef", ecole)
    adresses = [
        f"/etablissement/{ecole.uai}/equipe/",
        f"/pilotage/{ecole.collectivite.code}/habilitations/",
        f"/pilotage/{ecole.collectivite.code}/reglages/",
        f"/habilitations/{tenue.pk}/terminer/",
    ]
    etrangers = {role: personne() for role in ("association", "chef", "superviseur", "personne")}
    adherer(etrangers["association"], association())
    habiliter(etrangers["chef"], "chef", autre)
    habiliter(etrangers["superviseur"], "superviseur", autre.collectivite)
    for qui, etranger in etrangers.items():
        client.force_login(etranger)
        lues = {adresse: client.get(adresse).status_code for adresse in adresses}
        ecrites = {adresse: client.post(adresse).status_code for adresse in adresses}
        assert (qui, lues, ecrites) == (qui, dict.fromkeys(adresses, 404), dict.fromkeys(adresses, 404))


def test_un_agent_sans_le_role_de_superviseur_ne_regle_pas(client):
    isere, instructeur = collectivite(), personne()
    habiliter(instructeur, "instructeur", isere)
    client.force_login(instructeur)
    pages = [f"/pilotage/{isere.code}/habilitations/", f"/pilotage/{isere.code}/reglages/"]
    assert [client.get(page).status_code for page in pages] == [403, 403]


SEUL = "C’est le seul chef d’établissement."


def test_finir_le_dernier_role_de_chef_dit_d_abord_que_personne_ne_repondra(client):
    ecole, claire, sonia = etablissement(), personne(), personne()
    tenue = habiliter(claire, "chef", ecole)
    habiliter(sonia, "superviseur", ecole.collectivite)
    habiliter(personne(), "gestionnaire", ecole)
    adresse = f"/habilitations/{tenue.pk}/terminer/"
    client.force_login(claire)
    page = client.get(adresse).content.decode()
    assert SEUL in page
    assert "et elle seule pourra nommer quelqu’un" in page
    assert f'href="/etablissement/{ecole.uai}/equipe/">Nommer quelqu’un d’abord' in page
    client.force_login(sonia)
    page = client.get(adresse).content.decode()
    assert SEUL in page
    assert "et elle seule pourra nommer quelqu’un" not in page
    client.post(adresse)
    assert not Habilitation.objects.filter(role="chef", dernier_jour=None).exists()


def test_un_autre_role_ou_un_deuxieme_chef_se_termine_sans_mise_en_garde(client):
    ecole, claire = etablissement(), personne()
    tenue, loge = habiliter(claire, "chef", ecole), habiliter(personne(), "accueil", ecole)
    client.force_login(claire)
    assert SEUL not in client.get(f"/habilitations/{loge.pk}/terminer/").content.decode()
    habiliter(personne(), "chef", ecole)
    assert SEUL not in client.get(f"/habilitations/{tenue.pk}/terminer/").content.decode()

"""The header: where one may go, and whose colours the page wears."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from plateforme.contexte import navigation
from tests import personnages

pytestmark = pytest.mark.django_db


def contexte(utilisateur, chemin: str = "/") -> dict:
    requete = RequestFactory().get(chemin)
    requete.user = utilisateur
    return navigation(requete)


def mots(utilisateur) -> list[str]:
    return [entree["mot"] for entree in contexte(utilisateur)["navigation"]]


def test_sans_compte_on_cherche_et_on_se_connecte():
    assert mots(AnonymousUser()) == ["Chercher", "Les établissements", "Aide", "Se connecter"]


def test_qui_n_agit_encore_pour_personne_trouve_l_espace_des_associations():
    assert mots(personnages.personne())[2:] == ["Mon association", "Aide", "Mon compte"]


def test_chacun_ne_voit_que_ses_espaces():
    chef, agent, double = (personnages.personne() for _ in range(3))
    college = personnages.etablissement()
    personnages.habiliter(chef, "chef", college)
    personnages.habiliter(agent, "superviseur", college.collectivite)
    personnages.habiliter(double, "gestionnaire", college)
    personnages.adherer(double, personnages.association())
    assert [mots(personne)[2:-2] for personne in (chef, agent, double)] == [
        ["Mon établissement"],
        ["Pilotage"],
        ["Mon association", "Mon établissement"],
    ]


def test_la_page_porte_les_couleurs_de_la_seule_collectivite_de_la_personne():
    chef, partage = personnages.personne(), personnages.personne()
    college = personnages.etablissement()
    for personne in (chef, partage):
        personnages.habiliter(personne, "chef", college)
    personnages.habiliter(partage, "instructeur", personnages.collectivite("reg-53"))
    assert [contexte(personne)["collectivite"] for personne in (chef, partage, AnonymousUser())] == [
        college.collectivite,
        None,
        None,
    ]


def test_la_navigation_dit_ou_l_on_est():
    entrees = contexte(AnonymousUser(), "/etablissements/0381780D/")["navigation"]
    assert [entree["courante"] for entree in entrees] == ["", "true", "", ""]
    assert [entree["courante"] for entree in contexte(AnonymousUser(), "/")["navigation"]] == ["page", "", "", ""]


def test_l_en_tete_ne_coute_que_deux_requetes(django_assert_num_queries):
    personne = personnages.personne()
    for uai in ("0381780D", "0381781E"):
        personnages.habiliter(personne, "chef", personnages.etablissement(uai))
    with django_assert_num_queries(2):
        contexte(personne)


def test_le_theme_est_fait_de_deux_couleurs(client):
    personnages.collectivite("reg-53", marque_1="#2b3d6b", marque_2="#dfb023")
    reponse = client.get("/theme/reg-53.css")
    assert reponse["Content-Type"] == "text/css; charset=utf-8"
    assert reponse.text == ":root { --marque-1: #2b3d6b; --marque-2: #dfb023; }\n"


def test_un_theme_inconnu_ou_un_logo_absent_n_existent_pas(client):
    personnages.collectivite("reg-53")
    assert [client.get(adresse).status_code for adresse in ("/theme/reg-99.css", "/theme/reg-53/logo")] == [404, 404]


@pytest.mark.parametrize(
    ("gabarit", "question"),
    [
        ("400.html", "Cette demande n’a pas pu être lue."),
        ("403.html", "Cette page ne vous est pas ouverte."),
        ("403_csrf.html", "Cette page est restée ouverte trop longtemps."),
        ("404.html", "Il n’y a rien à cette adresse."),
        ("413.html", "Cet envoi est trop lourd."),
        ("429.html", "Trop d’essais en peu de temps."),
        ("500.html", "Le site a trébuché, pas vous."),
    ],
)
def test_une_page_d_erreur_se_passe_de_tout_contexte(gabarit, question):
    assert f"<h1>{question}</h1>" in render_to_string(gabarit)


def test_un_hote_inconnu_recoit_une_page_et_non_une_panne(client):
    ailleurs = {"host": "ailleurs.example"}
    page, appel = client.get("/", headers=ailleurs), client.get("/api/v1/salles/", headers=ailleurs)
    assert (page.status_code, "Cette demande n’a pas pu être lue." in page.content.decode()) == (400, True)
    assert (appel.status_code, appel["Content-Type"]) == (400, "application/problem+json")


def test_un_envoi_trop_lourd_le_dit(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    reponse = client.post("/demander/", {f"champ{rang}": "x" for rang in range(9)})
    assert (reponse.status_code, "Cet envoi est trop lourd." in reponse.content.decode()) == (413, True)

"""An authority closes all its schools: its superviseur lists, adds and lifts; nobody else comes in."""

import pytest

from salles.models import Fermeture
from tests.personnages import collectivite, etablissement, habiliter, personne
from tests.salles.pages_d_essai import adresse, texte
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
PAGE = "/pilotage/dep-38/fermetures/"
JOURS = {"premier_jour": "16/11/2026", "dernier_jour": "17/11/2026", "motif": "Élections"}


@pytest.fixture
def superviseur(client):
    sonia = personne()
    habiliter(sonia, "superviseur", collectivite())
    client.force_login(sonia)
    return client


def fermee(**champs) -> Fermeture:
    jours = {"premier_jour": LUNDI, "dernier_jour": LUNDI, "motif": "Élections"}
    return Fermeture.objects.create(collectivite=collectivite(), **(jours | champs))


def test_la_page_vide_le_dit_et_se_trouve_depuis_le_pilotage(superviseur):
    assert "Aucune fermeture à venir ne vaut pour tous vos établissements." in texte(superviseur.get(PAGE))
    assert f'href="{PAGE}"' in texte(superviseur.get("/pilotage/"))


def test_le_superviseur_ferme_relit_et_leve(superviseur):
    assert superviseur.post(PAGE, JOURS).url == PAGE
    fermeture = Fermeture.objects.get()
    assert (fermeture.collectivite.code, fermeture.premier_jour, fermeture.motif) == ("dep-38", LUNDI, "Élections")
    assert "Élections" in texte(superviseur.get(PAGE))
    lever = f"{PAGE}{fermeture.pk}/lever/"
    assert "Lever la fermeture « Élections » ?" in texte(superviseur.get(lever))
    assert superviseur.post(lever).url == PAGE
    assert Fermeture.objects.count() == 0


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_se_lit_en_un_nombre_constant_de_requetes(superviseur, nombre, django_assert_num_queries):
    for rang in range(nombre):
        fermee(motif=f"Motif {rang}")
    with django_assert_num_queries(9):
        assert superviseur.get(PAGE).status_code == 200


def test_le_refus_nomme_les_ecoles_et_garde_ce_qui_est_ecrit(superviseur):
    prises(salle(nom="Gymnase"), local("18:00", "20:00"))
    lue = texte(superviseur.post(PAGE, JOURS))
    assert "L’association rend elle-même une date accordée, sur la page de sa demande" in lue
    assert "Collège d’essai : une date, le lundi 16 nov. 2026." in lue
    assert 'value="Élections"' in lue
    assert Fermeture.objects.count() == 0


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("premier_jour", ""), ("dernier_jour", "31 février"), ("dernier_jour", "01/11/2026"), ("motif", "x" * 121)],
)
def test_une_fermeture_fautive_se_dit_a_son_champ(superviseur, champ, valeur):
    assert list(superviseur.post(PAGE, JOURS | {champ: valeur}).context["form"].errors) == [champ]


def test_lever_une_fermeture_en_cours_garde_les_jours_passes(superviseur):
    hier, demain = MAINTENANT.date().replace(day=8), MAINTENANT.date().replace(day=10)
    fermeture = fermee(premier_jour=hier, dernier_jour=demain)
    page = f"{PAGE}{fermeture.pk}/lever/"
    assert "les jours passés restent fermés" in texte(superviseur.get(page))
    superviseur.post(page)
    fermeture.refresh_from_db()
    assert fermeture.dernier_jour == hier


def test_les_ecoles_lisent_la_fermeture_de_leur_collectivite_sans_pouvoir_la_lever(gestionnaire, ecole):
    fermeture = fermee()
    ici = salle(ecole)
    for page in (adresse("fermetures", ecole), adresse("fermetures_salle", ecole, ici.pk)):
        assert "Collectivité dep-38 ferme alors tous ses établissements" in texte(gestionnaire.get(page))
    assert gestionnaire.post(adresse("rouvrir", ecole, fermeture.pk)).status_code == 404
    assert gestionnaire.get(PAGE).status_code == 404


def test_la_collectivite_voisine_ne_voit_rien(client):
    fermeture, voisine = fermee(), personne()
    habiliter(voisine, "superviseur", etablissement("0350001A", collectivite=collectivite("dep-35")).collectivite)
    client.force_login(voisine)
    assert [client.get(page).status_code for page in (PAGE, f"{PAGE}{fermeture.pk}/lever/")] == [404, 404]

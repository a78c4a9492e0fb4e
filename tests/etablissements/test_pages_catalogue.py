"""The public catalogue of schools."""

from datetime import date

import pytest

from etablissements.models import Commune, PeriodeVacances, Site
from plateforme.catalogue import phrase_vacances
from salles.models import Salle
from tests.personnages import etablissement, habiliter, personne
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db


@pytest.fixture
def coublevie() -> Site:
    commune = Commune.objects.create(
        code_insee="38133",
        nom="Coublevie",
        nom_cherche="coublevie",
        codes_postaux=["38500"],
        departement="38",
        region="84",
    )
    return Site.objects.create(
        nom="Plan Menu",
        adresse="1 rue de l’Essai",
        code_postal="38500",
        commune=commune,
        latitude=45.35,
        longitude=5.61,
    )


def noms(reponse) -> list[str]:
    return [ecole.nom for ecole in reponse.context["page"]]


def test_les_etablissements_qui_offrent_une_salle_viennent_d_abord(client):
    etablissement("0380001A", nom="Collège Absent")
    salle(etablissement("0380002B", nom="Collège Présent"))
    reponse = client.get("/etablissements/")
    assert noms(reponse) == ["Collège Présent", "Collège Absent"]
    assert "2\N{NO-BREAK SPACE}établissements" in reponse.content.decode()


@pytest.mark.parametrize(
    ("recherche", "attendus"),
    [
        ("?q=plan", ["Collège Plan Menu"]),
        ("?q=COUBLEVIE", ["Collège Plan Menu"]),
        ("?q=0380001a", ["Collège Plan Menu"]),
        ("?nature=lycee", ["Lycée Buisson"]),
        ("?departement=35", ["Lycée Buisson"]),
        ("?departement=38&nature=lycee", []),
        ("?q=rien", []),
        ("?q=%00", ["Collège Plan Menu", "Lycée Buisson"]),
        ("?nature=chateau", ["Collège Plan Menu", "Lycée Buisson"]),
        ("?page=999", ["Collège Plan Menu", "Lycée Buisson"]),
        ("?page=x", ["Collège Plan Menu", "Lycée Buisson"]),
    ],
)
def test_on_cherche_par_nom_commune_uai_nature_et_departement(client, coublevie, recherche, attendus):
    etablissement("0380001A", nom="Collège Plan Menu", site=coublevie)
    etablissement("0350002B", nom="Lycée Buisson", nature="lycee", departement="35")
    assert noms(client.get(f"/etablissements/{recherche}")) == attendus


def test_rien_de_trouve_se_dit_et_mene_ailleurs(client):
    page = client.get("/etablissements/?q=rien").content.decode()
    assert "Aucun établissement ne correspond" in page
    assert "Chercher une salle" in page


def test_la_page_d_un_etablissement_montre_ses_salles_publiees_seulement(client, coublevie):
    ecole = etablissement(nom="Collège Plan Menu", site=coublevie, telephone="04 76 00 00 00")
    salle(ecole, nom="Gymnase", type="gymnase", effectif_max=60, accessible_pmr=True)
    Salle.objects.filter(pk=salle(ecole, nom="Cave").pk).update(statut="brouillon")
    page = client.get(f"/etablissements/{ecole.uai}/").content.decode()
    assert "Gymnase" in page
    assert "60\N{NO-BREAK SPACE}places" in page
    assert "accès en fauteuil" in page
    assert "1 rue de l’Essai, 38500 Coublevie" in page
    assert "mlat=45.35&amp;mlon=5.61" in page
    assert "Cave" not in page


def test_un_uai_en_minuscules_mene_a_la_page(client):
    ecole = etablissement()
    reponse = client.get(f"/etablissements/{ecole.uai.lower()}/")
    assert (reponse.status_code, reponse["Location"]) == (301, f"/etablissements/{ecole.uai}/")


@pytest.mark.parametrize("uai", ["0380000Z", "9999999A"])
def test_un_etablissement_inconnu_ou_ferme_ne_se_trouve_pas(client, uai):
    etablissement("0380000Z", ouvert=False)
    assert client.get(f"/etablissements/{uai}/").status_code == 404


def test_qui_gere_l_etablissement_y_trouve_ses_outils(client):
    ecole, chef = etablissement(), personne()
    habiliter(chef, "chef", ecole)
    anonyme = client.get(ecole.get_absolute_url()).content.decode()
    client.force_login(chef)
    page = client.get(ecole.get_absolute_url()).content.decode()
    assert ("L’équipe" in anonyme, "L’équipe" in page, "Nos salles" in page) == (False, True, True)


@pytest.mark.parametrize(
    ("jour", "phrase"),
    [
        (date(2026, 9, 14), "Prochaines vacances : Toussaint, du 17 octobre au 1er novembre 2026."),
        (date(2026, 10, 17), "En ce moment : Toussaint, jusqu’au 1er novembre inclus."),
        (date(2026, 11, 1), "En ce moment : Toussaint, jusqu’au 1er novembre inclus."),
        (date(2026, 11, 2), "Prochaines vacances : Noël, du 19 décembre 2026 au 3 janvier 2027, dates à confirmer."),
        (date(2027, 1, 4), "Les prochaines vacances ne sont pas encore connues."),
    ],
)
def test_dit_les_vacances_en_cours_ou_prochaines(jour, phrase):
    PeriodeVacances.objects.all().delete()
    for nom, premier, dernier, origine in [
        ("Toussaint", date(2026, 10, 17), date(2026, 11, 1), "officielle"),
        ("Noël", date(2026, 12, 19), date(2027, 1, 3), "projection"),
    ]:
        PeriodeVacances.objects.create(
            zone="A", annee_scolaire="2026-2027", nom=nom, premier_jour=premier, dernier_jour=dernier, origine=origine
        )
    assert phrase_vacances(etablissement(), jour).replace("\N{NO-BREAK SPACE}", " ") == phrase


@pytest.mark.parametrize("combien", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_etablissements(client, django_assert_num_queries, combien):
    for rang in range(combien):
        salle(etablissement(f"038000{rang}A"))
    with django_assert_num_queries(4):
        client.get("/etablissements/")


@pytest.mark.parametrize("combien", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_salles(client, django_assert_num_queries, combien):
    ecole = etablissement()
    for _ in range(combien):
        salle(ecole)
    with django_assert_num_queries(5):
        client.get(ecole.get_absolute_url())

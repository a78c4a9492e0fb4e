"""The pages of rules, at three levels, lived by hand; they end with the stranger who sees nothing."""

from datetime import timedelta

import pytest

from etablissements.models import Collectivite, Etablissement
from salles.models import Salle
from salles.series import plages_de
from tests.personnages import collectivite, habiliter, personne
from tests.salles.pages_d_essai import adresse, lu, sans_balises, texte
from tests.salles.salles_d_essai import local, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
PAGE = "/pilotage/dep-38/regles/"
RIEN = {"tampon": "", "delai_jours": "", "horizon_jours": "", "duree_min": "", "duree_max": "", "pas": ""}
TOUTES = {
    "tampon": "15",
    "delai_jours": "20",
    "horizon_jours": "400",
    "duree_min": "30",
    "duree_max": "720",
    "pas": "15",
}


@pytest.fixture
def superviseur(client):
    sonia = personne()
    habiliter(sonia, "superviseur", collectivite())
    client.force_login(sonia)
    return client


def test_chaque_page_dit_la_valeur_appliquee_et_qui_la_fixe(gestionnaire, ecole):
    ici = salle(ecole, duree_max=timedelta(hours=3))
    Etablissement.objects.update(delai_jours=7)
    lue = sans_balises(gestionnaire.get(adresse("regles_salle", ecole, ici.pk)))
    assert "Durée la plus longue 3 h, fixé par la salle" in lue
    assert "avant la première date 7 jours, fixé par l’établissement" in lue
    assert "Temps gardé après chaque occupation aucun, fixé par la collectivité" in lue
    lue = sans_balises(gestionnaire.get(adresse("regles_ecole", ecole)))
    assert "avant la première date 7 jours, fixé par l’établissement" in lue
    assert "Durée la plus longue : 1 salle" in lue


def test_la_gestionnaire_regle_sa_salle_puis_rend_la_regle(gestionnaire, ecole):
    ici = salle(ecole)
    page = adresse("regles_salle", ecole, ici.pk)
    assert gestionnaire.post(page, RIEN | {"tampon": "30", "delai_jours": "15"}).url == page
    ici.refresh_from_db()
    assert (ici.tampon, ici.delai_jours, ici.pas) == (timedelta(minutes=30), 15, None)
    gestionnaire.post(page, RIEN)
    ici.refresh_from_db()
    assert (ici.tampon, ici.delai_jours) == (None, None)


def test_la_gestionnaire_regle_toute_l_ecole(gestionnaire, ecole):
    gestionnaire.post(adresse("regles_ecole", ecole), RIEN | {"horizon_jours": "90"})
    assert Etablissement.objects.get().horizon_jours == 90


def test_le_superviseur_regle_tous_ses_etablissements(superviseur):
    assert superviseur.post(PAGE, TOUTES).url == PAGE
    autorite = Collectivite.objects.get()
    assert (autorite.tampon, autorite.delai_jours, autorite.tampon_leve_pour_soi) == (timedelta(minutes=15), 20, False)


def test_une_valeur_inhabituelle_reste_offerte(superviseur):
    Collectivite.objects.update(tampon=timedelta(minutes=25))
    assert '<option value="25" selected>25 minutes</option>' in texte(superviseur.get(PAGE))


def test_ce_que_cela_implique_se_lit_se_corrige_et_s_enregistre(gestionnaire, ecole):
    ici = salle(ecole, nom="Gymnase")
    prises(ici, local("18:00", "19:00"), local("19:15", "20:00"))
    page = adresse("regles_salle", ecole, ici.pk)
    question = gestionnaire.post(page, RIEN | {"tampon": "30"})
    assert "Gymnase, association puis association : le lundi 16 nov. 2026." in sans_balises(question)
    assert "Rien n’est encore enregistré." in texte(question)
    revenue = gestionnaire.post(page, RIEN | {"tampon": "30", "revenir": "1"})
    assert revenue.context["form"]["tampon"].value() == "30"
    assert Salle.objects.get().tampon is None
    assert gestionnaire.post(page, lu(question)).url == page
    assert Salle.objects.get().tampon == timedelta(minutes=30)


def test_reduire_les_ouvertures_montre_d_abord_ce_qui_reste_pris(gestionnaire, ecole):
    ici = salle(ecole, nom="Gymnase")
    prises(ici, local("18:00", "20:00"))
    page = adresse("ouvertures", ecole, ici.pk)
    samedi = {"cases": ["6-08:00-12:00"], "applicabilite": "scolaire", "h-TOTAL_FORMS": "0", "h-INITIAL_FORMS": "0"}
    question = gestionnaire.post(page, samedi)
    assert "Resteront prises hors des nouvelles ouvertures" in texte(question)
    assert len(plages_de([ici])[ici.pk]) == 7
    revenue = gestionnaire.post(page, samedi | {"revenir": "1"})
    assert revenue.context["semaine"]["cases"].value() == ["6-08:00-12:00"]
    assert gestionnaire.post(page, lu(question)).url == adresse("publication", ecole, ici.pk)
    assert len(plages_de([ici])[ici.pk]) == 1


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("delai_jours", "-1"),
        ("delai_jours", "1000000000"),
        ("horizon_jours", "0"),
        ("duree_min", "x"),
        ("duree_max", "10\x00"),
        ("pas", "0"),
        ("tampon", "-15"),
        ("tampon", "😀"),
    ],
)
@pytest.mark.parametrize("niveau", ["salle", "école", "collectivité"])
def test_une_regle_fautive_se_dit_a_sa_place_et_ne_change_rien(client, ecole, niveau, champ, valeur):
    claire = personne()
    habiliter(claire, "gestionnaire", ecole)
    habiliter(claire, "superviseur", ecole.collectivite)
    client.force_login(claire)
    ici = salle(ecole)
    page = {
        "salle": adresse("regles_salle", ecole, ici.pk),
        "école": adresse("regles_ecole", ecole),
        "collectivité": PAGE,
    }[niveau]
    reponse = client.post(page, TOUTES | {champ: valeur})
    assert list(reponse.context["form"].errors) == [champ]
    assert Salle.objects.get().delai_jours is None
    assert Collectivite.objects.get().delai_jours == 0


@pytest.mark.parametrize("page", ["salle", "collectivité"])
def test_la_duree_minimale_ne_depasse_pas_la_maximale(superviseur, ecole, page):
    gestionnaire = personne()
    habiliter(gestionnaire, "gestionnaire", ecole)
    ou = PAGE
    if page == "salle":
        superviseur.force_login(gestionnaire)
        ou = adresse("regles_salle", ecole, salle(ecole).pk)
    reponse = superviseur.post(ou, TOUTES | {"duree_min": "240", "duree_max": "60"})
    assert list(reponse.context["form"].errors) == ["duree_max"]


def test_l_etranger_ne_voit_aucune_page_de_regles(etranger, ecole):
    ici = salle(ecole)
    pages = (adresse("regles_salle", ecole, ici.pk), adresse("regles_ecole", ecole), PAGE)
    assert [etranger.get(page).status_code for page in pages] == [404, 404, 404]

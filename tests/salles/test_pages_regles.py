"""The pages of rules, at three levels, lived by hand; they end with the stranger who sees nothing."""

from datetime import time, timedelta

import pytest

from etablissements.models import Collectivite, Etablissement
from salles.models import Salle
from salles.moteur import Applicabilite, Plage, Semaine
from salles.series import plages_de
from tests.personnages import collectivite, habiliter, personne
from tests.salles.pages_d_essai import adresse, lu, sans_balises, texte
from tests.salles.salles_d_essai import local, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.lent]
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
    assert "Durée la plus longue : 3 h , fixé par la salle" in lue
    assert "jours de classe avant la date : 7 jours de classe , fixé par l’établissement" in lue
    assert "Temps gardé après chaque occupation : aucun , fixé par la collectivité" in lue
    lue = sans_balises(gestionnaire.get(adresse("regles_ecole", ecole)))
    assert "jours de classe avant la date : 7 jours de classe , fixé par l’établissement" in lue
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
    gestionnaire.post(adresse("regles_ecole", ecole), RIEN | {"horizon_jours": "90", "cette_semaine": "b"})
    assert Etablissement.objects.get().horizon_jours == 90


def test_le_superviseur_regle_tous_ses_etablissements(superviseur):
    assert superviseur.post(PAGE, TOUTES).url == PAGE
    autorite = Collectivite.objects.get()
    assert (autorite.tampon, autorite.delai_jours, autorite.tampon_leve_pour_soi) == (timedelta(minutes=15), 20, False)


@pytest.mark.parametrize(("reponse", "attendu"), [("False", False), ("True", True), ("", None)])
def test_l_ecole_dit_si_une_association_garde_un_tampon_entre_ses_creneaux(gestionnaire, ecole, reponse, attendu):
    page = adresse("regles_ecole", ecole)
    Etablissement.objects.update(tampon_leve_pour_soi=not attendu)
    assert gestionnaire.post(page, RIEN | {"cette_semaine": "b", "tampon_leve_pour_soi": reponse}).url == page
    assert Etablissement.objects.get().tampon_leve_pour_soi is attendu


@pytest.mark.parametrize(("reponse", "attendu"), [("False", False), ("True", True), ("", None)])
def test_la_salle_aussi_le_dit_et_se_cherche_sous_sa_reponse(gestionnaire, ecole, reponse, attendu):
    ici = salle(ecole, tampon_leve_pour_soi=not attendu)
    page = adresse("regles_salle", ecole, ici.pk)
    assert gestionnaire.post(page, RIEN | {"tampon_leve_pour_soi": reponse}).url == page
    ici = Salle.objects.select_related("profil").get()
    assert ici.tampon_leve_pour_soi is attendu
    assert ici.profil.contenu["regles"]["tampon_leve_pour_soi"] is (attendu is not False)


@pytest.mark.parametrize(
    ("de_l_ecole", "propre", "dit", "herite"),
    [
        (None, None, "oui , fixé par la collectivité", "Comme la collectivité : oui"),
        (False, None, "non , fixé par l’établissement", "Comme l’établissement : non"),
        (False, True, "oui , fixé par la salle", "Comme l’établissement : non"),
    ],
)
def test_la_page_de_la_salle_dit_qui_leve_le_tampon_entre_soi(gestionnaire, ecole, de_l_ecole, propre, dit, herite):
    Etablissement.objects.update(tampon_leve_pour_soi=de_l_ecole)
    page = gestionnaire.get(adresse("regles_salle", ecole, salle(ecole, tampon_leve_pour_soi=propre).pk))
    assert f"entre deux créneaux d’une même association : {dit}" in sans_balises(page)
    assert herite in texte(page)
    assert "ce temps est gardé dès que l’une répond non" in texte(page)


@pytest.mark.parametrize(
    ("propre", "dit"), [(None, "oui , fixé par la collectivité"), (False, "non , fixé par l’établissement")]
)
def test_la_page_dit_qui_leve_le_tampon_entre_soi(superviseur, gestionnaire, ecole, propre, dit):
    Etablissement.objects.update(tampon_leve_pour_soi=propre)
    salle(ecole)
    page = gestionnaire.get(adresse("regles_ecole", ecole))
    assert f"entre deux créneaux d’une même association : {dit}" in sans_balises(page)
    assert "Comme la collectivité : oui" in texte(page)


def test_l_autorite_lit_combien_d_ecoles_levent_ou_gardent_le_tampon_entre_soi(superviseur, ecole):
    Etablissement.objects.update(tampon_leve_pour_soi=False)
    salle(ecole, tampon_leve_pour_soi=True)
    lue = sans_balises(superviseur.get(PAGE))
    assert "entre deux créneaux d’une même association : 1 établissement et 1 salle" in lue


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
    reponse = client.post(page, TOUTES | {"cette_semaine": "b", champ: valeur})
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


# -- Weeks A and B, bank holidays, periods -----------------------------------------------


def test_l_ecole_dit_quelle_semaine_est_la_semaine_a(gestionnaire, ecole):
    ici = salle(ecole)
    page, avant = adresse("regles_ecole", ecole), ici.profil_id
    assert gestionnaire.get(page).context["form"]["cette_semaine"].value() == "b"  # 9 November 2026: an even week
    gestionnaire.post(page, RIEN | {"cette_semaine": "a"})
    ici.refresh_from_db()
    assert (Etablissement.objects.get().semaine_a_paire, ici.profil_id != avant) == (True, True)
    lue = sans_balises(gestionnaire.get(adresse("ouvertures", ecole, ici.pk)))
    assert "La semaine du lundi 9 novembre 2026 est une semaine A." in lue


def test_inverser_les_semaines_montre_d_abord_les_dates_qui_sortent_des_ouvertures(gestionnaire, ecole):
    ici = salle(ecole, nom="Gymnase", plages=[Plage(1, time(17), time(22), Applicabilite.TOUTES, semaine=Semaine.A)])
    prises(ici, local("18:00", "20:00"))  # 16 November 2026: an odd week, A here
    question = gestionnaire.post(adresse("regles_ecole", ecole), RIEN | {"cette_semaine": "a"})
    assert "Gymnase, association : le lundi 16 nov. 2026." in sans_balises(question)
    assert Etablissement.objects.get().semaine_a_paire is False


@pytest.mark.parametrize(
    ("precision", "phrase"),
    [
        ({"semaine": "a"}, "Le mardi de 18 h à 20 h, les semaines A"),
        ({"semaine": "b", "applicabilite": "toutes"}, "Le mardi de 18 h à 20 h, toute l’année, les semaines B"),
        ({"applicabilite": "vacances"}, "Le mardi de 18 h à 20 h, pendant les vacances"),
        ({"feries": "on"}, "Le mardi de 18 h à 20 h, jours fériés compris"),
        (
            {"premier_jour": "1/9/2026", "dernier_jour": "30/6/2027"},
            "Le mardi de 18 h à 20 h, du 1er septembre 2026 au 30 juin 2027",
        ),
        ({"premier_jour": "1/9/2026"}, "Le mardi de 18 h à 20 h, à partir du 1er septembre 2026"),
    ],
)
def test_chaque_precision_d_une_ouverture_se_saisit_et_se_relit_en_une_phrase(gestionnaire, ecole, precision, phrase):
    page = adresse("ouvertures", ecole, salle(ecole, plages=[]).pk)
    ligne = {
        "jours": ["2"],
        "debut": "18 h",
        "fin": "20 h",
        "applicabilite": "scolaire",
        "semaine": "toutes",
    } | precision
    envoi = {"applicabilite": "scolaire", "h-TOTAL_FORMS": "1", "h-INITIAL_FORMS": "0"}
    assert gestionnaire.post(page, envoi | {f"h-0-{nom}": valeur for nom, valeur in ligne.items()}).status_code == 302
    assert phrase in sans_balises(gestionnaire.get(page))

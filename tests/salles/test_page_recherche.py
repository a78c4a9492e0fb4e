"""`/`: the question, its answer, and the same rooms and counts as the engine's."""

from datetime import date, time
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from etablissements.models import Habilitation
from salles.models import Fermeture, Reservation, Salle
from salles.moteur import Repetition, Souhait
from salles.recherche import Recherche, chercher
from tests.pages import a_plat
from tests.personnages import habiliter, personne
from tests.salles.autour_de_voiron import (
    ecole,
    mardi,
    planter_le_calendrier,
    planter_le_decor,
    planter_les_communes,
    une_salle,
)
from tests.salles.salles_d_essai import MAINTENANT, prises

pytestmark = pytest.mark.django_db

SERIE = {"pres_de": "Voiron", "date": "2026-11-24", "debut": "18:00", "fin": "20:00", "repetition": "hebdomadaire"}
UNE_DATE = {"pres_de": "Voiron", "date": "24/11/2026", "debut": "18 h", "fin": "20 h"}
REQUETES = 18


@pytest.fixture(autouse=True)
def horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def decor():
    return planter_le_decor()


def ecoles(client, parametres=SERIE, **autres) -> list:
    return client.get("/", parametres | autres).context["ecoles"]


def lignes(client, parametres=SERIE, **autres) -> list:
    return [ligne for ecole in ecoles(client, parametres, **autres) for ligne in ecole.lignes]


def ligne(client, nom: str, parametres=SERIE, **autres):
    return next(ligne for ligne in lignes(client, parametres, **autres) if ligne.salle.nom == nom)


# -- The question --------------------------------------------------------------------------


def test_la_question_propose_le_prochain_mardi_soir_jusqu_a_fin_juin(client):
    form = client.get("/").context["form"]
    assert {nom: form[nom].value() for nom in ("effectif", "jours", "debut", "fin", "date", "jusqu_au")} == {
        "effectif": 20,
        "jours": ["2"],
        "debut": time(18),
        "fin": time(20),
        "date": date(2026, 11, 24),
        "jusqu_au": date(2027, 6, 30),
    }


def test_l_accueil_dit_combien_d_ecoles_ont_ouvert_une_salle(client, decor):
    ce_soir = mardi(-2)  # 10 November, the day after `MAINTENANT`
    prises(decor["CDI"], ce_soir)
    page = a_plat(client.get("/"))
    assert "<strong>4 collèges et lycées</strong> ont leur page ; <strong>4</strong> ont déjà ouvert 5 salles." in page


def test_ce_soir_compte_les_salles_qui_recoivent_une_association(client, decor, monkeypatch):
    prises(decor["CDI"], mardi(0))
    prises(decor["Salle des piliers"], mardi(0), nature=Reservation.Nature.ETABLISSEMENT)
    monkeypatch.setattr(timezone, "now", lambda: mardi(0).debut.replace(hour=7))
    assert client.get("/").context["chiffres"].prises == 2  # the CDI, and the amphitheatre of the decor


def test_la_question_coute_autant_sans_salle_qu_avec_trois(client, django_assert_num_queries):
    with django_assert_num_queries(5):
        client.get("/")
    planter_le_decor()
    with django_assert_num_queries(5):
        client.get("/")


# -- The same answer as the engine -----------------------------------------------------------


def test_la_page_dit_les_salles_et_les_comptes_du_moteur(client, decor):
    attendu = chercher(
        Recherche(
            souhait=Souhait(
                date(2026, 11, 24), time(18), time(20), date(2027, 6, 30), repetition=Repetition.HEBDOMADAIRE
            ),
            maintenant=MAINTENANT,
            latitude=45.3644,
            longitude=5.5928,
            rayon_km=10,
        )
    )
    assert [(ligne.salle.pk, ligne.compte) for ligne in lignes(client)] == [
        (resultat.salle, compte)
        for resultat, compte in zip(
            attendu[:4],
            [
                "Libre les 26 mardis",
                "Libre 25 mardis sur 26",
                "Libre 24 mardis sur 26",
                "Libre 20 mardis sur 26",
            ],
            strict=True,
        )
    ]
    [cdi] = ecoles(client)[0].autres
    assert (cdi.nom, cdi.details.replace("\N{NO-BREAK SPACE}", " ")) == (
        "CDI",
        "Aucun des 26 mardis n’est libre, 40 places.",
    )
    assert [resultat.nombre_libres for resultat in attendu] == [26, 25, 24, 20, 0]


def test_autant_de_requetes_pour_une_salle_que_pour_trois(client, django_assert_num_queries):
    planter_le_calendrier()
    planter_les_communes()
    lieu = ecole("0380001A", "Collège La Garenne", 45.3560, 5.5980, "38563")
    prises(une_salle(lieu, "Salle 1", "cdi", 40), mardi(0))
    lignes(client)  # an opening profile is read once in the life of the process
    with django_assert_num_queries(REQUETES):
        assert len(lignes(client)) == 1
    ailleurs = ecole("0380002B", "Collège Le Vergeron", 45.3240, 5.5560, "38239")
    for numero in (2, 3):
        prises(une_salle(ailleurs, f"Salle {numero}", "cdi", 40), mardi(numero))
    with django_assert_num_queries(REQUETES):
        assert len(lignes(client)) == 3


def test_le_titre_et_le_rappel_sont_des_phrases(client, decor):
    contexte = client.get("/", SERIE | {"effectif": "24", "activite": "théâtre", "type": ["amphi", "cdi"]}).context
    assert contexte["conclusion"] == "Aucune salle n’est libre les 26 mardis, une l’est presque."
    assert contexte["recapitulatif"].replace("\N{NO-BREAK SPACE}", " ") == (
        "Amphithéâtre ou CDI, théâtre amateur, 24 personnes, à 10 km de Voiron (38) au plus, "
        "le mardi de 18 h à 20 h, du 24 novembre 2026 au 30 juin 2027."
    )
    assert contexte["vacances_otees"] == "Vacances de la zone A et jours fériés ôtés du souhait."


def test_une_seule_date_dit_son_heure_et_sa_raison_sans_deplier(client, decor):
    amphi = ligne(client, "Amphithéâtre", UNE_DATE)
    assert amphi.compte.replace("\N{NO-BREAK SPACE}", " ") == "Pas libre de 18 h à 20 h"
    assert [manque["qui"] for manque in amphi.manques] == ["la cheffe ou le chef d’établissement."]
    assert client.get("/", UNE_DATE).context["conclusion"].replace("\N{NO-BREAK SPACE}", " ") == (
        "Trois salles sont libres le mardi 24 novembre."
    )


def test_les_dates_en_vacances_sont_dessinees_sans_etre_comptees(client, decor):
    etats = [etat for _, etat in ligne(client, "Salle des piliers").frise]
    assert (etats.count("libre"), etats.count("vacances")) == (26, 6)
    assert ligne(client, "Salle des piliers", vacances="inclure").compte == "Libre 26 mardis sur 32"


def test_chaque_date_qui_manque_dit_pourquoi_et_qui_peut_changer_cela(client, decor):
    manques = ligne(client, "Gymnase, tiers nord").manques
    assert [
        (manque["etat"], manque["quand"].replace("\N{NO-BREAK SPACE}", " "), manque["qui"]) for manque in manques
    ] == [
        ("pris", "mardi 1er déc. 2026", "la cheffe ou le chef d’établissement."),
        ("attente", "mardi 8 déc. 2026", "la cheffe ou le chef d’établissement."),
    ]
    assert "par l’établissement" in manques[0]["raison"]
    assert "Sous option d’une demande" in manques[1]["raison"]


def test_une_raison_qui_revient_est_dite_une_fois_avec_ses_dates(client, decor):
    [manque] = ligne(client, "Amphithéâtre").manques
    assert manque["quand"] == "6 mardis"
    assert manque["raison"].replace("\N{NO-BREAK SPACE}", " ") == (
        "Prise de 18 h à 20 h par une association. Le 24 novembre, le 12 janvier, les 9, 16 et 23 mars et le 18 mai."
    )


def test_une_salle_fermee_a_cette_heure_ne_se_demande_pas(client, decor):
    cdi = ligne(client, "CDI", type="cdi")
    assert (cdi.demander, [manque["quand"] for manque in cdi.manques]) == ("", ["26 mardis"])
    assert {etat for _, etat in cdi.frise} == {"pris", "vacances"}


def test_ce_que_le_chef_peut_lever_se_demande_quand_meme(client, decor):
    Fermeture.objects.create(
        salle=decor["CDI"], premier_jour=date(2026, 11, 24), dernier_jour=date(2026, 11, 24), motif="Inventaire"
    )
    pieds = ligne(client, "Salle des piliers", UNE_DATE)
    assert pieds.demander == "Demander cette date"
    Fermeture.objects.create(
        salle=pieds.salle, premier_jour=date(2026, 11, 24), dernier_jour=date(2026, 11, 24), motif="Peinture"
    )
    assert ligne(client, "Salle des piliers", UNE_DATE).demander == "Demander quand même"
    assert ligne(client, "CDI", UNE_DATE, type="cdi").demander == ""


def test_les_liens_emportent_toute_la_recherche_dans_les_mots_de_l_api(client, decor):
    piliers = ligne(client, "Salle des piliers", UNE_DATE, effectif="24", equipement=[], complet="1", jours=["2"])
    adresse = urlsplit(piliers.url_demande)
    assert adresse.path == "/demander/"
    assert sorted(parse_qsl(adresse.query)) == sorted(
        {
            "salle": str(piliers.salle.pk),
            "effectif": "24",
            "pres_de": "Voiron",
            "rayon_km": "10",
            "jours": "2",
            "debut": "18:00",
            "fin": "20:00",
            "date": "2026-11-24",
            "repetition": "aucune",
            "complet": "1",
        }.items()
    )
    assert urlsplit(piliers.url).path == piliers.salle.get_absolute_url()
    assert sorted(parse_qsl(urlsplit(piliers.url).query)) == sorted(
        (nom, valeur) for nom, valeur in parse_qsl(adresse.query) if nom != "salle"
    )


def test_complet_ne_garde_que_les_salles_libres_a_toutes_les_dates(client, decor):
    assert [ligne.salle.nom for ligne in lignes(client, complet="1")] == ["Salle des piliers"]


def test_les_dates_sans_calendrier_arrete_sont_dites_provisoires(client, decor):
    contexte = client.get("/", SERIE | {"type": "salle_polyvalente", "jusqu_au": "28/09/2027"}).context
    assert contexte["provisoires"] == (
        "Quatre dates libres sont provisoires : elles seront jugées à nouveau quand l’arrêté paraîtra."
    )
    assert client.get("/", SERIE).context["provisoires"] == ""


def test_autour_de_moi_cherche_autour_de_la_position(client, decor):
    ici = {nom: valeur for nom, valeur in SERIE.items() if nom != "pres_de"} | {"lat": "45.324", "lon": "5.556"}
    reponse = client.get("/", ici | {"rayon_km": "1"})
    assert [ecole.nom for ecole in reponse.context["ecoles"]] == ["Collège Le Vergeron, Moirans"]
    assert "À 1\N{NO-BREAK SPACE}km de votre position au plus" in reponse.context["recapitulatif"]


# -- Pages, drafts, strangers ------------------------------------------------------------------


def planter_des_ecoles(combien: int, salles: int = 1) -> None:
    """Plant schools ever farther from Voiron, each with as many free rooms."""
    planter_le_calendrier()
    planter_les_communes()
    for numero in range(combien):
        lieu = ecole(f"038000{numero}A", f"Collège {numero}", 45.3644 - numero / 200, 5.5928, "38563")
        for rang in range(salles):
            une_salle(lieu, f"Salle {rang}", "cdi", 40)


def test_six_ecoles_par_page_et_la_suite_garde_la_recherche(client):
    planter_des_ecoles(8)
    reponse = client.get("/", SERIE)
    assert [ecole.numero for ecole in reponse.context["ecoles"]] == list(range(1, 7))
    assert reponse.context["bilan"].replace("\N{NO-BREAK SPACE}", " ") == (
        "8 salles dans 8 établissements, à 10 km au plus."
    )
    assert [repere.texte for repere in reponse.context["croquis"].reperes] == ["1", "2", "3", "4", "5", "6"]
    assert 'rel="next" href="?pres_de=Voiron&amp;date=2026-11-24' in reponse.content.decode()
    assert [ecole.numero for ecole in ecoles(client, page="2")] == [7, 8]
    assert [ecole.numero for ecole in ecoles(client, page="neuf")] == list(range(1, 7))


@pytest.mark.parametrize(
    ("salles", "entieres", "titre"),
    [
        (1, 1, ""),
        (2, 2, "Et une autre salle"),
        (3, 3, "Et deux autres salles"),
        (4, 2, "Et trois autres salles"),
        (12, 2, "Et onze autres salles"),
    ],
)
def test_une_ecole_montre_sa_meilleure_salle_et_plie_les_autres(client, salles, entieres, titre):
    planter_des_ecoles(2, salles)
    premiere, seconde = ecoles(client)
    assert premiere.meilleure.salle.nom == "Salle 0"
    assert [ligne.salle.nom for ligne in premiere.suivantes] == [f"Salle {rang}" for rang in range(1, entieres)]
    assert [autre.nom for autre in premiere.autres] == [f"Salle {rang}" for rang in range(entieres, salles)]
    assert (len(seconde.lignes), premiere.titre_autres) == (entieres, titre)


def test_une_salle_pliee_dit_son_compte_et_garde_la_recherche(client):
    planter_des_ecoles(1, 4)
    prises(Salle.objects.get(nom="Salle 3"), mardi(0))
    autre = ecoles(client)[0].autres[1]
    assert autre.details.replace("\N{NO-BREAK SPACE}", " ") == "Libre 25 mardis sur 26, 40 places."
    assert dict(parse_qsl(urlsplit(autre.url).query))["pres_de"] == "Voiron"


def test_les_ecoles_viennent_dans_l_ordre_de_leur_meilleure_salle(client, decor):
    assert [(ecole.nom, ecole.lignes[0].salle.nom) for ecole in ecoles(client)] == [
        ("Collège La Garenne, Voiron", "Salle des piliers"),
        ("Collège Le Vergeron, Moirans", "Salle d’étude 104"),
        ("Collège Plan Menu, Coublevie", "Gymnase, tiers nord"),
        ("Lycée Ferdinand-Buisson, Voiron", "Amphithéâtre"),
    ]


def test_un_brouillon_n_est_trouve_par_personne(client, decor):
    Salle.objects.filter(nom="Salle des piliers").update(statut=Salle.Statut.BROUILLON)
    claire, etranger = personne(), personne()
    habiliter(claire, Habilitation.Role.CHEF, decor["Salle des piliers"].etablissement)
    noms = ["Salle d’étude 104", "Gymnase, tiers nord", "Amphithéâtre", "CDI"]  # the CDI alone of its school
    for qui in (None, claire, etranger):
        if qui:
            client.force_login(qui)
        assert [ligne.salle.nom for ligne in lignes(client)] == noms


def test_la_page_ne_nomme_personne(client, decor):
    Reservation.objects.update(libelle="Les Amis du Tuba")
    assert "Tuba" not in client.get("/", SERIE).content.decode()


def test_on_ne_poste_rien_a_la_recherche(client):
    assert client.post("/", SERIE).status_code == 405

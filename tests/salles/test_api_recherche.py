"""`GET recherche/`: the answer of the engine, in the words of the contract."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from rest_framework.pagination import PageNumberPagination

from etablissements.models import Territoire, Zone
from salles.forms.recherche import RechercheForm
from salles.models import Activite, Equipement
from salles.moteur import Plage
from socle.typographie import BLANC
from tests.personnages import collectivite, etablissement
from tests.salles.autour_de_voiron import ecole, planter_le_decor, planter_les_communes, une_salle
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db

ADRESSE = "/api/v1/recherche/"
SERIE = {"pres_de": "Voiron", "date": "2026-11-24", "debut": "18:00", "fin": "20:00", "repetition": "hebdomadaire"}
UN_LUNDI = {"lat": "45.36", "lon": "5.59", "date": f"{LUNDI}", "debut": "18:00", "fin": "20:00"}
LONG = "a" * 10_000


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


def test_une_salle_dit_ses_dates_libres_et_pourquoi_les_autres_ne_le_sont_pas(client):
    decor = planter_le_decor()
    reponse = client.get(ADRESSE, SERIE | {"jusqu_au": "2027-01-12"})
    resultats = {resultat["salle"]["nom"]: resultat for resultat in reponse.json()["results"]}
    gymnase = decor["Gymnase, tiers nord"]
    assert resultats["Gymnase, tiers nord"] == {
        "salle": {
            "id": gymnase.pk,
            "nom": "Gymnase, tiers nord",
            "type": "gymnase",
            "etablissement": {"uai": "0380003C", "nom": "Collège Plan Menu", "commune": "Coublevie"},
            "effectif_max": 60,
            "surface_m2": None,
            "accessible_pmr": True,
            "equipements": [],
            "latitude": 45.353,
            "longitude": 5.608,
            "url": f"http://testserver/salles/{gymnase.pk}/",
        },
        "distance_km": 1.737,
        "creneaux_demandes": 6,
        "creneaux_libres": 4,
        "indisponibles": [
            {
                "debut": "2026-12-01T18:00:00+01:00",
                "fin": "2026-12-01T20:00:00+01:00",
                "raisons": [{"code": "occupee", "libelle": f"Prise de 18{BLANC}h à 20{BLANC}h par l’établissement"}],
            },
            {
                "debut": "2026-12-08T18:00:00+01:00",
                "fin": "2026-12-08T20:00:00+01:00",
                "raisons": [{"code": "option", "libelle": "Sous option d’une demande"}],
            },
        ],
        "provisoires": [],
    }


def test_les_plus_libres_d_abord_puis_les_plus_proches(client):
    planter_le_decor()
    reponse = client.get(ADRESSE, SERIE | {"jusqu_au": "2027-06-29"}).json()
    assert (reponse["count"], reponse["next"], reponse["previous"]) == (5, None, None)
    assert [
        (resultat["salle"]["nom"], resultat["creneaux_libres"], resultat["creneaux_demandes"])
        for resultat in reponse["results"]
    ] == [
        ("Salle des piliers", 26, 26),
        ("Salle d’étude 104", 25, 26),
        ("Gymnase, tiers nord", 24, 26),
        ("Amphithéâtre", 20, 26),
        ("CDI", 0, 26),
    ]


def test_vacances_incluses_elles_sont_voulues_et_refusees(client):
    planter_le_decor()
    libres = client.get(ADRESSE, SERIE | {"jusqu_au": "2027-01-12", "vacances": "inclure", "type": "salle_polyvalente"})
    [resultat] = libres.json()["results"]
    assert (resultat["creneaux_demandes"], resultat["creneaux_libres"]) == (8, 6)
    assert [[raison["code"] for raison in date["raisons"]] for date in resultat["indisponibles"]] == [
        ["vacances"],
        ["vacances"],
    ]


def test_complet_ne_garde_que_ce_qui_est_libre_a_toutes_les_dates(client):
    planter_le_decor()
    resultats = client.get(ADRESSE, SERIE | {"jusqu_au": "2027-06-29", "complet": "1"}).json()["results"]
    assert [resultat["salle"]["nom"] for resultat in resultats] == ["Salle des piliers"]


def test_les_instants_portent_l_heure_de_l_etablissement(client):
    """A wall clock for each school: 18:00 stays 18:00, in Voiron before and after the change, in Saint-Denis always."""
    salle(etablissement("0380001A"), plages=[Plage(7, time(8), time(10))])
    reunion = {"fuseau": "Indian/Reunion", "zone_vacances": Zone.REUNION, "territoire": Territoire.REUNION}
    salle(
        etablissement("9740001B", collectivite=collectivite("dep-974"), **reunion), plages=[Plage(7, time(8), time(10))]
    )
    voulus = {
        "lat": "45",
        "lon": "5",
        "rayon_km": "300",
        "date": "2027-03-21",
        "debut": "18:00",
        "fin": "20:00",
        "repetition": "hebdomadaire",
        "jusqu_au": "2027-03-28",
        "vacances": "inclure",
    }
    debuts = {
        resultat["salle"]["etablissement"]["uai"]: [date["debut"] for date in resultat["indisponibles"]]
        for resultat in client.get(ADRESSE, voulus).json()["results"]
    }
    assert debuts == {
        "0380001A": ["2027-03-21T18:00:00+01:00", "2027-03-28T18:00:00+02:00"],
        "9740001B": ["2027-03-21T18:00:00+04:00", "2027-03-28T18:00:00+04:00"],
    }


def test_un_calendrier_qui_n_est_pas_officiel_rend_la_date_provisoire(client):
    salle()
    [resultat] = client.get(ADRESSE, UN_LUNDI).json()["results"]
    assert resultat["provisoires"] == [{"debut": "2026-11-16T18:00:00+01:00", "fin": "2026-11-16T20:00:00+01:00"}]
    assert (resultat["creneaux_libres"], resultat["indisponibles"]) == (1, [])


def test_les_parametres_repetables_se_repetent(client):
    chez_nous = etablissement()
    Equipement.objects.get_or_create(code="piano", defaults={"libelle": "Piano"})
    for type_ in ("amphi", "gymnase", "cdi"):
        salle(chez_nous, type=type_).equipements.set(["piano"])
    voulus = UN_LUNDI | {"type": ["amphi", "cdi"], "jours": ["1", "3"], "equipement": ["piano", "piano"]}
    resultats = client.get(ADRESSE, voulus).json()["results"]
    assert [(resultat["salle"]["type"], resultat["creneaux_demandes"]) for resultat in resultats] == [
        ("amphi", 2),
        ("cdi", 2),
    ]


def test_les_resultats_viennent_page_par_page(client, monkeypatch):
    monkeypatch.setattr(PageNumberPagination, "page_size", 2)
    chez_nous = etablissement()
    salles = [salle(chez_nous).pk for _ in range(3)]
    premiere = client.get(ADRESSE, UN_LUNDI).json()
    seconde = client.get(premiere["next"]).json()
    assert [resultat["salle"]["id"] for page in (premiere, seconde) for resultat in page["results"]] == salles
    assert (premiere["count"], premiere["previous"], seconde["next"]) == (3, None, None)
    assert client.get(ADRESSE, UN_LUNDI | {"page": "3"}).status_code == 404


def test_une_option_eteinte_ne_tient_rien(client):
    prises(salle(), *lundis(1), jusqu_au=MAINTENANT)
    [resultat] = client.get(ADRESSE, UN_LUNDI).json()["results"]
    assert resultat["creneaux_libres"] == 1


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_recherche_coute_le_meme_nombre_de_requetes(nombre, client, django_assert_num_queries):
    planter_les_communes()
    for rang in range(nombre):
        chez_nous = ecole(f"038000{rang}A", f"Collège {rang}", 45.36, 5.59, "38563")
        prises(une_salle(chez_nous, "Gymnase", "gymnase", 60), *lundis(2))
    voulus = UN_LUNDI | {"repetition": "hebdomadaire", "jusqu_au": f"{LUNDI + timedelta(weeks=5)}"}
    client.get(ADRESSE, voulus)  # the profiles are now decoded
    with django_assert_num_queries(13):
        assert client.get(ADRESSE, voulus).json()["count"] == nombre


def test_la_documentation_nomme_exactement_ce_que_la_recherche_lit(client):
    schema = client.get("/api/schema/?format=json").json()
    documentes = {parametre["name"] for parametre in schema["paths"][ADRESSE]["get"]["parameters"]}
    assert documentes - {"page", "association"} == set(RechercheForm.base_fields)


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("pres_de", ""),
        ("pres_de", LONG),
        ("pres_de", "a\x00b"),
        ("pres_de", "Nulle-Part-les-Bains"),
        ("pres_de", "🏀"),
        ("pres_de", "<script>alert(1)</script>"),
        ("rayon_km", "0"),
        ("rayon_km", "301"),
        ("rayon_km", "loin"),
        ("rayon_km", "nan"),
        ("type", "piscine"),
        ("effectif", "0"),
        ("effectif", "1000000000"),
        ("effectif", "douze"),
        ("equipement", "patinoire"),
        ("equipement", "\x00"),
        ("pmr", "peut-être"),
        ("activite", "saut à l’élastique"),
        ("activite", LONG),
        ("date", ""),
        ("date", "2026-02-31"),
        ("date", "2026-11-08"),
        ("date", "0001-01-01"),
        ("date", "9999-12-31"),
        ("date", "demain"),
        ("debut", "25:00"),
        ("debut", ""),
        ("debut", "18:00\x00"),
        ("fin", "17:00"),
        ("fin", "18:00"),
        ("jours", "0"),
        ("jours", "8"),
        ("jours", "mardi"),
        ("repetition", "souvent"),
        ("jusqu_au", "2026-11-01"),
        ("jusqu_au", "2099-01-01"),
        ("vacances", "peut-être"),
        ("complet", "oui"),
        ("inconnu", "1"),
    ],
)
def test_une_mauvaise_valeur_est_refusee_a_son_nom(client, champ, valeur):
    planter_les_communes()
    reponse = client.get(ADRESSE, SERIE | {champ: valeur})
    assert (reponse.status_code, reponse["Content-Type"]) == (400, "application/problem+json")
    assert list(reponse.json()["erreurs"]) == [champ]


def test_un_critere_vide_est_comme_s_il_n_etait_pas_dit(client):
    salle()
    vides = dict.fromkeys(["jours", "type", "pmr", "equipement", "activite", "association", "effectif", "page"], "")
    assert client.get(ADRESSE, UN_LUNDI | vides).json()["count"] == 1


@pytest.mark.parametrize("nom", ["date", "debut", "pmr", "association"])
def test_un_critere_qui_n_a_qu_une_valeur_ne_se_donne_pas_deux_fois(client, nom):
    reponse = client.get(ADRESSE, UN_LUNDI | {nom: ["1", "1"]})
    assert (reponse.status_code, reponse.json()["erreurs"]) == (
        400,
        {nom: ["Ce paramètre est donné plusieurs fois : n’en gardez qu’un."]},
    )


def test_un_critere_inconnu_lit_ceux_qui_le_sont_association_comprise(client):
    [phrase] = client.get(ADRESSE, UN_LUNDI | {"zzz": "1"}).json()["erreurs"]["zzz"]
    assert phrase.startswith("Ce paramètre n’existe pas. Paramètres connus : activite, ")
    assert phrase.endswith(", association.")


@pytest.mark.parametrize(
    ("parametres", "champ"),
    [
        ({"lat": "45"}, "lon"),
        ({"lon": "5"}, "lat"),
        ({"lat": "95", "lon": "5"}, "lat"),
        ({"lat": "nan", "lon": "5"}, "lat"),
        ({"lat": "inf", "lon": "5"}, "lat"),
        ({}, "pres_de"),
        ({"pres_de": "Voiron", "lat": "45", "lon": "5"}, "pres_de"),
    ],
)
def test_un_lieu_se_donne_d_une_seule_facon(client, parametres, champ):
    planter_les_communes()
    sans_lieu = {nom: valeur for nom, valeur in SERIE.items() if nom != "pres_de"}
    reponse = client.get(ADRESSE, sans_lieu | parametres)
    assert reponse.status_code == 400
    assert list(reponse.json()["erreurs"]) == [champ]


def test_trop_de_dates_se_dit_une_fois_les_ecoles_rencontrees(client):
    salle()
    tous_les_jours = UN_LUNDI | {"repetition": "hebdomadaire", "jours": list("1234567"), "jusqu_au": "2029-06-30"}
    reponse = client.get(ADRESSE, tous_les_jours)
    assert (reponse.status_code, reponse.json()["code"]) == (400, "trop_de_dates")


def test_une_heure_que_l_horloge_saute_est_refusee(client):
    salle()
    reponse = client.get(ADRESSE, UN_LUNDI | {"date": "2027-03-28", "debut": "02:30", "fin": "04:00"})
    assert (reponse.status_code, list(reponse.json()["erreurs"])) == (400, ["debut"])


def test_l_activite_se_dit_par_son_code_ou_son_libelle(client):
    Activite.objects.get_or_create(code="concert", defaults={"libelle": "Concert", "types_erp": ["L"]})
    salle(types_erp=["L"])
    salle(etablissement("0380001A"), types_erp=["R"])
    for nom in ("concert", "Concert"):
        assert client.get(ADRESSE, UN_LUNDI | {"activite": nom}).json()["count"] == 1


def test_chercher_avec_un_compte_donne_la_meme_reponse(client, django_user_model):
    salle()
    anonyme = client.get(ADRESSE, UN_LUNDI).json()
    client.force_login(django_user_model.objects.create_user("qui@exemple.fr"))
    assert client.get(ADRESSE, UN_LUNDI).json() == anonyme
    assert datetime.fromisoformat(anonyme["results"][0]["provisoires"][0]["debut"]) == lundis(1)[0].debut

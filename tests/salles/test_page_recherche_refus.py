"""Bad input to `/`: each a sentence at its field, never a fault, and what was typed stays."""

import pytest
from django.utils import timezone

from tests.salles.autour_de_voiron import planter_le_decor
from tests.salles.salles_d_essai import MAINTENANT

pytestmark = pytest.mark.django_db

BONNE = {"pres_de": "Voiron", "date": "2026-11-24", "debut": "18:00", "fin": "20:00"}
SERIE = BONNE | {"repetition": "hebdomadaire"}


@pytest.fixture(autouse=True)
def decor(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    return planter_le_decor()


def erreurs(client, parametres: dict) -> dict[str, list[str]]:
    """Return the sentences by field, with plain spaces."""
    reponse = client.get("/", parametres)
    assert reponse.status_code == 200
    return {
        champ: [" ".join(phrase.split()) for phrase in phrases]
        for champ, phrases in reponse.context["form"].errors.items()
    }


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("debut", "25:00", "25 h n’existe pas. Écrivez l’heure comme 18 h ou 18 h 30."),
        ("debut", "", "Donnez une heure."),
        ("fin", "AM", "Écrivez l’heure comme 18 h ou 18 h 30."),
        ("fin", "17:00", "L’heure de fin doit venir après l’heure de début."),
        ("fin", "18:00", "L’heure de fin doit venir après l’heure de début."),
        ("date", "31/02/2027", "Le 31 février 2027 n’existe pas."),
        (
            "date",
            "2026-11-08",
            "Le 8 novembre 2026 est passé. Choisissez un jour à partir d’aujourd’hui, le 9 novembre 2026.",
        ),
        ("date", "🎭", "Écrivez le jour comme 24/11/2026."),
        ("date", "", "Donnez un jour."),
        ("date", "lundi 24/11/2026", "Écrivez le jour comme 24/11/2026."),
        ("effectif", "0", "Il faut au moins une personne."),
        ("effectif", "1000000000", "Aucune salle ne reçoit plus de 5 000 personnes."),
        ("effectif", "beaucoup", "Écrivez un nombre de personnes, par exemple 24."),
        ("effectif", "9" * 5000, "Écrivez un nombre de personnes, par exemple 24."),
        ("rayon_km", "0", "Le rayon est de 100 mètres au moins."),
        ("rayon_km", "2000", "Le rayon est de 300 km au plus."),
        ("rayon_km", "nan", "Écrivez un nombre de kilomètres, par exemple 10."),
        ("jours", "8", "Un jour de la semaine va de 1 (lundi) à 7 (dimanche)."),
        ("repetition", "<script>", "Choisissez parmi les réponses proposées."),
        ("vacances", "peut-être", "Choisissez parmi les réponses proposées."),
        ("pmr", "oui", "Écrivez 1 pour oui, 0 pour non."),
        ("complet", "\0", "Écrivez 1 pour oui, 0 pour non."),
        ("pres_de", "", "Dites où : une commune, un code postal ou une adresse."),
        ("pres_de", "Voi\0ron", "Le caractère nul n’est pas autorisé."),
        ("activite", "🎭", "Nous ne connaissons pas cette activité. Choisissez dans la liste, ou laissez vide."),
    ],
)
def test_une_phrase_au_champ(client, champ, valeur, phrase):
    assert erreurs(client, BONNE | {champ: valeur}) == {champ: [phrase]}


def test_un_souhait_sans_aucune_date_se_dit_a_sa_fin(client):
    assert erreurs(client, SERIE | {"jours": "4", "jusqu_au": "25/11/2026"}) == {
        "jusqu_au": ["Aucun jeudi ne tombe du 24 au 25 novembre 2026. Finissez plus tard, ou choisissez un autre jour."]
    }


def test_un_lieu_inconnu_propose_les_plus_ressemblants(client):
    assert erreurs(client, BONNE | {"pres_de": "Voirron"}) == {
        "pres_de": ["Nous ne trouvons pas « Voirron ». Vouliez-vous dire Voiron (38) ?"]
    }


def test_une_activite_inconnue_propose_les_plus_proches(client):
    [phrase] = erreurs(client, BONNE | {"activite": "téatre"})["activite"]
    assert phrase.startswith("Nous ne connaissons pas cette activité. Au plus près : « Théâtre")


@pytest.mark.parametrize(("champ", "valeur"), [("type", "chapiteau"), ("equipement", "canon")])
def test_un_code_inconnu_est_refuse_sans_etre_repete(client, champ, valeur):
    assert erreurs(client, BONNE | {champ: valeur})[champ] == ["Choisissez parmi les réponses proposées."]


@pytest.mark.parametrize(
    ("serie", "phrase"),
    [
        ({"jusqu_au": "2026-11-01"}, "La dernière date vient avant la première."),
        (
            {"jusqu_au": "24/11/2036"},
            "Trois ans au plus : finissez le 26 novembre 2029 au plus tard.",
        ),
        ({"jusqu_au": "jamais"}, "Écrivez le jour comme 24/11/2026."),
        (
            {"jusqu_au": "24/11/2028", "jours": list("1234567"), "vacances": "inclure"},
            "Ce souhait compte plus de 400 dates. Choisissez une période plus courte ou moins de jours.",
        ),
    ],
)
def test_une_serie_a_une_fin_raisonnable(client, serie, phrase):
    assert erreurs(client, SERIE | serie) == {"jusqu_au": [phrase]}


def test_une_position_se_donne_entiere_et_seule(client):
    sans_lieu = BONNE | {"pres_de": ""}
    assert erreurs(client, sans_lieu | {"lat": "45"}) == {"lon": ["Une position se donne par lat et lon, les deux."]}
    assert list(erreurs(client, sans_lieu | {"lat": "91", "lon": "5"})) == ["lat"]
    assert erreurs(client, BONNE | {"lat": "45", "lon": "5"}) == {
        "pres_de": ["Donnez un lieu ou une position, pas les deux."]
    }


def test_l_heure_qui_n_existe_pas_est_refusee_au_champ(client):
    nuit = BONNE | {"date": "28/03/2027", "debut": "2:30", "fin": "4:00"}
    [phrase] = erreurs(client, nuit)["debut"]
    assert phrase.startswith("Le 28/03/2027, 02:30 n’existe pas")


def test_ce_qui_fut_ecrit_reste_et_ne_s_execute_pas(client):
    page = client.get("/", BONNE | {"activite": "<script>alert(1)</script>", "effectif": "0"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_le_resume_prend_le_focus_et_mene_aux_champs(client):
    page = client.get("/", BONNE | {"effectif": "0"}).content.decode()
    assert 'href="#id_effectif"' in page
    assert "autofocus" in page


def test_un_parametre_etranger_ne_gene_pas_la_page(client):
    assert client.get("/", BONNE | {"utm_source": "lettre"}).context["ecoles"] != []
    assert client.get("/", {"utm_source": "lettre"}).status_code == 200

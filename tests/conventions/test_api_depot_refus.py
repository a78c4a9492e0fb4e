"""Bad input of `POST demandes/`: at each field a sentence and a 400, and nothing is written."""

import json

import pytest
from django.conf import settings
from django.utils import timezone

from conventions.api.depot import VoeuForme
from conventions.models import Demande, Dossier
from salles.models import Salle
from socle.models import CleIdempotence
from socle.typographie import BLANC
from tests.conventions.appels import ADRESSE, JSON, corps, deposer, voeu
from tests.conventions.demandes_d_essai import president
from tests.personnages import association
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]

RETRAIT = object()  # the field is left out
LONG = "a" * 100_000
ENORME = 10**30
DEUX_MILLE = [f"{2027 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}" for n in range(2_000)]


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    return salle()


@pytest.fixture
def compagnie(client):
    compagnie = association()
    client.force_login(president(compagnie))
    return compagnie


def verifier_le_refus(reponse, *champs: str) -> None:
    probleme = reponse.json()
    assert (reponse.status_code, reponse["Content-Type"]) == (400, "application/problem+json")
    assert list(probleme["erreurs"]) == list(champs)
    assert all(phrase.strip() for phrases in probleme["erreurs"].values() for phrase in phrases)
    assert (Dossier.objects.count(), Demande.objects.count(), CleIdempotence.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("association", RETRAIT),
        ("association", None),
        ("association", ""),
        ("association", "à nous"),
        ("association", 0),
        ("association", ENORME),
        ("association", [1]),
        ("activite", RETRAIT),
        ("activite", ""),
        ("activite", "inconnue"),
        ("activite", LONG),
        ("activite", "thea\x00tre"),
        ("activite", {}),
        ("objet", RETRAIT),
        ("objet", ""),
        ("objet", "   "),
        ("objet", "x" * 301),
        ("objet", "a\x00b"),
        ("objet", ["x"]),
        ("objet", 12345),
        ("objet", True),
        ("effectif", RETRAIT),
        ("effectif", 0),
        ("effectif", -1),
        ("effectif", 1_000_000_000),
        ("effectif", ENORME),
        ("effectif", 1.5),
        ("effectif", "12"),
        ("effectif", "douze"),
        ("effectif", True),
        ("effectif", None),
        ("responsable", RETRAIT),
        ("responsable", None),
        ("responsable", "Malik"),
        ("creneaux", RETRAIT),
        ("creneaux", []),
        ("creneaux", {}),
        ("creneaux", "mardi"),
        ("materiel", None),
        ("materiel", {}),
        ("materiel", "tables"),
        ("inconnu", 1),
        ("<script>", 1),
    ],
)
def test_un_champ_mal_rempli_est_refuse_a_son_nom(client, compagnie, ici, champ, valeur):
    envoi = corps(compagnie, voeu(ici)) | {champ: valeur}
    verifier_le_refus(deposer(client, {nom: dit for nom, dit in envoi.items() if dit is not RETRAIT}), champ)


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("salle", RETRAIT),
        ("salle", None),
        ("salle", 0),
        ("salle", 999_999),
        ("salle", ENORME),
        ("salle", "gymnase"),
        ("date", RETRAIT),
        ("date", ""),
        ("date", None),
        ("date", "2026-02-31"),
        ("date", "2026-11-08"),
        ("date", "0001-01-01"),
        ("date", "9999-12-31"),
        ("date", "demain"),
        ("date", LONG),
        ("date", 20261116),
        ("date", {"jour": 16}),
        ("debut", RETRAIT),
        ("debut", "25:00"),
        ("debut", "18:60"),
        ("debut", "18:00\x00"),
        ("debut", "🕕"),
        ("debut", None),
        ("debut", 18),
        ("jusqu_au", 20270104),
        ("debut", []),
        ("fin", "17:00"),
        ("fin", "18:00"),
        ("fin", "24:00"),
        ("repetition", "souvent"),
        ("repetition", None),
        ("repetition", []),
        ("vacances", "parfois"),
        ("jusqu_au", "2026-11-01"),
        ("jusqu_au", "2026-02-31"),
        ("jusqu_au", "2099-01-01"),
        ("jours", "mardi"),
        ("dates", DEUX_MILLE[:3]),
        ("inconnu", 1),
    ],
)
def test_un_voeu_mal_rempli_est_refuse_a_son_champ(client, compagnie, ici, champ, valeur):
    envoi = voeu(ici, repetition="hebdomadaire", jusqu_au="2027-01-04") | {champ: valeur}
    mauvais = {nom: dit for nom, dit in envoi.items() if dit is not RETRAIT}
    reponse = deposer(client, corps(compagnie, voeu(ici, debut="20:00", fin="21:00"), mauvais))
    if champ == "dates":  # with dates chosen one by one, nothing is repeated
        verifier_le_refus(reponse, "creneaux.1.date", "creneaux.1.repetition", "creneaux.1.jusqu_au")
    else:
        verifier_le_refus(reponse, f"creneaux.1.{champ}")


def test_un_voeu_sans_aucune_date_est_refuse_a_sa_fin(client, compagnie, ici):
    vide = voeu(ici, repetition="hebdomadaire", jours=[4], jusqu_au=f"{LUNDI}")
    verifier_le_refus(deposer(client, corps(compagnie, vide)), "creneaux.0.jusqu_au")


@pytest.mark.parametrize("jours", [[0], [8], ["mardi"], [None], [1.5]])
def test_un_jour_de_la_semaine_est_refuse_a_son_rang(client, compagnie, ici, jours):
    verifier_le_refus(deposer(client, corps(compagnie, voeu(ici, jours=[1, *jours]))), "creneaux.0.jours.1")


@pytest.mark.parametrize(
    ("dates", "champ"),
    [
        ([], "dates"),
        (DEUX_MILLE, "dates"),
        (["2026-11-16", "2026-02-31"], "dates"),
        (["1850-01-01"], "dates"),
        ("2026-11-16", "dates"),
        ([None], "dates.0"),
        ([LONG], "dates.0"),
        ([["2026-11-16"]], "dates.0"),
    ],
)
def test_des_dates_mal_choisies_sont_refusees(client, compagnie, ici, dates, champ):
    choisies = {"salle": ici.pk, "dates": dates, "debut": "18:00", "fin": "20:00"}
    verifier_le_refus(deposer(client, corps(compagnie, choisies)), f"creneaux.0.{champ}")


def test_une_date_choisie_dans_le_passe_est_refusee(client, compagnie, ici):
    choisies = {"salle": ici.pk, "dates": [f"{LUNDI}", "2026-11-08"], "debut": "18:00", "fin": "20:00"}
    reponse = deposer(client, corps(compagnie, voeu(ici, date="2026-11-17"), choisies))
    assert (reponse.status_code, reponse.json()["code"], reponse.json()["erreurs"]) == (
        400,
        "creneau_passe",
        {"creneaux.1.dates": [f"Le 8{BLANC}novembre 2026 à 18{BLANC}h est déjà passé. Choisissez une date à venir."]},
    )
    assert Dossier.objects.count() == 0


def test_deux_mille_dates_par_repetition_sont_trop(client, compagnie, ici):
    serie = voeu(ici, repetition="hebdomadaire", jours=list(range(1, 8)), jusqu_au="2029-06-30", vacances="inclure")
    reponse = deposer(client, corps(compagnie, serie))
    assert (reponse.status_code, reponse.json()["code"]) == (400, "trop_de_dates")
    assert list(reponse.json()["erreurs"]) == ["creneaux.0.jusqu_au"]
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("nom", ""),
        ("nom", "x" * 121),
        ("nom", "a\x00b"),
        ("nom", 42),
        ("telephone", 600000000),
        ("telephone", ""),
        ("telephone", "0" * 31),
        ("telephone", "abc"),
        ("telephone", "06"),
        ("telephone", "()"),
        ("courriel", ""),
        ("courriel", "malik"),
        ("courriel", f"{'x' * 250}@exemple.fr"),
        ("courriel", 3),
        ("age", 30),
    ],
)
def test_un_responsable_mal_decrit_est_refuse_a_son_champ(client, compagnie, ici, champ, valeur):
    responsable = {"nom": "Malik", "telephone": "06 00 00 00 00", "courriel": "malik@exemple.fr"} | {champ: valeur}
    verifier_le_refus(deposer(client, corps(compagnie, voeu(ici), responsable=responsable)), f"responsable.{champ}")


@pytest.mark.parametrize(
    ("besoins", "champ"),
    [
        ([{"id": 0, "quantite": 1}], "materiel.0.id"),
        ([{"id": ENORME, "quantite": 1}], "materiel.0.id"),
        ([{"id": 1, "quantite": 0}], "materiel.0.quantite"),
        ([{"id": 1, "quantite": 10_001}], "materiel.0.quantite"),
        ([{"id": 1}], "materiel.0.quantite"),
        ([{"id": 1, "quantite": 1}] * 2, "materiel"),
        ([{"id": 1, "quantite": 1}] * 101, "materiel"),
        ([7], "materiel.0"),
    ],
)
def test_un_materiel_mal_dit_est_refuse_a_son_champ(client, compagnie, ici, besoins, champ):
    verifier_le_refus(deposer(client, corps(compagnie, voeu(ici), materiel=besoins)), champ)


@pytest.mark.parametrize(
    "objet", ["🎭 Théâtre 👩‍👩‍👧", "<script>alert(1)</script>", "l’été à l’œuvre", "مسرح", "\u202egauche"]
)
def test_ce_que_les_gens_ecrivent_est_garde_tel_quel(client, compagnie, ici, objet):
    [demande] = deposer(client, corps(compagnie, voeu(ici), objet=objet)).json()["demandes"]
    assert demande["objet"] == Demande.objects.get().objet == objet


def test_trop_de_voeux_sont_refuses_sans_etre_lus(client, compagnie, ici, monkeypatch):
    lus = []
    monkeypatch.setattr(VoeuForme, "to_internal_value", lambda forme, voeu: lus.append(voeu))
    reponse = deposer(client, corps(compagnie, *[voeu(ici)] * 401))
    verifier_le_refus(reponse, "creneaux")
    assert reponse.json()["erreurs"]["creneaux"] == ["Donnez 400 éléments au plus : il y en a 401."]
    assert lus == []


@pytest.mark.parametrize(
    ("champs", "chemin", "phrase"),
    [
        ({"effectif": None}, "effectif", "Donnez une valeur, ou ôtez ce champ."),
        ({"effectif": "douze"}, "effectif", "Écrivez un nombre entier."),
        ({"objet": ["x"]}, "objet", "Écrivez un texte."),
        ({"responsable": "Malik"}, "responsable", "Donnez un objet JSON."),
        ({"creneaux": "mardi"}, "creneaux", "Donnez une liste."),
        ({"creneaux": []}, "creneaux", "Donnez au moins un élément."),
        ({"creneaux": ["mardi"]}, "creneaux.0", "Donnez un objet JSON."),
        (
            {"creneaux": [{"repetition": "bidon"}]},
            "creneaux.0.repetition",
            "Choisissez parmi : hebdomadaire, quinzaine, semaine_a, semaine_b, aucune.",
        ),
        ({"creneaux": [{"vacances": "bidon"}]}, "creneaux.0.vacances", "Choisissez parmi : exclure, inclure."),
    ],
)
def test_une_faute_se_dit_en_une_phrase_francaise(client, compagnie, ici, champs, chemin, phrase):
    erreurs = deposer(client, corps(compagnie, voeu(ici)) | champs).json()["erreurs"]
    assert erreurs[chemin] == [phrase]


def test_le_telephone_se_garde_comme_celui_de_l_association(client, compagnie, ici):
    responsable = {"nom": "Malik", "telephone": "+33 (0)6.00.00.00.00", "courriel": "malik@exemple.fr"}
    assert deposer(client, corps(compagnie, voeu(ici), responsable=responsable)).status_code == 201
    assert Demande.objects.get().responsable_telephone == "06 00 00 00 00"


# -- The body as a whole -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"[]",
        b"null",
        b'"x"',
        b"12",
        b"{",
        b"pas du json",
        b"{'a': 1}",
        b'{"effectif": NaN}',
        b'{"objet": "\\ud800"}',
        b'{"\\ud800": 1}',
        b"\xff\xfe{}",
        '{"objet": "é"}'.encode("latin-1"),
        b"[" * 100_000,
        b'{"creneaux": ' + b"[" * 50 + b"]" * 50 + b"}",
        b'{"effectif": ' + b"9" * 5_000 + b"}",
    ],
)
def test_un_corps_qui_n_est_pas_la_forme_attendue_est_refuse(client, compagnie, octets):
    reponse = client.post(ADRESSE, octets, content_type=JSON)
    assert (reponse.status_code, reponse["Content-Type"]) == (400, "application/problem+json")
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize("octets", [b"[]", b"null", b'"x"', b"12"])
def test_un_corps_qui_n_est_pas_un_objet_le_dit(client, compagnie, octets):
    assert client.post(ADRESSE, octets, content_type=JSON).json()["detail"] == (
        "Le corps de l’appel est un objet JSON : entre accolades, des noms et leurs valeurs."
    )


@pytest.mark.parametrize(
    "type_mime",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/xml", "n’importe"],
)
def test_un_autre_format_est_refuse(client, compagnie, ici, type_mime):
    reponse = client.post(ADRESSE, json.dumps(corps(compagnie, voeu(ici))), content_type=type_mime)
    assert (reponse.status_code, reponse.json()["code"]) == (415, "format_inconnu")
    assert Dossier.objects.count() == 0


def test_un_corps_trop_long_est_refuse_sans_etre_lu(client, compagnie):
    reponse = client.post(ADRESSE, b'"' + b"a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"', content_type=JSON)
    assert (reponse.status_code, reponse.json()["code"]) == (413, "corps_trop_long")


def test_le_depot_ne_prend_pas_de_parametre(client, compagnie, ici):
    reponse = client.post(f"{ADRESSE}?brouillon=1", corps(compagnie, voeu(ici)), content_type=JSON)
    verifier_le_refus(reponse, "brouillon")


@pytest.mark.parametrize("methode", ["put", "patch", "delete", "options"])
def test_une_autre_methode_est_refusee(client, compagnie, methode):
    reponse = getattr(client, methode)(ADRESSE)
    assert (reponse.status_code, reponse.json()["code"]) == (405, "methode_refusee")

"""`POST demandes/`: what is filed, what is answered, and the same call twice."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from conventions.models import CreneauDemande, Demande, Dossier, Souhait
from salles.models import Activite, Materiel, Salle
from socle.models import CleIdempotence
from tests.conventions.appels import corps, deposer, voeu
from tests.conventions.demandes_d_essai import cheffe, president, theatre
from tests.personnages import association, etablissement, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, lundis, prises, salle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    return salle()


@pytest.fixture
def compagnie(client):
    """Return an association whose president is signed in."""
    compagnie = association("Compagnie d’essai")
    client.force_login(president(compagnie))
    return compagnie


def test_le_depot_rend_une_demande_par_etablissement_avec_ses_dates(client, compagnie, ici):
    la_bas = salle(etablissement("0382099A", "Collège Voisin"))
    reponse = deposer(client, corps(compagnie, voeu(ici), voeu(la_bas, debut="20:00", fin="22:00")))
    dossier = Dossier.objects.get()
    une, autre = dossier.demandes.order_by("pk")
    assert reponse.status_code == 201
    assert reponse.json()["dossier"] == dossier.pk
    assert [demande["etablissement"]["uai"] for demande in reponse.json()["demandes"]] == ["0381780D", "0382099A"]
    assert reponse.json()["demandes"][0] == {
        "id": une.pk,
        "numero": une.numero,
        "dossier": dossier.pk,
        "statut": "soumise",
        "etablissement": {"uai": "0381780D", "nom": "Collège d’essai", "commune": ""},
        "association": compagnie.pk,
        "association_nom": "Compagnie d’essai",
        "activite": "theatre",
        "objet": "Répétitions de la pièce de fin d’année.",
        "effectif": 12,
        "creneaux": [
            {
                "id": une.creneaux.get().pk,
                "salle": ici.pk,
                "debut": "2026-11-16T18:00:00+01:00",
                "fin": "2026-11-16T20:00:00+01:00",
                "etat": "souhaite",
                "raisons": [],
                "au_lieu_de": None,
            }
        ],
        "prix": {
            "etat": "gratuit",
            "montant_euros": "0.00",
            "phrase": "Gratuit pour un usage d’intérêt général",
        },
        "convention": None,
        "revocable_jusqu_a": None,
        "contre_proposition": None,
    }
    assert autre.responsable_courriel == "malik@exemple.fr"


def test_une_date_prise_est_gardee_avec_sa_raison(client, compagnie, ici):
    prises(ici, lundis(3)[1])
    serie = voeu(ici, repetition="hebdomadaire", jusqu_au=f"{LUNDI + timedelta(weeks=2)}", vacances="inclure")
    [demande] = deposer(client, corps(compagnie, serie)).json()["demandes"]
    assert [(creneau["debut"][:10], creneau["etat"], creneau["raisons"]) for creneau in demande["creneaux"]] == [
        ("2026-11-16", "souhaite", []),
        ("2026-11-23", "indisponible", [{"code": "occupee", "libelle": "La salle est déjà prise"}]),
        ("2026-11-30", "souhaite", []),
    ]


def test_des_dates_choisies_une_a_une_sont_celles_du_souhait(client, compagnie, ici):
    jours = ["2026-11-19", "2026-11-17"]
    choisies = {"salle": ici.pk, "dates": jours, "debut": "18:00", "fin": "20:00"}
    assert deposer(client, corps(compagnie, choisies)).status_code == 201
    assert list(CreneauDemande.objects.values_list("jour", flat=True)) == [date(2026, 11, 17), date(2026, 11, 19)]
    assert Souhait.objects.get().dates == [date(2026, 11, 17), date(2026, 11, 19)]


def test_plusieurs_jours_de_la_semaine_jusqu_a_fin_juin(client, compagnie, ici):
    serie = voeu(ici, repetition="hebdomadaire", jours=[1, 4], vacances="inclure")
    deposer(client, corps(compagnie, serie))
    souhait = Souhait.objects.get()
    assert (souhait.jours, souhait.dernier_jour, souhait.vacances) == ([1, 4], date(2027, 6, 30), "inclure")


def test_le_materiel_de_l_ecole_vient_avec_la_demande(client, compagnie, ici):
    tables = Materiel.objects.create(etablissement=ici.etablissement, nom="Tables", quantite=10)
    envoi = corps(compagnie, voeu(ici), materiel=[{"id": tables.pk, "quantite": 4}])
    assert deposer(client, envoi).status_code == 201
    assert list(Demande.objects.get().materiels.values_list("materiel", "quantite")) == [(tables.pk, 4)]


def test_un_jeton_vaut_une_session(client, ici):
    compagnie = association()
    jeton = Token.objects.create(user=president(compagnie))
    assert deposer(client, corps(compagnie, voeu(ici))).status_code == 401
    assert deposer(client, corps(compagnie, voeu(ici)), authorization="Token faux").status_code == 401
    reponse = deposer(client, corps(compagnie, voeu(ici)), authorization=f"Token {jeton.key}")
    assert reponse.status_code == 201
    assert Demande.objects.count() == 1


def test_une_session_sans_csrf_est_refusee(ici):
    compagnie = association()
    client = Client(enforce_csrf_checks=True)
    client.force_login(president(compagnie))
    reponse = deposer(client, corps(compagnie, voeu(ici)))
    assert (reponse.status_code, reponse.json()["code"]) == (403, "csrf_manquant")
    assert Demande.objects.count() == 0


# -- The same call twice ---------------------------------------------------------------------


def test_le_meme_appel_repete_ne_depose_qu_une_fois(client, compagnie, ici):
    premiere, seconde = (deposer(client, corps(compagnie, voeu(ici)), **{"idempotency-key": "a1"}) for _ in range(2))
    assert (premiere.status_code, seconde.status_code) == (201, 201)
    assert premiere.json() == seconde.json()
    assert Dossier.objects.count() == 1


def test_l_appel_repete_est_rejoue_meme_si_la_date_est_passee(client, compagnie, ici, monkeypatch):
    envoi = corps(compagnie, voeu(ici, date="2026-11-09"))
    premiere = deposer(client, envoi, **{"idempotency-key": "a1"})
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + timedelta(hours=20))
    assert deposer(client, envoi, **{"idempotency-key": "a1"}).json() == premiere.json()
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + timedelta(hours=25))
    assert deposer(client, envoi, **{"idempotency-key": "a1"}).status_code == 400


def test_la_meme_cle_pour_autre_chose_est_refusee(client, compagnie, ici):
    deposer(client, corps(compagnie, voeu(ici)), **{"idempotency-key": "a1"})
    reponse = deposer(client, corps(compagnie, voeu(ici), effectif=13), **{"idempotency-key": "a1"})
    assert (reponse.status_code, reponse.json()["code"]) == (422, "cle_reutilisee")


def test_une_cle_est_propre_a_son_auteur(client, compagnie, ici):
    deposer(client, corps(compagnie, voeu(ici)), **{"idempotency-key": "a1"})
    autre = association()
    client.force_login(president(autre))
    assert deposer(client, corps(autre, voeu(ici)), **{"idempotency-key": "a1"}).status_code == 201
    assert Dossier.objects.count() == 2


def test_un_refus_n_est_pas_garde(client, compagnie, ici):
    deposer(client, corps(compagnie, voeu(ici), effectif=0), **{"idempotency-key": "a1"})
    Salle.objects.filter(pk=ici.pk).update(effectif_max=5)
    assert CleIdempotence.objects.count() == 0
    assert deposer(client, corps(compagnie, voeu(ici)), **{"idempotency-key": "a1"}).status_code == 201


@pytest.mark.parametrize("cle", ["a b", "é", "x" * 121])
def test_une_cle_illisible_est_refusee(client, compagnie, ici, cle):
    reponse = deposer(client, corps(compagnie, voeu(ici)), **{"idempotency-key": cle})
    assert (reponse.status_code, reponse.json()["code"]) == (400, "cle_invalide")
    assert Demande.objects.count() == 0


# -- What the trade refuses --------------------------------------------------------------------


def test_une_ecole_privee_ne_recoit_pas_encore_de_demande(client, compagnie):
    privee = salle(etablissement("0382099A", secteur="prive"))
    reponse = deposer(client, corps(compagnie, voeu(privee)))
    assert (reponse.status_code, reponse.json()["code"]) == (409, "sans_base_legale")


def test_deux_creneaux_sur_la_meme_place_sont_refuses(client, compagnie, ici):
    parties = [espace(ici.etablissement)]
    entier, moitie = (salle(ici.etablissement, espaces=parties) for _ in range(2))
    reponse = deposer(client, corps(compagnie, voeu(entier), voeu(moitie, debut="19:00", fin="21:00")))
    assert (reponse.status_code, reponse.json()["code"]) == (400, "dates_qui_se_recouvrent")
    assert list(reponse.json()["erreurs"]) == ["creneaux"]


def test_un_souhait_en_partie_passe_est_refuse_en_entier(client, compagnie, ici):
    reponse = deposer(client, corps(compagnie, voeu(ici, date="2026-11-09", debut="08:00", fin="10:00")))
    assert (reponse.status_code, reponse.json()["code"]) == (400, "creneau_passe")
    assert list(reponse.json()["erreurs"]) == ["creneaux.0.date"]
    assert Dossier.objects.count() == 0


def test_le_materiel_d_une_autre_ecole_est_refuse(client, compagnie, ici):
    ailleurs = Materiel.objects.create(etablissement=etablissement("0382099A"), nom="Tables", quantite=10)
    reponse = deposer(client, corps(compagnie, voeu(ici), materiel=[{"id": ailleurs.pk, "quantite": 1}]))
    assert (reponse.status_code, reponse.json()["code"]) == (400, "materiel_hors_ecole")


def test_on_ne_demande_pas_au_nom_d_autrui(client, ici):
    client.force_login(personne())
    reponse = deposer(client, corps(association(), voeu(ici)))
    assert reponse.status_code == 400
    assert reponse.json()["erreurs"] == {"association": ["Choisissez une association dont vous êtes membre."]}


def test_un_brouillon_ne_se_demande_pas(client, compagnie, ici):
    Salle.objects.filter(pk=ici.pk).update(statut="brouillon")
    reponse = deposer(client, corps(compagnie, voeu(ici)))
    assert reponse.json()["erreurs"] == {"creneaux.0.salle": ["Cette salle n’existe pas."]}


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_depot_coute_le_meme_nombre_de_requetes(nombre, client, compagnie, ici, django_assert_num_queries):
    Activite.objects.get(pk=theatre().pk)
    cheffe(ici)
    fin = LUNDI + timedelta(weeks=nombre - 1)
    serie = voeu(ici, repetition="hebdomadaire", jusqu_au=f"{fin}", vacances="inclure")
    deposer(client, corps(compagnie, voeu(ici, debut="20:00", fin="22:00")))  # the counter of the year is open
    with django_assert_num_queries(51):
        assert deposer(client, corps(compagnie, serie)).status_code == 201

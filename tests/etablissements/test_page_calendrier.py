"""The page where a superviseur corrects the holidays of the zones and territories of the authority's schools."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from etablissements.calendriers import calendriers
from etablissements.models import JourFerie, PeriodeVacances
from etablissements.services.calendriers import Periode, ecrire_periodes
from tests.pages import en_clair
from tests.personnages import MAINTENANT, collectivite, etablissement, habiliter, personne

pytestmark = pytest.mark.django_db
ADRESSE = "/pilotage/dep-38/calendrier/"
TOUSSAINT = date(2026, 10, 17)
BONNES = {
    "v-zone": "A",
    "v-nom": "Vacances d’hiver",
    "v-premier_jour": "13/02/2027",
    "v-dernier_jour": "28 février 2027",
    "vacances": "1",
}
CHEVAUCHE = (
    "Ces dates chevauchent « Vacances de la Toussaint », du 17\xa0octobre au 1er\xa0novembre 2026 : "
    "corrigez cette période."
)
FERIE = {"f-territoire": "metropole", "f-jour": "24/11/2026", "f-nom": "Fête locale", "ferie": "1"}


@pytest.fixture(autouse=True)
def superviseur(client, monkeypatch):
    """Sign in the superviseur of an authority that owns one school of zone A, in metropolitan France."""
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    ecole, qui = etablissement(), personne()
    habiliter(qui, "superviseur", ecole.collectivite)
    client.force_login(qui)


def periode(zone: str = "A", premier: date = TOUSSAINT, origine: str = "officielle") -> PeriodeVacances:
    return PeriodeVacances.objects.create(
        zone=zone, annee_scolaire="2026-2027", nom="Vacances de la Toussaint", premier_jour=premier,
        dernier_jour=premier + timedelta(days=15), origine=origine,
    )  # fmt: skip


def lignes() -> list[tuple]:
    champs = ("zone", "annee_scolaire", "premier_jour", "dernier_jour", "origine")
    return list(PeriodeVacances.objects.values_list(*champs))


def test_le_superviseur_ajoute_des_vacances(client):
    assert client.post(ADRESSE, BONNES).status_code == 302
    assert lignes() == [("A", "2026-2027", date(2027, 2, 13), date(2027, 2, 28), "saisie")]


def test_un_envoi_sans_le_nom_de_son_bouton_dit_que_rien_n_a_change(client):
    """Both forms of the page would else be read as if nothing had been sent."""
    reponse = client.post(ADRESSE, {champ: valeur for champ, valeur in BONNES.items() if champ != "vacances"})
    assert reponse.status_code == 400
    assert "Rien n’est changé : rechargez-la" in en_clair(reponse.content.decode())
    assert lignes() == []


def test_une_periode_corrigee_tient_tete_au_fichier_officiel(client):
    une = periode()
    corrigee = {"nom": une.nom, "premier_jour": "16/10/2026", "dernier_jour": "01/11/2026"}
    assert client.post(f"{ADRESSE}vacances/{une.pk}/", corrigee).status_code == 302
    officielle = Periode("A", "2026-2027", une.nom, TOUSSAINT, une.dernier_jour, "officielle")
    ecrire_periodes([officielle], remplacables=("officielle", "bibliotheque", "projection"))
    assert lignes() == [("A", "2026-2027", date(2026, 10, 16), date(2026, 11, 1), "saisie")]


def test_une_periode_se_retire_apres_confirmation(client):
    adresse = f"{ADRESSE}vacances/{periode().pk}/retirer/"
    assert "ce ne seront plus des vacances" in client.get(adresse).content.decode()
    assert len(lignes()) == 1
    client.post(adresse)
    assert lignes() == []


def test_un_jour_ferie_tape_se_voit_dans_les_calendriers_puis_se_retire(client):
    def ce_jour() -> str | None:
        return calendriers([("A", "metropole")])["A", "metropole"].jour(date(2026, 11, 24)).ferie

    client.post(ADRESSE, FERIE)
    assert ce_jour() == "Fête locale"
    client.post(f"{ADRESSE}feries/{JourFerie.objects.get().pk}/retirer/")
    assert ce_jour() is None


@pytest.mark.parametrize(
    ("saisie", "fautif", "phrase"),
    [
        (BONNES | {"v-zone": "B"}, "zone", "Choisissez une zone de vos établissements."),
        (BONNES | {"v-nom": "a\x00b"}, "nom", "Le caractère nul n’est pas autorisé."),
        (BONNES | {"v-premier_jour": "31/02/2027"}, "premier_jour", "Le 31\xa0février 2027 n’existe pas."),
        (
            BONNES | {"v-dernier_jour": "12/02/2027"},
            "dernier_jour",
            "Le dernier jour vient avant le premier : corrigez l’un des deux.",
        ),
        (
            BONNES | {"v-dernier_jour": "24/05/2027"},
            "dernier_jour",
            "Des vacances durent 100 jours au plus : vérifiez l’année.",
        ),
        (
            BONNES | {"v-premier_jour": "01/09/2029", "v-dernier_jour": "02/09/2029"},
            "premier_jour",
            "Donnez un jour entre le 1er\xa0septembre 2026 et le 31\xa0août 2029.",
        ),
        (
            BONNES | {"v-premier_jour": "01/11/2026", "v-dernier_jour": "02/11/2026"},
            "premier_jour",
            CHEVAUCHE,
        ),
        (FERIE | {"f-territoire": "mayotte"}, "territoire", "Choisissez un territoire de vos établissements."),
        (FERIE | {"f-jour": "25/12/2026"}, "jour", "Ce jour est déjà férié sur ce territoire."),
        (
            FERIE | {"f-jour": "31/08/2026"},
            "jour",
            "Donnez un jour entre le 1er\xa0septembre 2026 et le 31\xa0août 2029.",
        ),
    ],
)
def test_une_ligne_fautive_se_dit_a_sa_place_et_n_ecrit_rien(client, saisie, fautif, phrase):
    periode()
    JourFerie.objects.create(territoire="metropole", jour=date(2026, 12, 25), nom="Noël")
    reponse = client.post(ADRESSE, saisie)
    assert reponse.context["form"].errors == {fautif: [phrase]}
    assert (len(lignes()), JourFerie.objects.count()) == (1, 1)


def test_cent_jours_tiennent(client):
    assert client.post(ADRESSE, BONNES | {"v-dernier_jour": "23/05/2027"}).status_code == 302


def test_des_vacances_bout_a_bout_ne_durent_pas_plus_que_les_plus_longues(client):
    client.post(ADRESSE, BONNES | {"v-dernier_jour": "23/05/2027"})
    suite = BONNES | {"v-nom": "Pont", "v-premier_jour": "24/05/2027", "v-dernier_jour": "24/05/2027"}
    phrase = (
        "Mises bout à bout avec « Vacances d’hiver », ces vacances dureraient 101 jours, au lieu de 100 au plus : "
        "corrigez les unes ou les autres."
    )
    assert client.post(ADRESSE, suite).context["form"].errors == {"premier_jour": [phrase]}
    assert client.post(ADRESSE, suite | {"v-premier_jour": "25/05/2027", "v-dernier_jour": "25/05/2027"}).url


def test_les_vacances_d_une_autre_zone_ne_se_voient_ni_ne_se_touchent(client):
    ailleurs = periode("B")
    assert list(client.get(ADRESSE).context["periodes"]) == []
    assert client.post(f"{ADRESSE}vacances/{ailleurs.pk}/retirer/").status_code == 404
    assert client.get(f"{ADRESSE}vacances/{ailleurs.pk}/").status_code == 404


def test_le_superviseur_d_une_autre_collectivite_ne_trouve_rien(client):
    etranger = personne()
    habiliter(etranger, "superviseur", collectivite("dep-35"))
    client.force_login(etranger)
    assert client.get(ADRESSE).status_code == 404


@pytest.mark.parametrize("combien", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_periodes(client, django_assert_num_queries, combien):
    for rang in range(combien):
        periode(premier=TOUSSAINT + timedelta(days=50 * rang))
    with django_assert_num_queries(10):
        reponse = client.get(ADRESSE)
    assert len(reponse.context["periodes"]) == combien

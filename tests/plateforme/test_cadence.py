"""Too many calls in a minute are refused with when to come back, whatever web process they reach."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.authtoken.models import Token

from plateforme.cadence import attente
from plateforme.taches import oublier_les_cadences
from tests.ensemble import ensemble
from tests.personnages import personne

INSTANT = datetime(2026, 11, 9, 8, 0, 20, tzinfo=UTC)
SALLES, DEMANDES = "/api/v1/salles/", "/api/v1/demandes/"


@pytest.fixture(autouse=True)
def horloge(monkeypatch):
    def regler(instant: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: instant)

    regler(INSTANT)
    return regler


@pytest.fixture
def limites(settings):
    """Two calls a minute of each kind."""
    settings.PREAU_API_PAR_MINUTE = dict.fromkeys(settings.PREAU_API_PAR_MINUTE, 2)


@pytest.fixture
def jeton(db) -> dict[str, str]:
    return {"Authorization": f"Token {Token.objects.create(user=personne()).key}"}


def statuts(client, nombre: int, adresse: str = SALLES, **champs) -> list[int]:
    return [client.get(adresse, **champs).status_code for _ in range(nombre)]


@pytest.mark.django_db
@pytest.mark.usefixtures("limites")
class TestSurUneAdresse:
    def test_le_troisieme_appel_de_la_minute_dit_quand_revenir(self, client):
        assert statuts(client, 2) == [200, 200]
        reponse = client.get(SALLES)
        assert (reponse.status_code, reponse["Content-Type"]) == (429, "application/problem+json")
        assert reponse["Retry-After"] == "40"
        assert reponse.json() == {
            "title": "Trop de demandes",
            "code": "trop_de_demandes",
            "status": 429,
            "detail": "Trop d’appels en peu de temps : recommencez dans 40\N{NO-BREAK SPACE}secondes.",
        }

    def test_la_minute_suivante_on_revient(self, client, horloge):
        assert statuts(client, 3) == [200, 200, 429]
        horloge(INSTANT + timedelta(seconds=40))
        assert statuts(client, 3) == [200, 200, 429]

    def test_chaque_adresse_a_son_compte(self, client):
        assert statuts(client, 3) == [200, 200, 429]
        assert statuts(client, 1, REMOTE_ADDR="192.0.2.7") == [200]

    def test_un_abonne_n_a_qu_un_compte_pour_tout_son_reseau_ipv6(self, client):
        adresses = ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::", "2001:db8:1:3::1"]
        assert [statuts(client, 1, REMOTE_ADDR=une)[0] for une in adresses] == [200, 200, 429, 200]

    def test_sans_proxy_declare_l_en_tete_ne_change_pas_d_adresse(self, client):
        assert [statuts(client, 1, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")[0] for n in range(3)] == [200, 200, 429]

    def test_un_jeton_refuse_se_compte_a_part(self, client):
        mauvais = {"headers": {"Authorization": "Token inconnu"}}
        assert statuts(client, 3, **mauvais) == [401, 401, 429]
        assert statuts(client, 1) == [200]

    def test_aucune_adresse_n_est_gardee(self, client):
        client.get(SALLES, REMOTE_ADDR="192.0.2.7")
        with connection.cursor() as curseur:
            curseur.execute("SELECT appelant FROM plateforme_cadence")
            [[appelant]] = curseur.fetchall()
        assert (len(appelant), "192.0.2.7" in appelant) == (64, False)


@pytest.mark.usefixtures("limites")
def test_un_compte_lit_et_ecrit_sous_deux_limites_d_ou_qu_il_vienne(client, jeton):
    lus = [statuts(client, 1, DEMANDES, headers=jeton, REMOTE_ADDR=f"192.0.2.{n}")[0] for n in range(3)]
    ecrits = [client.post(DEMANDES, {}, content_type="application/json", headers=jeton).status_code for _ in range(3)]
    assert (lus, ecrits) == ([200, 200, 429], [400, 400, 429])


@pytest.mark.django_db
def test_une_limite_de_zero_ne_compte_rien(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert attente("anonyme", "192.0.2.7", INSTANT) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("limites")
def test_un_compte_qui_ne_sert_plus_s_oublie():
    for instant in (INSTANT - timedelta(hours=2), INSTANT):
        attente("anonyme", f"{instant}", instant)
    oublier_les_cadences(timestamp=0)
    with connection.cursor() as curseur:
        curseur.execute("SELECT minute FROM plateforme_cadence")
        assert curseur.fetchall() == [(int(INSTANT.timestamp()) // 60,)]


@pytest.mark.vingt_fois
@pytest.mark.django_db(transaction=True)
def test_trente_appels_au_meme_instant_se_comptent_un_par_un(settings):
    settings.PREAU_API_PAR_MINUTE = {"anonyme": 10}
    attentes = ensemble([lambda: attente("anonyme", "192.0.2.7", INSTANT)] * 30)
    assert (len(attentes), attentes.count(None)) == (30, 10)

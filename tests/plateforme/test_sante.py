"""`/sante/` tells whoever watches whether the site, its database and its job worker answer."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils.timezone import now

TOUT_VA_BIEN = {"site": True, "base": True, "taches": True}


def _signer(il_y_a: timedelta) -> None:
    with connection.cursor() as curseur:
        curseur.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [now() - il_y_a])


def test_tout_va_bien_quand_un_travailleur_a_signe(client, db):
    _signer(timedelta(seconds=5))
    reponse = client.get("/sante/")
    assert (reponse.status_code, reponse.json()) == (200, TOUT_VA_BIEN)


def test_sans_travailleur_le_site_n_est_pas_en_sante(client, db):
    reponse = client.get("/sante/")
    assert (reponse.status_code, reponse.json()) == (503, TOUT_VA_BIEN | {"taches": False})


def test_un_travailleur_muet_ne_compte_plus(client, db):
    _signer(timedelta(minutes=2))
    assert client.get("/sante/").json() == TOUT_VA_BIEN | {"taches": False}


def test_une_base_qui_ne_repond_pas_se_dit_sans_erreur(client, db):
    def couper(*_):
        raise OperationalError("connexion perdue")

    with connection.execute_wrapper(couper):
        reponse = client.get("/sante/")
    assert (reponse.status_code, reponse.json()) == (503, {"site": True, "base": False, "taches": False})


@pytest.mark.parametrize("methode", ["post", "put", "delete"])
def test_ne_fait_que_se_lire(client, methode):
    assert getattr(client, methode)("/sante/").status_code == 405

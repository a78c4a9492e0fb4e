"""Who uses the computer next finds nothing of whoever was signed in."""

import pytest
from rest_framework.authtoken.models import Token

from tests.personnages import adherer, association, collectivite, personne

pytestmark = pytest.mark.django_db
NI_GARDE_NI_PARTAGE = "private, no-store"


def test_les_pages_d_une_personne_connectee_ne_se_gardent_pas(client):
    malik, club = personne(), association()
    adherer(malik, club)
    client.force_login(malik)
    lues = [client.get(adresse) for adresse in ("/compte/", "/", club.get_absolute_url())]
    assert [(lue.status_code, lue["Cache-Control"]) for lue in lues] == [(200, NI_GARDE_NI_PARTAGE)] * 3


def test_une_reponse_de_l_api_lue_avec_un_jeton_ne_se_garde_pas(client):
    jeton = Token.objects.create(user=personne())
    lue = client.get("/api/v1/demandes/", headers={"Authorization": f"Token {jeton.key}"})
    assert (lue.status_code, lue["Cache-Control"]) == (200, NI_GARDE_NI_PARTAGE)


def test_une_page_publique_reste_libre_et_une_feuille_de_couleurs_se_garde(client):
    assert not client.get("/").has_header("Cache-Control")
    club = association()
    client.force_login(adherer(personne(), club).utilisateur)
    assert client.get(f"/theme/{collectivite().code}.css")["Cache-Control"] == "max-age=3600, public"

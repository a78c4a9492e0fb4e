"""A web worker of its own, as in production: what it is asked, it really answers, however long the address."""

import subprocess
import sys
from datetime import date
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.utils import timezone

from etablissements.services.donnees import charger_communes
from plateforme.banc import memoire
from tests.conventions.demandes_d_essai import cheffe, deposee
from tests.salles.salles_d_essai import LUNDI, salle

pytestmark = [pytest.mark.lent, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sur_la_base(adresse_base, monkeypatch, tmp_path) -> None:
    """Let another process serve the test's own database, as in production, with its static files."""
    monkeypatch.delenv("PREAU_HTTPS")  # plain HTTP is only told to come back otherwise
    for nom, valeur in {
        "DATABASE_URL": adresse_base,
        "DJANGO_SETTINGS_MODULE": "plateforme.settings",
        "PREAU_CLE_SECRETE": settings.SECRET_KEY,
        "PREAU_STATIQUES": str(tmp_path),
    }.items():
        monkeypatch.setenv(nom, valeur)
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput"], check=True, capture_output=True)


def test_un_travailleur_repond_a_tout_ce_qu_on_lui_demande(sur_la_base):
    charger_communes()
    ici = salle()
    cheffe(ici)
    deposee(ici)
    poids = memoire.peser(12, timezone.now())
    assert poids.refusees == 0
    assert 0 < poids.au_depart <= poids.au_plus


def test_deux_mille_dates_et_une_adresse_sans_fin_se_refusent_en_francais(sur_la_base):
    charger_communes()
    jours = [f"{date.fromordinal(LUNDI.toordinal() + rang):%d/%m/%Y}" for rang in range(2_000)]
    page = "/?" + urlencode({"pres_de": "Voiron", "date": jours[0], "debut": "18:00", "autres_dates": ",".join(jours)})
    appel = "/api/v1/recherche/?" + urlencode({"pres_de": "a" * 20_000})
    with memoire._travailleur() as (port, _):
        repondu = []
        for adresse in (page, appel):
            connexion = HTTPConnection("127.0.0.1", port, timeout=30)
            connexion.request("GET", adresse, headers={"Referer": f"http://127.0.0.1:{port}{adresse}"})
            reponse = connexion.getresponse()
            repondu.append((reponse.status, reponse.headers["Content-Type"], reponse.read().decode()))
            connexion.close()
    [(statut_page, _, texte), (statut_appel, type_appel, _)] = repondu
    assert (statut_page, statut_appel, type_appel) == (200, 400, "application/problem+json")
    assert "Écrivez moins de dates à la fois." in texte

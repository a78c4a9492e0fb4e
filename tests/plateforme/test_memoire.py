"""The weighing of a web worker: what it is asked, it really answers."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import timezone

from etablissements.services.donnees import charger_communes
from plateforme.banc.memoire import peser
from tests.conventions.demandes_d_essai import cheffe, deposee
from tests.salles.salles_d_essai import salle


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_un_travailleur_repond_a_tout_ce_qu_on_lui_demande(adresse_base, monkeypatch, tmp_path):
    charger_communes()
    ici = salle()
    cheffe(ici)
    deposee(ici)
    monkeypatch.delenv("PREAU_HTTPS")  # as in production, where plain HTTP is only told to come back otherwise
    for nom, valeur in {
        "DATABASE_URL": adresse_base,
        "DJANGO_SETTINGS_MODULE": "plateforme.settings",
        "PREAU_CLE_SECRETE": settings.SECRET_KEY,
        "PREAU_STATIQUES": str(tmp_path),
    }.items():
        monkeypatch.setenv(nom, valeur)
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput"], check=True, capture_output=True)
    poids = peser(12, timezone.now())
    assert poids.refusees == 0
    assert 0 < poids.au_depart <= poids.au_plus

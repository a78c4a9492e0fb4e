"""The demo fills real schools, twice the same, and refuses where it would do harm."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from etablissements.models import Etablissement, Site
from plateforme.demo.batiments import plans_de, remplir_batiments
from plateforme.demo.collectivites import MODELES, remplir_collectivites
from plateforme.demo.planning import remplir_planning
from salles.models import Occupation, Reservation, Salle
from tests.personnages import etablissement

MAINTENANT = datetime(2026, 11, 22, 11, tzinfo=UTC)


def test_une_ecole_tire_toujours_les_memes_salles():
    ecole = Etablissement(uai="0382042N", nature=Etablissement.Nature.COLLEGE, site=Site())
    assert plans_de(ecole) == plans_de(ecole)
    noms = Counter(plan.nom for plan in plans_de(ecole))
    assert max(noms.values()) == 1
    assert 6 <= len(noms) <= 15


def test_la_demo_refuse_un_site_en_service(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="Ajoutez --force"):
        call_command("demo")


@pytest.mark.django_db(transaction=True)
def test_les_sept_collectivites_n_entrent_qu_une_fois():
    codes = [modele.code for modele in MODELES]
    assert sorted(remplir_collectivites()) == sorted(codes)
    assert sorted(remplir_collectivites()) == sorted(codes)


@pytest.mark.django_db(transaction=True)
def test_salles_et_planning_n_entrent_qu_une_fois():
    ecoles = [etablissement(uai, f"Collège {uai}") for uai in ("0381780D", "0382042N")]
    batis = remplir_batiments(ecoles, maintenant=MAINTENANT)
    pris = remplir_planning(ecoles, (2026,), maintenant=MAINTENANT)
    assert (batis, pris) == (Salle.objects.count(), Reservation.objects.count())
    assert pris > 0
    assert remplir_batiments(ecoles, maintenant=MAINTENANT) == 0
    assert remplir_planning(ecoles, (2026,), maintenant=MAINTENANT) == 0
    tenues = set(Occupation.objects.values_list("reservation", flat=True))
    assert tenues == set(Reservation.objects.values_list("pk", flat=True))

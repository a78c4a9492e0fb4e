"""Who comes to the pages of a school: its gestionnaire, its lodge, and the stranger who must see nothing."""

import pytest
from django.utils import timezone

from etablissements.models import Habilitation
from tests.personnages import etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT


@pytest.fixture
def horloge(monkeypatch):
    """Set the site's clock at MAINTENANT."""
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ecole():
    return etablissement()


@pytest.fixture
def gestionnaire(client, ecole):
    """Return the client of the school's gestionnaire."""
    claire = personne()
    habiliter(claire, Habilitation.Role.GESTIONNAIRE, ecole)
    client.force_login(claire)
    return client


@pytest.fixture
def loge(client, ecole):
    yann = personne()
    habiliter(yann, Habilitation.Role.ACCUEIL, ecole)
    client.force_login(yann)
    return client


@pytest.fixture
def etranger(client):
    """Return a client who acts for another school."""
    etranger = personne()
    habiliter(etranger, Habilitation.Role.CHEF, etablissement(uai="0389999X", nom="Ailleurs"))
    client.force_login(etranger)
    return client

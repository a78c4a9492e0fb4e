"""The head of a school before its pages, at an instant that the test sets."""

import pytest
from django.utils import timezone

from tests.conventions.demandes_d_essai import cheffe
from tests.personnages import etablissement
from tests.salles.salles_d_essai import MAINTENANT, salle


@pytest.fixture
def horloge(monkeypatch):
    """Stop the clock of the views at `MAINTENANT`; called with an instant, at that one."""

    def regler(instant=MAINTENANT) -> None:
        monkeypatch.setattr(timezone, "now", lambda: instant)

    regler()
    return regler


@pytest.fixture
def ici():
    return salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")


@pytest.fixture
def claire(client, ici):
    claire = cheffe(ici)
    client.force_login(claire)
    return claire

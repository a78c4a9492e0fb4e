"""Who reads the pages: the head of a school, who asked; at an instant that the test sets."""

import pytest
from django.utils import timezone

from tests.conventions.conventions_d_essai import projet
from tests.conventions.demandes_d_essai import cheffe, president
from tests.personnages import association, etablissement
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


@pytest.fixture
def club():
    return association("Club d’essai")


@pytest.fixture
def malik(client, club):
    """Return who represents the association of the module, signed in."""
    malik = president(club)
    client.force_login(malik)
    return malik


@pytest.fixture
def convention():
    return projet(salle(nom="Gymnase"))


@pytest.fixture
def chef(client, convention):
    """Return the head of the school that lends, signed in."""
    chef = cheffe(convention.demande.souhaits.get().salle)
    client.force_login(chef)
    return chef

import pytest
from django.utils import timezone

from tests.salles.salles_d_essai import MAINTENANT


@pytest.fixture
def horloge(monkeypatch):
    """Set the site's clock at MAINTENANT."""
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)

"""Shared with every test of the app: the reference files that stand beside the project, where they are."""

from pathlib import Path

import pytest
from django.conf import settings

DONNEES = Path(settings.BASE_DIR).parent / "shared" / "data"


@pytest.fixture(scope="session")
def donnees_reelles() -> Path:
    """Return the folder of real open-data files; skip, and say so, where it is absent."""
    if not DONNEES.is_dir():
        pytest.skip(f"les fichiers réels ne sont pas sur cette machine ({DONNEES})")
    return DONNEES

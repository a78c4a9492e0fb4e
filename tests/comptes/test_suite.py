"""`?next=` brings a person back to a page of this site, and nowhere else."""

import pytest

from comptes.suite import suite


@pytest.mark.parametrize("voulue", ["/", "/demander/?salle=3&date=2026-11-24"])
def test_on_revient_a_une_page_du_site(rf, voulue):
    assert suite(rf.post("/", {"next": voulue}), "/defaut/") == voulue


@pytest.mark.parametrize(
    "voulue",
    [
        "",
        "https://ailleurs.example/",
        "//ailleurs.example/",
        "/\\ailleurs.example",
        "javascript:alert(1)",
        "un mot",
        "salle",
    ],
)
def test_le_reste_ramene_au_defaut(rf, voulue):
    assert suite(rf.post("/", {"next": voulue}), "/defaut/") == "/defaut/"

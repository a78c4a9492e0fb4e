"""The bench answers as its floors do, on a small workload; its times are nobody's test."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from plateforme.banc import mesures
from plateforme.banc.charge import Taille, engendrer


def test_la_charge_est_la_meme_d_une_fois_a_l_autre(tmp_path):
    taille = Taille(3, 30, 300)
    for nom in ("une", "autre"):
        engendrer(tmp_path / nom, taille)
    fichiers = sorted(chemin.name for chemin in (tmp_path / "une").iterdir())
    assert fichiers == [
        "closed.csv",
        "establishments.csv",
        "occurrences.csv",
        "openings.csv",
        "queries.json",
        "rooms.csv",
        "series.csv",
    ]
    for nom in fichiers:
        assert (tmp_path / "une" / nom).read_bytes() == (tmp_path / "autre" / nom).read_bytes()


def test_sans_questions_le_banc_dit_ce_qui_manque(tmp_path):
    with pytest.raises(CommandError, match=r"queries\.json"):
        call_command("banc", donnees=tmp_path)


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_preau_repond_comme_les_planchers(tmp_path, monkeypatch):
    monkeypatch.setattr(mesures, "DUREE_Q4_S", 0.5)
    monkeypatch.setattr(mesures, "REPETITIONS", 3)
    monkeypatch.setattr(mesures, "SALLES_Q5", 5)
    engendrer(tmp_path, Taille(5, 60, 4_000))
    sortie = StringIO()
    call_command("banc", donnees=tmp_path, json=True, stdout=sortie)
    rapport = json.loads(sortie.getvalue())
    assert [rapport[nom]["meme_reponse"] for nom in ("Q1", "Q1r", "Q2", "Q2r")] == [True] * 4
    assert rapport["Q2r"]["lignes"] > 0
    assert rapport["Q6"]["lignes"] > 0
    assert rapport["R"]["lignes"] > 0
    assert rapport["Q4"]["chevauchements"] == 0

"""The bench answers as its floors do, on a small workload; its times are nobody's test."""

import json
from datetime import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from plateforme.banc import charge, mesures, reservations
from plateforme.banc.charge import Taille, engendrer
from plateforme.banc.chargement import MAINTENANT, charger
from plateforme.banc.enrichissement import TIERS, enrichir
from plateforme.banc.planchers import Questions
from plateforme.banc.rapport import ecrire
from salles.audit import anomalies
from salles.disponibilites import contexte
from salles.faits import charger as charger_les_faits
from salles.models import Occupation, Salle
from salles.moteur import Demandeur, Souhait
from salles.recherche import chercher
from tests.salles.moteur.oracle import libres_pour


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
    monkeypatch.setattr(mesures, "REPETITIONS", 3)
    monkeypatch.setattr(reservations, "DUREE_Q4_S", 0.5)
    monkeypatch.setattr(reservations, "SALLES_Q5", 5)
    monkeypatch.setitem(charge.TAILLES, "XS", Taille(8, 100, 6_000))
    engendrer(tmp_path, Taille(5, 60, 4_000))
    sortie = StringIO()
    call_command("banc", donnees=tmp_path, croissance="XS", json=True, stdout=sortie)
    rapport = json.loads(sortie.getvalue())
    assert [rapport[nom]["meme_reponse"] for nom in ("Q1", "Q1r", "Q2", "Q2r")] == [True] * 4
    assert rapport["Q2r"]["lignes"] > 0
    assert rapport["Q6"]["lignes"] > 0
    assert (rapport["Q4"]["aleatoire_par_s"] > 0, rapport["Q4"]["chevauchements"]) == (True, 0)
    assert (rapport["riche"]["salles_verifiees"] > 0, rapport["riche"]["desaccords"]) == (True, 0)
    croissance = rapport["croissance"]
    assert croissance["Q2"]["lignes"] >= rapport["Q2"]["lignes"]  # the rooms of one school are equally far
    assert [croissance[nom]["requetes"] for nom in ("Q1", "Q2", "Q3")] == [5, 5, 5]
    assert [croissance[nom]["requetes_avant"] for nom in ("Q1", "Q2", "Q3")] == [5, 5, 5]
    assert [croissance[nom]["meme_reponse"] for nom in ("Q1", "Q2")] == [True] * 2
    assert all(croissance[nom]["plancher_ms"] > 0 for nom in ("Q1", "Q2", "Q3"))
    assert ecrire(rapport).count("même réponse") == 6


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_sur_la_charge_riche_la_recherche_repond_comme_l_oracle(tmp_path):
    engendrer(tmp_path, Taille(12, 150, 9_000))
    charger(tmp_path)
    enrichir()
    assert list(anomalies(MAINTENANT)) == []
    assert Salle.objects.values("profil").distinct().count() == 50
    assert Occupation.objects.filter(option_jusqu_au__lte=MAINTENANT).exists()
    questions = Questions.lire(tmp_path)
    souhait = Souhait.aux_dates(questions.jours, time(18), time(20))
    trouvees = chercher(mesures.recherche(questions, souhait, None))
    assert {resultat.salle > TIERS for resultat in trouvees} == {True, False}
    salles = Salle.objects.select_related("etablissement__collectivite").in_bulk([une.salle for une in trouvees])
    for une in trouvees:
        faits = charger_les_faits([salles[une.salle]], une.dates.jours)[une.salle]
        demande = contexte(maintenant=MAINTENANT, effectif=questions.effectif)
        libres = libres_pour(faits, list(une.dates.creneaux), demande, Demandeur())
        assert [un for un, libre in zip(une.dates.creneaux, libres, strict=True) if libre] == une.creneaux_libres

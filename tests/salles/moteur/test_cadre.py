"""From the clock on the wall to UTC, on ordinary days and on the two Sundays when the clocks change."""

import contextlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salles.moteur import Cadre, Creneau, HeureInexistante
from tests.salles.moteur.mondes import CADRES, PARIS, REUNION, heures

PRINTEMPS = date(2027, 3, 28)
AUTOMNE = date(2026, 10, 25)


def utc(jour: date, heure: int, minute: int = 0) -> datetime:
    return datetime(jour.year, jour.month, jour.day, heure, minute, tzinfo=UTC)


def test_dix_huit_heures_a_paris_et_a_la_reunion():
    jour = date(2026, 11, 17)
    assert PARIS.creneau(jour, time(18), time(20)) == Creneau(utc(jour, 17), utc(jour, 19))
    assert REUNION.creneau(jour, time(18), time(20)) == Creneau(utc(jour, 14), utc(jour, 16))


def test_l_heure_qui_n_existe_pas_est_refusee_avec_sa_date():
    with pytest.raises(HeureInexistante) as refus:
        PARIS.creneau(PRINTEMPS, time(2, 30), time(4))
    assert refus.value.code == "heure_inexistante"
    assert refus.value.champ == "debut"
    assert refus.value.message == (
        "Le 28/03/2027, 02:30 n’existe pas : la nuit du passage à l’heure d’été, l’horloge saute cette heure. "
        "Choisissez une autre heure."
    )


def test_l_heure_qui_n_existe_pas_est_refusee_a_la_fin_aussi():
    with pytest.raises(HeureInexistante) as refus:
        PARIS.creneau(PRINTEMPS, time(1), time(2))
    assert refus.value.champ == "fin"


def test_l_heure_qui_n_existe_pas_a_paris_existe_a_la_reunion():
    assert REUNION.creneau(PRINTEMPS, time(2, 30), time(4)).duree == timedelta(hours=1, minutes=30)


def test_l_heure_repetee_est_sa_premiere_occurrence():
    assert PARIS.creneau(AUTOMNE, time(2, 15), time(2, 45)) == Creneau(utc(AUTOMNE, 0, 15), utc(AUTOMNE, 0, 45))


def test_un_creneau_qui_traverse_l_heure_repetee_dure_une_heure_de_plus():
    assert PARIS.creneau(AUTOMNE, time(2), time(4)).duree == timedelta(hours=3)


def test_minuit_en_fin_est_le_minuit_qui_termine_le_jour():
    jour = date(2026, 11, 17)
    assert PARIS.creneau(jour, time(22), time(0)) == Creneau(utc(jour, 21), utc(jour, 23))


def test_une_ouverture_cede_l_heure_qui_n_existe_pas():
    assert PARIS.ouverture(PRINTEMPS, time(2, 30), time(4)) == Creneau(utc(PRINTEMPS, 1), utc(PRINTEMPS, 2))
    assert PARIS.ouverture(PRINTEMPS, time(2), time(2, 30)) is None


@pytest.mark.parametrize(("jour", "heures"), [(PRINTEMPS, 23), (AUTOMNE, 25), (date(2026, 11, 17), 24)])
def test_une_journee_dure_de_23_a_25_heures(jour, heures):
    assert PARIS.journee(jour).duree == timedelta(hours=heures)


def test_la_parite_des_semaines_est_celle_de_l_etablissement():
    lundi_47 = date(2026, 11, 16)
    assert PARIS.semaine(lundi_47) == "a"
    assert Cadre("Europe/Paris", "A", "metropole", semaine_a_paire=True).semaine(lundi_47) == "b"


# Zones whose clocks change at midnight, by half an hour, or twice a year around Ramadan.
FUSEAUX = [
    "Europe/Paris",
    "Indian/Reunion",
    "America/Havana",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Africa/Cairo",
]


@given(st.sampled_from(FUSEAUX), st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.times())
def test_l_instant_est_celui_que_donne_la_base_des_fuseaux(fuseau, jour, heure):
    cadre = Cadre(fuseau, "A", "metropole")
    attendu = datetime.combine(jour, heure, cadre.horloge).astimezone(UTC)
    if cadre.local(attendu).replace(tzinfo=None, fold=0) == datetime.combine(jour, heure):
        assert cadre.instant(jour, heure, champ="debut") == attendu
    else:
        with pytest.raises(HeureInexistante):
            cadre.instant(jour, heure, champ="debut")


@pytest.mark.parametrize("fuseau", FUSEAUX)
def test_chaque_changement_d_heure_est_vu(fuseau):
    cadre = Cadre(fuseau, "A", "metropole")
    for jour in (date(2008, 1, 1) + timedelta(days=n) for n in range(366 * 12)):
        minuit, lendemain = (datetime.combine(jour + timedelta(days=n), time(0), cadre.horloge) for n in range(2))
        attendue = timedelta(days=1) + minuit.utcoffset() - lendemain.utcoffset()
        with contextlib.suppress(HeureInexistante):  # a midnight that the clocks jump over
            fin = cadre.instant(jour + timedelta(days=1), time(0), champ="fin")
            assert fin - cadre.instant(jour, time(0), champ="debut") == attendue


@given(st.sampled_from(FUSEAUX), st.lists(st.dates(date(2026, 3, 1), date(2027, 4, 30)), max_size=20), heures())
def test_des_creneaux_ensemble_sont_ceux_d_un_par_un(fuseau, jours, bornes):
    cadre = Cadre(fuseau, "A", "metropole")
    try:
        attendus = [cadre.creneau(jour, *bornes) for jour in jours]
    except HeureInexistante as refus:
        with pytest.raises(HeureInexistante, match=str(refus)):
            cadre.creneaux(jours, *bornes)
    else:
        assert cadre.creneaux(jours, *bornes) == attendus


@given(st.sampled_from(CADRES), st.dates(date(2024, 1, 1), date(2032, 12, 31)), heures())
def test_l_horloge_murale_relue_est_celle_qui_a_ete_demandee(cadre, jour, bornes):
    debut, fin = bornes
    try:
        creneau = cadre.creneau(jour, debut, fin)
    except HeureInexistante:
        assert cadre.journee(jour).duree == timedelta(hours=23)
        return
    assert cadre.local(creneau.debut).replace(tzinfo=None) == datetime.combine(jour, debut)
    assert cadre.local(creneau.fin).time() == fin
    assert creneau.fin <= cadre.fin_du_jour(jour)

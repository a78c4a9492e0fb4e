"""A wish in words becomes dated slots."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from etablissements.calendrier import Calendrier, PeriodeVacances
from salles.moteur import (
    Cadre,
    HeureInexistante,
    Repetition,
    Souhait,
    SouhaitInvalide,
    TropDeDates,
    Vacances,
    creneaux_voulus,
    jours_voulus,
)
from tests.salles.moteur.mondes import CADRES, PARIS, REUNION, SANS_VACANCES, calendriers

MARDI = date(2026, 9, 8)
TOUSSAINT = Calendrier(
    "A",
    "metropole",
    vacances=(PeriodeVacances(date(2026, 10, 17), date(2026, 11, 1), "Toussaint"),),
    feries={date(2026, 11, 11): "Armistice 1918"},
)


def souhait(premier_jour=MARDI, debut="18:00", fin="20:00", **reste) -> Souhait:
    return Souhait(premier_jour, time.fromisoformat(debut), time.fromisoformat(fin), **reste)


def chaque_semaine(dernier_jour: date, **reste) -> Souhait:
    return souhait(dernier_jour=dernier_jour, repetition=Repetition.HEBDOMADAIRE, **reste)


def test_une_seule_date_sans_repetition():
    assert jours_voulus(souhait(), PARIS, SANS_VACANCES) == [MARDI]


def test_sans_repetition_chaque_jour_choisi_vient_une_fois():
    assert jours_voulus(souhait(jours=frozenset({1, 4})), PARIS, SANS_VACANCES) == [
        date(2026, 9, 10),
        date(2026, 9, 14),
    ]


def test_dix_huit_heures_reste_dix_huit_heures_aux_deux_changements_d_heure():
    creneaux = creneaux_voulus(chaque_semaine(date(2027, 6, 29)), PARIS, SANS_VACANCES)
    assert {PARIS.local(creneau.debut).time() for creneau in creneaux} == {time(18)}
    utc = {creneau.debut.date(): creneau.debut.hour for creneau in creneaux}
    assert [utc[date(2026, 10, 20)], utc[date(2026, 10, 27)]] == [16, 17]
    assert [utc[date(2027, 3, 23)], utc[date(2027, 3, 30)]] == [17, 16]


def test_la_meme_envie_a_paris_et_a_la_reunion_donne_d_autres_instants():
    assert creneaux_voulus(souhait(), PARIS, SANS_VACANCES)[0].debut == datetime(2026, 9, 8, 16, tzinfo=UTC)
    assert creneaux_voulus(souhait(), REUNION, SANS_VACANCES)[0].debut == datetime(2026, 9, 8, 14, tzinfo=UTC)


def test_les_vacances_et_les_jours_feries_sortent_du_souhait():
    mercredis = chaque_semaine(date(2026, 11, 18), premier_jour=date(2026, 10, 14))
    assert jours_voulus(mercredis, PARIS, TOUSSAINT) == [date(2026, 10, 14), date(2026, 11, 4), date(2026, 11, 18)]


def test_les_vacances_restent_sur_demande():
    mercredis = chaque_semaine(date(2026, 11, 18), premier_jour=date(2026, 10, 14), vacances=Vacances.INCLURE)
    assert len(jours_voulus(mercredis, PARIS, TOUSSAINT)) == 6


def test_la_quinzaine_part_de_la_premiere_date():
    voulu = souhait(
        premier_jour=date(2026, 9, 9),  # a Wednesday
        dernier_jour=date(2026, 10, 12),
        jours=frozenset({1}),
        repetition=Repetition.QUINZAINE,
    )
    assert jours_voulus(voulu, PARIS, SANS_VACANCES) == [date(2026, 9, 14), date(2026, 9, 28), date(2026, 10, 12)]


@pytest.mark.parametrize("paire", [False, True])
def test_les_semaines_a_et_b_se_partagent_les_dates(paire):
    cadre = Cadre("Europe/Paris", "A", "metropole", semaine_a_paire=paire)
    a, b = (
        jours_voulus(souhait(dernier_jour=date(2026, 12, 15), repetition=repetition), cadre, SANS_VACANCES)
        for repetition in (Repetition.SEMAINE_A, Repetition.SEMAINE_B)
    )
    assert {jour.isocalendar().week % 2 for jour in a} == {0 if paire else 1}
    assert sorted(a + b) == jours_voulus(chaque_semaine(date(2026, 12, 15)), cadre, SANS_VACANCES)


def test_des_dates_choisies_sont_prises_telles_quelles():
    dates = (date(2026, 10, 20), date(2026, 9, 8), date(2026, 9, 8))
    voulu = Souhait.aux_dates(dates, time(18), time(20))
    assert jours_voulus(voulu, PARIS, TOUSSAINT) == [date(2026, 9, 8), date(2026, 10, 20)]


def test_quatre_cents_dates_passent_et_pas_une_de_plus():
    tous = frozenset(range(1, 8))
    dernier = MARDI + timedelta(days=399)
    assert len(jours_voulus(chaque_semaine(dernier, jours=tous), PARIS, SANS_VACANCES)) == 400
    with pytest.raises(TropDeDates):
        jours_voulus(chaque_semaine(dernier + timedelta(days=1), jours=tous), PARIS, SANS_VACANCES)
    with pytest.raises(TropDeDates):
        Souhait.aux_dates(tuple(MARDI + timedelta(days=n) for n in range(2000)), time(18), time(20))


@pytest.mark.parametrize(
    ("arguments", "champ"),
    [
        ({"debut": "20:00", "fin": "18:00"}, "fin"),
        ({"debut": "18:00", "fin": "18:00"}, "fin"),
        ({"dernier_jour": date(2026, 9, 7)}, "jusqu_au"),
        ({"repetition": Repetition.HEBDOMADAIRE}, "jusqu_au"),
        ({"jours": frozenset({0})}, "jours"),
        ({"jours": frozenset({8})}, "jours"),
        ({"premier_jour": date(1, 1, 1)}, "date"),
        ({"dernier_jour": date(9999, 12, 31)}, "jusqu_au"),
        ({"dernier_jour": date(1999, 1, 1)}, "jusqu_au"),
        ({"premier_jour": date(1999, 1, 1), "dates": (date(1999, 1, 1),)}, "dates"),
    ],
)
def test_refuse_un_souhait_qui_se_contredit(arguments, champ):
    with pytest.raises(SouhaitInvalide) as refus:
        souhait(**arguments)
    assert refus.value.champ == champ


def test_refuse_un_souhait_sans_aucune_date():
    with pytest.raises(SouhaitInvalide):
        Souhait.aux_dates((), time(18), time(20))


@pytest.mark.parametrize("repetition", Repetition)
@pytest.mark.parametrize(
    ("jours", "dernier_jour", "phrase"),
    [
        ({4}, date(2026, 9, 9), "Aucun jeudi ne tombe du 8 au 9 septembre 2026."),
        ({1, 7}, date(2026, 9, 12), "Aucun lundi ni dimanche ne tombe du 8 au 12 septembre 2026."),
        ({3}, MARDI, "Aucun mercredi ne tombe le 8 septembre 2026."),
    ],
)
def test_refuse_un_souhait_qui_finit_avant_son_premier_jour_voulu(repetition, jours, dernier_jour, phrase):
    with pytest.raises(SouhaitInvalide) as refus:
        souhait(jours=frozenset(jours), dernier_jour=dernier_jour, repetition=repetition)
    assert refus.value.champ == "jusqu_au"
    attendue = f"{phrase} Finissez plus tard, ou choisissez un autre jour."
    assert refus.value.message.replace("\N{NO-BREAK SPACE}", " ") == attendue


def test_un_souhait_qui_finit_a_son_premier_jour_voulu_en_a_un():
    jeudi = date(2026, 9, 10)
    voulu = souhait(jours=frozenset({4}), dernier_jour=jeudi, repetition=Repetition.HEBDOMADAIRE)
    assert jours_voulus(voulu, PARIS, SANS_VACANCES) == [jeudi]


def test_une_seule_heure_inexistante_refuse_tout_le_souhait():
    with pytest.raises(HeureInexistante):
        creneaux_voulus(
            chaque_semaine(date(2027, 4, 4), premier_jour=date(2027, 3, 7), debut="02:30", fin="04:00"),
            PARIS,
            SANS_VACANCES,
        )


@given(
    cadre=st.sampled_from(CADRES),
    calendrier=calendriers(),
    premier=st.dates(date(2026, 9, 1), date(2027, 6, 30)),
    semaines=st.integers(0, 30),
    jours=st.frozensets(st.integers(1, 7), min_size=1, max_size=3),
    repetition=st.sampled_from([r for r in Repetition if r != Repetition.AUCUNE]),
    vacances=st.sampled_from(Vacances),
)
def test_les_dates_sont_celles_qu_un_doigt_trouve_sur_le_calendrier(
    cadre, calendrier, premier, semaines, jours, repetition, vacances
):
    assume(semaines or premier.isoweekday() in jours)  # else the wish has no date, and is refused
    voulu = Souhait(premier, time(18), time(20), premier + timedelta(weeks=semaines), jours, repetition, vacances)
    trouves, premiere_semaine = [], None
    for n in range(7 * semaines + 1):
        jour = premier + timedelta(days=n)
        if jour.isoweekday() not in jours:
            continue
        semaine = (jour.toordinal() - 1) // 7  # 1 January of year 1 was a Monday
        premiere_semaine = semaine if premiere_semaine is None else premiere_semaine
        paire = int(f"{jour:%V}") % 2 == 0
        if repetition == Repetition.QUINZAINE and (semaine - premiere_semaine) % 2:
            continue
        if repetition == Repetition.SEMAINE_A and paire is not cadre.semaine_a_paire:
            continue
        if repetition == Repetition.SEMAINE_B and paire is cadre.semaine_a_paire:
            continue
        if vacances == Vacances.EXCLURE and (calendrier.jour(jour).vacances or calendrier.jour(jour).ferie):
            continue
        trouves.append(jour)
    assert jours_voulus(voulu, cadre, calendrier) == trouves

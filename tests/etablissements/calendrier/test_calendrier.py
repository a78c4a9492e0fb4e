"""The pure school calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etablissements.calendrier import Calendrier, Jour, PeriodeVacances

TOUSSAINT = PeriodeVacances(date(2026, 10, 17), date(2026, 11, 1), "Vacances de la Toussaint")
NOEL = PeriodeVacances(date(2026, 12, 19), date(2027, 1, 3), "Vacances de Noël")
ARMISTICE = date(2026, 11, 11)
ZONE_A = Calendrier(
    zone="A",
    territoire="metropole",
    vacances=(NOEL, TOUSSAINT),
    feries={date(2026, 11, 1): "Toussaint", ARMISTICE: "Armistice 1918"},
    connu=((date(2026, 9, 1), date(2027, 8, 31)),),
)


@pytest.mark.parametrize(
    ("d", "attendu"),
    [
        (
            date(2026, 10, 16),
            Jour(classe=True, vacances=None, ferie=None, inconnu=False),
        ),
        (date(2026, 10, 17), Jour(False, "Vacances de la Toussaint", None, False)),
        (
            date(2026, 11, 1),
            Jour(False, "Vacances de la Toussaint", "Toussaint", False),
        ),
        (date(2026, 11, 2), Jour(True, None, None, False)),
        (ARMISTICE, Jour(False, None, "Armistice 1918", False)),
        (date(2026, 11, 14), Jour(True, None, None, False)),  # Saturday
        (date(2026, 11, 15), Jour(False, None, None, False)),  # Sunday
        (date(2026, 8, 31), Jour(True, None, None, True)),
        (date(2027, 9, 1), Jour(True, None, None, True)),
    ],
)
def test_dit_ce_qu_est_un_jour(d, attendu):
    assert ZONE_A.jour(d) == attendu


def test_une_projection_est_nommee_mais_reste_inconnue():
    projetees = PeriodeVacances(date(2028, 12, 23), date(2029, 1, 7), "Vacances de Noël", True)
    calendrier = Calendrier("A", "metropole", vacances=(projetees,))
    assert calendrier.jour(date(2028, 12, 25)) == Jour(False, "Vacances de Noël", None, True)
    assert calendrier.periode(date(2028, 12, 25)).provisoire is True


def test_compte_les_jours_scolaires_sans_vacances_feries_ni_dimanches():
    # After Friday 16 October: nothing until Monday 2 November, then Mon-Sat, Mon-Tue, Thu-Sat.
    assert ZONE_A.jours_scolaires_entre(date(2026, 10, 16), date(2026, 11, 1)) == 0
    assert ZONE_A.jours_scolaires_entre(date(2026, 10, 16), date(2026, 11, 7)) == 6
    assert ZONE_A.jours_scolaires_entre(date(2026, 10, 16), date(2026, 11, 15)) == 11


def test_le_jour_du_depart_ne_compte_pas_et_celui_d_arrivee_compte():
    lundi = date(2026, 9, 7)
    assert ZONE_A.jours_scolaires_entre(lundi, lundi) == 0
    assert ZONE_A.jours_scolaires_entre(lundi, lundi + timedelta(days=1)) == 1
    assert ZONE_A.jours_scolaires_entre(lundi, lundi - timedelta(days=9)) == 0


def test_vingt_jours_scolaires_enjambent_les_vacances():
    assert ZONE_A.ajouter_jours_scolaires(date(2026, 10, 16), 20) == date(2026, 11, 25)
    assert ZONE_A.ajouter_jours_scolaires(date(2026, 10, 18), 0) == date(2026, 10, 18)


def test_refuse_un_nombre_de_jours_negatif():
    with pytest.raises(ValueError, match="positif"):
        ZONE_A.ajouter_jours_scolaires(date(2026, 10, 16), -1)


def test_ne_cherche_pas_sans_fin_un_jour_scolaire():
    toujours = PeriodeVacances(date(2026, 1, 1), date(2030, 1, 1), "Sans fin")
    sans_classe = Calendrier("A", "metropole", vacances=(toujours,))
    assert sans_classe.ajouter_jours_scolaires(date(2026, 2, 1), 5) == date(2026, 2, 1) + timedelta(days=401)


def test_refuse_une_periode_qui_finit_avant_de_commencer():
    with pytest.raises(ValueError, match="précède"):
        PeriodeVacances(date(2026, 10, 17), date(2026, 10, 16), "À l’envers")


def test_deux_periodes_qui_se_chevauchent_nomment_chacune_leurs_jours():
    longue = PeriodeVacances(date(2027, 5, 1), date(2027, 5, 20), "Printemps")
    courte = PeriodeVacances(date(2027, 5, 6), date(2027, 5, 9), "Pont de l’Ascension")
    calendrier = Calendrier("A", "metropole", vacances=(courte, longue))
    assert [calendrier.jour(date(2027, 5, j)).vacances for j in (5, 7, 15, 21)] == [
        "Printemps",
        "Printemps",
        "Printemps",
        None,
    ]


def test_deux_annees_decretees_qui_se_touchent_n_en_font_qu_une():
    calendrier = Calendrier(
        "A",
        "metropole",
        connu=(
            (date(2026, 9, 1), date(2027, 8, 31)),
            (date(2025, 9, 1), date(2026, 8, 31)),
        ),
    )
    assert calendrier.connu == ((date(2025, 9, 1), date(2027, 8, 31)),)


def test_deux_calendriers_egaux_sont_la_meme_cle():
    jumeau = Calendrier(
        "A",
        "metropole",
        (TOUSSAINT, NOEL),
        dict(ZONE_A.feries),
        ((date(2026, 9, 1), date(2027, 8, 31)),),
    )
    assert jumeau == ZONE_A
    assert {ZONE_A: "profil"}[jumeau] == "profil"
    assert Calendrier("B", "metropole", (TOUSSAINT, NOEL)) != ZONE_A


JOURS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@st.composite
def calendriers(draw):
    periodes = tuple(
        PeriodeVacances(premier, premier + timedelta(days=duree), nom)
        for premier, duree, nom in draw(
            st.lists(st.tuples(JOURS, st.integers(0, 70), st.sampled_from("pqr")), max_size=6)
        )
    )
    feries = dict.fromkeys(draw(st.lists(JOURS, max_size=12)), "férié")
    return Calendrier("A", "metropole", periodes, feries), periodes


@given(calendriers(), JOURS)
def test_un_jour_est_en_vacances_si_et_seulement_si_une_periode_le_contient(monde, d):
    calendrier, periodes = monde
    attendus = {p.nom for p in periodes if p.premier_jour <= d <= p.dernier_jour}
    nom = calendrier.jour(d).vacances
    assert (nom in attendus) if attendus else nom is None
    assert calendrier.jour(d).classe is calendrier.est_scolaire(d)


@given(calendriers(), JOURS, st.integers(0, 60))
def test_ajouter_puis_compter_rend_le_meme_nombre(monde, depart, n):
    calendrier, _ = monde
    arrivee = calendrier.ajouter_jours_scolaires(depart, n)
    assert calendrier.jours_scolaires_entre(depart, arrivee) == n
    assert n == 0 or calendrier.est_scolaire(arrivee)

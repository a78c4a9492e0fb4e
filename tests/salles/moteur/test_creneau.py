"""The algebra of slots, against sets of minutes."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salles.moteur import Creneau, contient, intersection, retrancher, union
from tests.salles.moteur.mondes import creneau, creneaux_utc

listes = st.lists(creneaux_utc(), max_size=6)


def quarts(creneaux: list[Creneau]) -> set[datetime]:
    """Return the quarters of an hour that the slots cover: the naive model of the algebra."""
    couverts = set()
    for un in creneaux:
        instant = un.debut
        while instant < un.fin:
            couverts.add(instant)
            instant += timedelta(minutes=15)
    return couverts


def est_normale(creneaux: list[Creneau]) -> bool:
    return all(un.fin < suivant.debut for un, suivant in pairwise(creneaux))


def test_un_creneau_retranche_au_milieu_laisse_deux_bords():
    assert retrancher([creneau("08:00", "18:00")], [creneau("12:00", "14:00")]) == [
        creneau("08:00", "12:00"),
        creneau("14:00", "18:00"),
    ]


def test_deux_creneaux_bout_a_bout_se_rejoignent_sans_se_chevaucher():
    matin, soir = creneau("08:00", "12:00"), creneau("12:00", "18:00")
    assert union([soir, matin]) == [creneau("08:00", "18:00")]
    assert not matin.chevauche(soir)


@pytest.mark.parametrize(
    "fuseau", [None, ZoneInfo("Europe/Paris"), ZoneInfo("Europe/London"), timezone(timedelta(0), "GMT+0")]
)
def test_refuse_tout_ce_qui_n_est_pas_en_utc(fuseau):
    debut = datetime(2026, 11, 16, 8, tzinfo=fuseau)
    with pytest.raises(ValueError, match="UTC"):
        Creneau(debut, debut + timedelta(hours=1))


@pytest.mark.parametrize("heures", [0, -1])
def test_refuse_un_creneau_vide_ou_a_l_envers(heures):
    debut = datetime(2026, 11, 16, 8, tzinfo=UTC)
    with pytest.raises(ValueError, match="begins before it ends"):
        Creneau(debut, debut + timedelta(hours=heures))


@given(listes)
def test_l_union_couvre_les_memes_instants_sous_forme_normale(creneaux):
    reunis = union(creneaux)
    assert quarts(reunis) == quarts(creneaux)
    assert est_normale(reunis)


@given(listes, listes)
def test_retrancher_ote_exactement_les_instants_pris(ouverts, occupes):
    restes = retrancher(union(ouverts), union(occupes))
    assert quarts(restes) == quarts(ouverts) - quarts(occupes)
    assert est_normale(restes)


@given(listes, listes)
def test_l_intersection_garde_exactement_les_instants_communs(uns, autres):
    communs = intersection(union(uns), union(autres))
    assert quarts(communs) == quarts(uns) & quarts(autres)
    assert est_normale(communs)


@given(listes, creneaux_utc())
def test_contenir_c_est_couvrir_chaque_instant(ouverts, un):
    assert contient(union(ouverts), un) == (quarts([un]) <= quarts(ouverts))

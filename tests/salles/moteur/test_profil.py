"""The name of a profile is its content."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given

from salles.moteur import Applicabilite, Profil, Semaine
from tests.salles.moteur.mondes import REGLES, plage, profil, profils

MATIN = plage(1, "08:00", "12:00")
SOIR = plage(1, "18:00", "00:00", applicabilite=Applicabilite.TOUTES, semaine=Semaine.B, premier_jour=date(2026, 9, 1))


def test_la_forme_canonique_est_du_json_sans_surprise():
    assert profil(SOIR).contenu() == {
        "plages": [
            {
                "jour_iso": 1,
                "debut": "18:00:00",
                "fin": "00:00:00",
                "applicabilite": "toutes",
                "feries": False,
                "semaine": "b",
                "premier_jour": "2026-09-01",
                "dernier_jour": None,
            }
        ],
        "regles": {
            "tampon": 900,
            "delai_jours": 2,
            "horizon_jours": 400,
            "duree_min": 1800,
            "duree_max": 21600,
            "pas": 900,
            "tampon_leve_pour_soi": True,
        },
        "cadre": {"fuseau": "Europe/Paris", "zone": "A", "territoire": "metropole", "semaine_a_paire": False},
    }


def test_l_ordre_des_plages_et_les_doublons_ne_changent_pas_le_nom():
    assert profil(MATIN, SOIR).empreinte == profil(SOIR, MATIN, SOIR).empreinte


def test_une_minute_de_tampon_change_le_nom():
    autres = dataclasses.replace(REGLES, tampon=timedelta(minutes=16))
    assert profil(MATIN).empreinte != profil(MATIN, regles=autres).empreinte


@pytest.mark.parametrize(
    ("jour", "debut", "fin"), [(0, "08:00", "12:00"), (8, "08:00", "12:00"), (1, "12:00", "08:00")]
)
def test_refuse_une_plage_impossible(jour, debut, fin):
    with pytest.raises(ValueError, match=r"ISO weekday|begins before"):
        plage(jour, debut, fin)


@given(profils())
def test_un_profil_relu_porte_le_meme_nom(un_profil):
    relu = Profil.depuis(un_profil.contenu())
    assert relu.empreinte == un_profil.empreinte
    assert set(relu.plages) == set(un_profil.plages)
    assert (relu.regles, relu.cadre) == (un_profil.regles, un_profil.cadre)

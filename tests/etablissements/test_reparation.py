"""Small repairs of what open-data files write."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etablissements.services.import_annuaire import reparation


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("COLLEGE LA GARENNE", "Collège La Garenne"),
        ("Lycee De L'elorn (general Et Techno.)", "Lycée de l'Elorn"),
        ("Lycee Professionnel Rosa Parks (professionnel)", "Lycée professionnel Rosa Parks"),
        ("LYCÉE DE LA MATHEYSINE", "Lycée de la Matheysine"),
        ("LYCÉE JEAN-MARIE LE BRIS", "Lycée Jean-Marie Le Bris"),
        ("Collège François-Marie Luzel", "Collège François-Marie Luzel"),
        ("Lycée J-B Le Taillandier site Edmond Michelet", "Lycée J-B Le Taillandier site Edmond Michelet"),
        ("", ""),
    ],
)
def test_ecrit_le_nom_avec_ses_capitales_et_les_accents_du_metier(ecrit, attendu):
    assert reparation.nom(ecrit) == attendu


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("192 rue LUZEL", "192 rue Luzel"),
        ("Rue DE LA CORDERIE", "Rue de la Corderie"),
        ("4 place HENRI  DREVET", "4 place Henri Drevet"),
        ("8 avenue Commandant L'HERMINIER", "8 avenue Commandant L'Herminier"),
        ("13 rue du 8 Mai 1945", "13 rue du 8 Mai 1945"),
        ("2 B rue Haute", "2 B rue Haute"),
    ],
)
def test_ecrit_l_adresse_sans_crier(ecrit, attendu):
    assert reparation.adresse(ecrit) == attendu


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("0476051234", "04 76 05 12 34"),
        ("04.76.05.12.34", "04 76 05 12 34"),
        ("+33 4 76 05 12 34", "04 76 05 12 34"),
        ("476051234", "04 76 05 12 34"),
        ("4,76E+08", ""),
        ("0476", ""),
        ("", ""),
    ],
)
def test_lit_un_telephone_ou_rien(ecrit, attendu):
    assert reparation.telephone(ecrit) == attendu


@pytest.mark.parametrize(
    ("ecrit", "attendu"), [("38500", "38500"), ("1000", "01000"), ("38500.0", "38500"), ("3,85E+04", ""), ("2A004", "")]
)
def test_lit_un_code_postal_ou_rien(ecrit, attendu):
    assert reparation.code_postal(ecrit) == attendu


@pytest.mark.parametrize(
    ("latitude", "longitude", "couple", "attendu"),
    [
        ("45.37353", "5.58774", "", (45.37353, 5.58774)),
        ("45,37353", "5,58774", "", (45.37353, 5.58774)),
        ("", "", "48.1, -1.68", (48.1, -1.68)),
        ("45.37", "", "48.1, -1.68", (48.1, -1.68)),
        ("-21.1", "55.5", "", (-21.1, 55.5)),
        ("inf", "nan", "", None),
        ("0", "0", "", None),
        ("91", "5", "", None),
        ("nord", "est", "ailleurs", None),
    ],
)
def test_lit_une_position_ou_rien(latitude, longitude, couple, attendu):
    assert reparation.position(latitude, longitude, couple) == attendu


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=30))
def test_une_position_lue_est_toujours_sur_terre(latitude, longitude, couple):
    lue = reparation.position(latitude, longitude, couple)
    assert lue is None or (math.isfinite(lue[0]) and -90 <= lue[0] <= 90 and -180 <= lue[1] <= 180)


@given(st.text(max_size=40))
def test_reparer_deux_fois_ne_change_plus_rien(texte):
    for reparer in (reparation.telephone, reparation.code_postal, reparation.siret, reparation.courriel):
        assert reparer(reparer(texte)) == reparer(texte)

"""RNA, SIREN, SIRET and the register of Alsace-Moselle."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from associations.identifiants import (
    FORME_RNA,
    normaliser_registre,
    normaliser_rna,
    normaliser_siren,
    normaliser_siret,
)
from etablissements.identifiants import IdentifiantInvalide

TEXTES = st.text(max_size=30) | st.text(alphabet="W0123456789ABw .-\x00\u0663", max_size=16)


@pytest.mark.parametrize(
    ("ecrit", "rna"),
    [
        ("W751239961", "W751239961"),
        ("W9T1002867", "W9T1002867"),  # Mayotte
        ("w2a1000123", "W2A1000123"),  # Corse-du-Sud
        (" W 38 1 234567 ", "W381234567"),
        ("W381-234567", "W381234567"),
    ],
)
def test_lit_un_numero_rna(ecrit, rna):
    assert normaliser_rna(ecrit) == rna


@pytest.mark.parametrize(
    "ecrit", ["", "W12345678", "751239961", "W7512399611", "WA51239961", "W75A239961", "W75123996٣", "W751239961\x00"]
)
def test_refuse_un_numero_rna_mal_forme(ecrit):
    with pytest.raises(IdentifiantInvalide, match="récépissé de déclaration"):
        normaliser_rna(ecrit)


@given(st.from_regex(FORME_RNA, fullmatch=True))
def test_un_rna_bien_forme_se_relit_en_minuscules_et_avec_des_blancs(rna):
    assert normaliser_rna(f" {rna[:4].lower()} {rna[4:]}\n") == rna


def test_lit_un_siren_avec_ou_sans_blancs():
    assert normaliser_siren("732 829 320") == "732829320"
    assert normaliser_siren("732829320") == "732829320"


def test_lit_un_siret_et_celui_de_la_poste():
    assert normaliser_siret("732 829 320 00074") == "73282932000074"
    assert normaliser_siret("35600000000048") == "35600000000048"
    assert normaliser_siret("35600000009075") == "35600000009075"  # digits of La Poste: their sum is a multiple of 5


@pytest.mark.parametrize("ecrit", ["732829321", "73282932O", "", "73282932", "2,17003E+13", "٧٣٢٨٢٩٣٢٠"])
def test_refuse_un_siren_faux(ecrit):
    with pytest.raises(IdentifiantInvalide, match="SIREN") as refus:
        normaliser_siren(ecrit)
    assert refus.value.champ == "siren"


@pytest.mark.parametrize("ecrit", ["73282932000079", "732829320", "2,17003E+13", "", "\x00" * 14])
def test_refuse_un_siret_faux(ecrit):
    with pytest.raises(IdentifiantInvalide, match="SIRET") as refus:
        normaliser_siret(ecrit)
    assert refus.value.champ == "siret"


@given(st.integers(0, 99_999_999).map(lambda n: f"{n:08}"))
def test_une_faute_d_un_chiffre_dans_un_siren_est_vue(debut):
    siren = debut + luhn.calc_check_digit(debut)
    assert normaliser_siren(siren) == siren
    faux = str((int(siren[0]) + 1) % 10) + siren[1:]
    with pytest.raises(IdentifiantInvalide, match="faute de frappe"):
        normaliser_siren(faux)


def test_garde_l_inscription_au_registre_telle_que_le_tribunal_l_ecrit():
    assert normaliser_registre("  Colmar,  volume 62,\n folio 14 ") == "Colmar, volume 62, folio 14"


@pytest.mark.parametrize("ecrit", ["", "  ", "...", "\x00\x00\x00\x00\x00", "v62", "x" * 81])
def test_refuse_une_inscription_vide_ou_demesuree(ecrit):
    with pytest.raises(IdentifiantInvalide, match="Recopiez l’inscription"):
        normaliser_registre(ecrit)


@given(TEXTES)
def test_un_texte_quelconque_est_accepte_ou_refuse_par_une_phrase(texte):
    for lire in (normaliser_rna, normaliser_siren, normaliser_siret, normaliser_registre):
        with contextlib.suppress(IdentifiantInvalide):
            lu = lire(texte)
            assert lire(lu) == lu
            assert "\x00" not in lu

"""UAI, communes, départements, authorities."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etablissements.identifiants import (
    LETTRES_UAI,
    IdentifiantInvalide,
    decouper_code_collectivite,
    departements_uai,
    lettre_uai,
    normaliser_commune,
    normaliser_departement,
    normaliser_uai,
)

UAI = st.integers(0, 9_999_999).map(lambda n: f"{n:07}{lettre_uai(f'{n:07}')}")


@pytest.mark.parametrize("uai", ["0381780D", "0380039L", "0751234J", "0010856A", "0220070G", "0351878B"])
def test_reconnait_les_uai_reels(uai):
    assert normaliser_uai(uai) == uai


@pytest.mark.parametrize(
    ("ecrit", "uai"),
    [
        ("0220070g", "0220070G"),
        (" 0380037j ", "0380037J"),
        ("380039L", "0380039L"),
        ("10856a", "0010856A"),
        ("038 0039 L", "0380039L"),
    ],
)
def test_repare_la_casse_les_blancs_et_les_zeros_perdus(ecrit, uai):
    assert normaliser_uai(ecrit) == uai


@pytest.mark.parametrize(
    "ecrit",
    ["", "0010856", "0010856I", "03800399L", "3,80039E+5", "0380039L\x00", "٠٣٨٠٠٣٩L", "<script>", "\U0001f3eb"],
)
def test_refuse_ce_qui_n_a_pas_la_forme_d_un_uai(ecrit):
    with pytest.raises(IdentifiantInvalide, match="sept chiffres et une lettre"):
        normaliser_uai(ecrit)


def test_refuse_un_uai_dont_la_lettre_ne_va_pas():
    with pytest.raises(IdentifiantInvalide, match="faute de frappe"):
        normaliser_uai("0010856B")


@given(UAI)
def test_un_uai_bien_forme_reste_lui_meme_ecrit_en_minuscules_ou_sans_zeros(uai):
    assert normaliser_uai(uai) == uai
    assert normaliser_uai(f" {uai.lower()}") == uai
    if uai.startswith("0") and uai[1:3] != "00":
        assert normaliser_uai(uai.lstrip("0")) == uai


@given(UAI, st.sampled_from(LETTRES_UAI))
def test_une_seule_lettre_convient_a_sept_chiffres(uai, lettre):
    if lettre == uai[-1]:
        assert normaliser_uai(uai[:7] + lettre) == uai
    else:
        with pytest.raises(IdentifiantInvalide):
            normaliser_uai(uai[:7] + lettre)


@given(st.text(alphabet=string.printable + "éÉ\x00\u0660", max_size=12))
def test_un_texte_quelconque_est_un_uai_juste_ou_un_refus(texte):
    with contextlib.suppress(IdentifiantInvalide):
        uai = normaliser_uai(texte)
        assert len(uai) == 8
        assert lettre_uai(uai[:7]) == uai[7]


@pytest.mark.parametrize(
    ("uai", "departements"),
    [
        ("0380039L", ("38",)),
        ("0010856A", ("01",)),
        ("6200001A", ("2A",)),
        ("7200001A", ("2B",)),
        ("9710001A", ("971", "977", "978")),
        ("9760001A", ("976",)),
    ],
)
def test_dit_de_quel_departement_est_un_uai(uai, departements):
    assert departements_uai(uai) == departements


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("038", "38"),
        ("38", "38"),
        ("1", "01"),
        ("001", "01"),
        ("02A", "2A"),
        ("2b", "2B"),
        (" 974 ", "974"),
        ("978", "978"),
    ],
)
def test_lit_un_departement_de_l_education_du_cog_ou_d_un_tableur(ecrit, code):
    assert normaliser_departement(ecrit) == code


@pytest.mark.parametrize("ecrit", ["", "0", "00", "96", "0200", "2C", "979", "3,8", "Isère"])
def test_refuse_un_departement_qui_n_existe_pas(ecrit):
    with pytest.raises(IdentifiantInvalide, match="code officiel"):
        normaliser_departement(ecrit)


@pytest.mark.parametrize(
    ("ecrit", "code"), [("38563", "38563"), ("1004", "01004"), ("2a004", "2A004"), ("97411", "97411")]
)
def test_lit_un_code_de_commune(ecrit, code):
    assert normaliser_commune(ecrit) == code


@pytest.mark.parametrize("ecrit", ["", "385", "38 5633", "2C004", "3,8563E+4"])
def test_refuse_un_code_de_commune_mal_forme(ecrit):
    with pytest.raises(IdentifiantInvalide, match="cinq caractères"):
        normaliser_commune(ecrit)


def test_decoupe_le_code_d_une_collectivite():
    assert decouper_code_collectivite("dep-38") == ("departement", "38")
    assert decouper_code_collectivite(" reg-53 ") == ("region", "53")
    assert decouper_code_collectivite("dep-2A") == ("departement", "2A")


@pytest.mark.parametrize("ecrit", ["", "38", "dep38", "dep-", "com-38", "dep-1234", "DEP-38"])
def test_refuse_un_code_de_collectivite_mal_forme(ecrit):
    with pytest.raises(IdentifiantInvalide, match="dep-38 ou reg-53"):
        decouper_code_collectivite(ecrit)

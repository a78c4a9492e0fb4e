"""Where a line may break: never before « : ; ? ! », within guillemets or within a number that is read at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.typographie import BLANC, typographier, typographier_html
from tests.pages import en_clair

BRIBES = st.sampled_from(
    [
        *(" ", ":", ";", "«", "»", "?", "a", "12", "L.", "\n", "<", ">", '"', "=", "&amp;", "12-3-4"),
        *("<b>", "</b>", '<i title="a : b">', "<!-- a : b -->", "<textarea>", "</textarea>"),
        *("<code>", "</code>", "<option>", "<pre>", "<script>", "</script>"),
    ]
)


@pytest.mark.parametrize(
    ("ecrit", "garde"),
    [
        ("Camille, 01 99 00 98 76", "Camille, 01_99_00_98_76"),
        ("article L. 411-2 du code, R. 112-5", "article L._411-2 du code, R._112-5"),
        ("Libre : « oui » ?", "Libre_: «_oui_»_?"),
        ("Gymnase · demande", "Gymnase_· demande"),
        ("acte n° 2026-14 du 3", "acte n°_2026-14 du 3"),
        ("le 22 juin 2027, 34 mardis", "le 22 juin 2027, 34 mardis"),
        ("à 18:30, https://exemple.fr/?a=b; fin", "à 18:30, https://exemple.fr/?a=b; fin"),
        (" : ", " : "),
    ],
)
def test_ce_qui_se_lit_d_un_trait_reste_sur_sa_ligne(ecrit, garde):
    assert typographier(ecrit).replace(BLANC, "_") == garde


@pytest.mark.parametrize(
    ("ecrit", "garde"),
    [
        ("<p>Libre : « oui » ?</p>", "<p>Libre_: «_oui_»_?</p>"),
        ("<b>Gymnase</b> : libre", "<b>Gymnase</b>_: libre"),
        ("<title>Demande 2026-38-000017 : reçue</title>", "<title>Demande 2026-38-000017_: reçue</title>"),
        ("Tom &amp; Cie ; l&#x27;an &lt; 3 !", "Tom &amp; Cie_; l&#x27;an &lt; 3_!"),
        ("déjà&nbsp;: oui", "déjà&nbsp;: oui"),
    ],
)
def test_les_phrases_d_une_page_ont_leurs_espaces(ecrit, garde):
    assert typographier_html(ecrit).replace(BLANC, "_") == garde


@pytest.mark.parametrize("numero", ["2026-38-000017", "C-2026-38-000017", "213-2-2", f"L.{BLANC}213-2"])
def test_un_numero_ne_se_coupe_pas_a_son_trait_d_union_et_se_copie_tel_quel(numero):
    assert typographier_html(f"<p>le {numero.replace(BLANC, ' ')}, dit-elle</p>") == (
        f'<p>le <span class="insecable">{numero}</span>, dit-elle</p>'
    )


@pytest.mark.parametrize(
    "ecrit",
    [
        '<input value="Club « A » : B" title=\'a > b : "c" ; d\'>',
        "<textarea name=objet>\nNotre projet : danser ; chanter !</textarea>",
        "<TEXTAREA>a : b</TEXTAREA>",
        "<pre>a : b</pre><code>x ? <b>y</b> : z</code>",
        "<script>x = a ? b : c</script><style>a :hover {}</style>",
        "<select><option value=1 selected>Gymnase : le grand</option></select>",
        "<!-- a > b : c -->",
        "<!doctype html >",
        '<a href="/demandes/?numero=2026-38-000017">elle</a>',
        '<p><span class="insecable">demande 2026-38-000017</span></p>',
        "<p>1-2-3-4-5, 10-11-2026T18, rendez-vous, salle 12-14</p>",
    ],
)
def test_ce_qui_n_est_pas_une_phrase_reste_tel_quel(ecrit):
    assert typographier_html(ecrit) == ecrit


@given(st.lists(BRIBES, max_size=30).map("".join))
def test_rien_d_autre_ne_change_et_deux_fois_valent_une(page):
    une = typographier_html(page)
    assert en_clair(une) == page
    assert typographier_html(une) == une

"""The rules of law: dated rows, each with its source."""

from datetime import date

import pytest

from etablissements.models import TexteDeReference
from etablissements.textes import ajouter_mois, remplir, textes_en_vigueur


@pytest.mark.django_db
def test_chaque_texte_a_sa_source_et_dit_s_il_a_ete_verifie():
    textes = textes_en_vigueur(date(2026, 11, 9))
    assert {"accuse_reception", "executoire", "silence_refus", "L213-2-2", "L214-6-2", "L212-15"} <= textes.keys()
    assert all(texte.source for texte in textes.values())
    a_verifier = {code for code, texte in textes.items() if texte.verifie_le is None}
    assert a_verifier == {
        "silence_refus",
        "motivation_refus",
        "pieces_manquantes",
        "recours_administratif",
        "recours_contentieux",
    }
    assert all("à vérifier" in textes[code].source for code in a_verifier)


@pytest.mark.django_db
def test_les_delais_sont_dans_la_table():
    textes = textes_en_vigueur(date(2026, 11, 9))
    assert {code: (textes[code].jours, textes[code].mois) for code in ("executoire", "gn6", "silence_refus")} == {
        "executoire": (15, None),
        "gn6": (15, None),
        "silence_refus": (None, 2),
    }


@pytest.mark.django_db
def test_la_version_en_vigueur_ce_jour_la_l_emporte():
    TexteDeReference.objects.create(
        code="executoire",
        intitule="Nouveau",
        regle="Vingt jours.",
        jours=20,
        source="JO",
        premier_jour=date(2027, 1, 1),
    )
    assert [textes_en_vigueur(jour)["executoire"].jours for jour in (date(2026, 12, 31), date(2027, 1, 1))] == [15, 20]


@pytest.mark.django_db
def test_remplir_de_nouveau_garde_ce_qu_une_juriste_a_corrige():
    TexteDeReference.objects.filter(code="executoire").update(jours=16)
    remplir()
    assert TexteDeReference.objects.get(code="executoire").jours == 16


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2026, 6, 11), 2, date(2026, 8, 11)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 10, 15), 3, date(2027, 1, 15)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
    ],
)
def test_les_mois_se_comptent_de_quantieme_a_quantieme(jour, mois, attendu):
    assert ajouter_mois(jour, mois) == attendu

"""A tenant's colour is refused when nobody could read what is written on it."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from etablissements.couleurs import ENCRE_CLAIRE, contraste, verifier_couleur_principale
from etablissements.models import Collectivite

JETONS = Path(__file__).parents[2] / "static" / "preau" / "jetons.css"


def test_le_contraste_se_mesure_comme_le_disent_les_regles():
    assert round(contraste("#000000", "#ffffff"), 2) == 21
    assert round(contraste("#777777", "#ffffff"), 2) == 4.48
    assert contraste("#1d4f40", "#1d4f40") == 1


@pytest.mark.parametrize("couleur", ["#1d4f40", "#1f4d3a", "#2b3d6b", "#7a1f3d", "#000000"])
def test_une_couleur_foncee_convient(couleur):
    verifier_couleur_principale(couleur)


def test_une_couleur_trop_claire_est_refusee_avec_sa_raison():
    with pytest.raises(ValidationError) as refus:
        verifier_couleur_principale("#d8961c")
    (message,) = refus.value.messages
    assert message.endswith("(contraste 2,4, il en faut 4,5) : choisissez-la plus foncée.")


def test_une_couleur_mal_ecrite_n_est_refusee_qu_une_fois():
    with pytest.raises(ValidationError) as refus:
        Collectivite._meta.get_field("marque_1").run_validators("#zzzzzz")
    assert refus.value.messages == ["Écrivez la couleur en six chiffres hexadécimaux, par exemple #1d4f40."]


def test_les_couleurs_par_defaut_sont_celles_de_la_feuille_de_style():
    champs = [Collectivite._meta.get_field(nom) for nom in ("marque_1", "marque_2")]
    assert [champ.default for champ in champs] == re.findall(r"--marque-\d: (#[0-9a-f]{6});", JETONS.read_text())


def test_l_encre_claire_est_celle_de_la_feuille_de_style():
    assert re.search(r"--sur-primaire: (#[0-9a-f]{6});", JETONS.read_text())[1] == ENCRE_CLAIRE

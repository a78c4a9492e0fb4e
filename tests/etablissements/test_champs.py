"""Days and hours as people type them."""

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError

from etablissements.champs import ChampDate, ChampHeure, lire_heure, lire_jour


class Formulaire(forms.Form):
    jour = ChampDate(label="Jour")
    debut = ChampHeure(label="De")


def simples(refus) -> list[str]:
    return [message.replace("\N{NO-BREAK SPACE}", " ") for message in refus.value.messages]


@pytest.mark.parametrize(
    "texte",
    [
        "24/11/2026",
        "24-11-2026",
        "24.11.2026",
        "24 11 2026",
        "24/11/26",
        "2026-11-24",
        "24 novembre 2026",
        "24 NOV. 2026",
        "mardi 24 novembre 2026",
        "mar. 24 nov. 2026",
        "  24 novembre   2026 ",
        "24\N{NO-BREAK SPACE}novembre\N{NARROW NO-BREAK SPACE}2026",
    ],
)
def test_lit_un_jour_comme_on_l_ecrit(texte):
    assert lire_jour(texte) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("texte", "jour"),
    [("1er août 2026", date(2026, 8, 1)), ("29 fevrier 2028", date(2028, 2, 29)), ("1 déc. 2026", date(2026, 12, 1))],
)
def test_lit_un_jour_avec_ou_sans_accents(texte, jour):
    assert lire_jour(texte) == jour


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("31/02/2026", "Le 31 février 2026 n’existe pas."),
        ("31 février 2026", "Le 31 février 2026 n’existe pas."),
        ("2027-02-29", "Le 29 février 2027 n’existe pas."),
        ("45/99/2026", "Ce jour n’existe pas. Écrivez le jour comme 24/11/2026."),
        ("lundi 24 novembre 2026", "Le 24 novembre 2026 est un mardi."),
        ("01/01/0001", "L’année 1 est hors de portée. Écrivez le jour comme 24/11/2026."),
        ("24/11/9999", "L’année 9999 est hors de portée. Écrivez le jour comme 24/11/2026."),
        ("24 brumaire 2026", "Écrivez le jour comme 24/11/2026."),
        ("1 jui 2026", "Écrivez le jour comme 24/11/2026."),
        ("24/11", "Écrivez le jour comme 24/11/2026."),
        ("24/11/2026 🎉", "Écrivez le jour comme 24/11/2026."),
        ("<script>", "Écrivez le jour comme 24/11/2026."),
        ("\x00", "Écrivez le jour comme 24/11/2026."),
        ("9" * 10_000, "Écrivez le jour comme 24/11/2026."),
    ],
)
def test_refuse_un_jour_et_dit_quoi_ecrire(texte, phrase):
    with pytest.raises(ValidationError) as refus:
        lire_jour(texte)
    assert simples(refus) == [phrase]


@pytest.mark.parametrize(
    ("texte", "heure"),
    [
        ("18 h", time(18)),
        ("18h", time(18)),
        ("18", time(18)),
        ("18 heures", time(18)),
        ("18h30", time(18, 30)),
        ("18 h 30", time(18, 30)),
        ("18\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30", time(18, 30)),
        ("18:30", time(18, 30)),
        ("18:30:00", time(18, 30)),
        ("8 H 05 min", time(8, 5)),
        ("midi", time(12)),
        ("minuit", time(0)),
    ],
)
def test_lit_une_heure_comme_on_l_ecrit(texte, heure):
    assert lire_heure(texte) == heure


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("25:00", "25 h n’existe pas. Écrivez l’heure comme 18 h ou 18 h 30."),
        ("24 h", "24 h n’existe pas. Écrivez l’heure comme 18 h ou 18 h 30."),
        ("18:75", "18 h 75 n’existe pas. Écrivez l’heure comme 18 h ou 18 h 30."),
        ("6 pm", "Écrivez l’heure comme 18 h ou 18 h 30."),
        ("-1", "Écrivez l’heure comme 18 h ou 18 h 30."),
        ("18h🎉", "Écrivez l’heure comme 18 h ou 18 h 30."),
        ("\x00", "Écrivez l’heure comme 18 h ou 18 h 30."),
    ],
)
def test_refuse_une_heure_et_dit_quoi_ecrire(texte, phrase):
    with pytest.raises(ValidationError) as refus:
        lire_heure(texte)
    assert simples(refus) == [phrase]


def test_le_formulaire_rend_des_jours_et_des_heures():
    formulaire = Formulaire({"jour": "mardi 24 novembre 2026", "debut": "18 h 30"})
    assert formulaire.is_valid()
    assert formulaire.cleaned_data == {"jour": date(2026, 11, 24), "debut": time(18, 30)}


def test_ce_qui_est_vide_est_demande():
    assert Formulaire({"jour": " ", "debut": ""}).errors == {
        "jour": ["Donnez un jour."],
        "debut": ["Donnez une heure."],
    }


def test_ce_qui_est_mal_tape_reste_a_l_ecran():
    formulaire = Formulaire({"jour": "31/02/2026", "debut": "25:00"})
    assert 'value="31/02/2026"' in str(formulaire["jour"])
    assert 'value="25:00"' in str(formulaire["debut"])


def test_ce_qui_est_deja_connu_s_ecrit_en_francais():
    formulaire = Formulaire(initial={"jour": date(2026, 11, 24), "debut": time(18, 30)})
    assert 'value="24/11/2026"' in str(formulaire["jour"])
    assert 'value="18\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"' in str(formulaire["debut"])


def test_une_heure_inchangee_n_a_pas_change():
    formulaire = Formulaire(
        {"jour": "24/11/2026", "debut": "18 h"}, initial={"jour": date(2026, 11, 24), "debut": time(18)}
    )
    assert formulaire.changed_data == []

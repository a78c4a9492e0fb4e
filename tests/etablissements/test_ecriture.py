"""What is written in French reads as a person would write it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template

from etablissements import ecriture


def simple(texte: str) -> str:
    return texte.replace("\N{NO-BREAK SPACE}", " ")


def rendre(gabarit: str, **contexte) -> str:
    return simple(Template("{% load preau %}" + gabarit).render(Context(contexte)))


@pytest.mark.parametrize(
    ("heure", "ecrite"), [(time(18), "18 h"), (time(18, 30), "18 h 30"), (time(8, 5), "8 h 05"), (time(0), "minuit")]
)
def test_ecrit_une_heure(heure, ecrite):
    assert simple(ecriture.heure(heure)) == ecrite


def test_ecrit_un_creneau_dans_une_phrase_et_dans_une_case():
    assert simple(ecriture.plage_horaire(time(18), time(20))) == "de 18 h à 20 h"
    assert simple(ecriture.plage_courte(time(18), time(20, 30))) == "18 h – 20 h 30"


@pytest.mark.parametrize(
    ("jour", "long", "court"),
    [
        (date(2026, 11, 3), "mardi 3 novembre 2026", "mardi 3 nov. 2026"),
        (date(2026, 12, 1), "mardi 1er décembre 2026", "mardi 1er déc. 2026"),
        (date(2027, 2, 28), "dimanche 28 février 2027", "dimanche 28 févr. 2027"),
    ],
)
def test_ecrit_un_jour(jour, long, court):
    assert (simple(ecriture.jour_long(jour)), simple(ecriture.jour_court(jour))) == (long, court)


@pytest.mark.parametrize(
    ("premier", "dernier", "ecrite"),
    [
        (date(2026, 9, 8), date(2027, 6, 22), "du 8 septembre 2026 au 22 juin 2027"),
        (date(2026, 9, 8), date(2026, 11, 1), "du 8 septembre au 1er novembre 2026"),
        (date(2026, 11, 3), date(2026, 11, 12), "du 3 au 12 novembre 2026"),
        (date(2026, 11, 3), date(2026, 11, 3), "le 3 novembre 2026"),
    ],
)
def test_ecrit_une_periode_sans_repeter_le_mois(premier, dernier, ecrite):
    assert simple(ecriture.periode(premier, dernier)) == ecrite


@pytest.mark.parametrize(
    ("debut", "fin", "ecrit"),
    [
        (
            datetime(2026, 11, 13, 17, tzinfo=UTC),
            datetime(2026, 11, 13, 20, tzinfo=UTC),
            "le vendredi 13 nov. 2026 de 17 h à 20 h",
        ),
        (
            datetime(2026, 11, 13, 17, tzinfo=UTC),
            datetime(2026, 11, 14, tzinfo=UTC),
            "le vendredi 13 nov. 2026 de 17 h à minuit",
        ),
        (
            datetime(2026, 11, 13, 17, tzinfo=UTC),
            datetime(2026, 11, 16, 8, 30, tzinfo=UTC),
            "du vendredi 13 nov. 2026, 17 h, au lundi 16 nov. 2026, 8 h 30",
        ),
        (
            datetime(2026, 12, 31, tzinfo=UTC),
            datetime(2027, 1, 4, tzinfo=UTC),
            "du jeudi 31 déc. 2026, minuit, au dimanche 3 janv. 2027, minuit",
        ),
    ],
)
def test_ecrit_plusieurs_jours_d_une_heure_a_une_autre(debut, fin, ecrit):
    assert simple(ecriture.du_au(debut, fin)) == ecrit


@pytest.mark.parametrize(
    ("longueur", "ecrite"),
    [
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=45), "45 minutes"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=1, minutes=5), "1 h 05"),
        (timedelta(hours=1250), "1 250 h"),
    ],
)
def test_ecrit_une_duree(longueur, ecrite):
    assert simple(ecriture.duree(longueur)) == ecrite


def test_ecrit_les_nombres_avec_une_virgule():
    assert simple(ecriture.nombre(1234567)) == "1 234 567"
    assert simple(ecriture.nombre(1234.56, 1)) == "1 234,6"
    assert simple(ecriture.distance_km(7.06)) == "7,1 km"
    assert simple(ecriture.distance_km(132.4)) == "132 km"
    assert simple(ecriture.euros(4)) == "4 €"
    assert simple(ecriture.euros(Decimal("4.50"))) == "4,50 €"


@pytest.mark.parametrize(("compte", "ecrit"), [(0, "0 salle"), (1, "1 salle"), (2, "2 salles"), (1500, "1 500 salles")])
def test_zero_et_un_sont_au_singulier(compte, ecrit):
    assert simple(ecriture.pluriel(compte, "salle")) == ecrit


def test_un_pluriel_irregulier_se_donne():
    assert rendre('{{ n|pluriel:"local,locaux" }}, {{ n|accord:"libre,libres" }}', n=3) == "3 locaux, libres"


def test_enumere_comme_dans_une_phrase():
    assert [ecriture.enumerer(mots) for mots in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a et b",
        "a, b et c",
    ]


def test_un_instant_se_lit_a_l_heure_locale():
    """A weekly 18:00 is 17:00 UTC in winter: the page says 18 h."""
    debut, fin = datetime(2026, 11, 24, 17, tzinfo=UTC), datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert rendre("{{ debut|plage_horaire:fin }}", debut=debut, fin=fin) == "de 18 h à minuit"
    assert rendre("{{ fin|jour_long }}", fin=fin) == "mercredi 25 novembre 2026"


def test_une_valeur_absente_ne_montre_rien():
    assert rendre("{{ vide|heure }}{{ vide|jour_long }}{{ vide|nombre }}", vide=None) == ""


@pytest.mark.parametrize(
    ("jours", "ecrits"),
    [
        ([date(2027, 6, 29)], "le 29 juin"),
        ([date(2027, 1, 5), date(2027, 1, 12), date(2027, 1, 19)], "les 5, 12 et 19 janvier"),
        ([date(2026, 12, 1), date(2026, 12, 8), date(2027, 1, 5)], "les 1er et 8 décembre et le 5 janvier"),
    ],
)
def test_cite_des_jours_avec_leur_article(jours, ecrits):
    assert simple(ecriture.les_jours(jours)) == ecrits

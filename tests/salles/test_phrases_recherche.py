"""The sentences of the search, and the drawing that repeats them."""

from dataclasses import replace
from datetime import date, time
from itertools import product

import pytest

from salles.moteur import Repetition, Souhait, Vacances
from salles.views.croquis import HAUTEUR, LARGEUR, Plan, abreger, dessiner
from salles.views.phrases import Compte, conclusion, depuis, distance, quand

MARDI = date(2026, 11, 24)
MARDIS = Souhait(MARDI, time(18), time(20), date(2027, 6, 29), repetition=Repetition.HEBDOMADAIRE)
DEUX_JOURS = Souhait(
    MARDI, time(18), time(20), date(2027, 6, 29), jours=frozenset({2, 4}), repetition=Repetition.QUINZAINE
)
UN_SOIR = Souhait(MARDI, time(18), time(20))
VOIRON = (45.3644, 5.5928)


def simple(texte: str) -> str:
    return texte.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("libres", "phrase"),
    [
        ([34], "Une salle est libre les 34 mardis."),
        ([34, 33], "Une salle est libre les 34 mardis, une autre l’est presque."),
        ([34, 34, 33, 26, 25], "Deux salles sont libres les 34 mardis, deux autres le sont presque."),
        ([33], "Aucune salle n’est libre les 34 mardis, une l’est presque."),
        ([33, 32], "Aucune salle n’est libre les 34 mardis, deux le sont presque."),
        ([10, 2], "Aucune salle n’est libre les 34 mardis. La plus libre l’est 10 fois sur 34."),
        ([0, 0], "Aucune des deux salles près de là n’est libre à ces dates."),
        ([0], "La seule salle près de là n’est pas libre à ces dates."),
        ([34] * 20, "20 salles sont libres les 34 mardis."),
    ],
)
def test_la_conclusion_d_une_serie(libres, phrase):
    assert simple(conclusion([Compte(libre, 34) for libre in libres], MARDIS)) == phrase


@pytest.mark.parametrize(
    ("libres", "phrase"),
    [
        ([1], "Une salle est libre le mardi 24 novembre."),
        ([1, 1, 0], "Deux salles sont libres le mardi 24 novembre."),
        ([0], "La seule salle près de là n’est pas libre le mardi 24 novembre."),
        ([0, 0, 0], "Aucune des trois salles près de là n’est libre le mardi 24 novembre."),
    ],
)
def test_la_conclusion_d_un_soir(libres, phrase):
    assert simple(conclusion([Compte(libre, 1) for libre in libres], UN_SOIR)) == phrase


@pytest.mark.parametrize(
    ("repetition", "vacances", "phrase"),
    [
        (
            Repetition.HEBDOMADAIRE,
            Vacances.EXCLURE,
            "Toutes les dates de ce souhait tombent pendant les vacances ou un jour férié.",
        ),
        (
            Repetition.SEMAINE_A,
            Vacances.EXCLURE,
            (
                "Hors vacances et jours fériés, aucune semaine A ne donne de date à ce souhait "
                "dans les établissements voisins."
            ),
        ),
        (
            Repetition.SEMAINE_B,
            Vacances.INCLURE,
            "Aucune semaine B ne donne de date à ce souhait dans les établissements voisins.",
        ),
    ],
)
def test_un_souhait_sans_date_dit_pourquoi(repetition, vacances, phrase):
    souhait = replace(MARDIS, repetition=repetition, vacances=vacances)
    assert simple(conclusion([Compte(0, 0), Compte(0, 0)], souhait)) == phrase


@pytest.mark.parametrize(
    ("souhait", "phrase"),
    [
        (UN_SOIR, "le mardi 24 novembre 2026 de 18 h à 20 h"),
        (MARDIS, "le mardi de 18 h à 20 h, du 24 novembre 2026 au 29 juin 2027"),
        (
            DEUX_JOURS,
            "le mardi et le jeudi, une semaine sur deux de 18 h à 20 h, du 24 novembre 2026 au 29 juin 2027",
        ),
        (
            Souhait(MARDI, time(18), time(0), jours=frozenset({4})),
            "le premier jeudi à partir du 24 novembre 2026, de 18 h à minuit",
        ),
    ],
)
def test_quand_se_dit(souhait, phrase):
    assert simple(quand(souhait)) == phrase


@pytest.mark.parametrize(
    ("libelle", "phrase"),
    [
        ("Voiron (38)", "de Voiron (38)"),
        ("Allevard (38)", "d’Allevard (38)"),
        ("Échirolles (38)", "d’Échirolles (38)"),
        ("Le Faou (29)", "du Faou (29)"),
        ("Les Abrets (38)", "des Abrets (38)"),
        ("La Mure (38)", "de La Mure (38)"),
        ("12 Rue Haute 38500 Voiron", "du 12 Rue Haute 38500 Voiron"),
    ],
)
def test_depuis_un_lieu(libelle, phrase):
    assert depuis(libelle) == phrase


@pytest.mark.parametrize(("km", "phrase"), [(10, "10 km"), (7.5, "7,5 km"), (0.5, "500 m")])
def test_un_rayon_s_ecrit(km, phrase):
    assert simple(distance(km)) == phrase


# -- The drawing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numeros", "texte"), [([3], "3"), ([1, 2, 3], "1 à 3"), ([1, 2], "1, 2"), ([1, 4, 5], "1, 4, 5")]
)
def test_les_numeros_d_un_repere(numeros, texte):
    assert abreger(numeros) == texte


def test_le_centre_est_au_milieu_et_le_cercle_a_sa_distance():
    plan = Plan(*VOIRON, 10)
    assert plan.point(*VOIRON) == (LARGEUR / 2, HAUTEUR / 2)
    nord = plan.point(VOIRON[0] + 10 / 111.32, VOIRON[1])
    croquis = dessiner(plan, [], [])
    assert HAUTEUR / 2 - nord[1] == pytest.approx(croquis.cercles[1].r, abs=0.1)
    assert [cercle.km for cercle in croquis.cercles] == pytest.approx([5, 10])


def test_les_salles_d_un_meme_lieu_ont_un_seul_repere():
    croquis = dessiner(Plan(*VOIRON, 10), [(1, 45.36, 5.6), (2, 45.30, 5.6), (3, 45.36, 5.6)], [])
    assert [(repere.texte, repere.numeros) for repere in croquis.reperes] == [("1, 3", (1, 3)), ("2", (2,))]


def test_deux_reperes_voisins_ne_se_cachent_pas():
    croquis = dessiner(Plan(*VOIRON, 10), [(1, 45.36, 5.6), (2, 45.3601, 5.6001), (3, 45.3602, 5.6)], [])
    un, deux, trois = croquis.reperes
    assert (un.dx, un.dy) == (0, 0)
    for premier, second in ((un, deux), (deux, trois), (un, trois)):
        assert abs(premier.x - second.x) >= 30 or abs(premier.y - second.y) >= 30


def test_le_nom_de_la_commune_s_ecarte_du_repere_et_le_dehors_n_est_pas_ecrit():
    communes = [("Voiron", *VOIRON), ("Loin", 46.5, 5.6), ("Moirans", 45.3247, 5.5825)]
    croquis = dessiner(Plan(*VOIRON, 10), [(1, *VOIRON)], communes)
    assert [(nom.texte, nom.fort, nom.dy) for nom in croquis.noms] == [("Voiron", True, -39), ("Moirans", False, 0)]


def test_aucun_nom_ne_se_glisse_sous_les_boutons_ni_hors_du_cadre():
    ouest = [(f"Bourg-la-Reine {rang}", 45.44 - rang / 50, 5.4928) for rang in range(8)]
    for nom in dessiner(Plan(*VOIRON, 10), [], ouest).noms:
        assert nom.x - nom.demie >= 0
        assert nom.y > 148 or nom.x - nom.demie >= 80


def test_au_bord_de_la_mer_le_contour_du_departement_est_dessine():
    assert len(dessiner(Plan(48.65, -2.02, 10), [], []).terres) >= 1
    assert len(dessiner(Plan(0, 0, 10), [], []).terres) == 0


def test_un_nom_que_tout_cacherait_n_est_pas_ecrit():
    autour = [
        (rang, VOIRON[0] + dy / 250, VOIRON[1] + dx / 170)
        for rang, (dx, dy) in enumerate(product(range(-9, 10), repeat=2))
    ]
    assert dessiner(Plan(*VOIRON, 10), autour, [("Voiron", *VOIRON)]).noms == ()

"""The geometry of the frise and of the week, and the sentences that say them."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etablissements.dessins import Mois, frise, lire_case, place, semaine, semaine_a_cocher

RENTREE = date(2026, 9, 8)  # a Tuesday


def mardis(nombre: int, **etats: str) -> list[tuple[date, str]]:
    """Return that many Tuesdays, all free but those named by rank: `r3="pris"`."""
    return [(RENTREE + timedelta(weeks=rang), etats.get(f"r{rang}", "libre")) for rang in range(nombre)]


def simple(texte: str) -> str:
    return texte.replace("\N{NO-BREAK SPACE}", " ")


def test_la_frise_groupe_les_dates_par_mois():
    assert frise(mardis(6, r4="reparer")).mois == (
        Mois("sept.", ("libre", "libre", "libre", "libre")),
        Mois("oct.", ("reparer", "libre")),
    )


def test_l_ordre_des_dates_donnees_ne_change_rien():
    assert frise(reversed(mardis(20, r3="pris"))) == frise(mardis(20, r3="pris"))


def test_deux_mois_du_meme_nom_portent_leur_annee():
    creneaux = [(date(2026, 9, 8), "libre"), (date(2027, 1, 5), "libre"), (date(2027, 9, 7), "libre")]
    assert [mois.nom for mois in frise(creneaux).mois] == ["sept. 26", "janv. 27", "sept. 27"]


@pytest.mark.parametrize(
    ("creneaux", "phrase", "manques"),
    [
        ([], "Aucune date.", ""),
        (mardis(1), "Libre le mardi 8 septembre 2026.", ""),
        (mardis(1, r0="pris"), "Pas libre le mardi 8 septembre 2026.", ""),
        (mardis(34), "Libre les 34 mardis.", ""),
        (mardis(5, r2="attente"), "Libre 4 mardis sur 5.", "Pas libre : 22 septembre."),
        (mardis(5, r0="pris", r3="reparer"), "Libre 3 mardis sur 5.", "Pas libres : 8 septembre et 29 septembre."),
        (mardis(2, r0="pris"), "Libre 1 mardi sur 2.", "Pas libre : 8 septembre."),
        (mardis(2, r0="pris", r1="attente"), "Aucun des 2 mardis n’est libre.", ""),
        (mardis(5, r4="vacances"), "Libre les 4 mardis.", ""),
        (
            mardis(9, **{f"r{rang}": "pris" for rang in range(7)}),
            "Libre 2 mardis sur 9.",
            "7 dates ne sont pas libres, la première le 8 septembre.",
        ),
        ([*mardis(1), (date(2026, 9, 10), "libre")], "Libre les 2 dates.", ""),
    ],
)
def test_la_frise_se_dit_en_une_phrase(creneaux, phrase, manques):
    dessin = frise(creneaux)
    assert (simple(dessin.phrase), simple(dessin.manques)) == (phrase, manques)


def test_plus_de_cinq_dates_par_mois_prennent_plus_de_place():
    tous_les_jours = [(RENTREE + timedelta(days=rang), "libre") for rang in range(6)]
    assert (frise(tous_les_jours[:5]).dense, frise(tous_les_jours).dense) == (False, True)


def test_un_etat_inconnu_est_une_faute_de_programme():
    with pytest.raises(ValueError, match="inconnu"):
        frise([(RENTREE, "inconnu")])


@pytest.mark.parametrize(
    ("debut", "fin", "classes"),
    [
        (8 * 60, 22 * 60, "de-0 dur-56"),
        (18 * 60, 20 * 60, "de-40 dur-8"),
        (17 * 60 + 30, 18 * 60 + 30, "de-38 dur-4"),
        (6 * 60, 9 * 60, "de-0 dur-4"),
        (21 * 60, 24 * 60, "de-52 dur-4"),
        (18 * 60 + 5, 18 * 60 + 20, "de-40 dur-2"),
        (6 * 60, 8 * 60, ""),
        (22 * 60, 24 * 60, ""),
    ],
)
def test_un_creneau_se_place_au_quart_d_heure(debut, fin, classes):
    assert place(debut, fin) == classes


@given(st.integers(0, 24 * 60 - 1), st.integers(1, 24 * 60))
def test_un_creneau_dessine_tient_toujours_sur_la_reglure(debut, longueur):
    classes = place(debut, min(debut + longueur, 24 * 60))
    if classes:
        de, dur = (int(classe.rpartition("-")[2]) for classe in classes.split())
        assert 0 <= de < de + dur <= 56


def test_la_semaine_garde_ce_qu_elle_ne_peut_pas_dessiner():
    (jour,) = semaine([{"jour": date(2026, 12, 1), "blocs": [{"debut": time(22), "fin": time(0), "nature": "ferme"}]}])
    assert (simple(jour.nom), jour.nom_court) == ("mardi 1er décembre", "mar.")
    (bloc,) = jour.autres
    assert (bloc.classe, simple(bloc.horaire), bloc.libelle) == ("", "22 h – minuit", "Pris")


def test_les_heures_libres_se_lisent_d_abord():
    blocs = [
        {"debut": time(8), "fin": time(17, 30), "nature": "ecole"},
        {"debut": time(18), "fin": time(20), "nature": "libre", "libelle": "Libre, gratuit", "url": "/demander/"},
    ]
    (jour,) = semaine([{"jour": date(2026, 11, 17), "blocs": blocs}])
    assert [(bloc.horaire_serre, bloc.libelle, bloc.url) for bloc in jour.libres + jour.autres] == [
        ("18h–20h", "Libre, gratuit", "/demander/"),
        ("8h–17h30", "Usage scolaire", ""),
    ]


def test_une_case_cochee_se_relit():
    cases = semaine_a_cocher([(time(17), time(19))], cochees={"2-17:00-19:00"}, bloquees={"7-17:00-19:00"})
    (ligne,) = cases["lignes"]
    assert [(case["jour"], case["cochee"], case["bloquee"]) for case in ligne["cases"]][1::5] == [
        ("mardi", True, False),
        ("dimanche", False, True),
    ]
    assert lire_case(ligne["cases"][1]["valeur"]) == (2, time(17), time(19))


@pytest.mark.parametrize("valeur", ["", "2-17:00", "8-17:00-19:00", "23-17:00-19:00", "2-25:00-26:00", "-17:00-19:00"])
def test_une_case_inventee_est_refusee(valeur):
    with pytest.raises(ValueError, match=r"."):
        lire_case(valeur)

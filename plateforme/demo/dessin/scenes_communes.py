"""Where many meet: stage, amphitheatre, refectory, dormitory, and the way in."""

from random import Random

from plateforme.demo.dessin.mobilier import BOIS, CHAISES, banc, chaise, lit, table
from plateforme.demo.dessin.piece import (
    ENSEIGNE,
    PRES,
    Piece,
    baies,
    batir,
    collines,
    dehors,
    fenetre,
    lampe,
    pancarte,
    soubassement,
)
from plateforme.demo.dessin.toile import (
    CIEL,
    FEUILLE,
    LUMIERE,
    MUR,
    NUIT,
    OMBRE,
    SOL,
    SOLEIL,
    TABLEAU,
    Toile,
    clair,
    melanger,
    sombre,
    voile,
)


def salle_polyvalente(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.9, focale=800, horizon=0.5, miroir=miroir)
    piece = Piece(11, 4.6, 12, sol=melanger(SOL, SOLEIL, 0.15))
    batir(t, piece, lames=0.6)
    baies(t, piece, [(3, 5), (5.8, 7.8), (8.6, 10.4)], bas=0.9, haut=3.6)
    rideau = hasard.choice((TABLEAU, NUIT))
    t.panneau(-4.2, 0.9, 11.9, 8.4, 3.1, LUMIERE, trait=3)
    t.bloc(-4.6, 0, 10.4, 9.2, 0.9, 1.5, sombre(SOL, 0.25), trait=3)
    for cote in (-1, 1):
        _rideau(t, cote, rideau)
    t.bloc(-4.7, 3.9, 10.5, 9.4, 0.45, 0.3, rideau, trait=3)
    t.ligne([(-4.7, 3.9, 10.45), (4.7, 3.9, 10.45)], trait=5, encre=SOLEIL)
    t.ecrire(ENSEIGNE, 0, 2.5, 11.9, 44, TABLEAU)
    for rang in (2, 1, 0):
        t.bloc(-0.9, 0, 9.5 + rang * 0.3, 1.8, 0.3 * (rang + 1), 0.3, BOIS, trait=2)
    teinte = hasard.choice(CHAISES)
    for z in (7.6, 6.4, 5.2):
        for rang in range(4):
            chaise(t, -3.4 + rang * 0.66, z, teinte)
            chaise(t, 0.98 + rang * 0.66, z, teinte)
    return (
        t,
        "salle polyvalente, rideaux de scène ouverts, trois rangs de chaises de part et d’autre d’une allée.",
    )


def _rideau(t: Toile, cote: int, teinte) -> None:
    """Draw one half of the curtain, drawn aside."""
    for rang in range(5):
        haut_de, haut_a = cote * (4.7 - rang * 0.26), cote * (4.7 - (rang + 1) * 0.26)
        bas_de, bas_a = cote * (4.7 - rang * 0.15), cote * (4.7 - (rang + 1) * 0.15)
        pli = teinte if rang % 2 else clair(teinte, 0.14)
        t.face([(haut_de, 3.95, 10.9), (haut_a, 3.95, 10.9), (bas_a, 0.95, 10.9), (bas_de, 0.95, 10.9)], pli, trait=1.5)


def amphi(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=3.4, focale=820, horizon=0.36, miroir=miroir)
    piece = Piece(13, 6, 13.5, mur=OMBRE, sol=sombre(SOL, 0.18))
    batir(t, piece)
    t.face([(-4.9, 4.5, 13.4), (4.9, 4.5, 13.4), (6.4, 0, 9), (-6.4, 0, 9)], voile(LUMIERE, 0.28))
    t.panneau(-4.9, 1.5, 13.4, 9.8, 3.0, FEUILLE, trait=4)
    t.ecrire(ENSEIGNE, 0, 2.75, 13.4, 44, TABLEAU)
    t.bloc(-5.2, 0, 11.6, 10.4, 0.25, 1.8, BOIS)
    t.bloc(2.6, 0.25, 12, 1.5, 1.05, 0.6, SOLEIL)
    couleur = hasard.choice((TABLEAU, NUIT))
    for gradin, z in enumerate((9.4, 7.9, 6.5, 5.2, 4.0)):
        sol = 0.28 * gradin
        t.bloc(-6.4, sol - 0.3, z - 0.9, 12.8, 0.32, 1.0, sombre(MUR, 0.12), trait=2)
        teinte = couleur if gradin % 2 else clair(couleur, 0.12)
        for bloc in (-5.95, 0.75):
            for place in range(8):
                t.bloc(bloc + place * 0.65, sol + 0.02, z - 0.5, 0.54, 0.85, 0.1, teinte, trait=2)
    return t, "amphithéâtre vu du haut des gradins, deux blocs de fauteuils, estrade, pupitre et grand écran."


def refectoire(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.9, focale=820, horizon=0.47, miroir=miroir)
    piece = Piece(10.5, 3.6, 11, sol=clair(SOL, 0.25))
    batir(t, piece, carreaux=0.8)
    soubassement(t, piece, 1.05, clair(SOLEIL, 0.6))
    baies(t, piece, [(3, 5), (5.6, 7.6), (8.2, 10.2)], bas=1.05, haut=3)
    pancarte(t, 2.4, 10.9)
    t.panneau(-3.1, 0.85, 10.9, 6.2, 1.0, sombre(MUR, 0.45), trait=3)
    t.bloc(-3.3, 0, 10.3, 6.6, 0.9, 0.6, clair(MUR, 0.5))
    t.bloc(-3.4, 0.9, 10.1, 6.8, 0.05, 0.3, FEUILLE)
    teinte = hasard.choice((TABLEAU, NUIT))
    for z in (8.0, 6.2, 4.5):
        for x in (-4.2, 0.9):
            banc(t, x, z + 1, 3.3, clair(teinte, 0.25))
            table(t, x, z, 3.3, 0.85, teinte=clair(BOIS, 0.4))
            _carafes(t, x, z + 0.4)
            banc(t, x, z - 0.5, 3.3, clair(teinte, 0.25))
    for z in (8.2, 6.4, 4.8):
        lampe(t, -2.9, 3.0, z, plafond=3.6)
        lampe(t, 2.9, 3.0, z, plafond=3.6)
    return t, "réfectoire, six longues tables et leurs bancs, passe-plats au fond, lampes suspendues."


def _carafes(t: Toile, x: float, z: float) -> None:
    for gauche in (x + 0.9, x + 2.2):
        contour = ((0, 0.8), (0.16, 0.8), (0.12, 1.08), (0.04, 1.08))
        t.face([(gauche + dx, y, z) for dx, y in contour], CIEL, trait=1.5)


def internat(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.65, focale=800, horizon=0.46, miroir=miroir)
    piece = Piece(6.4, 2.9, 6.8, sol=SOL, mur=clair(NUIT, 0.75))
    batir(t, piece, lames=0.4)
    fenetre(t, piece, -0.85, 0.95, 1.7, 1.0, soleil=True)
    t.face([(-0.85, 0, 6.6), (0.85, 0, 6.6), (1.5, 0, 3.4), (-0.5, 0, 3.4)], voile(LUMIERE, 0.8))
    pancarte(t, 2.35, 6.75)
    for x in (-3.1, 2.1):
        t.bloc(x, 0, 6.2, 1, 2, 0.5, clair(BOIS, 0.4))
        t.ligne([(x + 0.5, 0.05, 6.2), (x + 0.5, 1.95, 6.2)], trait=2)
    table(t, -0.7, 6.1, 1.4, 0.5)
    chaise(t, -0.2, 5.7, SOLEIL)
    for z in (3.9, 1.6):
        lit(t, -3.1, z, TABLEAU)
        lit(t, 2.15, z, TABLEAU)
    return t, "chambre d’internat à quatre lits, bureau sous la fenêtre, deux armoires."


def entree(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.7, focale=820, horizon=0.6, miroir=miroir)
    dehors(t, -20, 21)
    collines(t, ((-30, 9), (-12, 5), (10, 8), (34, 5)))
    t.face([(-2.2, 0, PRES), (2.2, 0, PRES), (1.6, 0, 16), (-1.6, 0, 16)], clair(SOL, 0.25))
    t.panneau(-9, 0, 17, 18, 4.6, clair(MUR, 0.3))
    t.face([(-9, 4.5, 17), (9, 4.5, 17), (0, 7.1, 17)], clair(MUR, 0.3))
    for x in (-7.8, -5.2, 3.2, 5.8):
        t.panneau(x, 1.1, 17, 2, 2.1, LUMIERE, trait=2.5)
        t.ligne([(x + 1, 1.1, 17), (x + 1, 3.2, 17)], trait=2)
    for x in (-1.5, 0.02):
        t.panneau(x, 0, 16.9, 1.48, 2.7, TABLEAU, trait=3)
        t.panneau(x + 0.25, 1.2, 16.9, 0.98, 1.2, CIEL, trait=2)
    t.ligne([(-10.2, 4.2, 16.5), (0, 7.2, 16.5), (10.2, 4.2, 16.5)], trait=22)
    pancarte(t, 3.95, 16.4)
    for x, z in ((-6.4, 12.5), (6.6, 11)):
        t.bloc(x - 0.12, 0, z, 0.24, 1.5, 0.2, sombre(BOIS, 0.4), trait=2)
        t.rond(x, 2.5, z, 1.35, plan="mur", fond=clair(TABLEAU, 0.25), trait=3)
    banc(t, 3.2, 9, 1.8)
    return t, "entrée du bâtiment sous son auvent, double porte de plain-pied au bout d’une allée, deux arbres."

"""Where one moves: the gym, whole or by thirds, its changing rooms, the yard."""

from random import Random

from plateforme.demo.dessin.mobilier import BOIS, banc, panier
from plateforme.demo.dessin.piece import (
    PRES,
    Piece,
    baies,
    batir,
    collines,
    dehors,
    pancarte,
    soubassement,
)
from plateforme.demo.dessin.toile import (
    CRAIE,
    FEUILLE,
    LUMIERE,
    MUR,
    NUIT,
    SOL,
    SOLEIL,
    TABLEAU,
    Couleur,
    Toile,
    clair,
    melanger,
    sombre,
    voile,
)

PARQUET = melanger(SOL, SOLEIL, 0.22)


def gymnase(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=2.4, focale=700, horizon=0.56, miroir=miroir)
    piece = Piece(20, 7.5, 21, sol=PARQUET)
    _halle(t, piece, hasard.choice((TABLEAU, NUIT)))
    travees = [(3 + 3.7 * rang, 5.8 + 3.7 * rang) for rang in range(5)]
    baies(t, piece, travees, bas=4.2, haut=6.4)
    _terrain(t, piece, hasard.choice((TABLEAU, NUIT)))
    _espalier(t, piece)
    pancarte(t, 5.6, 20.9)
    panier(t, 0, 2.9, 20.6, echelle=1.35)
    _ballons(t, hasard)
    return t, "gymnase vu de l’entrée, terrain de basket tracé, panier au fond, cinq grandes baies sur le côté."


def tiers_de_gymnase(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=2.2, focale=760, horizon=0.56, miroir=miroir)
    piece = Piece(13.5, 6.6, 15.5, sol=PARQUET)
    _halle(t, piece, NUIT)
    baies(t, piece, [(3.5, 6), (7, 9.5), (10.5, 13)], bas=3.9, haut=5.8)
    rideau = piece.bord - 0.01
    for rang in range(16):
        de = PRES + rang * 0.92
        teinte = clair(NUIT, 0.55 if rang % 2 else 0.42)
        t.face([(rideau, 0.1, de), (rideau, 0.1, de + 0.92), (rideau, 6.2, de + 0.92), (rideau, 6.2, de)], teinte)
    t.ligne([(rideau, 6.2, PRES), (rideau, 6.2, piece.profond)], trait=4)
    _badminton(t)
    pancarte(t, 4.9, 15.4)
    t.bloc(-6.6, 0, 12.8, 2.2, 0.3, 2, clair(TABLEAU, 0.25))
    t.bloc(-6.6, 0.3, 12.8, 2.2, 0.3, 2, clair(NUIT, 0.25))
    return t, "un tiers de gymnase, rideau de séparation baissé sur le côté, filet de badminton tendu, tapis rangés."


def _halle(t: Toile, piece: Piece, teinte: Couleur) -> None:
    batir(t, piece, lames=1)
    soubassement(t, piece, 2.6, clair(teinte, 0.62))
    haut, bord = piece.haut - 0.2, piece.bord - 0.2
    for z in (5.0, 9.0, 13.0):
        t.ligne([(-bord, haut, z), (bord, haut, z)], trait=120 / z, encre=sombre(MUR, 0.35))


def _terrain(t: Toile, piece: Piece, raquette: Couleur) -> None:
    """Trace a basketball court: edge, key, arc, middle line."""
    c, fond, milieu = piece.bord - 2.2, piece.profond - 1, 6.0
    t.face([(-2.4, 0, fond), (2.4, 0, fond), (2.4, 0, fond - 5.8), (-2.4, 0, fond - 5.8)], voile(raquette, 0.55))
    t.rond(0, 0, fond - 5.8, 1.8, plan="sol", trait=4, encre=CRAIE)
    t.rond(0, 0, fond - 0.5, 6.2, plan="sol", trait=3.5, encre=CRAIE, de=0.5, a=1)
    t.ligne([(-2.4, 0, fond), (-2.4, 0, fond - 5.8), (2.4, 0, fond - 5.8), (2.4, 0, fond)], trait=4, encre=CRAIE)
    t.ligne([(-c, 0, PRES), (-c, 0, fond), (c, 0, fond), (c, 0, PRES)], trait=4, encre=CRAIE)
    t.ligne([(-c, 0, milieu), (c, 0, milieu)], trait=5, encre=CRAIE)
    t.rond(0, 0, milieu, 1.8, plan="sol", trait=5, encre=CRAIE)


def _badminton(t: Toile) -> None:
    for x in (-3.05, -2.6, 2.6, 3.05):
        t.ligne([(x, 0, 4.5), (x, 0, 16)], trait=3, encre=CRAIE)
    for z in (4.5, 8.3, 12.2, 15.3, 16):
        t.ligne([(-3.05, 0, z), (3.05, 0, z)], trait=3, encre=CRAIE)
    t.ligne([(0, 0, 4.5), (0, 0, 8.3)], trait=3, encre=CRAIE)
    t.ligne([(0, 0, 12.2), (0, 0, 16)], trait=3, encre=CRAIE)
    filet = [(-3.2, 0.8, 10.2), (3.2, 0.8, 10.2), (3.2, 1.55, 10.2), (-3.2, 1.55, 10.2)]
    t.face(filet, voile(FEUILLE, 0.55))
    for rang in range(1, 32):
        t.ligne([(-3.2 + 0.2 * rang, 0.8, 10.2), (-3.2 + 0.2 * rang, 1.55, 10.2)], trait=0.8)
    t.ligne([(-3.2, 1.55, 10.2), (3.2, 1.55, 10.2)], trait=4, encre=FEUILLE)
    t.ligne([(-3.2, 1.6, 10.2), (3.2, 1.6, 10.2)], trait=1.5)
    for x in (-3.2, 3.2):
        t.ligne([(x, 0, 10.2), (x, 1.62, 10.2)], trait=5)


def _espalier(t: Toile, piece: Piece) -> None:
    """Hang wall bars on the right wall."""
    x = piece.bord - 0.05
    for de in (11.0, 13.2, 15.4):
        for rang in range(11):
            t.ligne([(x, 0.2 + 0.24 * rang, de), (x, 0.2 + 0.24 * rang, de + 1.7)], trait=2, encre=sombre(BOIS, 0.3))
        for z in (de, de + 1.7):
            t.ligne([(x, 0, z), (x, 2.8, z)], trait=3)


def _ballons(t: Toile, hasard: Random) -> None:
    for teinte in (SOLEIL, FEUILLE):
        x, z = hasard.uniform(-3.5, 3.5), hasard.uniform(6.8, 9)
        t.rond(x + 0.06, 0, z, 0.22, plan="sol", fond=voile(TABLEAU, 0.25))
        t.rond(x, 0.2, z, 0.2, plan="mur", fond=teinte, trait=2)


def vestiaires(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.6, focale=800, horizon=0.46, miroir=miroir)
    piece = Piece(5.2, 2.8, 7.5, sol=clair(MUR, 0.4))
    batir(t, piece, carreaux=0.6)
    soubassement(t, piece, 1.25, clair(TABLEAU, 0.62))
    baies(t, piece, [(3.4, 5), (5.6, 7)], bas=2, haut=2.6, soleil=False)
    pancarte(t, 2.0, 7.4, taille=42)
    t.panneau(-2.2, 1.5, 7.4, 4.4, 0.08, BOIS, trait=2)
    for rang in range(9):
        t.ligne([(-2 + rang * 0.5, 1.5, 7.35), (-2 + rang * 0.5, 1.4, 7.3)], trait=3, encre=SOLEIL)
    banc(t, -2.2, 7, 4.4)
    for x, de_mur in ((-2.6, 1), (2.6, -1)):
        for z in (5.6, 4.0, 2.6):
            t.bloc(x if de_mur > 0 else x - 0.4, 0.42, z, 0.4, 0.06, 1.2, BOIS)
        for rang in range(8):
            z = 2.7 + rang * 0.56
            t.ligne([(x, 1.5, z), (x + 0.1 * de_mur, 1.42, z)], trait=3, encre=SOLEIL)
    t.bloc(-1.5, 0.48, 7.05, 0.5, 0.3, 0.25, SOLEIL)
    t.bloc(0.7, 0.48, 7.05, 0.45, 0.26, 0.25, NUIT)
    return t, "vestiaires carrelés, bancs de bois et patères sur trois murs, deux sacs posés."


def terrain_exterieur(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=2.6, focale=760, horizon=0.47, miroir=miroir)
    dehors(t, 27, 12.5)
    collines(t, ((-36, 10), (-22, 6.5), (-8, 9.5), (8, 6), (26, 9), (44, 6)))
    _batiment(t)
    b = 8.2
    t.face([(-b, 0, PRES), (b, 0, PRES), (b, 0, 24), (-b, 0, 24)], clair(NUIT, 0.35))
    sol = hasard.choice((clair(TABLEAU, 0.42), clair(SOLEIL, 0.4)))
    t.face([(-7, 0, PRES), (7, 0, PRES), (7, 0, 23), (-7, 0, 23)], sol)
    t.ligne([(-7, 0, PRES), (-7, 0, 23), (7, 0, 23), (7, 0, PRES)], trait=4, encre=CRAIE)
    t.rond(0, 0, 22.5, 5, plan="sol", trait=4, encre=CRAIE, de=0.5, a=1)
    t.ligne([(-7, 0, 8), (7, 0, 8)], trait=5, encre=CRAIE)
    t.rond(0, 0, 8, 2, plan="sol", trait=5, encre=CRAIE)
    _but(t, 22.8)
    _cloture(t, 25)
    for x in (-6, 6):
        t.ligne([(x, 0, 24.5), (x, 5.2, 24.5)], trait=6)
    pancarte(t, 4.5, 24.5)
    return t, "plateau sportif en plein air, but de handball, bâtiment du collège et collines au fond."


def _batiment(t: Toile) -> None:
    """Draw a wing of the school under its roof."""
    t.panneau(-44, 0, 45, 24, 7, clair(MUR, 0.3))
    t.face([(-46, 7, 45), (-32, 11.4, 45), (-18, 7, 45)], TABLEAU)
    for rang in range(6):
        for etage in (1.0, 4.1):
            t.panneau(-43 + rang * 3.8, etage, 45, 2.6, 1.9, LUMIERE, trait=2)


def _but(t: Toile, z: float) -> None:
    for rang in range(1, 12):
        t.ligne([(-1.5 + rang * 0.25, 0, z + 0.6), (-1.5 + rang * 0.25, 2, z)], trait=1, encre=FEUILLE)
    for rang in range(1, 8):
        t.ligne([(-1.5, rang * 0.25, z), (1.5, rang * 0.25, z)], trait=1, encre=FEUILLE)
    t.ligne([(-1.5, 0, z), (-1.5, 2, z), (1.5, 2, z), (1.5, 0, z)], trait=7, encre=FEUILLE)
    t.ligne([(-1.5, 0, z), (-1.5, 2, z), (1.5, 2, z), (1.5, 0, z)], trait=3, encre=SOLEIL)


def _cloture(t: Toile, z: float) -> None:
    for rang in range(-12, 13):
        t.ligne([(rang * 1.5, 0, z), (rang * 1.5, 3.4, z)], trait=2)
    for y in (1.2, 2.3, 3.4):
        t.ligne([(-18, y, z), (18, y, z)], trait=1.5)

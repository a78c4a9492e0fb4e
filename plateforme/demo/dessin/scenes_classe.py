"""Where one learns: classrooms, computers, books, music, painting, tools."""

from random import Random

from plateforme.demo.dessin.mobilier import (
    BOIS,
    CHAISES,
    chaise,
    chevalet,
    etagere,
    etagere_de_cote,
    ordinateur,
    piano,
    pupitre,
    table,
)
from plateforme.demo.dessin.piece import (
    ENSEIGNE,
    Piece,
    baies,
    batir,
    neon,
    pancarte,
    soubassement,
    tableau,
)
from plateforme.demo.dessin.toile import (
    FEUILLE,
    MUR,
    NUIT,
    SOL,
    SOLEIL,
    TABLEAU,
    Toile,
    clair,
    melanger,
)

LINO = melanger(SOL, MUR, 0.55)


def salle_de_classe(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.75, focale=860, horizon=0.45, miroir=miroir)
    piece = Piece(7.6, 3, 8.4, sol=hasard.choice((SOL, LINO)))
    batir(t, piece, carreaux=hasard.choice((0, 0.8)))
    baies(t, piece, [(2.6, 4.2), (4.6, 6.2), (6.6, 8.1)], bas=0.95, haut=2.7)
    for z in (3.2, 6.0):
        neon(t, -1.6, z, 1.6, plafond=3)
        neon(t, 1.3, z, 1.6, plafond=3)
    tableau(t, -2.7, 1.0, 8.35, 5.4, 1.3)
    t.rond(3.25, 2.55, 8.35, 0.22, plan="mur", fond=FEUILLE, trait=2.5)
    t.ligne([(3.25, 2.55, 8.35), (3.25, 2.7, 8.35)], trait=2)
    t.ligne([(3.25, 2.55, 8.35), (3.35, 2.5, 8.35)], trait=2)
    _affiches(t, piece, hasard)
    table(t, 1.6, 7.2, 1.4, 0.6)
    teinte = hasard.choice(CHAISES)
    for z in (5.9, 4.7, 3.5):
        for x in (-3.0, -0.75, 1.5):
            table(t, x, z, 1.5)
            chaise(t, x + 0.2, z - 0.25, teinte)
            chaise(t, x + 0.85, z - 0.25, teinte)
    return t, "salle de classe vue du fond, tableau vert, trois rangées de tables à deux places, trois fenêtres."


def _affiches(t: Toile, piece: Piece, hasard: Random) -> None:
    """Pin posters to the right wall."""
    x = piece.bord - 0.02
    for de, teinte in zip((3.6, 5.0, 6.4), hasard.sample((SOLEIL, NUIT, TABLEAU), 3), strict=True):
        t.face([(x, 1.3, de), (x, 1.3, de + 0.9), (x, 2.3, de + 0.9), (x, 2.3, de)], FEUILLE, trait=2)
        t.face([(x, 1.4, de + 0.1), (x, 1.4, de + 0.8), (x, 1.9, de + 0.8), (x, 2.15, de + 0.1)], clair(teinte, 0.35))


def salle_info(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.8, focale=860, horizon=0.45, miroir=miroir)
    piece = Piece(7.6, 3, 8.4, sol=LINO)
    batir(t, piece, carreaux=0.8)
    baies(t, piece, [(2.8, 4.4), (4.8, 6.4), (6.8, 8.1)], bas=1, haut=2.7)
    for z in (3.2, 6.0):
        neon(t, -1.6, z, 1.6, plafond=3)
        neon(t, 1.3, z, 1.6, plafond=3)
    t.panneau(-2.75, 1.45, 8.35, 5.5, 1.15, FEUILLE, trait=4)
    t.ecrire(ENSEIGNE, 0, 2.02, 8.35, 44, TABLEAU)
    t.bloc(-0.3, 2.72, 4.6, 0.6, 0.16, 0.5, FEUILLE)
    teinte = hasard.choice(CHAISES)
    for z in (6.6, 5.1, 3.6):
        for x in (-3.1, 0.35):
            table(t, x, z, 2.75, 0.7, teinte=clair(BOIS, 0.35))
            for place in (0.2, 1.1, 2.0):
                ordinateur(t, x + place, 0.8, z + 0.35)
                chaise(t, x + place + 0.05, z - 0.35, teinte)
    return t, "salle informatique, trois rangées de six ordinateurs, écran de projection déroulé au mur."


def cdi(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.75, focale=820, horizon=0.46, miroir=miroir)
    piece = Piece(9, 3.3, 9, sol=SOL)
    batir(t, piece, lames=0.5)
    baies(t, piece, [(2.6, 4.4), (4.9, 6.7), (7.2, 8.8)], bas=0.9, haut=2.9)
    etagere(t, -4.2, 8.6, 2.1, 2.1, hasard)
    etagere(t, -2.0, 8.6, 2.0, 2.1, hasard)
    etagere(t, 0.1, 8.6, 2.0, 2.1, hasard)
    etagere(t, 2.2, 8.6, 2.1, 2.1, hasard)
    pancarte(t, 2.62, 8.5)
    etagere_de_cote(t, 4.15, 3.2, 5.4, 2, hasard)
    etagere_de_cote(t, 4.15, 5.8, 8.2, 2, hasard)
    teinte = hasard.choice(CHAISES)
    for z, x in ((6.4, -2.6), (6.4, 0.7), (4.3, -2.2), (4.3, 1.0)):
        chaise(t, x + 0.2, z + 0.75, teinte, de_dos=False)
        chaise(t, x + 1.0, z + 0.75, teinte, de_dos=False)
        table(t, x, z, 1.7, 0.9)
        _livre_ouvert(t, x + 0.5, z + 0.3)
        chaise(t, x + 0.2, z - 0.35, teinte)
        chaise(t, x + 1.0, z - 0.35, teinte)
    return t, "centre de documentation, rayonnages de livres sur deux murs, quatre tables de lecture près des fenêtres."


def _livre_ouvert(t: Toile, x: float, z: float) -> None:
    for de in (x, x + 0.22):
        t.etaler(de, 0.82, z, 0.2, 0.28, FEUILLE, trait=1.5)


def salle_musique(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.6, focale=820, horizon=0.47, miroir=miroir)
    piece = Piece(7.4, 3, 7.6, sol=melanger(SOL, SOLEIL, 0.18), mur=hasard.choice((MUR, clair(NUIT, 0.72))))
    batir(t, piece, lames=0.4)
    baies(t, piece, [(2.8, 4.6), (5.2, 7)], bas=0.9, haut=2.7)
    pancarte(t, 2.3, 7.5)
    for rang in range(5):
        t.ligne([(-3, 1.35 + rang * 0.09, 7.55), (-0.2, 1.35 + rang * 0.09, 7.55)], trait=1.5, encre=NUIT)
    for rang, (x, monte) in enumerate(((-2.6, 0), (-2.1, 2), (-1.6, 1), (-1.1, 3), (-0.6, 2))):
        y = 1.37 + monte * 0.09
        t.rond(x, y, 7.55, 0.07, plan="mur", fond=SOLEIL if rang % 2 else TABLEAU)
        t.ligne([(x + 0.06, y, 7.55), (x + 0.06, y + 0.4, 7.55)], trait=2.5)
    _feutres(t, piece)
    piano(t, 1.2, 6.9)
    _percussions(t, -2.5, 6.2)
    for x, z in ((-1.6, 4.9), (-0.5, 4.9), (0.6, 4.9), (-1.1, 3.7), (0.2, 3.7)):
        pupitre(t, x, z + 0.55)
        chaise(t, x - 0.21, z - 0.2, NUIT)
    return t, "salle de musique, piano droit contre le mur, percussions, cinq chaises et pupitres en demi-cercle."


def _feutres(t: Toile, piece: Piece) -> None:
    """Hang felt panels on the right wall, for the sound."""
    x = piece.bord - 0.02
    for rang, de in enumerate((2.9, 4.1, 5.3, 6.5)):
        teinte = clair((TABLEAU, SOLEIL)[rang % 2], 0.45)
        t.face([(x, 0.9, de), (x, 0.9, de + 0.9), (x, 2.3, de + 0.9), (x, 2.3, de)], teinte, trait=2)


def _percussions(t: Toile, x: float, z: float) -> None:
    for decalage, haut, rayon, teinte in ((0, 0.75, 0.36, SOLEIL), (0.75, 0.85, 0.28, clair(NUIT, 0.2))):
        t.ombre(x + decalage - rayon, z - 0.2, rayon * 2, 0.5)
        t.panneau(x + decalage - rayon, haut - 0.4, z, rayon * 2, 0.4, teinte)
        t.rond(x + decalage, haut - 0.4, z, rayon, plan="mur", fond=teinte, trait=2.5, de=0.5, a=1, ecrase=0.25)
        t.rond(x + decalage, haut, z, rayon, plan="mur", fond=FEUILLE, trait=2.5, ecrase=0.25)
        for cote in (-0.8, 0.8):
            t.ligne([(x + decalage + rayon * cote, 0, z), (x + decalage + rayon * cote * 0.6, haut - 0.42, z)], trait=3)


def salle_arts(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.7, focale=840, horizon=0.46, miroir=miroir)
    piece = Piece(7.8, 3.1, 8, sol=LINO)
    batir(t, piece, carreaux=0.7)
    baies(t, piece, [(2.6, 4.2), (4.6, 6.2), (6.4, 7.8)], bas=0.9, haut=2.8)
    pancarte(t, 2.4, 7.9)
    for rang, teinte in enumerate((clair(NUIT, 0.3), clair(SOLEIL, 0.25), clair(TABLEAU, 0.3), clair(SOLEIL, 0.55))):
        t.panneau(-2.4 + rang * 0.85, 1.4, 7.95, 0.65, 0.55, FEUILLE, trait=2)
        t.panneau(-2.33 + rang * 0.85, 1.47, 7.95, 0.51, 0.41, teinte, trait=0)
    _evier(t, 1.7, 7.4)
    for x, z, teinte in ((-2.3, 6.3, NUIT), (0.1, 6.5, TABLEAU), (2.5, 5.9, clair(NUIT, 0.2))):
        chevalet(t, x, z, teinte)
    for x in (-2.6, 0.5):
        table(t, x, 4.1, 2.2, 0.9, teinte=clair(BOIS, 0.3))
        _pots(t, x + 0.4, 4.5)
        chaise(t, x + 0.3, 3.7, SOLEIL)
        chaise(t, x + 1.4, 3.7, SOLEIL)
    return t, "salle d’arts plastiques, trois chevalets, deux grandes tables, évier au fond et dessins épinglés."


def _evier(t: Toile, x: float, z: float) -> None:
    t.bloc(x, 0, z, 2, 0.85, 0.5, clair(MUR, 0.4))
    t.bloc(x, 0.85, z, 2, 0.06, 0.5, FEUILLE)
    for robinet in (x + 0.5, x + 1.4):
        t.ligne([(robinet, 0.9, z + 0.4), (robinet, 1.15, z + 0.4), (robinet + 0.15, 1.15, z + 0.4)], trait=3)


def _pots(t: Toile, x: float, z: float) -> None:
    for rang, teinte in enumerate((TABLEAU, SOLEIL, NUIT)):
        gauche = x + rang * 0.32
        for penche in (-0.05, 0.02, 0.08):
            t.ligne([(gauche + 0.09, 0.95, z), (gauche + 0.09 + penche, 1.2, z)], trait=2)
        t.panneau(gauche, 0.8, z, 0.18, 0.2, teinte, trait=2)


def atelier(hasard: Random, *, miroir: bool) -> tuple[Toile, str]:
    t = Toile(oeil=1.8, focale=840, horizon=0.46, miroir=miroir)
    piece = Piece(8.4, 3.8, 9, sol=clair(MUR, 0.15))
    batir(t, piece)
    soubassement(t, piece, 1, clair(NUIT, 0.6))
    baies(t, piece, [(2.8, 4.6), (5.2, 7), (7.4, 8.8)], bas=1.6, haut=3.3)
    t.panneau(-2.6, 1.15, 8.9, 5.2, 1.0, clair(BOIS, 0.25), trait=3)
    for rang in range(9):
        _outil(t, -2.3 + rang * 0.57, 1.95, 8.85, rang % 3)
    pancarte(t, 2.65, 8.9)
    for z in (6.9, 4.6):
        for x in (-3, 0.6):
            t.ombre(x, z, 2.7, 0.9)
            t.bloc(x + 0.1, 0, z + 0.1, 2.2, 0.85, 0.7, clair(NUIT, 0.35))
            t.bloc(x, 0.85, z, 2.4, 0.12, 0.9, BOIS)
            t.bloc(x + 1.7, 0.97, z + 0.1, 0.4, 0.25, 0.3, TABLEAU)
    return t, "atelier, quatre établis de bois munis d’étaux, outils accrochés au mur."


def _outil(t: Toile, x: float, y: float, z: float, forme: int) -> None:
    if forme == 0:
        t.ligne([(x, y, z), (x, y - 0.6, z)], trait=5, encre=SOLEIL)
        t.panneau(x - 0.13, y - 0.08, z, 0.26, 0.12, TABLEAU, trait=1)
    elif forme == 1:
        t.ligne([(x, y, z), (x, y - 0.35, z)], trait=4)
        t.panneau(x - 0.05, y - 0.65, z, 0.1, 0.3, NUIT, trait=1.5)
    else:
        t.face([(x - 0.1, y, z), (x + 0.14, y, z), (x + 0.04, y - 0.65, z)], FEUILLE, trait=2)
        t.panneau(x - 0.1, y - 0.02, z, 0.24, 0.12, SOLEIL, trait=1.5)

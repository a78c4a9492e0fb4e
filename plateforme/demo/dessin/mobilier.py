"""What stands in a room."""

from random import Random

from plateforme.demo.dessin.toile import (
    ENCRE,
    FEUILLE,
    NUIT,
    SOLEIL,
    TABLEAU,
    Couleur,
    Toile,
    clair,
    melanger,
    sombre,
)

BOIS = melanger(SOLEIL, FEUILLE, 0.45)
CHAISES = (TABLEAU, NUIT, SOLEIL)
DOS = (TABLEAU, SOLEIL, NUIT, clair(TABLEAU, 0.3), clair(SOLEIL, 0.4), clair(NUIT, 0.4))  # of books


def _pieds(t: Toile, x: float, z: float, large: float, profond: float, haut: float) -> None:
    for fond in (z + profond, z):
        for cote in (x + 0.04, x + large - 0.04):
            t.ligne([(cote, 0, fond), (cote, haut, fond)], trait=3.5)


def table(
    t: Toile, x: float, z: float, large: float = 1.3, profond: float = 0.55, haut: float = 0.75, teinte: Couleur = BOIS
) -> None:
    """Stand a table; (x, z) is its front left corner."""
    t.ombre(x, z, large * 1.1, profond)
    _pieds(t, x, z, large, profond, haut)
    t.bloc(x, haut, z, large, 0.05, profond, teinte)


def chaise(t: Toile, x: float, z: float, teinte: Couleur = TABLEAU, *, de_dos: bool = True) -> None:
    """Stand a chair; from behind when it looks at the wall before us."""
    t.ombre(x, z, 0.48, 0.4)
    _pieds(t, x, z, 0.42, 0.38, 0.44)
    if not de_dos:
        t.bloc(x, 0.62, z + 0.36, 0.42, 0.24, 0.03, teinte, trait=2)
    t.bloc(x, 0.44, z, 0.42, 0.04, 0.4, teinte, trait=2)
    if de_dos:
        for cote in (x + 0.04, x + 0.38):
            t.ligne([(cote, 0.44, z), (cote, 0.62, z)], trait=3)
        t.bloc(x, 0.6, z, 0.42, 0.26, 0.03, teinte, trait=2)


def banc(t: Toile, x: float, z: float, large: float, teinte: Couleur = BOIS) -> None:
    t.ombre(x, z, large, 0.35)
    _pieds(t, x, z, large, 0.35, 0.42)
    t.bloc(x, 0.42, z, large, 0.06, 0.35, teinte)


def etagere(t: Toile, x: float, z: float, large: float, haut: float, hasard: Random, *, niveaux: int = 4) -> None:
    """Stand a shelf full of books against the wall that faces us."""
    t.bloc(x, 0, z, large, haut, 0.35, clair(BOIS, 0.5))
    pas = haut / niveaux
    for niveau in range(niveaux):
        bas = niveau * pas + 0.05
        _livres(t, x + 0.06, bas, z, large - 0.12, pas * 0.82, hasard)
        t.ligne([(x, bas - 0.02, z), (x + large, bas - 0.02, z)], trait=2.5)


def _livres(t: Toile, x: float, y: float, z: float, large: float, haut: float, hasard: Random) -> None:
    fin = x + large
    while x < fin - 0.06:
        dos = hasard.choice((0.05, 0.07, 0.09))
        monte = haut * hasard.uniform(0.62, 0.95)
        if hasard.random() < 0.85:
            couleur = hasard.choice(DOS)
            t.panneau(x, y, z, min(dos, fin - x), monte, couleur, trait=1)
        x += dos


def etagere_de_cote(t: Toile, x: float, de: float, a: float, haut: float, hasard: Random, *, niveaux: int = 4) -> None:
    """Stand a shelf along a side wall, seen askew."""
    t.face([(x, 0, de), (x, 0, a), (x, haut, a), (x, haut, de)], clair(BOIS, 0.5), trait=3)
    pas = haut / niveaux
    for niveau in range(niveaux):
        bas, z = niveau * pas + 0.05, de + 0.05
        while z < a - 0.1:
            dos, monte = hasard.choice((0.06, 0.09, 0.12)), pas * hasard.uniform(0.55, 0.82)
            couleur = hasard.choice(DOS)
            if hasard.random() < 0.85:
                t.face([(x, bas, z), (x, bas, z + dos), (x, bas + monte, z + dos), (x, bas + monte, z)], couleur)
            z += dos
        t.ligne([(x, bas - 0.02, de), (x, bas - 0.02, a)], trait=2)


def ordinateur(t: Toile, x: float, y: float, z: float) -> None:
    """Put a screen on a table, seen from the front."""
    t.ligne([(x + 0.27, y, z), (x + 0.27, y + 0.12, z)], trait=5)
    t.panneau(x + 0.14, y, z, 0.26, 0.03, sombre(FEUILLE), trait=1.5)
    t.panneau(x, y + 0.1, z, 0.54, 0.36, TABLEAU, trait=3, encre=ENCRE)
    for rang, long in enumerate((0.24, 0.36, 0.18)):
        haut = y + 0.37 - rang * 0.09
        t.ligne([(x + 0.06, haut, z), (x + 0.06 + long, haut, z)], trait=1.5, encre=FEUILLE)
    t.panneau(x + 0.06, y, z - 0.16, 0.42, 0.02, clair(NUIT, 0.6), trait=1.5)


def piano(t: Toile, x: float, z: float) -> None:
    """Stand an upright piano against the wall, keys towards us."""
    t.ombre(x, z - 0.3, 1.6, 0.9)
    t.bloc(x, 0, z, 1.5, 1.25, 0.55, TABLEAU, trait=3)
    t.bloc(x, 0.66, z - 0.28, 1.5, 0.1, 0.28, FEUILLE, trait=2.5)
    for rang in range(14):
        if rang % 7 not in (2, 6):
            noire = x + 0.09 + rang * 0.1
            t.etaler(noire, 0.765, z - 0.26, 0.05, 0.16, ENCRE)
    t.panneau(x + 0.45, 0.85, z - 0.02, 0.6, 0.36, FEUILLE, trait=2)
    for rang in range(3):
        t.ligne([(x + 0.52, 0.94 + rang * 0.09, z - 0.02), (x + 0.98, 0.94 + rang * 0.09, z - 0.02)], trait=1.5)
    t.bloc(x + 0.45, 0.42, z - 0.95, 0.6, 0.08, 0.35, SOLEIL, trait=2)
    for cote in (x + 0.5, x + 1.0):
        t.ligne([(cote, 0, z - 0.95), (cote, 0.42, z - 0.95)], trait=3)


def pupitre(t: Toile, x: float, z: float) -> None:
    """Stand a music stand."""
    t.ligne([(x - 0.22, 0, z), (x, 0.3, z), (x + 0.22, 0, z)], trait=3)
    t.ligne([(x, 0.3, z), (x, 1.05, z)], trait=3)
    t.face([(x - 0.26, 1.0, z), (x + 0.26, 1.0, z), (x + 0.3, 1.34, z), (x - 0.3, 1.34, z)], SOLEIL, trait=2.5)
    t.face([(x - 0.16, 1.04, z), (x + 0.16, 1.04, z), (x + 0.18, 1.3, z), (x - 0.18, 1.3, z)], FEUILLE, trait=1.5)


def chevalet(t: Toile, x: float, z: float, teinte: Couleur) -> None:
    """Stand an easel with a painting: a hill and a sun."""
    t.ombre(x - 0.4, z, 0.9, 0.5)
    t.ligne([(x - 0.4, 0, z), (x, 2.05, z), (x + 0.4, 0, z)], trait=4)
    t.panneau(x - 0.5, 0.8, z, 1.0, 0.95, FEUILLE, trait=3)
    t.rond(x + 0.18, 1.46, z, 0.13, plan="mur", fond=SOLEIL)
    cretes = ((-0.46, 0.84), (-0.46, 1.1), (-0.1, 1.38), (0.2, 1.1), (0.46, 1.26), (0.46, 0.84))
    t.face([(x + dx, y, z) for dx, y in cretes], teinte)
    t.bloc(x - 0.55, 0.74, z - 0.05, 1.1, 0.05, 0.1, BOIS, trait=2)


def lit(t: Toile, x: float, z: float, teinte: Couleur) -> None:
    """Make a bed along the depth of the room."""
    t.ombre(x, z, 1.0, 2.1)
    t.bloc(x, 0, z, 0.95, 0.3, 2.0, BOIS, trait=2.5)
    t.bloc(x, 0.3, z, 0.95, 0.2, 2.0, teinte, trait=2.5)
    t.bloc(x + 0.1, 0.5, z + 1.5, 0.75, 0.1, 0.4, FEUILLE, trait=2)


def panier(t: Toile, x: float, y: float, z: float, echelle: float = 1) -> None:
    """Hang a basketball board; (x, y) is the middle of its foot."""
    e = echelle
    t.panneau(x - 0.9 * e, y, z, 1.8 * e, 1.05 * e, FEUILLE, trait=3)
    t.panneau(x - 0.3 * e, y + 0.15 * e, z, 0.6 * e, 0.45 * e, None, trait=3, encre=SOLEIL)
    cercle = y + 0.12 * e
    t.rond(x, cercle, z - 0.4, 0.3 * e, plan="sol", trait=4, encre=SOLEIL)
    bas, maille = cercle - 0.42 * e, clair(TABLEAU, 0.3)
    for part in (-e, -0.4 * e, 0.4 * e, e):
        t.ligne([(x + 0.3 * part, cercle, z - 0.4), (x + 0.16 * part, bas, z - 0.4)], trait=1.5, encre=maille)
    t.rond(x, bas, z - 0.4, 0.16 * e, plan="sol", trait=1.5, encre=maille)

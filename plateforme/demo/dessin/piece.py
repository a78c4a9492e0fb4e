"""The shell of a room: floor, walls, ceiling, and the sun that comes in."""

from collections.abc import Sequence
from dataclasses import dataclass

from plateforme.demo.dessin.toile import (
    CIEL,
    CRAIE,
    FEUILLE,
    LOIN,
    LUMIERE,
    MUR,
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

PRES = 0.6  # metres: what is nearer to the camera is outside the picture
VERDURE = melanger(TABLEAU, FEUILLE, 0.55)
ENSEIGNE = "salle de démonstration"


@dataclass(frozen=True, slots=True)
class Piece:
    """A box in metres, centred on the camera."""

    large: float
    haut: float
    profond: float
    mur: Couleur = MUR
    sol: Couleur = SOL

    @property
    def bord(self) -> float:
        return self.large / 2


def batir(t: Toile, piece: Piece, *, lames: float = 0, carreaux: float = 0) -> None:
    """Draw the box; its floor has boards so many metres wide, or square tiles."""
    b, h, p = piece.bord, piece.haut, piece.profond
    t.face([(-b, h, PRES), (b, h, PRES), (b, h, p), (-b, h, p)], clair(piece.mur, 0.55))
    t.face([(-b, 0, PRES), (b, 0, PRES), (b, 0, p), (-b, 0, p)], piece.sol)
    joint = sombre(piece.sol, 0.14)
    pas = lames or carreaux
    for rang in range(1, int(piece.large / pas) if pas else 0):
        t.ligne([(-b + rang * pas, 0, PRES), (-b + rang * pas, 0, p)], trait=1, encre=joint)
    for rang in range(1, int(p / carreaux) if carreaux else 0):
        t.ligne([(-b, 0, p - rang * carreaux), (b, 0, p - rang * carreaux)], trait=1, encre=joint)
    t.face([(-b, 0, PRES), (-b, 0, p), (-b, h, p), (-b, h, PRES)], clair(piece.mur, 0.25))
    t.face([(b, 0, PRES), (b, 0, p), (b, h, p), (b, h, PRES)], sombre(piece.mur, 0.1))
    t.panneau(-b, 0, p, piece.large, h, piece.mur, trait=0)
    for coin in (-b, b):
        t.ligne([(coin, 0, PRES), (coin, 0, p), (coin, h, p), (coin, h, PRES)])
    t.ligne([(-b, 0, p), (b, 0, p)])
    t.ligne([(-b, h, p), (b, h, p)])


def soubassement(t: Toile, piece: Piece, haut: float, teinte: Couleur) -> None:
    """Paint the foot of the three walls."""
    b, p = piece.bord, piece.profond
    t.face([(-b, 0, PRES), (-b, 0, p), (-b, haut, p), (-b, haut, PRES)], teinte)
    t.face([(b, 0, PRES), (b, 0, p), (b, haut, p), (b, haut, PRES)], sombre(teinte, 0.12))
    t.panneau(-b, 0, p, piece.large, haut, melanger(teinte, TABLEAU, 0.05), trait=0)
    t.ligne([(-b, haut, PRES), (-b, haut, p), (b, haut, p), (b, haut, PRES)], trait=2)
    for coin in (-b, b):
        t.ligne([(coin, 0, PRES), (coin, 0, p), (coin, haut, p)])
    t.ligne([(-b, 0, p), (b, 0, p)])


def baies(
    t: Toile, piece: Piece, travees: Sequence[tuple[float, float]], *, bas: float, haut: float, soleil: bool = True
) -> None:
    """Open windows in the left wall, from one depth to another, and let the sun through them onto the floor."""
    x = -piece.bord
    course = min(0.8 * piece.large / haut, 1.6)  # how far the light goes for each metre that it falls
    for de, a in travees:
        if soleil:
            coins = [(x + course * y, 0.0, z - 0.25 * y) for y, z in ((bas, de), (bas, a), (haut, a), (haut, de))]
            t.face(coins, voile(LUMIERE, 0.85))
    for de, a in travees:
        milieu, tiers = (de + a) / 2, bas + (haut - bas) * 0.3
        t.face([(x, bas, de), (x, bas, a), (x, haut, a), (x, haut, de)], CIEL)
        t.face([(x, bas, de), (x, bas, a), (x, tiers, a), (x, tiers * 1.02, milieu), (x, tiers * 0.9, de)], VERDURE)
        t.face([(x, bas, de), (x, bas, a), (x, haut, a), (x, haut, de)], None, trait=3)
        t.ligne([(x, bas, milieu), (x, haut, milieu)], trait=2)


def fenetre(t: Toile, piece: Piece, x: float, bas: float, large: float, haut: float, *, soleil: bool = False) -> None:
    """Open a window in the wall that faces us, on hills and perhaps the sun itself."""
    z = piece.profond
    t.panneau(x, bas, z, large, haut, CIEL, trait=0)
    if soleil:
        t.rond(x + large * 0.68, bas + haut * 0.62, z, haut * 0.15, plan="mur", fond=SOLEIL)
    creux = [(0, 0.3), (0.25, 0.42), (0.5, 0.3), (0.75, 0.4), (1, 0.26)]
    t.face(
        [
            (x, bas, z),
            *((x + large * part, bas + haut * monte, z) for part, monte in creux),
            (x + large, bas, z),
        ],
        VERDURE,
    )
    t.panneau(x, bas, z, large, haut, None, trait=3)
    t.ligne([(x + large / 2, bas, z), (x + large / 2, bas + haut, z)], trait=2)
    t.ligne([(x, bas + haut * 0.72, z), (x + large, bas + haut * 0.72, z)], trait=2)


def dehors(t: Toile, x: float, y: float) -> None:
    """Draw the sky and the sun, far away."""
    t.panneau(-LOIN, 0, LOIN, 2 * LOIN, LOIN, clair(CIEL, 0.2), trait=0)
    t.rond(x, y, LOIN, 4.3, plan="mur", fond=SOLEIL)


def collines(t: Toile, cretes: Sequence[tuple[float, float]]) -> None:
    """Draw the hills and the meadow before them."""
    t.face([(-LOIN, 0, LOIN), *((x, y, LOIN) for x, y in cretes), (LOIN, 0, LOIN)], melanger(VERDURE, CIEL, 0.45))
    sommets = [(-LOIN, 0.0, PRES), (LOIN, 0.0, PRES), (LOIN, 0.0, LOIN), (-LOIN, 0.0, LOIN)]
    t.face(sommets, VERDURE)


def tableau(t: Toile, x: float, y: float, z: float, large: float, haut: float, *, taille: float = 44) -> None:
    """Hang a board that says, in chalk, what this picture is."""
    t.panneau(x - 0.06, y - 0.06, z, large + 0.12, haut + 0.12, SOLEIL, trait=2)
    t.panneau(x, y, z, large, haut, TABLEAU, trait=0)
    t.ecrire(ENSEIGNE, x + large / 2, y + haut * 0.56, z, taille)
    dessous = y + haut * 0.26
    vague = [(x + large * (0.3 + 0.1 * rang), dessous + haut * 0.05 * (-1) ** rang, z) for rang in range(5)]
    t.ligne(vague, trait=2.5, encre=CRAIE)
    t.panneau(x + large * 0.06, y - 0.1, z, large * 0.88, 0.08, clair(SOLEIL, 0.2), trait=1.5)


def pancarte(
    t: Toile, y: float, z: float, *, taille: float = 44, x: float = 0, fond: Couleur = TABLEAU, encre: Couleur = CRAIE
) -> None:
    """Hang a sign just as wide as its words."""
    large, haut = taille * 12.6 * z / t.focale, taille * 1.75 * z / t.focale
    t.panneau(x - large / 2, y - haut / 2, z, large, haut, fond, trait=3)
    t.ecrire(ENSEIGNE, x, y, z, taille, encre)


def lampe(t: Toile, x: float, y: float, z: float, *, plafond: float) -> None:
    """Hang a lamp."""
    t.ligne([(x, plafond, z), (x, y + 0.3, z)], trait=2)
    t.face([(x - 0.35, y, z), (x + 0.35, y, z), (x + 0.12, y + 0.32, z), (x - 0.12, y + 0.32, z)], SOLEIL, trait=2.5)


def neon(t: Toile, x: float, z: float, long: float, *, plafond: float) -> None:
    t.bloc(x - 0.15, plafond - 0.12, z, 0.3, 0.1, long, FEUILLE, trait=2)

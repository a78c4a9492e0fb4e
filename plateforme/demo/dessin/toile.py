"""A sheet to draw rooms on: metres in, one-point perspective out, in the colours of the product.

The camera stands at the origin, `oeil` metres above the floor, and looks along z; x goes to the right, y up. Far things
are drawn first: what is nearer covers them.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFont

LARGEUR, HAUTEUR = 1280, 800
FINESSE = 2  # dots drawn for one kept: edges come out smooth
LOIN = 60.0  # metres

Point = tuple[float, float, float]
Couleur = tuple[int, int, int] | tuple[int, int, int, int]

# The tokens of `static/preau/jetons.css`, with the colours that they mix.
ENCRE, TABLEAU, CRAIE = (27, 36, 32), (29, 79, 64), (251, 248, 238)
PAPIER, FEUILLE = (249, 245, 234), (255, 253, 247)
SOLEIL, NUIT = (216, 150, 28), (107, 104, 146)
MUR, OMBRE = (215, 222, 214), (173, 188, 178)
SOL, LUMIERE = (241, 217, 175), (252, 240, 219)
CIEL = (233, 241, 240)


def melanger(une: Couleur, autre: Couleur, part: float) -> Couleur:
    """Return `une` with that share of `autre` in it."""
    return tuple(round(a + (b - a) * part) for a, b in zip(une[:3], autre[:3], strict=True))  # type: ignore[return-value]


def clair(couleur: Couleur, part: float = 0.35) -> Couleur:
    return melanger(couleur, FEUILLE, part)


def sombre(couleur: Couleur, part: float = 0.22) -> Couleur:
    return melanger(couleur, TABLEAU, part)


def voile(couleur: Couleur, opacite: float) -> Couleur:
    """Return the colour as a glaze that lets what is under it show."""
    return (*couleur[:3], round(255 * opacite))


@cache
def police(taille: int) -> ImageFont.FreeTypeFont:
    fichier = files("fontpkg_atkinson_hyperlegible") / "files" / "AtkinsonHyperlegible-Bold.ttf"
    return ImageFont.truetype(str(fichier), taille)


class Toile:
    """One picture. `miroir` swaps left and right, writing excepted."""

    def __init__(self, *, oeil: float, focale: float, horizon: float = 0.5, miroir: bool = False):
        self.oeil, self.focale, self.miroir = oeil, focale, miroir
        self.horizon = horizon * HAUTEUR
        self.image = Image.new("RGB", (LARGEUR * FINESSE, HAUTEUR * FINESSE), PAPIER)
        self.pinceau = ImageDraw.Draw(self.image, "RGBA")

    def point(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Return where a place of the room falls on the sheet."""
        cote = -1 if self.miroir else 1
        return (
            FINESSE * (LARGEUR / 2 + cote * self.focale * x / z),
            FINESSE * (self.horizon - self.focale * (y - self.oeil) / z),
        )

    def face(
        self, points: Iterable[Point], fond: Couleur | None, *, trait: float = 0, encre: Couleur = TABLEAU
    ) -> None:
        """Fill a face, and draw its edge `trait` pixels wide."""
        sommets = [self.point(*point) for point in points]
        if fond is not None:
            self.pinceau.polygon(sommets, fill=fond)
        if trait:
            self._tracer([*sommets, sommets[0]], encre, trait)

    def ligne(self, points: Iterable[Point], *, trait: float = 3, encre: Couleur = TABLEAU) -> None:
        self._tracer([self.point(*point) for point in points], encre, trait)

    def _tracer(self, sommets: Sequence[tuple[float, float]], encre: Couleur, trait: float) -> None:
        self.pinceau.line(sommets, fill=encre, width=round(trait * FINESSE), joint="curve")

    def rond(
        self, x: float, y: float, z: float, rayon: float, *, plan: str, fond: Couleur | None = None, trait: float = 0,
        encre: Couleur = TABLEAU, de: float = 0, a: float = 1, ecrase: float = 1,
    ) -> None:  # fmt: skip
        """Draw a circle, or the part of it from `de` to `a` turns, lying (`plan` "sol") or facing us ("mur")."""
        tours = [2 * pi * (de + (a - de) * rang / 40) for rang in range(41)]
        arc = [
            (x + rayon * cos(tour), y, z + ecrase * rayon * sin(tour))
            if plan == "sol"
            else (x + rayon * cos(tour), y + ecrase * rayon * sin(tour), z)
            for tour in tours
        ]
        if fond is not None:
            self.face(arc, fond)
        if trait:
            self.ligne(arc, trait=trait, encre=encre)

    def panneau(
        self, x: float, y: float, z: float, large: float, haut: float, fond: Couleur | None, *, trait: float = 3,
        encre: Couleur = TABLEAU,
    ) -> None:  # fmt: skip
        """Draw a rectangle that faces us; (x, y) is its bottom left."""
        coins = [(x, y, z), (x + large, y, z), (x + large, y + haut, z), (x, y + haut, z)]
        self.face(coins, fond, trait=trait, encre=encre)

    def etaler(
        self, x: float, y: float, z: float, large: float, profond: float, fond: Couleur, *, trait: float = 0
    ) -> None:
        """Lay a rectangle flat at the height `y`; (x, z) is its front left."""
        coins = [(x, y, z), (x + large, y, z), (x + large, y, z + profond), (x, y, z + profond)]
        self.face(coins, fond, trait=trait)

    def bloc(
        self, x: float, y: float, z: float, large: float, haut: float, profond: float, teinte: Couleur, *,
        trait: float = 2.5,
    ) -> None:  # fmt: skip
        """Draw a box; (x, y, z) is its bottom left front. Light comes from above."""
        fond = z + profond
        if y + haut < self.oeil:
            self.etaler(x, y + haut, z, large, profond, clair(teinte), trait=trait)
        elif y > self.oeil:
            self.etaler(x, y, z, large, profond, sombre(teinte, 0.4), trait=trait)
        if x > 0 or x + large < 0:
            cote = x if x > 0 else x + large
            joue = [(cote, y, z), (cote, y, fond), (cote, y + haut, fond), (cote, y + haut, z)]
            self.face(joue, sombre(teinte), trait=trait)
        self.panneau(x, y, z, large, haut, teinte, trait=trait)

    def ombre(self, x: float, z: float, large: float, profond: float) -> None:
        """Lay a shadow on the floor."""
        self.etaler(x, 0, z, large, profond, voile(TABLEAU, 0.14))

    def ecrire(self, mots: str, x: float, y: float, z: float, taille: float, encre: Couleur = CRAIE) -> None:
        """Write around (x, y), `taille` pixels high whatever the distance: it must be read on a small card."""
        u, v = self.point(x, y, z)
        self.pinceau.text((u, v), mots, font=police(round(taille * FINESSE)), fill=encre, anchor="mm")

    def rendre(self) -> Image.Image:
        return self.image.reduce(FINESSE)

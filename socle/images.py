"""How large a picture that somebody sends may be, read from its head: no pixel is decoded before."""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from PIL import Image

PIXELS_MAX = 50_000_000  # a phone's 48 megapixels; more is a bomb or a poster
COTE_MIN = 320  # pixels; below, nobody sees a room nor reads a page
ILLISIBLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError)


@contextmanager
def ouverte(fichier: IO[bytes], formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """Open a picture of one of these formats; Pillow raises one of `ILLISIBLE` where it is none."""
    fichier.seek(0)
    with warnings.catch_warnings():
        # Pillow only warns from 89 megapixels on; `PIXELS_MAX` is lower.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(fichier, formats=formats) as image:
            yield image


def defaut_de_taille(image: Image.Image) -> str:
    """Say in a sentence why a picture is too large or too small, nothing where it is neither."""
    if image.width * image.height > PIXELS_MAX:
        return "Cette image a plus de 50 millions de pixels. Choisissez-en une plus petite."
    if min(image.size) < COTE_MIN:
        return f"Cette image est trop petite : il faut {COTE_MIN} pixels au moins de chaque côté."
    return ""

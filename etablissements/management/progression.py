"""A progress bar on the terminal; nothing where the output is read by a program."""

import time
from collections.abc import Callable

LARGEUR = 40
PERIODE_S = 0.1


def progression(sortie) -> Callable[[int, int], None]:
    """Return the function that long tasks call with (done, total); `sortie` is the command's `stderr`."""
    if not sortie.isatty():
        return lambda fait, total: None
    dernier = 0.0

    def avancer(fait: int, total: int) -> None:
        nonlocal dernier
        maintenant = time.monotonic()
        if fait < total and maintenant - dernier < PERIODE_S:
            return
        dernier = maintenant
        plein = LARGEUR * fait // max(total, 1)
        fin = "\n" if fait >= total else ""
        sortie.write(f"\r[{'█' * plein}{'·' * (LARGEUR - plein)}] {fait} / {total}", ending=fin)
        sortie.flush()

    return avancer

"""The secret key of a local site: made once, kept in a file that only its owner reads."""

import contextlib
import os
import secrets
from pathlib import Path


def secret_local(fichier: Path) -> str:
    """Return the secret kept in `fichier`, made on the first call; two first calls at once agree."""
    with contextlib.suppress(FileNotFoundError):
        return fichier.read_text()
    fichier.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    brouillon = fichier.with_name(f"{fichier.name}.{os.getpid()}")
    brouillon.touch(mode=0o600)
    brouillon.write_text(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):
        os.link(brouillon, fichier)
    brouillon.unlink()
    return fichier.read_text()

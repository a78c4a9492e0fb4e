"""The real way of a message: the job worker as its own process, a mail server, and whoever opens the letter."""

import os
import re
import subprocess
import sys
from email.message import EmailMessage

from plateforme.postgres_local import COPIE
from tests.boite import BoiteAuxLettres


class Facteur:
    """Run the worker on what waits, and find a letter by its reader and a word of its subject."""

    def __init__(self, boite: BoiteAuxLettres, base: str, adresse: str):
        self.boite = boite
        self.environnement = {
            "PATH": os.defpath,
            "DATABASE_URL": base,
            "PREAU_CLE_SECRETE": "essai",
            "PREAU_ADRESSE": adresse,
            "PREAU_COURRIEL": "smtp",
            "PREAU_SMTP_HOTE": boite.hote,
            "PREAU_SMTP_PORT": str(boite.port),
        }

    def tournee(self) -> None:
        """Let a worker send all that waits."""
        subprocess.run(
            [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"],
            cwd=COPIE,
            env=self.environnement,
            capture_output=True,
            check=True,
            timeout=300,
        )

    def lettre(self, a: str, objet: str) -> EmailMessage:
        """Return the only letter to that address whose subject contains these words."""
        (lettre,) = [m for m in self.boite.messages if m["To"] == a and objet in m["Subject"]]
        return lettre


def code(lettre: EmailMessage) -> str:
    return re.search(r"\d{6}", _texte(lettre))[0]


def lien(lettre: EmailMessage) -> str:
    return re.search(r"https?://\S+", _texte(lettre))[0]


def _texte(lettre: EmailMessage) -> str:
    return lettre.get_body(("plain",)).get_content()

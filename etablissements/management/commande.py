"""What our management commands share: a refusal in French that says what to type, whoever calls them."""

import re
import sys
from argparse import ArgumentTypeError
from datetime import date
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

from etablissements.ecriture import enumerer

# What argparse says, and what we say.
EN_FRANCAIS = (
    (r"the following arguments are required: (.+)", lambda quoi: f"Il manque {enumerer(quoi.split(', '))}."),
    (r"unrecognized arguments: (.+)", lambda quoi: f"Cette commande ne connaît pas « {quoi} »."),
    (r"ambiguous option: (\S+) could match (.+)", lambda quoi, noms: f"« {quoi} » veut dire {_ou(noms)} : précisez."),
    (r"argument (\S+): expected one argument", lambda nom: f"{nom} attend une valeur."),
    (r"argument (\S+): ignored explicit argument .+", lambda nom: f"{nom} s’écrit sans valeur."),
    (
        r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        lambda nom, lu, choix: f"{nom} : « {lu} » n’est pas un choix possible, écrivez {_ou(choix)}.",
    ),
    (
        r"argument (\S+): invalid int value: '(.*)'",
        lambda nom, lu: f"{nom} : « {lu} » n’est pas un nombre entier.",
    ),
    # Our own types speak French already.
    (r"argument (\S+): (.+)", lambda nom, phrase: f"{nom} : {phrase}"),
)

SANS_MIGRATION = ("42P01", "42703")  # undefined_table, undefined_column
BASE_A_MIGRER = "La base n’a pas toutes ses tables. Tapez « python manage.py migrate », puis recommencez."


class Commande(BaseCommand):
    """A command of ours. `exemple`: one whole line that works, shown with each refusal."""

    exemple = ""
    _called_from_command_line: bool

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run it; a database that has not all its tables yet is one sentence, with the exit code of a bad call."""
        try:
            return super().execute(*args, **options)
        except ProgrammingError as erreur:
            if getattr(erreur.__cause__, "sqlstate", None) not in SANS_MIGRATION:
                raise
            raise CommandError(BASE_A_MIGRER, returncode=2) from erreur

    def create_parser(self, prog_name: str, subcommand: str, **kwargs) -> CommandParser:
        analyseur = super().create_parser(prog_name, subcommand, **kwargs)
        # Django makes the parser itself and lets nobody choose its class
        analyseur.error = self._refuser  # type: ignore[method-assign]
        return analyseur

    def _refuser(self, message: str) -> NoReturn:
        """Say what argparse refuses: on the terminal with its exit code, else to the caller."""
        phrase = f"{en_francais(message)} Exemple : {self.exemple}"
        if self._called_from_command_line:
            self.stderr.write(phrase)
            sys.exit(2)
        raise CommandError(phrase, returncode=2)


def en_francais(message: str) -> str:
    for forme, phrase in EN_FRANCAIS:
        if lu := re.fullmatch(forme, message, re.DOTALL):
            return phrase(*lu.groups())
    return "Cette ligne n’est pas comprise."


def jour(texte: str) -> date:
    """Read a day typed on the command line: the type of an option."""
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise ArgumentTypeError(
            f"« {texte} » n’est pas une date, écrivez-la AAAA-MM-JJ, par exemple 2026-11-24."
        ) from None


def _ou(noms: str) -> str:
    return " ou ".join(nom.strip("'") for nom in noms.split(", "))

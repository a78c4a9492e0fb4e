#!/usr/bin/env python
"""Django's command line; the private PostgreSQL server runs while a command needs it."""

import os
import sys

from django.core.management import execute_from_command_line

from plateforme import postgres_local
from plateforme.environnement import ReglageRefuse


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plateforme.settings")
    try:
        with postgres_local.emprunter_si_local():
            execute_from_command_line(sys.argv)
    except (postgres_local.PostgresIntrouvable, ReglageRefuse) as erreur:
        sys.exit(str(erreur))


if __name__ == "__main__":
    main()

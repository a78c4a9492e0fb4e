"""Write to people, each message in a transaction of its own: `python -m tests.arrets.ecrire ADRESSE...`.

The cause of what is written to `annule@…` is rolled back.
"""

import sys

import django

django.setup()

from django.db import transaction  # noqa: E402 -- Django comes first

from comptes.courriels import programmer_courriel  # noqa: E402

for adresse in sys.argv[1:]:
    with transaction.atomic():
        programmer_courriel("comptes/code_adresse", [adresse], {"code": "ABC123"})
        if adresse.startswith("annule"):
            transaction.set_rollback(True)

"""Plant what the clients fight for: `python -m tests.arrets.semer`."""

from datetime import timedelta

import django

django.setup()

from salles.models import Materiel  # noqa: E402 -- Django comes first
from tests.conventions.demandes_d_essai import cheffe, president, theatre  # noqa: E402
from tests.personnages import association, etablissement  # noqa: E402
from tests.salles.salles_d_essai import espace, salle  # noqa: E402

CLUBS = 6


def main() -> None:
    """Two schools: the first with a gym in three parts, a room and mats to lend, the second with a room."""
    college, lycee = etablissement(), etablissement("0380005E", "Lycée d’essai")
    tiers = [espace(college) for _ in range(3)]
    gymnase = salle(college, espaces=tiers, tampon=timedelta(minutes=15))
    for part in tiers:
        salle(college, espaces=[part])
    salle(college)
    cheffe(gymnase)
    cheffe(salle(lycee))
    Materiel.objects.create(etablissement=college, nom="Tapis", quantite=10)
    for _ in range(CLUBS):
        president(association())
    theatre()


if __name__ == "__main__":
    main()

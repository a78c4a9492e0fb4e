"""Who is told to be hit when a room is withdrawn: those who hold dates, and those who await an answer."""

import pytest

from salles.services.touches import touches
from tests.conventions.demandes_d_essai import deposee, le_lundi
from tests.personnages import association
from tests.salles.salles_d_essai import MAINTENANT, salle


@pytest.mark.django_db
def test_retirer_une_salle_nomme_ceux_qui_attendent_une_reponse():
    ici = salle()
    deposee(ici, le_lundi(3), par=association("Théâtre de démonstration n° 12"))
    assert touches(salle=ici, maintenant=MAINTENANT) == [
        "Théâtre de démonstration n° 12 attend une réponse pour 3\N{NO-BREAK SPACE}dates."
    ]


@pytest.mark.django_db
def test_personne_n_est_touche_dans_une_autre_salle():
    ici = salle()
    deposee(ici)
    assert touches(salle=salle(ici.etablissement), maintenant=MAINTENANT) == []

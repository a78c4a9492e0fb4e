"""Who is told to be hit when a room is withdrawn or its rules change: who holds dates, and who awaits an answer."""

from datetime import timedelta

import pytest

from conventions.services import retirer
from salles.services.implications import AConfirmer
from salles.services.regles import regler
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


@pytest.mark.django_db
def test_une_regle_nomme_les_dates_attendues_qu_elle_empecherait_et_pas_celles_qui_ont_leur_reponse():
    ici, troupe = salle(nom="Gymnase"), association("Les Tréteaux")
    deposee(ici, le_lundi(3), par=troupe)
    retiree = deposee(ici, le_lundi(2, "20:00", "22:00"), par=troupe)
    retirer(demande=retiree, maintenant=MAINTENANT)
    with pytest.raises(AConfirmer) as question:
        regler(niveau=ici, duree_max=timedelta(hours=1), maintenant=MAINTENANT, vu="")
    assert question.value.details["implications"] == {
        "Attendent une réponse et ne seront plus libres sans dérogation": [
            (
                "Gymnase, Les Tréteaux (durée hors des limites de la salle) : "
                "3\N{NO-BREAK SPACE}dates, du 16 au 30\N{NO-BREAK SPACE}novembre 2026."
            )
        ]
    }

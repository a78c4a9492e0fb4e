"""An offer that is accepted, undone, taken back, withdrawn or over at one instant: exactly one of them happens."""

from datetime import timedelta

import pytest

from conventions.exceptions import SalleIndisponible, TransitionImpossible
from conventions.models import Convention, Demande
from conventions.services import (
    accepter,
    accepter_proposition,
    annuler_contre_proposition,
    contre_proposer,
    decliner_proposition,
    expirer_proposition,
    reprendre_proposition,
    retirer,
)
from salles.models import Occupation
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.conventions.offres_d_essai import MOT, QUINZE_JOURS, contre_proposee, deux_salles, lue, place
from tests.ensemble import defauts, ensemble
from tests.personnages import association
from tests.salles.salles_d_essai import LUNDI, MAINTENANT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent, pytest.mark.vingt_fois]

DANS_DEUX_MOIS = LUNDI + timedelta(weeks=8)
BIENTOT = MAINTENANT + timedelta(minutes=5)
TERME = MAINTENANT + QUINZE_JOURS


def accepter_l_offre(demande: Demande):
    return accepter_proposition(demande=demande, proposition=lue(demande), maintenant=BIENTOT)


def annuler(demande: Demande):
    return annuler_contre_proposition(demande=demande, par=cheffe(dates(demande)[0].salle), maintenant=BIENTOT)


def reprendre(demande: Demande):
    return reprendre_proposition(demande=demande, maintenant=BIENTOT)


def decliner(demande: Demande):
    return decliner_proposition(demande=demande, proposition=lue(demande), maintenant=BIENTOT)


def renoncer(demande: Demande):
    return retirer(demande=demande, maintenant=BIENTOT)


def expirer(demande: Demande):
    return expirer_proposition(demande=demande, maintenant=TERME)


@pytest.mark.parametrize("autre", [annuler, reprendre, decliner, renoncer, expirer])
def test_accepter_passe_avant_ou_se_lit_refuse(autre):
    gymnase, petite = deux_salles()
    demande = contre_proposee(gymnase, petite, demande=deposee(gymnase, le_lundi(3, jour=DANS_DEUX_MOIS)))
    oui, non = ensemble([lambda: accepter_l_offre(demande), lambda: autre(demande)])
    finale = Demande.objects.get(pk=demande.pk)
    acceptee = isinstance(oui, Demande)
    assert acceptee or isinstance(oui, TransitionImpossible)
    assert (finale.statut == "acceptee") is acceptee
    if acceptee:
        assert isinstance(non, TransitionImpossible) or (autre is expirer and non.statut == "acceptee")
    assert (Convention.objects.count(), Occupation.objects.count()) == ((1, 3) if acceptee else (0, 0))
    assert defauts(TERME) == []


def test_deux_fois_accepter_est_une_fois():
    gymnase, petite = deux_salles()
    demande = contre_proposee(gymnase, petite, demande=deposee(gymnase, le_lundi(3, jour=DANS_DEUX_MOIS)))
    reponses = ensemble([lambda: accepter_l_offre(demande)] * 4)
    assert sorted(type(reponse).__name__ for reponse in reponses) == ["Demande", *["TransitionImpossible"] * 3]
    assert defauts(MAINTENANT) == []


def test_une_place_se_propose_a_l_un_ou_se_donne_a_l_autre():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase, le_lundi(3, jour=DANS_DEUX_MOIS), par=association("Club A"))
    rivale = deposee(petite, le_lundi(3, jour=DANS_DEUX_MOIS), par=association("Club B"))
    par = cheffe(gymnase)
    places = [place(date, petite) for date in dates(demande)]
    offre, accord = ensemble(
        [
            lambda: contre_proposer(demande=demande, par=par, places=places, message=MOT, maintenant=MAINTENANT),
            lambda: accepter(demande=rivale, par=par, maintenant=MAINTENANT),
        ]
    )
    assert [isinstance(offre, Demande), isinstance(accord, Demande)].count(True) == 1
    assert isinstance(accord if isinstance(offre, Demande) else offre, SalleIndisponible)
    assert Occupation.objects.count() == 3
    assert defauts(MAINTENANT) == []


def test_deux_demandes_ne_se_voient_pas_proposer_la_meme_place():
    gymnase, petite = deux_salles()
    demandes = [
        deposee(gymnase, le_lundi(3, jour=DANS_DEUX_MOIS), par=association(f"Club {rang}")) for rang in range(4)
    ]
    par = cheffe(gymnase)
    par_demande = {demande: [place(date, petite) for date in dates(demande)] for demande in demandes}
    reponses = ensemble(
        [
            lambda demande=demande, places=places: contre_proposer(
                demande=demande, par=par, places=places, message=MOT, maintenant=MAINTENANT
            )
            for demande, places in par_demande.items()
        ]
    )
    assert sorted(type(reponse).__name__ for reponse in reponses) == ["Demande", *["SalleIndisponible"] * 3]
    assert defauts(MAINTENANT) == []

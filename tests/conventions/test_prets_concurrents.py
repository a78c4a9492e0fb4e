"""The last chairs, wanted at once without a room, with one, and by whoever counts them again."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from conventions.exceptions import SalleIndisponible
from conventions.models import Demande
from conventions.services import accepter, poser_option
from salles.models import Materiel, Pret, PretSeul
from salles.services.materiel import StockPromis, compter_materiel
from salles.services.prets import StockInsuffisant, preter_seul, rendre
from tests.conventions.demandes_d_essai import cheffe, dates, deposee
from tests.ensemble import defauts, ensemble
from tests.personnages import etablissement
from tests.salles.salles_d_essai import MAINTENANT, local, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent, pytest.mark.vingt_fois]

SOIR = local("18:00", "20:00")
DEUX_JOURS = timedelta(days=2)


@pytest.fixture
def chaises() -> Materiel:
    return Materiel.objects.create(etablissement=etablissement(), nom="Chaises", quantite=10)


def pret(chaises: Materiel, quantite: int) -> Callable[[], PretSeul]:
    """Prepare a loan by itself, from two days before the evening to two days after it."""
    return partial(
        preter_seul,
        materiel=chaises,
        quantite=quantite,
        a_qui="Comité des fêtes",
        debut=SOIR.debut - DEUX_JOURS,
        fin=SOIR.fin + DEUX_JOURS,
        maintenant=MAINTENANT,
    )


def demande(chaises: Materiel, quantite: int) -> Demande:
    """File for an evening in a room of its own."""
    return deposee(salle(chaises.etablissement), materiel={chaises.pk: quantite})


def accord(une: Demande) -> Callable[[], Demande]:
    siennes = dates(une)
    par = cheffe(siennes[0].salle)
    return lambda: accepter(demande=une, par=par, creneaux=[date.pk for date in siennes], maintenant=MAINTENANT)


def test_les_dernieres_chaises_vont_a_un_seul_de_deux_prets(chaises):
    reponses = ensemble([pret(chaises, 6), pret(chaises, 6)])
    assert sorted(type(reponse).__name__ for reponse in reponses) == ["PretSeul", "StockInsuffisant"]
    assert defauts(MAINTENANT) == []


def test_d_un_pret_et_d_un_accord_sur_les_memes_chaises_un_seul_gagne(chaises):
    une = demande(chaises, 6)
    seul, accordee = ensemble([pret(chaises, 6), accord(une)])
    assert (type(seul), type(accordee)) in ((PretSeul, SalleIndisponible), (StockInsuffisant, Demande))
    assert Pret.objects.count() + PretSeul.objects.count() == 1
    assert defauts(MAINTENANT) == []


def test_prets_options_et_accords_se_partagent_un_stock_jusqu_au_dernier(chaises):
    """Ten chairs, three for each of twelve: three of them have theirs, whoever they are."""
    demandes = [demande(chaises, 3) for _ in range(8)]
    options = [partial(poser_option, demande=une, maintenant=MAINTENANT) for une in demandes[::2]]
    reponses = ensemble([*[pret(chaises, 3)] * 4, *options, *[accord(une) for une in demandes[1::2]]])
    refus = [reponse for reponse in reponses if isinstance(reponse, StockInsuffisant | SalleIndisponible)]
    assert len(refus) == len(reponses) - 3
    assert Pret.objects.count() + PretSeul.objects.count() == 3
    assert defauts(MAINTENANT) == []


def test_un_stock_qui_baisse_pendant_un_pret(chaises):
    seul, baisse = ensemble(
        [pret(chaises, 6), lambda: compter_materiel(materiel=chaises, quantite=5, maintenant=MAINTENANT)]
    )
    assert (type(seul), type(baisse)) in ((PretSeul, StockPromis), (StockInsuffisant, Materiel))
    assert defauts(MAINTENANT) == []


def test_ce_qui_est_rendu_pendant_un_accord_sert_une_fois_ou_pas(chaises):
    """Whoever reads the stock before the chairs are back refuses, after it accepts; both are true."""
    sorti = pret(chaises, 10)()
    une = demande(chaises, 10)
    rendu, accordee = ensemble([partial(rendre, pret=sorti, maintenant=MAINTENANT), accord(une)])
    assert type(rendu) is PretSeul
    assert type(accordee) in (Demande, SalleIndisponible)
    assert Pret.objects.count() == isinstance(accordee, Demande)
    assert defauts(MAINTENANT) == []

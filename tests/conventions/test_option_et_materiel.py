"""An option holds the equipment of its dates with them, exactly as long as it holds the dates."""

from datetime import timedelta

import pytest

from conventions.exceptions import SalleIndisponible
from conventions.lecture.decision import examiner
from conventions.models import Demande
from conventions.services import accepter, annuler_decision, eteindre_options, poser_option, retirer
from salles.audit import anomalies
from salles.models import Materiel, Pret, Salle
from salles.services.materiel import StockPromis, compter_materiel
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db

UNE_MINUTE = timedelta(minutes=1)


@pytest.fixture
def ici():
    return salle(etablissement(), nom="Salle A")


@pytest.fixture
def chaises(ici) -> Materiel:
    return Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=10)


@pytest.fixture
def sous_option(ici, chaises) -> Demande:
    """Return a request of which an option holds the one date, and all the chairs."""
    demande = deposee(ici, par=association("Club"), materiel={chaises.pk: 10})
    return poser_option(demande=demande, maintenant=MAINTENANT)


def rivale(ici: Salle, chaises: Materiel) -> Demande:
    """File for ten chairs at the same hour, in the same room or another."""
    return deposee(ici, par=association("Chorale"), materiel={chaises.pk: 10})


def accorder(demande: Demande, maintenant=MAINTENANT) -> Demande:
    return accepter(
        demande=demande,
        par=cheffe(dates(demande)[0].salle),
        creneaux=[date.pk for date in dates(demande)],
        maintenant=maintenant,
    )


def prets() -> list[tuple[str, int]]:
    """Return what is lent, by the holder, as long as its slot is held."""
    tenus = Pret.objects.filter(reservation__occupations__isnull=False).order_by("reservation")
    return list(tenus.values_list("reservation__libelle", "quantite"))


def test_ce_que_tient_une_option_n_est_pas_promis_a_d_autres(ici, chaises, sous_option):
    ailleurs = rivale(salle(ici.etablissement), chaises)
    assert [(date.etat, date.raisons) for date in dates(ailleurs)] == [("indisponible", ["materiel"])]
    with pytest.raises(SalleIndisponible):
        accorder(ailleurs)
    assert etats(accorder(sous_option)) == ["accepte"]
    assert prets() == [("Club", 10)]
    assert list(anomalies(MAINTENANT)) == []


def test_une_option_morte_ne_retient_plus_le_materiel_tache_ou_pas(ici, chaises, sous_option):
    [date] = dates(sous_option)
    date.reservation.option_jusqu_au = apres = MAINTENANT + UNE_MINUTE
    date.reservation.save()
    date.reservation.occupations.update(option_jusqu_au=apres)
    ailleurs = rivale(salle(ici.etablissement), chaises)
    assert etats(accorder(ailleurs, maintenant=apres)) == ["accepte"]
    assert list(anomalies(apres)) == []
    eteindre_options(maintenant=apres)
    assert prets() == [("Chorale", 10)]


def test_une_option_retiree_rend_le_materiel(ici, chaises, sous_option):
    retirer(demande=sous_option, maintenant=MAINTENANT)
    assert etats(accorder(rivale(salle(ici.etablissement), chaises))) == ["accepte"]
    assert prets() == [("Chorale", 10)]


def test_l_accord_qui_met_fin_a_une_option_en_reprend_le_materiel(ici, chaises, sous_option):
    autre = rivale(ici, chaises)
    assert [lue.cochee for lue in examiner(autre, MAINTENANT).dates] == [True]
    assert etats(accorder(autre)) == ["accepte"]
    assert prets() == [("Chorale", 10)]
    assert list(anomalies(MAINTENANT)) == []


def test_annuler_cet_accord_rend_l_option_et_son_materiel(ici, chaises, sous_option):
    autre = accorder(rivale(ici, chaises))
    annuler_decision(demande=autre, par=cheffe(ici), maintenant=MAINTENANT + UNE_MINUTE)
    assert (etats(sous_option), prets()) == (["option"], [("Club", 10)])


def test_l_option_rendue_sans_son_materiel_reste_un_souhait(ici, chaises, sous_option):
    """Between the accord and its undoing, half of the chairs are lost."""
    autre = accorder(rivale(ici, chaises))
    Materiel.objects.update(quantite=5)
    annuler_decision(demande=autre, par=cheffe(ici), maintenant=MAINTENANT + UNE_MINUTE)
    assert (etats(sous_option), prets()) == (["souhaite"], [])


def test_un_stock_ne_descend_pas_sous_ce_que_tient_une_option(chaises, sous_option):
    with pytest.raises(StockPromis):
        compter_materiel(materiel=chaises, quantite=9, maintenant=MAINTENANT)


def test_une_option_qui_ne_pretait_rien_encore_prete_a_l_accord(chaises, sous_option):
    """Options that were taken before they held equipment are judged and served like a new date."""
    Pret.objects.all().delete()
    assert etats(accorder(sous_option)) == ["accepte"]
    assert prets() == [("Club", 10)]

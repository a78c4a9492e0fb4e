"""What becomes of a waived buffer when the date it was waived for is undone, given up or given back."""

from datetime import timedelta
from functools import partial

import pytest

from associations.models import Association
from conventions.exceptions import SalleIndisponible
from conventions.models import Demande
from conventions.services import accepter, annuler_decision, annuler_demande, liberer_date, poser_option, renoncer
from salles.audit import anomalies
from salles.models import Occupation, Salle
from tests.attente import pendant
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi
from tests.ensemble import ensemble
from tests.personnages import association
from tests.salles.salles_d_essai import MAINTENANT, local, prises, salle

CINQ_MINUTES = MAINTENANT + timedelta(minutes=5)
DEMI_HEURE = timedelta(minutes=30)
EPREUVES = 4  # an interleaving is a matter of luck: each race is run a few times
PHRASE = {"tampon": "Les deux groupes s’entendent."}


def occupee() -> Salle:
    """Return a room with half an hour of buffer, taken until 18:00."""
    ici = salle(tampon=DEMI_HEURE, duree_min=timedelta(minutes=15))
    prises(ici, local("17:00", "18:00"))
    return ici


def accordee(ici: Salle, debut: str = "18:00", fin: str = "18:15", par: Association | None = None) -> Demande:
    demande = deposee(ici, le_lundi(debut=debut, fin=fin), par=par)
    return accepter(demande=demande, par=cheffe(ici), derogations=PHRASE, maintenant=MAINTENANT)


def tampon_de(ici: Salle, debut: str, fin: str) -> timedelta:
    occupation = Occupation.objects.get(reservation__salle=ici, debut=local(debut, fin).debut)
    return occupation.fin_tampon - occupation.fin


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rendre",
    [
        lambda demande, ici: annuler_decision(demande=demande, par=cheffe(ici), maintenant=CINQ_MINUTES),
        lambda demande, ici: annuler_demande(demande=demande, maintenant=CINQ_MINUTES),
        lambda demande, ici: liberer_date(creneau=dates(demande)[0], maintenant=CINQ_MINUTES),
    ],
    ids=["repentir", "désistement", "date rendue"],
)
def test_le_tampon_leve_par_l_accord_revient_au_voisin(rendre):
    ici = occupee()
    demande = accordee(ici)
    assert tampon_de(ici, "17:00", "18:00") == timedelta(0)
    rendre(demande, ici)
    assert tampon_de(ici, "17:00", "18:00") == DEMI_HEURE
    assert list(anomalies(CINQ_MINUTES)) == []


@pytest.mark.django_db
def test_un_repentir_laisse_sa_place_a_qui_est_venu_depuis():
    ici = occupee()
    courte = accordee(ici)
    accordee(ici, "18:15", "19:00")
    annuler_decision(demande=courte, par=cheffe(ici), maintenant=CINQ_MINUTES)
    assert tampon_de(ici, "17:00", "18:00") == timedelta(minutes=15)
    assert list(anomalies(CINQ_MINUTES)) == []


@pytest.mark.django_db
def test_l_accord_qui_termine_une_option_tient_ce_qu_il_a_juge_libre():
    """The option stood in a buffer that was waived before: ending it must not bring that buffer back first."""
    ici, club = occupee(), association()
    courte = accordee(ici, par=club)
    tardive = le_lundi(debut="18:15", fin="19:00")
    autre = poser_option(demande=deposee(ici, tardive, par=club), maintenant=MAINTENANT)
    liberer_date(creneau=dates(courte)[0], maintenant=CINQ_MINUTES)
    elle = deposee(ici, tardive, par=association())
    accepter(demande=elle, par=cheffe(ici), maintenant=CINQ_MINUTES)
    assert (etats(elle), etats(autre)) == (["accepte"], ["indisponible"])
    assert tampon_de(ici, "17:00", "18:00") == timedelta(minutes=15)


# -- At the same instant -----------------------------------------------------------------


@pytest.mark.vingt_fois
@pytest.mark.django_db(transaction=True)
def test_une_date_rendue_attend_qui_prend_la_place_a_cet_instant_et_lui_laisse():
    ici, club = occupee(), association()
    courte = dates(accordee(ici, par=club))[0]
    rendue = pendant(
        lambda: prises(ici, local("18:15", "19:00"), groupe=-club.pk),
        lambda: liberer_date(creneau=courte, maintenant=CINQ_MINUTES),
    )
    assert rendue == courte
    assert tampon_de(ici, "17:00", "18:00") == timedelta(minutes=15)
    assert list(anomalies(CINQ_MINUTES)) == []


@pytest.mark.vingt_fois
@pytest.mark.django_db(transaction=True)
def test_rendre_des_dates_et_en_prendre_derriere_au_meme_instant():
    ici, club = occupee(), association()
    par = cheffe(ici)

    def prendre(demande: Demande, creneau: int) -> Demande:
        return accepter(demande=demande, par=par, derogations=PHRASE, creneaux=[creneau], maintenant=CINQ_MINUTES)

    for _ in range(EPREUVES):
        [rendue] = dates(accordee(ici, par=club))
        suite = deposee(ici, le_lundi(debut="18:15", fin="19:00"), par=club)
        _, prise = ensemble(
            [
                partial(liberer_date, creneau=rendue, maintenant=CINQ_MINUTES),
                partial(prendre, suite, dates(suite)[0].pk),
            ]
        )
        assert isinstance(prise, Demande | SalleIndisponible)
        assert list(anomalies(CINQ_MINUTES)) == []
        if isinstance(prise, Demande):
            liberer_date(creneau=dates(prise)[0], maintenant=CINQ_MINUTES)
        else:
            renoncer(demande=suite, maintenant=CINQ_MINUTES)
        assert tampon_de(ici, "17:00", "18:00") == DEMI_HEURE

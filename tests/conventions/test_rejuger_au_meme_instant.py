"""Dates judged again at the instant at which somebody decides or gives up: neither is lost, nobody is told twice."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, time, timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction

from conventions.exceptions import DerogationManquante
from conventions.models import Demande
from conventions.services import accepter, rejuger, rejuger_les_provisoires, renoncer
from etablissements.models import JourFerie
from salles.models import Reservation, Salle
from salles.moteur import Plage
from salles.services.prise import liberer
from tests.attente import pendant
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi
from tests.conventions.test_attente import annonces
from tests.conventions.test_calendrier_paru import decreter
from tests.ensemble import defauts, ensemble
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.vingt_fois, pytest.mark.lent]

EPREUVES = 4  # an interleaving is a matter of luck: each race is run a few times
LE_SOIR = [Plage(1, time(18), time(22))]


def rejugement(demande: Demande) -> Callable:
    return partial(rejuger, demande=demande, maintenant=MAINTENANT)


def renoncement(demande: Demande) -> Callable:
    return partial(renoncer, demande=demande, maintenant=MAINTENANT)


def accord(demande: Demande, ici: Salle, **champs) -> Callable:
    return partial(accepter, demande=demande, par=cheffe(ici), maintenant=MAINTENANT, **champs)


# -- Dates whose place was given back --------------------------------------------------


@pytest.fixture
def ecole():
    return etablissement()


def rendue(ici: Salle, accordee: bool = False) -> Demande:
    """Return a request for three Mondays, of which the school had the first two until now."""
    tenues = prises(ici, *lundis(2), nature=Reservation.Nature.ETABLISSEMENT)
    demande = deposee(ici, le_lundi(3))
    if accordee:
        accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT - timedelta(hours=1))
        demande.refresh_from_db()
    with transaction.atomic():
        liberer(tenues)
    return demande


def test_l_accord_donne_ce_qui_se_rejuge_a_cet_instant(ecole, taches):
    for _ in range(EPREUVES):
        taches.reset()
        demande = rendue(ici := salle(ecole))
        offertes, accordee = ensemble([rejugement(demande), accord(demande, ici)])
        assert accordee == demande
        assert etats(demande) == ["accepte"] * 3
        assert (len(offertes), len(annonces(taches))) in [(2, 1), (0, 0)]
    assert defauts(MAINTENANT) == []


def test_l_accord_d_une_autre_l_emporte_sur_ce_qui_se_rejuge(ecole):
    for _ in range(EPREUVES):
        demande = rendue(ici := salle(ecole))
        rivale = deposee(ici, le_lundi(3))
        offertes, accordee = ensemble([rejugement(demande), accord(rivale, ici)])
        assert accordee == rivale
        assert (etats(rivale), etats(demande)) == (["accepte"] * 3, ["indisponible"] * 3)
        assert len(offertes) in (0, 2)
    assert defauts(MAINTENANT) == []


@pytest.mark.parametrize(
    ("accordee", "fin"),
    [(False, ("retiree", ["refuse"] * 3)), (True, ("annulee", ["refuse", "refuse", "libere"]))],
    ids=["avant l’accord", "après l’accord"],
)
def test_qui_renonce_n_attend_plus_rien(ecole, taches, accordee, fin):
    for _ in range(EPREUVES):
        demande = rendue(salle(ecole), accordee)
        taches.reset()
        offertes, renoncee = ensemble([rejugement(demande), renoncement(demande)])
        assert renoncee == demande
        demande.refresh_from_db()
        assert (demande.statut, etats(demande)) == fin
        assert (len(offertes), len(annonces(taches))) in [(2, 1), (0, 0)]
        assert rejuger(demande=demande, maintenant=MAINTENANT) == []
    assert defauts(MAINTENANT) == []


def test_quatre_travaux_a_la_fois_l_annoncent_une_fois(ecole, taches):
    demande = rendue(salle(ecole))
    offertes = ensemble([rejugement(demande)] * 4)
    assert sorted(map(len, offertes)) == [0, 0, 0, 2]
    assert (etats(demande), len(annonces(taches))) == (["souhaite"] * 3, 1)
    assert defauts(MAINTENANT) == []


# -- Dates whose calendar has come out ----------------------------------------------------


@pytest.fixture
def parue(ecole) -> list[Demande]:
    """Return requests for two Mondays, the second of which a decree has put in the holidays since."""
    JourFerie.objects.create(territoire="metropole", nom="Jour de l’An", jour=date(2026, 1, 1))
    JourFerie.objects.create(territoire="metropole", nom="Noël", jour=date(2027, 12, 25))
    demandes = [deposee(salle(ecole, plages=LE_SOIR), le_lundi(2)) for _ in range(EPREUVES)]
    for demande in demandes:
        cheffe(dates(demande)[0].salle)
    decreter((LUNDI + timedelta(weeks=1), LUNDI + timedelta(weeks=1, days=4)))
    return demandes


def paru(taches) -> int:
    """Return how many were told that the calendar has come out."""
    return sum(tache["args"].get("gabarit") == "conventions/calendrier_paru" for tache in taches.jobs.values())


PARUTION = partial(rejuger_les_provisoires, maintenant=MAINTENANT)


def test_l_accord_malgre_les_vacances_se_donne_a_l_instant_ou_elles_paraissent(parue, taches):
    taches.reset()
    levee = {"vacances": "Le gardien est là."}
    siennes = [{une.pk for une in dates(demande)} for demande in parue]
    accords = [
        accord(demande, dates(demande)[0].salle, creneaux=voulues, derogations=levee)
        for demande, voulues in zip(parue, siennes, strict=True)
    ]
    chomees, *accordees = ensemble([PARUTION, *accords])
    assert accordees == parue
    assert [etats(demande) for demande in parue] == [["accepte"] * 2] * EPREUVES
    assert (len(chomees), paru(taches)) == (EPREUVES, 2 * EPREUVES)
    assert defauts(MAINTENANT) == []


def test_l_accord_sur_tout_lit_les_vacances_ou_les_trouve_deja_ecrites(parue, taches):
    """Whoever decides on all dates and comes first is told; never is an accord cut short behind somebody's back."""
    taches.reset()
    accords = [accord(demande, dates(demande)[0].salle) for demande in parue]
    chomees, *reponses = ensemble([PARUTION, *accords])
    fins = {Demande: ["accepte", "indisponible"], DerogationManquante: ["souhaite", "indisponible"]}
    assert [etats(demande) for demande in parue] == [fins[type(reponse)] for reponse in reponses]
    assert (len(chomees), paru(taches)) == (EPREUVES, 2 * EPREUVES)
    assert not any(creneau.calendrier_inconnu for demande in parue for creneau in dates(demande))
    assert defauts(MAINTENANT) == []


def test_qui_renonce_a_l_instant_ou_le_calendrier_parait_n_est_plus_derange(parue, taches):
    taches.reset()
    chomees, *renoncees = ensemble([PARUTION, *map(renoncement, parue)])
    assert renoncees == parue
    assert [etats(demande) for demande in parue] == [["refuse"] * 2] * EPREUVES
    assert paru(taches) == 2 * len(chomees)
    assert PARUTION() == []
    assert defauts(MAINTENANT) == []


def test_trois_parutions_a_la_fois_ne_previennent_qu_une_fois(parue, taches):
    taches.reset()
    assert sum(map(len, ensemble([PARUTION] * 3))) == EPREUVES
    assert paru(taches) == 2 * EPREUVES
    assert [etats(demande) for demande in parue] == [["souhaite", "indisponible"]] * EPREUVES
    assert defauts(MAINTENANT) == []


@pytest.mark.parametrize("tuee", [False, True], ids=["poursuivie", "tuée"])
def test_une_demande_qu_on_decide_ne_retient_pas_les_autres_et_ce_qui_est_juge_le_reste(parue, taches, tuee):
    """The run waits for the one request that somebody holds, and is killed or not: the others are judged already."""
    taches.reset()
    jugees = []

    def tenir_la_derniere() -> None:
        Demande.objects.select_for_update().get(pk=parue[-1].pk)

    def regarder() -> None:
        jugees.extend(etats(demande) for demande in parue)
        if tuee:
            with connection.cursor() as curseur:
                curseur.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks"
                    " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
                )

    def parution() -> int | None:
        with suppress(OperationalError):
            return len(PARUTION())
        return None

    assert pendant(tenir_la_derniere, parution, regarder) == (None if tuee else EPREUVES)
    assert jugees == [["souhaite", "indisponible"]] * (EPREUVES - 1) + [["souhaite", "souhaite"]]
    PARUTION()
    assert [etats(demande) for demande in parue] == [["souhaite", "indisponible"]] * EPREUVES
    assert paru(taches) == 2 * EPREUVES
    assert defauts(MAINTENANT) == []

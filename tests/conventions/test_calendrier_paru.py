"""A date that was asked for before its school calendar came out is judged again when it does."""

from datetime import date, time, timedelta

import pytest

from conventions.manques import voeux_de
from conventions.propositions import proposer
from conventions.services import accepter, rejuger_les_provisoires, replacer
from etablissements.models import JourFerie, PeriodeVacances, Zone
from salles.models import Reservation
from salles.moteur import Plage
from salles.services.prise import liberer
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db
PLUS_TARD = MAINTENANT + timedelta(days=1)
ANNEE = "2026-2027"


def decreter(*vacances: tuple[date, date]) -> None:
    """Let the official calendar of the year come out, with the winter holidays that a decree always has."""
    for nom, premier, dernier in (
        ("Été", date(2027, 7, 3), date(2027, 8, 31)),
        ("Hiver", date(2027, 2, 13), date(2027, 3, 1)),
        ("Printemps", date(2027, 4, 10), date(2027, 4, 26)),
        *(("Toussaint tardive", *bornes) for bornes in vacances),
    ):
        PeriodeVacances.objects.create(
            zone=Zone.A,
            annee_scolaire=ANNEE,
            nom=nom,
            premier_jour=premier,
            dernier_jour=dernier,
            origine=PeriodeVacances.Origine.OFFICIELLE,
        )


@pytest.fixture(autouse=True)
def _feries(db):
    JourFerie.objects.create(territoire="metropole", nom="Jour de l’An", jour=date(2026, 1, 1))
    JourFerie.objects.create(territoire="metropole", nom="Noël", jour=date(2027, 12, 25))


def provisoires(demande) -> list[bool]:
    return [creneau.calendrier_inconnu for creneau in dates(demande)]


def test_une_date_sans_calendrier_est_libre_et_provisoire():
    demande = deposee(salle(), le_lundi(2))
    assert (etats(demande), provisoires(demande)) == (["souhaite"] * 2, [True, True])


def test_une_date_au_calendrier_paru_n_est_pas_provisoire():
    decreter()
    assert provisoires(deposee(salle(), le_lundi(2))) == [False, False]


def test_rien_ne_bouge_tant_que_rien_n_est_paru(taches):
    demande = deposee(salle(), le_lundi(2))
    taches.reset()
    assert rejuger_les_provisoires(maintenant=PLUS_TARD) == []
    assert (provisoires(demande), taches.jobs) == ([True, True], {})


def test_ce_qui_tombe_en_vacances_prend_sa_raison_et_les_deux_cotes_le_lisent(taches):
    ici = salle(plages=[Plage(1, time(18), time(22))])
    cheffe(ici)
    demande = deposee(ici, le_lundi(2))
    taches.reset()
    decreter((LUNDI + timedelta(weeks=1), LUNDI + timedelta(weeks=1, days=4)))
    [chomee] = rejuger_les_provisoires(maintenant=PLUS_TARD)
    assert chomee.jour == LUNDI + timedelta(weeks=1)
    assert [(creneau.etat, creneau.raisons) for creneau in dates(demande)] == [
        ("souhaite", []),
        ("indisponible", ["vacances"]),
    ]
    assert provisoires(demande) == [False, False]
    assert [tache["args"]["gabarit"] for tache in taches.jobs.values()] == ["conventions/calendrier_paru"] * 2
    taches.reset()
    assert rejuger_les_provisoires(maintenant=PLUS_TARD) == []
    assert taches.jobs == {}


def test_sans_vacances_en_chemin_personne_n_est_derange(taches):
    demande = deposee(salle(), le_lundi(2))
    taches.reset()
    decreter()
    assert rejuger_les_provisoires(maintenant=PLUS_TARD) == []
    assert (provisoires(demande), etats(demande), taches.jobs) == ([False, False], ["souhaite"] * 2, {})


def test_une_date_accordee_le_reste_et_les_deux_cotes_le_lisent(taches):
    ici = salle()
    demande = deposee(ici, le_lundi())
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    taches.reset()
    decreter((LUNDI, LUNDI + timedelta(days=4)))
    assert [creneau.jour for creneau in rejuger_les_provisoires(maintenant=PLUS_TARD)] == [LUNDI]
    assert etats(demande) == ["accepte"]
    courriels = [tache["args"]["contexte"]["annonce"] for tache in taches.jobs.values()]
    assert len(courriels) == 2
    assert "le lundi 16 novembre 2026 tombe pendant les vacances" in courriels[0].replace("\xa0", " ")


def test_une_date_passee_ou_une_demande_retiree_ne_previent_personne(taches):
    demande = deposee(salle(), le_lundi())
    taches.reset()
    decreter((LUNDI, LUNDI + timedelta(days=4)))
    assert rejuger_les_provisoires(maintenant=MAINTENANT + timedelta(weeks=3)) == []
    assert (provisoires(demande), taches.jobs) == ([True], {})


def test_ce_qui_est_place_ailleurs_ne_se_demande_pas_deux_fois():
    """The place of a date is free again when its calendar comes out, but another one was asked for instead."""
    ici = salle()
    salle(ici.etablissement)
    tenue = prises(ici, *lundis(1), nature=Reservation.Nature.ETABLISSEMENT)
    demande = deposee(ici)
    assert (etats(demande), provisoires(demande)) == (["indisponible"], [True])
    [voeu] = voeux_de(demande, MAINTENANT)
    par = president(demande.association)
    replacer(demande=demande, demandeur=par, lignes=proposer(voeu)[0].lignes, maintenant=MAINTENANT)
    liberer(tenue)
    decreter()
    assert rejuger_les_provisoires(maintenant=PLUS_TARD) == []
    assert (etats(demande), provisoires(demande)) == (["indisponible"], [False])

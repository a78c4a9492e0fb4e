"""What an accord left out and is free again is offered: as long as it is free, and to whom a click can give it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.models import CreneauDemande, Demande
from conventions.services import accepter, demandes_en_attente
from conventions.taches import rejuger_la_nuit, rejuger_les_souhaits
from salles.models import Fermeture, Salle
from salles.services.prise import liberer
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db


@pytest.fixture
def ici() -> Salle:
    return salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")


class Horloge:
    """A clock that the test moves: each time, the jobs that wait run, once."""

    def __init__(self, monkeypatch, taches):
        self.maintenant, self._monkeypatch, self._taches = MAINTENANT, monkeypatch, taches

    def avancer(self, delai: timedelta) -> None:
        self.maintenant += delai
        self._monkeypatch.setattr(timezone, "now", lambda: self.maintenant)
        for numero, tache in list(self._taches.jobs.items()):
            if tache["task_name"] == rejuger_les_souhaits.name:
                del self._taches.jobs[numero]
                rejuger_les_souhaits(**tache["args"])

    def annonces(self) -> int:
        gabarits = [tache["args"].get("gabarit") for tache in self._taches.jobs.values()]
        return gabarits.count("conventions/dates_liberees")


@pytest.fixture
def horloge(monkeypatch, taches) -> Horloge:
    taches.reset()
    return Horloge(monkeypatch, taches)


@pytest.fixture
def proposee(ici, horloge) -> Demande:
    """Return a request for two Mondays: the first was given, the second was taken then and is free again now."""
    [prise] = prises(ici, lundis(2)[1])
    demande = deposee(ici, le_lundi(2))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    horloge.avancer(timedelta(hours=1))
    liberer([prise])
    horloge.avancer(timedelta(minutes=10))
    assert (etats(demande), horloge.annonces()) == (["accepte", "propose"], 1)
    return demande


def test_une_date_proposee_que_quelqu_un_prend_n_est_plus_proposee(ici, proposee, horloge):
    prises(ici, lundis(2)[1])
    horloge.avancer(timedelta(minutes=10))
    assert (etats(proposee), dates(proposee)[1].raisons) == (["accepte", "indisponible"], ["occupee"])
    assert horloge.annonces() == 1


def test_une_date_qui_se_libere_deux_fois_est_proposee_deux_fois(ici, proposee, horloge):
    [prise] = prises(ici, lundis(2)[1])
    horloge.avancer(timedelta(minutes=10))
    liberer([prise])
    horloge.avancer(timedelta(minutes=10))
    assert (etats(proposee), dates(proposee)[1].raisons) == (["accepte", "propose"], [])
    assert horloge.annonces() == 2


def test_une_prise_qui_s_annule_aussitot_ne_change_rien(ici, proposee, horloge):
    [prise] = prises(ici, lundis(2)[1])
    liberer([prise])
    horloge.avancer(timedelta(minutes=10))
    assert (etats(proposee), horloge.annonces()) == (["accepte", "propose"], 1)


def test_un_usage_trop_proche_retire_aussi_la_proposition(ici, proposee, horloge):
    ici.etablissement.collectivite.tampon = timedelta(minutes=30)
    ici.etablissement.collectivite.save()
    prises(ici, lundis(2, "16:00", "18:00")[1])
    horloge.avancer(timedelta(minutes=10))
    assert (etats(proposee), dates(proposee)[1].raisons) == (["accepte", "indisponible"], ["tampon"])


def test_une_fermeture_retire_la_proposition_dans_la_nuit(ici, proposee, horloge):
    jour = LUNDI + timedelta(weeks=1)
    Fermeture.objects.create(salle=ici, premier_jour=jour, dernier_jour=jour, motif="Épreuves")
    assert demandes_en_attente(horloge.maintenant) == [proposee]
    rejuger_la_nuit(timestamp=0)
    assert (etats(proposee), dates(proposee)[1].raisons) == (["accepte", "indisponible"], ["fermeture"])


def test_prendre_ailleurs_ne_programme_rien(ici, proposee, taches):
    taches.reset()
    prises(ici, *lundis(5)[3:])
    assert rejuger_les_souhaits.name not in {tache["task_name"] for tache in taches.jobs.values()}


def test_la_page_ne_dit_plus_proposee(ici, proposee, horloge, client):
    client.force_login(president(proposee.association))

    def dit() -> tuple[bool, bool]:
        page = client.get(proposee.get_absolute_url()).content.decode()
        return "1 proposée" in page, "1 pas libre" in page

    assert dit() == (True, False)
    prises(ici, lundis(2)[1])
    horloge.avancer(timedelta(minutes=10))
    assert dit() == (False, True)
    assert CreneauDemande.objects.filter(etat="propose").count() == 0

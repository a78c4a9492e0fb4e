"""What an accord left out and is free again is offered: as long as it is free, and to whom a click can give it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from conventions.lecture.reparations import lire_manques
from conventions.manques import voeux_de
from conventions.models import CreneauDemande, Demande
from conventions.services import accepter, demandes_en_attente, rejuger, replacer
from conventions.taches import rejuger_la_nuit, rejuger_les_souhaits
from salles.models import Fermeture, Reservation, Salle
from salles.services.prise import liberer
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.personnages import collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db
BIEN_AVANT = datetime(2026, 10, 12, 8, tzinfo=UTC)
VEILLE = datetime(2026, 11, 19, 8, tzinfo=UTC)  # the Thursday before the second Monday


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


# -- What is offered, a click gives ----------------------------------------------------------------


@pytest.fixture
def pressee() -> Salle:
    """Return a room that is asked for five school days ahead."""
    ecole = etablissement(nom="Collège Plan Menu", collectivite=collectivite(delai_jours=5))
    return salle(ecole, nom="Gymnase")


def laissee(ici: Salle, fois: int = 2) -> tuple[Demande, Reservation]:
    """File in time for so many Mondays from the second one on; the accord leaves out the first, which was taken."""
    [prise] = prises(ici, lundis(2)[1])
    demande = deposee(ici, le_lundi(fois, jour=LUNDI + timedelta(weeks=1)), maintenant=BIEN_AVANT)
    assert etats(demande)[0] == "indisponible"
    accepter(demande=demande, par=cheffe(ici), maintenant=BIEN_AVANT)
    demande.refresh_from_db()
    return demande, prise


def demander(demande: Demande, maintenant: datetime) -> list[Demande]:
    """Ask with one click for what is offered in the wished room."""
    [manque] = lire_manques(voeux_de(demande, maintenant), 15)
    lignes = manque.propositions[0].proposition.lignes
    return replacer(
        demande=demande, demandeur=president(demande.association), lignes=lignes, maintenant=maintenant
    ).demandes


def test_une_date_demandee_a_temps_se_donne_meme_quand_elle_se_libere_tard(pressee):
    demande, prise = laissee(pressee)
    liberer([prise])
    assert rejuger(demande=demande, maintenant=VEILLE) == [dates(demande)[0]]
    [manque] = lire_manques(voeux_de(demande, VEILLE), 15)
    assert (manque.titre.replace("\xa0", " "), manque.propositions[0].phrase.replace("\xa0", " ")) == (
        "Le 23 novembre s’est libéré",
        "La date manquante, dans la même salle, qui s’est libérée.",
    )
    [neuve] = demander(demande, VEILLE)
    assert [(date.jour, date.etat, date.raisons) for date in dates(neuve)] == [
        (LUNDI + timedelta(weeks=1), "souhaite", [])
    ]
    accepter(demande=neuve, par=cheffe(pressee), maintenant=VEILLE)
    assert etats(neuve) == ["accepte"]


def test_le_delai_oppose_au_depot_reste_oppose(pressee):
    """Asked for too late in the first place, a date is not offered however it frees."""
    [prise] = prises(pressee, lundis(2)[1])
    demande = deposee(pressee, le_lundi(3, jour=LUNDI + timedelta(weeks=1)), maintenant=VEILLE)
    assert dates(demande)[0].raisons == ["occupee", "delai"]
    accepter(demande=demande, par=cheffe(pressee), maintenant=VEILLE)
    liberer([prise])
    assert rejuger(demande=demande, maintenant=VEILLE + timedelta(hours=1)) == []
    assert dates(demande)[0].raisons == ["occupee", "delai"]


def test_une_autre_salle_se_demande_dans_les_delais_d_aujourd_hui(pressee):
    salle(pressee.etablissement, nom="Autre salle")
    demande, prise = laissee(pressee)
    assert lire_manques(voeux_de(demande, VEILLE), 15)[0].propositions == ()
    liberer([prise])
    rejuger(demande=demande, maintenant=VEILLE)
    [manque] = lire_manques(voeux_de(demande, VEILLE), 15)
    assert {ligne.salle for lue in manque.propositions for ligne in lue.proposition.lignes} == {pressee}


def test_ce_que_la_collectivite_n_admet_plus_n_est_pas_propose(pressee):
    demande, prise = laissee(pressee)
    pressee.etablissement.collectivite.natures_admises = ["collectivite"]
    pressee.etablissement.collectivite.save()
    liberer([prise])
    assert (rejuger(demande=demande, maintenant=VEILLE), etats(demande)) == ([], ["indisponible", "accepte"])


def test_ce_qu_on_demande_deja_la_par_une_autre_demande_n_est_pas_propose(ici):
    [prise] = prises(ici, lundis(2)[1])
    demande = deposee(ici, le_lundi(2))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    autre = deposee(ici, le_lundi(1, jour=LUNDI + timedelta(weeks=1)), par=demande.association)
    liberer([prise])
    plus_tard = MAINTENANT + timedelta(hours=1)
    assert (rejuger(demande=demande, maintenant=plus_tard), etats(demande)) == ([], ["accepte", "indisponible"])
    assert (len(rejuger(demande=autre, maintenant=plus_tard)), etats(autre)) == (1, ["souhaite"])


def test_ce_qui_est_propose_compte_avant_ce_qui_se_libere_ensuite(ici):
    """With two hours a week left, the date that was offered is not taken back for another one."""
    ici.etablissement.collectivite.quota_annee = timedelta(hours=4)
    ici.etablissement.collectivite.save()
    prise, suivante = prises(ici, *lundis(3)[1:])
    demande = deposee(ici, le_lundi(3))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    liberer([suivante])
    plus_tard = MAINTENANT + timedelta(hours=1)
    rejuger(demande=demande, maintenant=plus_tard)
    assert etats(demande) == ["accepte", "indisponible", "propose"]
    liberer([prise])
    assert (rejuger(demande=demande, maintenant=plus_tard), etats(demande)) == (
        [],
        ["accepte", "indisponible", "propose"],
    )

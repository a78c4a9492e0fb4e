"""Two schools of one site, one wall: an accord of the one takes the place of who waits at the other, and says so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from conventions.models import Demande
from conventions.services import accepter, annuler_decision, confirmer, liberer_date, poser_option, rejuger
from salles.models import Reservation, Salle
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.pages import a_plat, en_clair
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import MAINTENANT, espace, salle

pytestmark = pytest.mark.django_db
DIX_MINUTES = MAINTENANT + timedelta(minutes=10)
PERDUE = (
    "Pour le lundi 16 novembre 2026, un autre établissement du site a donné la place : cette date n’est plus libre. "
    "Votre demande reste ouverte ; si la salle se libère, l’établissement pourra vous la donner."
)


@pytest.fixture
def ici() -> Salle:
    """Return a room of the collège; `la_bas`, of the lycée next door, shares its only wall."""
    return salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")


@pytest.fixture
def la_bas(ici) -> Salle:
    lycee = etablissement("0382270L", nom="Lycée voisin", site=ici.etablissement.site)
    return salle(lycee, espaces=ici.espaces.all(), nom="Le gymnase, côté lycée")


def donner(demande: Demande, ou: Salle) -> None:
    accepter(demande=demande, par=cheffe(ou), maintenant=MAINTENANT)


def annonces(taches, demande: Demande) -> list[str]:
    """Return what one requester is told of dates that are lost."""
    perdues = [tache["args"] for tache in taches.jobs.values() if tache["args"].get("gabarit", "").endswith("_perdues")]
    siennes = [args["contexte"] for args in perdues if args["contexte"]["numero"] == demande.numero]
    return [en_clair(contexte["annonce"]) for contexte in siennes]


def test_l_accord_marque_le_souhait_de_l_ecole_voisine_et_le_dit_a_la_dixieme_minute(ici, la_bas, taches):
    gagnante = deposee(ici, par=association("Club"))
    perdante = deposee(la_bas, le_lundi(2), par=association("Chorale"))
    donner(gagnante, ici)
    assert (etats(perdante), dates(perdante)[0].raisons) == (["indisponible", "souhaite"], ["partie_occupee"])
    assert annonces(taches, perdante) == []
    confirmer(decision=gagnante.decisions.get(), maintenant=DIX_MINUTES)
    assert annonces(taches, perdante) == [PERDUE]


def test_le_message_ne_nomme_ni_l_autre_ecole_ni_qui_elle_recoit(ici, la_bas, mailoutbox, executer_taches):
    gagnante = deposee(ici, par=association("Club"))
    perdante = deposee(la_bas, par=association("Chorale"))
    donner(gagnante, ici)
    confirmer(decision=gagnante.decisions.get(), maintenant=DIX_MINUTES)
    executer_taches()
    siennes = [lettre for lettre in mailoutbox if lettre.to == [president(perdante.association).courriel]]
    [lettre] = [lettre for lettre in siennes if "ne sont plus libres" in en_clair(lettre.subject)]
    assert ("Plan Menu" in lettre.body, "Club" in lettre.body) == (False, False)


def test_la_page_de_decision_annonce_ce_message_sans_nommer_personne(ici, la_bas, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MAINTENANT)
    candidate = deposee(ici, par=association("Club"))
    deposee(la_bas, par=association("Chorale"))
    client.force_login(cheffe(ici))
    page = a_plat(client.get(reverse("conventions:decision", args=[candidate.pk])))
    assert ("Une demande à un autre établissement du site" in page, PERDUE in page) == (True, True)
    assert ("Chorale" in page, "Lycée voisin" in page) == (False, False)


def test_l_accord_annule_rend_le_souhait_et_ne_dit_rien(ici, la_bas, taches):
    gagnante, perdante = deposee(ici), deposee(la_bas, par=association("Chorale"))
    donner(gagnante, ici)
    annuler_decision(demande=gagnante, par=cheffe(ici), maintenant=MAINTENANT + timedelta(minutes=5))
    confirmer(decision=gagnante.decisions.get(), maintenant=DIX_MINUTES)
    assert (etats(perdante), dates(perdante)[0].raisons) == (["souhaite"], [])
    assert annonces(taches, perdante) == []


def test_une_date_rendue_est_offerte_a_l_ecole_voisine(ici, la_bas):
    gagnante, perdante = deposee(ici, le_lundi(2)), deposee(la_bas, par=association("Chorale"))
    donner(gagnante, ici)
    liberer_date(creneau=dates(gagnante)[0], maintenant=DIX_MINUTES)
    assert rejuger(demande=perdante, maintenant=DIX_MINUTES + timedelta(minutes=10)) == dates(perdante)
    assert etats(perdante) == ["souhaite"]


def test_l_option_de_l_ecole_voisine_tient_bon(ici, la_bas):
    """An accord ends the options of its own school only: it gives what the neighbour's option leaves."""
    sous_option = deposee(la_bas, par=association("Chorale"))
    candidate = deposee(ici, le_lundi(2))
    poser_option(demande=sous_option, maintenant=MAINTENANT)
    accepter(demande=candidate, par=cheffe(ici), maintenant=MAINTENANT, creneaux=[dates(candidate)[1].pk])
    assert (etats(candidate), etats(sous_option)) == (["indisponible", "accepte"], ["option"])
    assert sorted(Reservation.objects.values_list("tenue", flat=True)) == ["ferme", "option"]


def test_une_option_morte_de_l_ecole_voisine_est_un_souhait_qui_se_perd(ici, la_bas):
    sous_option = deposee(la_bas, par=association("Chorale"))
    poser_option(demande=sous_option, maintenant=MAINTENANT - timedelta(days=10))
    mort = Reservation.objects.get().option_jusqu_au
    candidate = deposee(ici, maintenant=mort)
    accepter(demande=candidate, par=cheffe(ici), maintenant=mort)
    assert (etats(candidate), etats(sous_option)) == (["accepte"], ["indisponible"])


def test_une_autre_salle_de_la_meme_ecole_perd_une_partie_et_non_sa_salle():
    ecole = etablissement()
    murs = [espace(ecole), espace(ecole)]
    tout, tiers = salle(ecole, espaces=murs), salle(ecole, espaces=murs[:1])
    gagnante, sur_place, a_cote = deposee(tiers), deposee(tiers), deposee(tout)
    donner(gagnante, tiers)
    assert [dates(une)[0].raisons for une in (sur_place, a_cote)] == [["occupee"], ["partie_occupee"]]

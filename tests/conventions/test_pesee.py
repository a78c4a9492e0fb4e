"""What a yes gives and takes: judged now, once, the same on the page of each request."""

from datetime import timedelta

import pytest

from conventions.jugement import creneau_du_moteur
from conventions.lecture.decision import examiner
from conventions.lecture.pesee import peser
from conventions.models import Demande
from conventions.services import accepter, poser_option
from salles.models import Fermeture
from salles.moteur import Creneau
from socle.typographie import BLANC
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, prises, salle

pytestmark = pytest.mark.django_db


@pytest.fixture
def ici():
    return salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")


def lue(demande: Demande) -> Demande:
    return (
        Demande.objects.select_related("association", "etablissement__collectivite")
        .prefetch_related("association__pieces")
        .get(pk=demande.pk)
    )


def consequences(demande: Demande) -> list[tuple[str, str]]:
    return sans_blancs(examiner(lue(demande), MAINTENANT).consequences)


def vues_d_ailleurs(demande: Demande, rivale: Demande) -> list[tuple[str, str]]:
    """Return what the page of the request says of a yes to its rival."""
    [panneau] = [autre for autre in examiner(lue(demande), MAINTENANT).rivales if autre.demande == rivale]
    return sans_blancs(panneau.consequences)


def sans_blancs(dites: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(sens, dite.replace(BLANC, " ")) for sens, dite in dites]


def fermer(ici, jour) -> None:
    Fermeture.objects.create(etablissement=ici.etablissement, premier_jour=jour, dernier_jour=jour, motif="Travaux")


@pytest.fixture
def trois(ici):
    """Return A and C that do not meet, and B between them; the second Monday closed since, one option for B."""
    un = deposee(ici, le_lundi(3, "18:00", "20:00"), par=association("Club A"))
    deux = deposee(ici, le_lundi(3, "19:00", "21:00"), par=association("Club B"))
    trois = deposee(ici, le_lundi(4, "20:00", "22:00"), par=association("Club C"))
    poser_option(demande=deux, creneaux=[dates(deux)[0].pk], maintenant=MAINTENANT)
    fermer(ici, LUNDI + timedelta(weeks=1))
    return un, deux, trois


def test_la_page_d_une_rivale_dit_les_memes_choses_que_le_panneau_qui_la_montre(trois):
    for demande in trois:
        for rivale in examiner(lue(demande), MAINTENANT).rivales:
            assert vues_d_ailleurs(demande, rivale.demande) == consequences(rivale.demande)


def test_une_date_fermee_depuis_n_est_ni_gagnee_ni_perdue_ni_gardee(trois):
    un, deux, _ = trois
    suite = " ; si la salle se libère, vous pourrez la lui donner"
    assert consequences(un) == [
        ("gagne", "2 dates servies, 4 h"),
        ("perd", "Club B perd 2 dates sur 2, dont 1 sous option que vous lui aviez posée"),
        ("reste", f"Club B reste en attente{suite}"),
    ]
    assert consequences(deux) == [
        ("gagne", "2 dates servies, 4 h"),
        ("perd", "Club A perd 2 dates sur 2"),
        ("reste", f"Club A reste en attente{suite}"),
        ("perd", "Club C perd 2 dates sur 3"),
        ("reste", "Club C garde 1 date possible"),
    ]


def test_le_panneau_d_une_rivale_nomme_aussi_qui_n_est_pas_sur_la_page(trois):
    un, deux, _ = trois
    assert ("perd", "Club C perd 2 dates sur 3") in vues_d_ailleurs(un, deux)


def test_une_date_prise_depuis_le_depot_ne_compte_plus(ici):
    un = deposee(ici, le_lundi(3), par=association("Club A"))
    deux = deposee(ici, le_lundi(2, "19:00", "21:00"), par=association("Club B"))
    perdue = creneau_du_moteur(dates(deux)[0])
    prises(ici, Creneau(perdue.debut + timedelta(minutes=90), perdue.fin))
    assert {creneau.etat for creneau in dates(deux)} == {"souhaite"}
    assert vues_d_ailleurs(un, deux) == [
        ("gagne", "1 date servie, 2 h"),
        ("perd", "Club A perd 1 date sur 3"),
        ("reste", "Club A garde 2 dates possibles"),
    ]


def test_qui_ne_peut_rien_avoir_ne_perd_rien(ici):
    grande = deposee(ici, le_lundi(2), par=association("Club A"))
    trop = deposee(ici, le_lundi(2), par=association("Club B"), effectif=5000)
    assert consequences(grande) == [
        ("gagne", "2 dates servies, 4 h"),
        ("reste", "Club B n’a aucune date possible en ce moment"),
    ]
    assert consequences(trop) == [("reste", "Aucune date possible en ce moment")]
    assert peser(lue(grande), MAINTENANT).communes() == 0


def test_ce_qui_n_est_pas_coche_n_est_pas_pris_a_la_rivale(ici):
    un = deposee(ici, le_lundi(2), par=association("Club A"))
    deux = deposee(ici, le_lundi(2), par=association("Club B"))
    cochee = dates(un)[0].pk
    vu = examiner(lue(un), MAINTENANT, cochees=[cochee])
    assert ("perd", "Club B perd 1 date sur 2") in sans_blancs(vu.consequences)
    assert sans_blancs(vu.rivales[0].consequences) == consequences(deux)
    sans = examiner(lue(un), MAINTENANT, cochees=[])
    assert sans_blancs(sans.consequences) == [("reste", "Aucune date cochée : rien n’est encore à donner")]


def test_la_page_annonce_aux_rivales_ce_qui_leur_sera_ecrit(ici, taches, executer_taches):
    un = deposee(ici, le_lundi(2), par=association("Club A"))
    fermer(ici, LUNDI)
    deposee(ici, le_lundi(2), par=association("Club B"))  # her first Monday was never to be had
    Fermeture.objects.all().delete()
    [prevenue] = [prevenu for prevenu in examiner(lue(un), MAINTENANT).prevenus if prevenu.qui == "Club B"]
    accepter(demande=un, par=cheffe(ici), maintenant=MAINTENANT)
    executer_taches()
    ecrites = [
        tache["args"]["contexte"]["annonce"]
        for tache in taches.jobs.values()
        if tache["args"].get("gabarit") == "conventions/dates_perdues"
    ]
    assert list(prevenue.messages) == ecrites
    assert prevenue.bref == f"Le lundi 23{BLANC}novembre 2026 n’est plus libre"
    assert f"Pour le lundi 23{BLANC}novembre 2026" in ecrites[0]


@pytest.mark.parametrize("nombre", [1, 3])
def test_peser_ne_lit_pas_plus_quand_les_rivales_des_rivales_sont_plus(ici, nombre, django_assert_num_queries):
    un = lue(deposee(ici, le_lundi(2)))
    for _ in range(nombre):
        deposee(ici, le_lundi(3, "19:00", "21:00"))
        deposee(ici, le_lundi(2, "20:00", "22:00"))
    with django_assert_num_queries(12):
        peser(un, MAINTENANT)

"""Dates that could not be had stay wanted, and are offered again when they are free."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.manques import voeux_de
from conventions.models import Demande
from conventions.propositions import proposer
from conventions.services import (
    accepter,
    annuler_decision,
    annuler_demande,
    demandes_en_attente,
    eteindre_options,
    liberer_date,
    poser_option,
    refuser,
    rejuger,
    replacer,
    retirer,
)
from conventions.services.attente import demandes_autour
from conventions.taches import rejuger_la_nuit, rejuger_les_souhaits
from salles.models import Fermeture, Reservation
from salles.services.espaces import composer
from salles.services.modification import comparer, modifier_serie
from salles.services.prise import liberer
from salles.services.usages import Usage, saisir_usage
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.pages import en_clair
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, lundis, prises, salle

pytestmark = pytest.mark.django_db
DIX_MINUTES = timedelta(minutes=10)
APRES = MAINTENANT + DIX_MINUTES


@pytest.fixture
def ici():
    return salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")


@pytest.fixture
def acceptee(ici) -> Demande:
    """Return the request of a club that holds two Mondays."""
    demande = deposee(ici, le_lundi(2), par=association("Club"))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT - timedelta(days=1))
    demande.refresh_from_db()
    return demande


@pytest.fixture
def perdue(ici, acceptee) -> Demande:
    """Return a request for three Mondays of which the club holds the first two."""
    return deposee(ici, le_lundi(3), par=association("Chorale"))


@pytest.fixture
def dix_minutes_plus_tard(monkeypatch, taches):
    """Return a function that judges the wishes again when the act can no longer be undone."""
    taches.reset()

    def passer() -> None:
        monkeypatch.setattr(timezone, "now", lambda: APRES)
        for tache in list(taches.jobs.values()):
            if tache["task_name"] == rejuger_les_souhaits.name:
                rejuger_les_souhaits(**tache["args"])

    return passer


def annonces(taches) -> list[str]:
    """Return what was written to those who waited."""
    contextes = (
        tache["args"]["contexte"]
        for tache in taches.jobs.values()
        if tache["args"].get("gabarit") == "conventions/dates_liberees"
    )
    return [en_clair(contexte["annonce"]) for contexte in contextes]


def test_une_date_rendue_redevient_demandee_et_un_message_le_dit(acceptee, perdue, taches, dix_minutes_plus_tard):
    assert etats(perdue) == ["indisponible", "indisponible", "souhaite"]
    liberer_date(creneau=dates(acceptee)[1], maintenant=MAINTENANT)
    dix_minutes_plus_tard()
    assert etats(perdue) == ["indisponible", "souhaite", "souhaite"]
    assert [date.raisons for date in dates(perdue)] == [["occupee"], [], []]
    assert annonces(taches) == [
        (
            "Au collège Plan Menu, la salle est de nouveau libre : le lundi 23 novembre 2026 de 18 h à 20 h. "
            "Votre demande reste ouverte : l’établissement peut vous donner ce que vous vouliez."
        )
    ]


def test_un_seul_message_pour_toutes_les_dates(acceptee, perdue, taches, dix_minutes_plus_tard):
    annuler_demande(demande=acceptee, maintenant=MAINTENANT)
    dix_minutes_plus_tard()
    assert (etats(perdue), len(annonces(taches))) == (["souhaite"] * 3, 1)


def test_le_travail_attend_que_l_acte_ne_s_annule_plus(acceptee, perdue, taches, dix_minutes_plus_tard):
    liberer_date(creneau=dates(acceptee)[1], maintenant=MAINTENANT)
    [attente] = [tache for tache in taches.jobs.values() if tache["task_name"] == rejuger_les_souhaits.name]
    assert attente["scheduled_at"] - timezone.now() > timedelta(minutes=9)


@pytest.mark.parametrize("acte", ["retirer", "refuser", "tomber"])
def test_une_option_qui_finit_rend_ses_dates(ici, acte, taches, dix_minutes_plus_tard):
    sous_option = deposee(ici, le_lundi(2))
    poser_option(demande=sous_option, maintenant=MAINTENANT - timedelta(days=20))
    option = dates(sous_option)[0].prise.option_jusqu_au
    perdue = deposee(ici, le_lundi(2), maintenant=option - timedelta(hours=1))
    assert etats(perdue) == ["indisponible", "indisponible"]
    match acte:
        case "retirer":
            retirer(demande=sous_option, maintenant=option - timedelta(minutes=30))
        case "refuser":
            refuser(
                demande=sous_option,
                par=cheffe(ici),
                motif="besoin_etablissement",
                message="La salle sert.",
                maintenant=option - timedelta(minutes=30),
            )
        case "tomber":
            eteindre_options(maintenant=option)
    dix_minutes_plus_tard()
    assert (etats(perdue), len(annonces(taches))) == (["souhaite", "souhaite"], 1)


def test_ce_qui_est_repris_avant_le_travail_reste_perdu(ici, acceptee, perdue, taches, dix_minutes_plus_tard):
    liberer_date(creneau=dates(acceptee)[1], maintenant=MAINTENANT)
    prises(ici, lundis(2)[1])
    dix_minutes_plus_tard()
    assert (etats(perdue), annonces(taches)) == (["indisponible", "indisponible", "souhaite"], [])


def test_une_partie_de_la_salle_liberee_libere_le_tout(taches, dix_minutes_plus_tard):
    ecole = etablissement()
    murs = [espace(ecole), espace(ecole)]
    tout, moitie = salle(ecole, espaces=murs), salle(ecole, espaces=murs[:1])
    tenue = deposee(moitie)
    accepter(demande=tenue, par=cheffe(moitie), maintenant=MAINTENANT - timedelta(days=1))
    perdue = deposee(tout)
    assert [date.raisons for date in dates(perdue)] == [["partie_occupee"]]
    liberer_date(creneau=dates(tenue)[0], maintenant=MAINTENANT)
    dix_minutes_plus_tard()
    assert etats(perdue) == ["souhaite"]


def test_l_usage_de_l_ecole_rendu_libere_aussi(ici, taches, dix_minutes_plus_tard):
    prises(ici, *lundis(1), nature=Reservation.Nature.ETABLISSEMENT)
    perdue = deposee(ici)
    liberer(Reservation.objects.all())
    dix_minutes_plus_tard()
    assert etats(perdue) == ["souhaite"]


def test_apres_l_accord_la_date_est_proposee_et_un_geste_la_demande(
    ici, acceptee, perdue, taches, dix_minutes_plus_tard
):
    accepter(demande=perdue, par=cheffe(ici), maintenant=MAINTENANT - timedelta(hours=1))
    liberer_date(creneau=dates(acceptee)[1], maintenant=MAINTENANT)
    dix_minutes_plus_tard()
    assert etats(perdue) == ["indisponible", "propose", "accepte"]
    assert "demandez-le d’un geste" in annonces(taches)[0]
    perdue.refresh_from_db()
    [voeu] = voeux_de(perdue, APRES)
    [proposition, *_] = proposer(voeu)
    ligne = next(ligne for ligne in proposition.lignes if (ligne.salle, ligne.debut.hour) == (ici, 18))
    [neuve] = replacer(
        demande=perdue, demandeur=president(perdue.association), lignes=[ligne], maintenant=APRES
    ).demandes
    assert [(date.jour, date.etat) for date in dates(neuve)] == [(LUNDI + timedelta(weeks=1), "souhaite")]


def test_rien_ne_bouge_tant_que_la_decision_peut_etre_annulee(ici, acceptee, perdue, taches, dix_minutes_plus_tard):
    accepter(demande=perdue, par=cheffe(ici), maintenant=MAINTENANT + timedelta(minutes=5))
    liberer_date(creneau=dates(acceptee)[1], maintenant=MAINTENANT)
    dix_minutes_plus_tard()
    assert etats(perdue) == ["indisponible", "indisponible", "accepte"]
    annuler_decision(demande=perdue, par=cheffe(ici), maintenant=APRES)
    assert etats(perdue) == ["indisponible", "indisponible", "souhaite"]


def test_ce_qui_est_place_ailleurs_n_est_plus_offert(ici, acceptee, perdue, taches, dix_minutes_plus_tard):
    salle(ici.etablissement, nom="Autre salle")
    [voeu] = voeux_de(perdue, MAINTENANT)
    replacer(
        demande=perdue,
        demandeur=president(perdue.association),
        lignes=proposer(voeu)[1].lignes,
        maintenant=MAINTENANT,
    )
    annuler_demande(demande=acceptee, maintenant=MAINTENANT)
    dix_minutes_plus_tard()
    assert (etats(perdue), annonces(taches)) == (["indisponible", "indisponible", "souhaite"], [])


def test_une_demande_finie_ou_une_date_passee_n_attend_plus(perdue):
    assert demandes_en_attente(MAINTENANT) == [perdue]
    assert demandes_en_attente(MAINTENANT + timedelta(weeks=4)) == []
    retirer(demande=perdue, maintenant=MAINTENANT)
    assert demandes_en_attente(MAINTENANT) == []


def test_sans_personne_qui_attend_rien_n_est_programme(acceptee, taches):
    taches.reset()
    liberer_date(creneau=dates(acceptee)[1], maintenant=MAINTENANT)
    assert rejuger_les_souhaits.name not in {tache["task_name"] for tache in taches.jobs.values()}


def test_une_liberation_loin_de_la_ne_rejuge_pas(ici, perdue):
    ailleurs = salle(ici.etablissement)
    [le_meme_soir] = prises(ailleurs, *lundis(1))
    [un_autre_jour] = prises(ici, local("18:00", "20:00", LUNDI + timedelta(days=3)))
    [tout_pres] = prises(ici, local("20:00", "21:00"))
    assert demandes_autour([le_meme_soir.pk], "indisponible") == []
    assert demandes_autour([un_autre_jour.pk], "indisponible") == []
    assert demandes_autour([tout_pres.pk], "indisponible") == [perdue.pk]


def test_une_fermeture_levee_se_voit_dans_la_nuit(ici, monkeypatch, taches):
    fermeture = Fermeture.objects.create(salle=ici, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Épreuves")
    perdue = deposee(ici)
    taches.reset()
    monkeypatch.setattr(timezone, "now", lambda: APRES)
    rejuger_la_nuit(timestamp=0)
    assert (etats(perdue), annonces(taches)) == (["indisponible"], [])
    fermeture.delete()
    rejuger_la_nuit(timestamp=0)
    assert (etats(perdue), len(annonces(taches))) == (["souhaite"], 1)


# -- By whatever way a place is given back -----------------------------------------------------


@pytest.fixture
def parties():
    """Return a whole room and its two halves."""
    ecole = etablissement()
    murs = [espace(ecole), espace(ecole)]
    return [salle(ecole, espaces=siens) for siens in (murs, murs[:1], murs[1:])]


@pytest.mark.parametrize("qui_attend", ["la moitié rendue", "la salle qui rétrécit"])
def test_des_murs_rendus_liberent_ceux_qui_y_attendaient(parties, qui_attend, taches, dix_minutes_plus_tard):
    entiere, premiere, seconde = parties
    occupee, voulue = (entiere, seconde) if qui_attend == "la moitié rendue" else (seconde, entiere)
    prises(occupee, *lundis(1), nature=Reservation.Nature.ETABLISSEMENT)
    perdue = deposee(voulue)
    assert etats(perdue) == ["indisponible"]
    composer(salle=entiere, espaces=premiere.espaces.all(), maintenant=MAINTENANT)
    dix_minutes_plus_tard()
    assert (etats(perdue), len(annonces(taches))) == (["souhaite"], 1)


def test_une_serie_deplacee_libere_ses_anciennes_heures(ici, taches, dix_minutes_plus_tard):
    saisir_usage(salle=ici, souhait=le_lundi(2), nature="etablissement", libelle="EPS", maintenant=MAINTENANT)
    perdue = deposee(ici, le_lundi(2))
    premiere = Reservation.objects.earliest("debut")
    usage = Usage(ici, le_lundi(2, "20:00", "22:00"), Reservation.Nature.ETABLISSEMENT, "EPS")
    vue = comparer(reservation=premiere, usage=usage, maintenant=MAINTENANT).empreinte
    modifier_serie(reservation=premiere, usage=usage, empreinte=vue, maintenant=MAINTENANT)
    dix_minutes_plus_tard()
    assert (etats(perdue), len(annonces(taches))) == (["souhaite"] * 2, 1)


def test_l_accord_sur_une_moitie_rend_le_reste_de_l_option_qu_il_termine(parties, taches, dix_minutes_plus_tard):
    entiere, premiere, seconde = parties
    poser_option(demande=deposee(entiere), maintenant=MAINTENANT)
    gagnante, perdue = deposee(premiere), deposee(seconde)
    assert etats(perdue) == ["indisponible"]
    [sienne] = dates(gagnante)
    accepter(demande=gagnante, par=cheffe(entiere), creneaux=[sienne.pk], maintenant=MAINTENANT)
    dix_minutes_plus_tard()
    assert (etats(perdue), len(annonces(taches))) == (["souhaite"], 1)


def test_une_option_morte_dont_on_prend_un_morceau_rend_le_reste(parties, taches, dix_minutes_plus_tard):
    entiere, premiere, seconde = parties
    poser_option(demande=deposee(entiere), maintenant=MAINTENANT - timedelta(days=5))
    perdue = deposee(seconde, maintenant=MAINTENANT - timedelta(days=5))
    mort = Reservation.objects.get().option_jusqu_au
    prises(premiere, *lundis(1), maintenant=mort)
    eteindre_options(maintenant=mort)
    dix_minutes_plus_tard()
    assert (etats(perdue), len(annonces(taches))) == (["souhaite"], 1)


@pytest.mark.parametrize("fois", [1, 3])
def test_rejuger_ne_lit_pas_plus_quand_les_dates_sont_plus(ici, fois, django_assert_num_queries):
    tenues = prises(ici, *lundis(fois))
    perdue = deposee(ici, le_lundi(fois))
    Reservation.objects.filter(pk__in=[tenue.pk for tenue in tenues]).update(tenue="liberee")
    for tenue in tenues:
        tenue.occupations.all().delete()
    with django_assert_num_queries(12):
        rejuger(demande=perdue, maintenant=MAINTENANT)
    assert etats(perdue) == ["souhaite"] * fois

"""The audit of what was decided sees a request that is lost, or half accepted: each fault is made on purpose."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from conventions.audit import CONTROLES
from conventions.models import Convention, CreneauDemande, Decision, Demande
from conventions.services import accepter, annuler_demande, retirer
from plateforme.management.commands import auditer_reservations
from salles.audit import anomalies
from salles.models import Reservation
from salles.services.prise import liberer
from tests.conventions.audit_d_essai import accordee, codes, refusee, sous_option
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.conventions.offres_d_essai import contre_proposee, deux_salles
from tests.monde import animer, planter_le_monde
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]

ETATS = CreneauDemande.Etat


def corriger(demande: Demande, **champs) -> None:
    demande.creneaux.update(**champs)


@pytest.fixture
def _sans_garde() -> None:
    with connection.cursor() as curseur:
        curseur.execute("ALTER TABLE conventions_creneaudemande DROP CONSTRAINT creneau_tenu_reserve")


def test_un_monde_ou_tout_est_arrive_n_a_pas_d_anomalie(capsys):
    animer(planter_le_monde())
    call_command("auditer_reservations")
    assert capsys.readouterr().out == "Aucune anomalie dans les réservations.\n"


def test_la_commande_sort_en_erreur_et_nomme_la_demande(capsys):
    demande = accordee()
    liberer(Reservation.objects.all())
    with pytest.raises(CommandError, match="1\u00a0anomalie dans les réservations"):
        call_command("auditer_reservations")
    assert capsys.readouterr().err == (
        "accord_sans_prise : 1\u00a0anomalie.\n"
        f"accord_sans_prise : La date {dates(demande)[0].pk} de la demande {demande.numero} est accordée, "
        "mais rien ne la tient dans sa salle, à ses heures.\n"
    )


def test_la_commande_compte_d_abord_et_ne_cite_que_les_premieres(capsys, monkeypatch):
    monkeypatch.setattr(auditer_reservations, "CITEES_PAR_CODE", 2)
    deposees = deposee(salle(), le_lundi(3))
    accepter(demande=deposees, par=cheffe(dates(deposees)[0].salle), maintenant=MAINTENANT)
    liberer(Reservation.objects.all())
    with pytest.raises(CommandError, match="3\u00a0anomalies dans les réservations"):
        call_command("auditer_reservations")
    premiere, *citees, derniere = capsys.readouterr().err.splitlines()
    assert premiere == "accord_sans_prise : 3\u00a0anomalies."
    assert [deposees.numero in citee for citee in citees] == [True, True]
    assert derniere == "accord_sans_prise : les 2\u00a0premières seulement sont citées."


@pytest.mark.parametrize("champ", ["salle", "debut", "fin", "tenue"])
def test_une_date_accordee_que_rien_ne_tient_la_ou_elle_le_dit_est_vue(champ):
    demande = accordee()
    une = dates(demande)[0]
    autre = {
        "salle": {"salle": salle(demande.etablissement)},
        "debut": {"debut": une.debut + timedelta(minutes=15)},
        "fin": {"fin": une.fin + timedelta(minutes=15)},
        "tenue": {"tenue": Reservation.Tenue.LIBEREE},
    }
    Reservation.objects.update(**autre[champ])
    assert codes() == ["accord_sans_prise"]


@pytest.mark.usefixtures("_sans_garde")
def test_une_date_accordee_sans_reservation_est_vue_de_deux_cotes():
    corriger(accordee(), reservation=None)
    assert codes() == ["accord_sans_prise", "prise_sans_demande"]


@pytest.mark.parametrize(
    "changement", [{"tenue": "ferme", "option_jusqu_au": None}, {"fin": local("18:00", "21:00").fin}]
)
def test_une_option_dont_la_reservation_dit_autre_chose_est_vue(changement):
    sous_option()
    Reservation.objects.update(**changement)
    assert codes() == ["option_sans_prise"]


def test_une_option_morte_dont_un_autre_a_pris_la_place_n_est_pas_une_anomalie():
    demande = sous_option()
    ici, apres = dates(demande)[0].salle, MAINTENANT + timedelta(days=30)
    prises(ici, local("18:00", "20:00"), groupe=0, maintenant=apres)
    assert demande.creneaux.get().etat == ETATS.OPTION
    assert codes() == []


@pytest.mark.parametrize("etat", [ETATS.SOUHAITE, ETATS.LIBERE, ETATS.REFUSE])
def test_une_prise_que_sa_date_a_oubliee_est_vue(etat):
    demande = accordee()
    corriger(demande, etat=etat)
    assert "prise_sans_demande" in codes()


def test_un_occupant_que_l_ecole_a_saisi_n_est_pas_une_anomalie():
    prises(salle(), local("18:00", "20:00"), groupe=0)
    prises(salle(etablissement("0382099A")), local("18:00", "20:00"), nature=Reservation.Nature.TRAVAUX)
    assert codes() == []


@pytest.mark.parametrize("statut", ["soumise", "en_instruction", "retiree", "refusee", "annulee"])
def test_une_date_accordee_dans_une_demande_qui_ne_l_est_pas_est_vue(statut):
    Demande.objects.filter(pk=accordee().pk).update(statut=statut)
    assert "date_sans_accord" in codes()


def test_ce_qui_a_eu_lieu_avant_l_annulation_reste_accorde():
    demande = accordee()
    passee, a_venir = (MAINTENANT + timedelta(days=30), MAINTENANT)
    annuler_demande(demande=demande, maintenant=passee)
    assert demande.creneaux.get().etat == ETATS.ACCEPTE
    assert list(anomalies(passee, CONTROLES)) == []
    assert [anomalie.partition(" : ")[0] for anomalie in anomalies(a_venir, CONTROLES)] == ["date_sans_accord"]


@pytest.mark.parametrize("manque", ["decision", "decision annulée", "convention", "dates"])
def test_un_accord_a_moitie_ecrit_est_vu(manque):
    demande = accordee()
    match manque:
        case "decision":
            Decision.objects.all().delete()
        case "decision annulée":
            Decision.objects.update(annulee_le=MAINTENANT)
        case "convention":
            Convention.objects.all().delete()
        case "dates":
            liberer(Reservation.objects.all())
            corriger(demande, etat=ETATS.INDISPONIBLE, reservation=None)
    assert codes() == ["accord_incomplet"]


def test_deux_accords_pour_une_demande_sont_vus():
    accordee()
    seconde = Decision.objects.get()
    seconde.pk = None
    seconde.save(force_insert=True)
    assert codes() == ["accord_incomplet"]


@pytest.mark.parametrize("nombre", [0, 2])
def test_un_refus_sans_decision_ou_avec_deux_est_vu(nombre):
    refusee()
    decision = Decision.objects.get()
    if nombre == 0:
        decision.delete()
    else:
        decision.pk = None
        decision.save(force_insert=True)
    assert codes() == ["refus_incomplet"]


@pytest.mark.parametrize(
    "champs",
    [{"premier_jour": LUNDI - timedelta(days=1)}, {"dernier_jour": LUNDI + timedelta(days=1)}, {"montant_euros": 1}],
)
def test_un_projet_qui_dit_une_autre_periode_ou_un_autre_prix_que_ses_dates_est_vu(champs):
    accordee()
    Convention.objects.update(**champs)
    assert codes() == ["projet_perime"]
    Convention.objects.update(statut=Convention.Statut.SIGNEE)
    assert "projet_perime" not in codes()


def test_une_demande_qui_attend_et_porte_deja_une_decision_est_vue():
    Demande.objects.filter(pk=refusee().pk).update(statut="soumise")
    assert codes() == ["decision_de_trop"]


def test_une_demande_qui_attend_et_porte_deja_une_convention_est_vue():
    demande = accordee()
    liberer(Reservation.objects.all())
    corriger(demande, etat=ETATS.SOUHAITE, reservation=None)
    Decision.objects.all().delete()
    Demande.objects.update(statut="soumise")
    assert codes() == ["decision_de_trop"]


@pytest.mark.parametrize("etat", [ETATS.SOUHAITE, ETATS.INDISPONIBLE, ETATS.EN_ATTENTE, ETATS.PROPOSE])
def test_une_date_qui_attend_encore_dans_une_demande_finie_est_vue(etat):
    corriger(retirer(demande=deposee(salle()), maintenant=MAINTENANT), etat=etat)
    assert codes() == ["date_en_suspens"]


@pytest.mark.parametrize("manque", ["dates", "demande"])
def test_un_depot_a_moitie_ecrit_est_vu(manque):
    demande = deposee(salle())
    demande.creneaux.all().delete()
    if manque == "demande":
        demande.delete()
    assert codes() == ["depot_incomplet", *(["souhait_ampute"] if manque == "dates" else [])]


@pytest.mark.parametrize("etat", [ETATS.SOUHAITE, ETATS.ACCEPTE])
def test_une_date_effacee_d_une_demande_est_vue(etat):
    ici = salle()
    demande = deposee(ici, le_lundi(3))
    if etat == ETATS.ACCEPTE:
        accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    assert codes() == []
    perdue = dates(demande)[1]
    perdue.delete()
    assert [code for code in codes() if code != "prise_sans_demande"] == ["souhait_ampute"]


def test_une_date_rangee_a_un_autre_jour_que_ses_heures_est_vue():
    demande = deposee(salle(), le_lundi(3))
    CreneauDemande.objects.filter(pk=dates(demande)[1].pk).update(jour=LUNDI)
    assert codes() == ["jour_faux"]


def test_chaque_controle_a_son_nom():
    assert len({controle.code for controle in CONTROLES}) == len(CONTROLES)


# -- Offers --------------------------------------------------------------------------------


def test_une_demande_contre_proposee_sans_proposition_se_voit():
    Demande.objects.filter(pk=deposee(salle()).pk).update(statut="contre_proposee")
    assert codes() == ["proposition_vide"]


def test_une_proposition_qui_ne_tient_plus_rien_se_voit():
    demande = contre_proposee(*deux_salles())
    liberer(Reservation.objects.all())
    demande.creneaux.filter(etat="option").update(etat="souhaite", reservation=None)
    assert set(codes()) == {"proposition_vide", "date_remplacee_a_tort"}


def test_une_proposition_que_la_demande_a_oubliee_se_voit():
    demande = contre_proposee(*deux_salles())
    Demande.objects.filter(pk=demande.pk).update(statut="soumise")
    assert set(codes()) == {"proposition_oubliee", "date_remplacee_a_tort"}


def test_une_date_deplacee_sans_celle_qui_la_remplace_se_voit():
    corriger(accordee(), etat=ETATS.DEPLACE)
    assert "date_remplacee_a_tort" in codes()

"""What both sides read about an offer: when, in which words."""

from datetime import timedelta

import pytest
from django.core import mail

from conventions.services import (
    accepter_proposition,
    decliner_proposition,
    expirer_proposition,
    reprendre_proposition,
)
from conventions.services.contre_proposition import confirmer_contre_proposition
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi, president
from tests.conventions.offres_d_essai import MOT, contre_proposee, lue
from tests.pages import en_clair
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import MAINTENANT, local, salle

pytestmark = pytest.mark.django_db

DIX_MINUTES = MAINTENANT + timedelta(minutes=10)
LIGNES = """
- Le 23 novembre : Petite salle plutôt que Gymnase, de 18 h à 20 h comme demandé.
- Le 16 novembre : comme demandé.
"""


@pytest.fixture
def demande(taches):
    gymnase = salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")
    petite = salle(gymnase.etablissement, nom="Petite salle")
    demande = contre_proposee(gymnase, petite, demande=deposee(gymnase, le_lundi(2), par=association("Club A")))
    [confirmation] = [tache for tache in taches.jobs.values() if "proposition" in tache["args"]]
    assert confirmation["scheduled_at"] == DIX_MINUTES
    taches.reset()
    return demande


def boite(executer_taches) -> list[tuple[str, str, str]]:
    """Send what waits and return who reads what: address, subject, body."""
    executer_taches()
    return [(lettre.to[0], en_clair(lettre.subject), en_clair(lettre.body)) for lettre in mail.outbox]


def test_rien_ne_part_avant_dix_minutes_puis_tout_est_dit(demande, executer_taches):
    confirmer_contre_proposition(proposition=demande.contre_propositions.get(), maintenant=DIX_MINUTES)
    confirmer_contre_proposition(proposition=demande.contre_propositions.get(), maintenant=DIX_MINUTES)
    [(a_qui, objet, corps)] = boite(executer_taches)
    assert (a_qui, objet) == (president(demande.association).courriel, "Le collège Plan Menu vous propose autre chose")
    assert LIGNES in corps
    assert f"« {MOT} »" in corps
    assert "Répondez avant le lundi 16 novembre 2026 à 18 h : ces dates vous sont gardées jusque-là." in corps
    assert f"/demandes/{demande.pk}/" in corps
    [html] = [partie for partie, nature in mail.outbox[0].alternatives if nature == "text/html"]
    assert "Petite salle plutôt que Gymnase" in html


def test_une_proposition_deja_repondue_ne_s_ecrit_plus(demande, executer_taches):
    decliner_proposition(demande=demande, proposition=lue(demande), maintenant=MAINTENANT)
    confirmer_contre_proposition(proposition=demande.contre_propositions.get(), maintenant=DIX_MINUTES)
    assert [objet for _, objet, _ in boite(executer_taches)] == ["Club A décline votre proposition"]


def test_l_accord_et_l_acceptation_se_lisent_des_deux_cotes(demande, executer_taches):
    accepter_proposition(demande=demande, proposition=lue(demande), maintenant=DIX_MINUTES)
    lettres = {objet: (a_qui, corps) for a_qui, objet, corps in boite(executer_taches)}
    a_qui, corps = lettres["Accord pour Gymnase et Petite salle, collège Plan Menu"]
    assert a_qui == president(demande.association).courriel
    assert "donne son accord pour 2 lundis de 18 h à 20 h" in corps
    a_qui, corps = lettres["Club A accepte votre proposition"]
    assert a_qui == cheffe(demande.creneaux.first().salle).courriel
    assert LIGNES in corps


def test_le_declin_porte_le_mot_de_l_association(demande, executer_taches):
    decliner_proposition(demande=demande, proposition=lue(demande), message="Trop petit.", maintenant=DIX_MINUTES)
    [(_, objet, corps)] = boite(executer_taches)
    assert objet == "Club A décline votre proposition"
    assert "« Trop petit. »" in corps
    assert "La demande revient à décider, avec ses premiers souhaits." in corps


def test_la_reprise_dit_que_la_demande_est_de_nouveau_a_l_etude(demande, executer_taches):
    confirmer_contre_proposition(proposition=demande.contre_propositions.get(), maintenant=DIX_MINUTES)
    executer_taches()
    mail.outbox.clear()
    reprendre_proposition(demande=demande, maintenant=DIX_MINUTES)
    [(a_qui, objet, corps)] = boite(executer_taches)
    assert (a_qui, objet) == (president(demande.association).courriel, "Le collège Plan Menu reprend sa proposition")
    assert "est de nouveau à l’étude, avec vos premiers souhaits." in corps


def test_sans_reponse_les_deux_lisent_pourquoi_c_est_clos(demande, executer_taches):
    expirer_proposition(demande=demande, maintenant=local("18:00", "20:00").debut)
    lettres = {objet: corps for _, objet, corps in boite(executer_taches)}
    assert sorted(lettres) == [
        f"La demande {demande.numero} est close, sans réponse à votre proposition",
        f"Votre demande {demande.numero} est close",
    ]
    assert (
        "Votre réponse était attendue avant le lundi 16 novembre 2026 à 18 h."
        in (lettres[f"Votre demande {demande.numero} est close"])
    )

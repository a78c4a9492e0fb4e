"""What leaves at minute ten is true at minute ten, whoever moved meanwhile."""

from datetime import timedelta
from functools import partial

import pytest

from conventions.exceptions import AnnulationTardive, TransitionImpossible
from conventions.models import Decision, Demande
from conventions.services import (
    accepter,
    annuler_decision,
    annuler_demande,
    confirmer,
    liberer_date,
    poser_option,
    refuser,
    retirer,
)
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.ensemble import defauts, ensemble
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db
CINQ_MINUTES = MAINTENANT + timedelta(minutes=5)
DIX_MINUTES = MAINTENANT + timedelta(minutes=10)
EPREUVES = 4  # an interleaving is a matter of luck: each race is run a few times


@pytest.fixture
def demande(ici) -> Demande:
    return deposee(ici, le_lundi(3), par=association("Club"))


@pytest.fixture
def a_la_dixieme(mailoutbox, executer_taches):
    """Return a function that sends what waits, and returns what one requester reads: subjects and first words."""
    executer_taches()
    mailoutbox.clear()

    def lire(demande: Demande) -> list[tuple[str, str]]:
        executer_taches()
        lui = president(demande.association).courriel
        lettres = [lettre for lettre in mailoutbox if lettre.to == [lui]]
        return [(plat(lettre.subject), plat(lettre.body.split("\n\n")[1])) for lettre in lettres]

    return lire


def plat(mots: str) -> str:
    return mots.replace("\N{NO-BREAK SPACE}", " ")


def accord(demande: Demande, **choix) -> Demande:
    return accepter(demande=demande, par=cheffe(dates(demande)[0].salle), maintenant=MAINTENANT, **choix)


def test_l_accord_ne_promet_que_ce_qui_est_encore_tenu(demande, a_la_dixieme):
    accord(demande)
    liberer_date(creneau=dates(demande)[0], maintenant=CINQ_MINUTES)
    [(objet, annonce)] = a_la_dixieme(demande)
    assert objet == "Accord pour Gymnase, collège Plan Menu"
    assert annonce == (
        "Le collège Plan Menu donne son accord pour 2 lundis de 18 h à 20 h, du 23 au 30 novembre 2026. "
        "Les dates sont tenues, sous réserve de la convention signée : "
        "restent le vote du conseil d’administration, puis les signatures."
    )


def test_une_date_refusee_se_dit_refusee_une_date_rendue_non(demande, a_la_dixieme):
    un, deux, _ = dates(demande)
    accord(demande, creneaux=[un.pk, deux.pk])
    liberer_date(creneau=deux, maintenant=CINQ_MINUTES)
    [(_, annonce)] = a_la_dixieme(demande)
    assert "son accord pour le lundi 16 novembre 2026 de 18 h à 20 h. Il ne peut pas donner le 30 novembre." in annonce


@pytest.mark.parametrize("acte", ["renoncer", "tout rendre"])
def test_qui_a_renonce_ne_lit_pas_que_ses_dates_sont_tenues(acte, ici, demande, a_la_dixieme, mailoutbox):
    accord(demande)
    if acte == "renoncer":
        annuler_demande(demande=demande, maintenant=CINQ_MINUTES)
    else:
        for creneau in dates(demande):
            liberer_date(creneau=creneau, maintenant=CINQ_MINUTES)
    assert a_la_dixieme(demande) == []
    [renoncement] = [lettre for lettre in mailoutbox if "retire sa demande" in lettre.subject]
    assert renoncement.to == [cheffe(ici).courriel]
    assert "L’accord que vous aviez donné tombe" in plat(renoncement.body)


def test_un_refus_se_dit_une_fois(demande, a_la_dixieme):
    par = cheffe(dates(demande)[0].salle)
    refuser(demande=demande, par=par, motif="personnel", message="Aucun agent.", maintenant=MAINTENANT)
    assert [objet for objet, _ in a_la_dixieme(demande)] == [f"Réponse à votre demande {demande.numero}"]
    confirmer(decision=Decision.objects.get(), maintenant=DIX_MINUTES)
    assert len(a_la_dixieme(demande)) == 1


def test_une_decision_dite_ne_s_annule_plus_meme_si_l_horloge_le_permet(demande, a_la_dixieme):
    accord(demande)
    a_la_dixieme(demande)
    with pytest.raises(AnnulationTardive):
        annuler_decision(demande=demande, par=cheffe(dates(demande)[0].salle), maintenant=CINQ_MINUTES)
    assert etats(demande) == ["accepte"] * 3


# -- those who lost a place ----------------------------------------------------------------


@pytest.fixture
def rivale(ici) -> Demande:
    """Return a request for the first two Mondays, the first one under option."""
    autre = deposee(ici, le_lundi(2), par=association("Chorale"))
    return poser_option(demande=autre, creneaux=[dates(autre)[0].pk], maintenant=MAINTENANT)


def test_la_rivale_apprend_ce_qui_est_encore_pris(demande, rivale, a_la_dixieme):
    accord(demande)
    liberer_date(creneau=dates(demande)[0], maintenant=CINQ_MINUTES)
    [(objet, annonce)] = a_la_dixieme(rivale)
    assert objet == f"Des dates de votre demande {rivale.numero} ne sont plus libres"
    assert annonce == (
        "Pour le lundi 23 novembre 2026, le collège Plan Menu a donné la salle à une autre demande : cette date "
        "n’est plus libre. Votre demande reste ouverte ; si la salle se libère, l’établissement pourra vous la donner."
    )


def test_la_rivale_l_apprend_aussi_quand_la_place_est_passee_a_une_troisieme(ici, demande, rivale, a_la_dixieme):
    accord(demande)
    liberer_date(creneau=dates(demande)[0], maintenant=CINQ_MINUTES)
    accepter(demande=deposee(ici, le_lundi()), par=cheffe(ici), maintenant=CINQ_MINUTES)
    [(_, option), (_, voeu)] = a_la_dixieme(rivale)
    assert option.startswith(
        "L’option que le collège Plan Menu vous gardait pour le lundi 16 novembre 2026 prend fin : cette date est "
    )
    assert voeu.startswith("Pour le lundi 23 novembre 2026, le collège Plan Menu a donné la salle")


@pytest.mark.parametrize("acte", [retirer, refuser, accepter])
def test_une_rivale_qui_a_sa_reponse_ne_lit_pas_que_sa_demande_reste_ouverte(acte, ici, demande, a_la_dixieme):
    autre = deposee(ici, le_lundi(4), par=association("Chorale"))
    accord(demande)
    arguments = {
        retirer: {},
        refuser: {"par": cheffe(ici), "motif": "personnel", "message": "Aucun agent."},
        accepter: {"par": cheffe(ici)},
    }
    acte(demande=autre, maintenant=CINQ_MINUTES, **arguments[acte])
    assert not any("Votre demande reste ouverte" in dit for _, dit in a_la_dixieme(autre))


# -- at one instant ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.vingt_fois
def test_se_raviser_et_confirmer_au_meme_instant_l_un_des_deux(executer_taches, mailoutbox):
    ecole = etablissement()
    for _ in range(EPREUVES):
        ici = salle(ecole)
        demande, autre = deposee(ici, le_lundi(2)), deposee(ici, le_lundi(2))
        accord(demande)
        decision = Decision.objects.get(demande=demande)
        ravise, _ = ensemble(
            [
                partial(annuler_decision, demande=demande, par=cheffe(ici), maintenant=CINQ_MINUTES),
                partial(confirmer, decision=decision, maintenant=DIX_MINUTES),
            ]
        )
        executer_taches()
        lui, elle = president(demande.association).courriel, president(autre.association).courriel
        dits = {lettre.to[0] for lettre in mailoutbox if "Accord" in lettre.subject or "plus libres" in lettre.subject}
        if isinstance(ravise, AnnulationTardive):
            assert (etats(demande), {lui, elle} & dits) == (["accepte"] * 2, {lui, elle})
        else:
            assert (etats(demande), {lui, elle} & dits) == (["souhaite"] * 2, set())
    assert defauts(MAINTENANT) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.vingt_fois
def test_rendre_se_raviser_et_confirmer_au_meme_instant():
    ecole = etablissement()
    for _ in range(EPREUVES):
        ici = salle(ecole)
        demande = deposee(ici, le_lundi(2))
        accord(demande)
        ravise, rendue, _ = ensemble(
            [
                partial(annuler_decision, demande=demande, par=cheffe(ici), maintenant=CINQ_MINUTES),
                partial(liberer_date, creneau=dates(demande)[0], maintenant=CINQ_MINUTES),
                partial(confirmer, decision=Decision.objects.get(demande=demande), maintenant=DIX_MINUTES),
            ]
        )
        premier = "libere" if not isinstance(rendue, TransitionImpossible) else "souhaite"
        if isinstance(ravise, AnnulationTardive):
            assert etats(demande) == ["libere", "accepte"]
            convention = Demande.objects.get(pk=demande.pk).convention
            assert (convention.premier_jour, convention.version) == (dates(demande)[1].jour, 2)
        else:
            assert etats(demande) == [premier, "souhaite"]
    assert defauts(MAINTENANT) == []

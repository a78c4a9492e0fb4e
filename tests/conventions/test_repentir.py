"""Changing one's mind: ten minutes, the same person, nothing sent, everything as it was."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django import app

from conventions.exceptions import AnnulationTardive, DecisionDAutrui, TransitionImpossible
from conventions.models import Convention, Decision, Demande
from conventions.services import (
    accepter,
    annuler_decision,
    annuler_demande,
    liberer_date,
    poser_option,
    refuser,
    retirer,
)
from salles.models import Occupation, Reservation
from salles.services.fermetures import fermer
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.personnages import habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

pytestmark = pytest.mark.django_db

CINQ_MINUTES = MAINTENANT + timedelta(minutes=5)
DIX_MINUTES = MAINTENANT + timedelta(minutes=10)


def photo(demande: Demande) -> tuple:
    """Return all that undoing must bring back."""
    lue = Demande.objects.get(pk=demande.pk)
    return (
        lue.statut,
        lue.decidee_le,
        list(lue.creneaux.values_list("etat", "raisons", "reservation__tenue", "reservation__option_jusqu_au")),
        list(Occupation.objects.order_by("debut").values_list("espace", "debut", "fin_tampon", "option_jusqu_au")),
    )


def test_annuler_un_accord_remet_tout_comme_avant(executer_taches, mailoutbox):
    ici = salle()
    demande = deposee(ici, le_lundi(4))
    executer_taches()
    mailoutbox.clear()
    avant = photo(demande)
    un, deux, *_ = dates(demande)
    accepter(demande=demande, par=cheffe(ici), creneaux=[un.pk, deux.pk], maintenant=MAINTENANT)
    annuler_decision(demande=demande, par=cheffe(ici), maintenant=CINQ_MINUTES)
    assert photo(demande) == avant
    assert not Convention.objects.exists()
    executer_taches()
    assert mailoutbox == []


def test_annuler_un_accord_rend_l_option_qu_il_avait_terminee():
    ici = salle()
    elle, autre = deposee(ici, le_lundi(2)), deposee(ici, le_lundi(2))
    poser_option(demande=autre, creneaux=[dates(autre)[0].pk], maintenant=MAINTENANT)
    avant = photo(elle), photo(autre)
    accepter(demande=elle, par=cheffe(ici), maintenant=MAINTENANT)
    assert etats(autre) == ["indisponible", "indisponible"]
    annuler_decision(demande=elle, par=cheffe(ici), maintenant=CINQ_MINUTES)
    assert (photo(elle), photo(autre)) == avant


def test_annuler_un_accord_sur_sa_propre_option_la_repose():
    ici = salle()
    demande = poser_option(demande=deposee(ici, le_lundi()), maintenant=MAINTENANT)
    avant = photo(demande)
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    annuler_decision(demande=demande, par=cheffe(ici), maintenant=CINQ_MINUTES)
    assert photo(demande) == avant


def test_annuler_un_refus_repose_l_option():
    ici = salle()
    demande = poser_option(demande=deposee(ici, le_lundi()), maintenant=MAINTENANT)
    avant = photo(demande)
    refuser(demande=demande, par=cheffe(ici), motif="personnel", message="Personne.", maintenant=MAINTENANT)
    assert Occupation.objects.count() == 0
    annuler_decision(demande=demande, par=cheffe(ici), maintenant=CINQ_MINUTES)
    assert photo(demande) == avant
    assert Decision.objects.get().annulee_le == CINQ_MINUTES


def test_annuler_un_refus_dont_la_place_est_prise_laisse_un_souhait():
    ici = salle()
    elle = poser_option(demande=deposee(ici, le_lundi()), maintenant=MAINTENANT)
    refuser(demande=elle, par=cheffe(ici), motif="personnel", message="Personne.", maintenant=MAINTENANT)
    accepter(demande=deposee(ici, le_lundi()), par=cheffe(ici), maintenant=MAINTENANT)
    annuler_decision(demande=elle, par=cheffe(ici), maintenant=CINQ_MINUTES)
    assert etats(elle) == ["souhaite"]
    assert list(Reservation.objects.order_by("pk").values_list("tenue", flat=True)) == ["liberee", "ferme"]


def test_apres_un_repentir_on_decide_de_nouveau():
    ici = salle()
    demande = deposee(ici, le_lundi())
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    annuler_decision(demande=demande, par=cheffe(ici), maintenant=CINQ_MINUTES)
    accepter(demande=demande, par=cheffe(ici), maintenant=CINQ_MINUTES)
    assert (etats(demande), Convention.objects.count(), Decision.objects.en_vigueur().count()) == (["accepte"], 1, 1)


# -- too late --------------------------------------------------------------------------


@pytest.fixture
def accordee() -> Demande:
    ici = salle()
    return accepter(demande=deposee(ici, le_lundi(2)), par=cheffe(ici), maintenant=MAINTENANT)


def la_cheffe(demande: Demande):
    return cheffe(dates(demande)[0].salle)


def test_dix_minutes_apres_c_est_trop_tard(accordee):
    with pytest.raises(AnnulationTardive):
        annuler_decision(demande=accordee, par=la_cheffe(accordee), maintenant=DIX_MINUTES)
    assert etats(accordee) == ["accepte", "accepte"]


def test_une_autre_personne_n_annule_pas(accordee):
    autre = personne()
    habiliter(autre, "chef", accordee.etablissement)
    with pytest.raises(DecisionDAutrui):
        annuler_decision(demande=accordee, par=autre, maintenant=CINQ_MINUTES)


def test_un_message_deja_parti_l_interdit_et_rien_ne_bouge(accordee, executer_taches):
    executer_taches()
    with pytest.raises(AnnulationTardive):
        annuler_decision(demande=accordee, par=la_cheffe(accordee), maintenant=CINQ_MINUTES)
    assert (etats(accordee), Convention.objects.count()) == (["accepte", "accepte"], 1)


def test_sans_decision_il_n_y_a_rien_a_annuler():
    ici = salle()
    with pytest.raises(TransitionImpossible):
        annuler_decision(demande=deposee(ici), par=cheffe(ici), maintenant=MAINTENANT)


# -- what the requester gives back meanwhile --------------------------------------------


def test_une_date_rendue_le_reste_et_n_empeche_pas_de_revenir_sur_les_autres(accordee):
    rendue, gardee = dates(accordee)
    liberer_date(creneau=rendue, maintenant=CINQ_MINUTES)
    annuler_decision(demande=accordee, par=la_cheffe(accordee), maintenant=CINQ_MINUTES)
    assert (etats(accordee), Occupation.objects.count()) == (["libere", "souhaite"], 0)
    assert (Demande.objects.get(pk=accordee.pk).statut, Convention.objects.count()) == ("soumise", 0)
    assert set(accordee.creneaux.values_list("tarif_horaire_euros", flat=True)) == {None}
    accepter(demande=accordee, par=la_cheffe(accordee), maintenant=CINQ_MINUTES)
    assert etats(accordee) == ["libere", "accepte"]
    assert Convention.objects.get().premier_jour == gardee.jour


def test_un_accord_auquel_on_a_renonce_ne_se_reprend_plus_et_cela_se_dit(accordee):
    annuler_demande(demande=accordee, maintenant=CINQ_MINUTES)
    with pytest.raises(TransitionImpossible) as refus:
        annuler_decision(demande=accordee, par=la_cheffe(accordee), maintenant=CINQ_MINUTES)
    assert refus.value.message == (
        f"On ne peut pas revenir sur la décision : la demande {accordee.numero} est « annulée ». "
        "Relisez-la telle qu’elle est à présent."
    )


@pytest.mark.parametrize(
    ("rendre", "reste"),
    [("rien", True), ("une date", True), ("toutes les dates", False), ("la demande", False)],
)
def test_bouton_phrases_api_et_acte_disent_la_meme_chose(client, accordee, horloge, rendre, reste):
    """Whatever the association gives back meanwhile, nobody is promised what is refused."""
    horloge(CINQ_MINUTES)
    rendues = {"une date": 1, "toutes les dates": 2}.get(rendre, 0)
    for creneau in dates(accordee)[:rendues]:
        liberer_date(creneau=creneau, maintenant=CINQ_MINUTES)
    if rendre == "la demande":
        annuler_demande(demande=accordee, maintenant=CINQ_MINUTES)
    claire, uai = la_cheffe(accordee), accordee.etablissement.uai
    client.force_login(claire)
    decision = client.get(f"/etablissement/demandes/{accordee.pk}/").content.decode()
    liste = client.get(f"/etablissement/{uai}/reponses/").content.decode()
    lue = client.get(f"/api/v1/demandes/{accordee.pk}/").json()["revocable_jusqu_a"]
    client.force_login(president(accordee.association))
    suivi = client.get(f"/demandes/{accordee.pk}/").content.decode()
    assert ["annuler/" in decision, "annuler/" in liste, "se raviser" in suivi] == [reste] * 3
    assert lue == ("2026-11-09T09:10:00+01:00" if reste else None)
    client.force_login(claire)
    reponse = client.post(f"/etablissement/demandes/{accordee.pk}/annuler/")
    assert reponse.status_code == (302 if reste else 409)


def test_une_rivale_retiree_entre_temps_le_reste():
    ici = salle()
    elle, autre = deposee(ici, le_lundi()), deposee(ici, le_lundi())
    accepter(demande=elle, par=cheffe(ici), maintenant=MAINTENANT)
    retirer(demande=autre, maintenant=CINQ_MINUTES)
    annuler_decision(demande=elle, par=cheffe(ici), maintenant=CINQ_MINUTES)
    assert (etats(elle), etats(autre), Demande.objects.get(pk=autre.pk).statut) == (["souhaite"], ["refuse"], "retiree")


def test_les_messages_attendent_la_fin_du_delai(accordee):
    [envoi] = [t for t in app.job_manager.list_jobs() if t.task_name == "conventions.confirmer_une_decision"]
    assert envoi.scheduled_at == DIX_MINUTES


def test_une_option_ne_revient_pas_dans_une_salle_fermee_entre_temps():
    ici = salle()
    demande = deposee(ici)
    poser_option(demande=demande, maintenant=MAINTENANT)
    refuser(demande=demande, par=cheffe(ici), motif="personnel", message="Personne.", maintenant=MAINTENANT)
    fermer(ou=ici, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Examen", maintenant=MAINTENANT)
    annuler_decision(demande=demande, par=cheffe(ici), maintenant=MAINTENANT + timedelta(minutes=2))
    assert (etats(demande), Occupation.objects.count()) == (["souhaite"], 0)

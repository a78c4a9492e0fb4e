"""What becomes of an offer: accepted, declined, taken back, or left without an answer."""

from datetime import timedelta

import pytest

from conventions.echeances import refus_implicite_le, repondre_avant
from conventions.exceptions import (
    AnnulationTardive,
    PropositionEchue,
    PropositionImpossible,
    TransitionImpossible,
)
from conventions.models import Convention, CreneauDemande, Decision, Demande
from conventions.services import (
    accepter,
    accepter_proposition,
    annuler_contre_proposition,
    annuler_decision,
    annuler_demande,
    contre_proposer,
    decliner_proposition,
    demandes_a_expirer,
    eteindre_options,
    expirer_proposition,
    liberer_date,
    rejuger,
    replacer,
    reprendre_proposition,
)
from conventions.services.confirmation import confirmer
from conventions.services.contre_proposition import confirmer_contre_proposition
from etablissements.models import Etablissement
from etablissements.textes import textes_en_vigueur
from salles.models import ExceptionSerie, Occupation, Reservation, Salle
from tests.conventions.audit_d_essai import codes
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.conventions.offres_d_essai import MOT, QUINZE_JOURS, contre_proposee, deux_salles, lignes, lue, place
from tests.personnages import association
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises

pytestmark = pytest.mark.django_db

DEMAIN = MAINTENANT + timedelta(days=1)
TERME = MAINTENANT + QUINZE_JOURS
DANS_DEUX_MOIS = LUNDI + timedelta(weeks=8)


def lointaine(gymnase, petite, fois: int = 3) -> Demande:
    """Return an offer that may be answered for a whole fortnight."""
    demande = deposee(gymnase, le_lundi(fois, jour=DANS_DEUX_MOIS))
    return contre_proposee(gymnase, petite, demande=demande)


def relue(demande: Demande) -> Demande:
    return Demande.objects.get(pk=demande.pk)


def test_accepter_la_proposition_donne_l_accord():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    accepter_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    demande = relue(demande)
    assert (demande.statut, demande.decidee_le) == ("acceptee", DEMAIN)
    assert lignes(demande) == [
        ("Gymnase", "11/01 18:00", "accepte"),
        ("Gymnase", "18/01 18:00", "deplace"),
        ("Petite salle", "18/01 18:00", "accepte"),
        ("Gymnase", "25/01 18:00", "deplace"),
        ("Petite salle", "25/01 18:00", "accepte"),
    ]
    assert set(Reservation.objects.values_list("tenue", "option_jusqu_au")) == {("ferme", None)}
    assert [str(date.salle) for date in Convention.objects.get().creneaux] == [
        "Gymnase",
        "Petite salle",
        "Petite salle",
    ]
    assert demande.contre_propositions.get().issue == "acceptee"
    assert codes() == []


def test_l_accord_porte_le_nom_la_qualite_et_les_mots_de_qui_a_propose():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    cheffe(gymnase).habilitations.update(dernier_jour=MAINTENANT.date())
    accepter_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    decision = demande.decisions.get()
    assert (decision.sens, decision.auteur, decision.qualite, decision.message) == (
        "accord",
        demande.contre_propositions.get().auteur,
        "cheffe ou chef d’établissement",
        MOT,
    )


def test_l_accord_se_dit_aussitot_et_ne_s_annule_plus(taches):
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    taches.reset()
    accepter_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    assert [tache["args"].get("gabarit") for _, tache in sorted(taches.jobs.items())] == [
        "conventions/accord",
        "conventions/proposition_acceptee",
    ]
    with pytest.raises(AnnulationTardive):
        annuler_decision(demande=demande, par=cheffe(gymnase), maintenant=DEMAIN)
    taches.reset()
    confirmer(decision=Decision.objects.get(), maintenant=DEMAIN)
    assert not taches.jobs


def test_ce_qui_n_etait_ni_propose_ni_possible_reste_souhaite():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase, le_lundi(3))
    *_, derniere = dates(demande)
    CreneauDemande.objects.filter(pk=derniere.pk).update(etat="indisponible", raisons=["occupee"])
    prises(gymnase, lundis(3)[2], nature="etablissement", groupe=0)
    un, *_ = dates(demande)
    contre_proposer(
        demande=demande,
        par=cheffe(gymnase),
        places=[place(un, petite)],
        message=MOT,
        maintenant=MAINTENANT,
    )
    accepter_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    assert [etat for _, _, etat in lignes(demande)] == ["deplace", "accepte", "refuse", "indisponible"]
    assert codes() == []


def test_ce_qui_se_libere_pendant_que_l_offre_attend_n_est_refuse_par_personne():
    gymnase, petite = deux_salles()
    demande, autre = deposee(gymnase, le_lundi(2)), deposee(gymnase, le_lundi(2), par=association("Autre"))
    _, prise = dates(autre)
    accepter(demande=autre, par=cheffe(gymnase), maintenant=MAINTENANT, creneaux=[prise.pk])
    un, _ = dates(demande)
    contre_proposer(
        demande=demande, par=cheffe(gymnase), places=[place(un, petite)], message=MOT, maintenant=MAINTENANT
    )
    liberer_date(creneau=prise, maintenant=MAINTENANT)
    accepter_proposition(demande=demande, proposition=lue(demande), maintenant=MAINTENANT)
    *_, libre = dates(demande)
    assert (etats(demande), libre.raisons) == (["deplace", "accepte", "indisponible"], ["occupee"])
    rejuger(demande=demande, maintenant=DEMAIN)
    assert etats(demande) == ["deplace", "accepte", "propose"]
    assert codes() == []


def test_une_serie_dont_des_dates_ont_bouge_a_leurs_exceptions():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase, le_lundi(4))
    un, deux, trois, quatre = dates(demande)
    contre_proposer(
        demande=demande,
        par=cheffe(gymnase),
        places=[place(un), place(deux), place(trois), place(quatre, petite)],
        message=MOT,
        maintenant=MAINTENANT,
    )
    accepter_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    assert list(ExceptionSerie.objects.values_list("jour", flat=True)) == [quatre.jour]
    assert codes() == []


def test_une_proposition_morte_ne_s_accepte_ni_ne_se_decline():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    for repondre in (accepter_proposition, decliner_proposition):
        with pytest.raises(PropositionEchue, match=r"avant le 24.novembre 2026 à 9.h") as refus:
            repondre(demande=demande, proposition=lue(demande), maintenant=TERME)
        assert (refus.value.code, refus.value.statut_http) == ("proposition_echue", 409)
    assert relue(demande).statut == "contre_proposee"


def test_decliner_rouvre_les_premiers_souhaits():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    decliner_proposition(
        demande=demande, proposition=lue(demande), message=" Trop petit pour nous. ", maintenant=DEMAIN
    )
    demande = relue(demande)
    assert (demande.statut, etats(demande), Occupation.objects.count()) == ("en_instruction", ["souhaite"] * 3, 0)
    assert demande.souhaits.count() == 1
    offre = demande.contre_propositions.get()
    assert (offre.issue, offre.close_le, offre.reponse) == ("declinee", DEMAIN, "Trop petit pour nous.")
    assert codes() == []


def test_decliner_rejuge_ce_qui_a_ete_pris_entre_temps():
    gymnase, petite = deux_salles()
    demande = contre_proposee(gymnase, petite, 2)
    rivale = deposee(gymnase, le_lundi(2))
    accepter(demande=rivale, par=cheffe(gymnase), maintenant=MAINTENANT)
    decliner_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    assert list(demande.creneaux.order_by("debut").values_list("etat", "raisons")) == [
        ("souhaite", []),
        ("indisponible", ["occupee"]),
    ]


def test_apres_un_refus_de_l_offre_l_ecole_decide_ou_propose_de_nouveau():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    decliner_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    contre_proposee(gymnase, petite, demande=demande, maintenant=DEMAIN)
    decliner_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    accepter(demande=demande, par=cheffe(gymnase), maintenant=DEMAIN)
    assert etats(demande) == ["accepte"] * 3
    assert codes() == []


def test_l_ecole_reprend_sa_proposition_et_ne_l_ecrit_qu_a_qui_la_connait(taches):
    gymnase, petite = deux_salles()
    for confirmee, messages in ((False, []), (True, ["conventions/proposition_reprise"])):
        demande = lointaine(gymnase, petite)
        if confirmee:
            confirmer_contre_proposition(proposition=demande.contre_propositions.get(), maintenant=DEMAIN)
        taches.reset()
        reprendre_proposition(demande=demande, maintenant=DEMAIN)
        assert [tache["args"]["gabarit"] for tache in taches.jobs.values()] == messages
        assert (relue(demande).statut, etats(demande)) == ("en_instruction", ["souhaite"] * 3)
        CreneauDemande.objects.filter(demande=demande).update(etat="refuse")
        Demande.objects.filter(pk=demande.pk).update(statut="retiree")


def test_une_offre_qui_n_attend_plus_ne_se_reprend_pas():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    accepter_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    for repondre in (accepter_proposition, decliner_proposition):
        with pytest.raises(TransitionImpossible):
            repondre(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    with pytest.raises(TransitionImpossible):
        reprendre_proposition(demande=demande, maintenant=DEMAIN)
    with pytest.raises(TransitionImpossible):
        annuler_contre_proposition(demande=demande, par=cheffe(gymnase), maintenant=MAINTENANT)


def _retiree(salle) -> None:
    Salle.objects.filter(pk=salle.pk).update(statut="brouillon")


def _fermee(salle) -> None:
    Etablissement.objects.filter(pk=salle.etablissement_id).update(ouvert=False)


def _trop_petite(salle) -> None:
    Salle.objects.filter(pk=salle.pk).update(effectif_max=3)


@pytest.mark.parametrize(
    ("changer", "pourquoi"),
    [
        (_retiree, "la salle n’est plus proposée"),
        (_trop_petite, "trop de personnes pour la salle"),
        (_fermee, "annonce Collège d’essai fermé"),
    ],
)
def test_ce_qu_une_regle_change_ensuite_se_dit_a_qui_demande(changer, pourquoi):
    """What refuses the accord speaks to the head; here it is the association that answers, and may still decline."""
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    changer(petite)
    with pytest.raises(PropositionImpossible, match=f"ne peut plus être donné : .*{pourquoi}.*déclinez") as refus:
        accepter_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    assert "écrivant pourquoi" not in refus.value.message
    assert (relue(demande).statut, codes()) == ("contre_proposee", [])
    decliner_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    assert relue(demande).statut == "en_instruction"


def test_sans_reponse_la_demande_est_close_et_les_deux_le_savent(taches):
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    assert demandes_a_expirer(TERME - timedelta(seconds=1)) == []
    assert demandes_a_expirer(TERME) == [demande]
    taches.reset()
    for _ in range(2):
        expirer_proposition(demande=demande, maintenant=TERME)
    assert [tache["args"]["gabarit"] for tache in taches.jobs.values()] == [
        "conventions/proposition_expiree",
        "conventions/proposition_expiree_ecole",
    ]
    assert (relue(demande).statut, etats(demande), Occupation.objects.count()) == ("expiree", ["refuse"] * 3, 0)
    assert demande.contre_propositions.get().issue == "expiree"
    assert codes() == []


def test_une_offre_vivante_n_expire_pas():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    expirer_proposition(demande=demande, maintenant=DEMAIN)
    assert relue(demande).statut == "contre_proposee"


def test_une_place_d_une_offre_morte_se_prend_avant_que_la_tache_passe():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite, 2)
    _, _, offerte = dates(demande)
    rivale = deposee(petite, le_lundi(1, jour=offerte.jour), maintenant=TERME)
    accepter(demande=rivale, par=cheffe(petite), maintenant=TERME)
    eteindre_options(maintenant=TERME)
    assert codes() == []
    expirer_proposition(demande=demande, maintenant=TERME)
    assert (relue(demande).statut, etats(rivale), codes()) == ("expiree", ["accepte"], [])


def test_apres_l_accord_de_l_offre_l_association_renonce_comme_toujours():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    accepter_proposition(demande=demande, proposition=lue(demande), maintenant=DEMAIN)
    annuler_demande(demande=demande, maintenant=DEMAIN)
    assert (Occupation.objects.count(), codes()) == (0, [])


def test_ce_qui_manque_ne_se_place_pas_ailleurs_tant_qu_une_offre_attend():
    gymnase, petite = deux_salles()
    demande = lointaine(gymnase, petite)
    with pytest.raises(TransitionImpossible):
        replacer(demande=demande, demandeur=president(demande.association), lignes=[], maintenant=DEMAIN)


def test_le_delai_de_l_ecole_ne_court_pas_pendant_que_l_offre_attend():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase, le_lundi(2, jour=DANS_DEUX_MOIS))
    textes = textes_en_vigueur(MAINTENANT.date())
    avant, silence = repondre_avant(demande), refus_implicite_le(demande, textes)
    contre_proposee(gymnase, petite, demande=demande)
    assert repondre_avant(relue(demande)) is None
    decliner_proposition(demande=demande, proposition=lue(demande), maintenant=MAINTENANT + timedelta(days=5))
    demande = relue(demande)
    assert (repondre_avant(demande), refus_implicite_le(demande, textes)) == (avant + timedelta(days=5), silence)

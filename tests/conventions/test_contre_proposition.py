"""The head offers something else: held until the answer is due, undone within ten minutes, told after."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.exceptions import (
    AnnulationTardive,
    CreneauEtranger,
    DatesQuiSeRecouvrent,
    DecisionDAutrui,
    MessageManquant,
    OptionSansDerogation,
    PlaceDejaDemandee,
    PropositionSansChangement,
    SalleHorsEcole,
    SalleIndisponible,
    TransitionImpossible,
)
from conventions.models import ContreProposition, CreneauDemande, Demande, Souhait
from conventions.services import (
    accepter,
    annuler_contre_proposition,
    contre_proposer,
    demander_pieces,
    eprouver,
    eteindre_options,
    poser_option,
    refuser,
    retirer,
)
from salles.models import Materiel, Occupation, Pret, Reservation
from salles.moteur.recurrence import SouhaitInvalide
from tests.conventions.audit_d_essai import codes
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, deposee_en, etats, le_lundi
from tests.conventions.offres_d_essai import MOT, QUINZE_JOURS, contre_proposee, deux_salles, lignes, place
from tests.pages import en_clair
from tests.personnages import etablissement, habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, lundis, prises, salle

pytestmark = pytest.mark.django_db

CINQ_MINUTES = MAINTENANT + timedelta(minutes=5)
DIX_MINUTES = MAINTENANT + timedelta(minutes=10)
DANS_DEUX_MOIS = LUNDI + timedelta(weeks=8)


def photo(demande: Demande) -> tuple:
    """Return all that undoing must bring back."""
    lue = Demande.objects.get(pk=demande.pk)
    return (
        lue.statut,
        list(lue.creneaux.values_list("pk", "etat", "raisons", "reservation__option_jusqu_au")),
        list(lue.souhaits.values_list("pk", flat=True)),
        list(lue.pieces_demandees.values_list("completees_le", flat=True)),
        list(Occupation.objects.order_by("debut").values_list("espace", "debut", "fin_tampon", "option_jusqu_au")),
    )


def proposer(demande: Demande, *places, message: str = MOT, maintenant=MAINTENANT) -> Demande:
    par = cheffe(dates(demande)[0].salle)
    return contre_proposer(demande=demande, par=par, places=places, message=message, maintenant=maintenant)


def test_ce_qui_est_propose_est_tenu_et_le_souhait_reste_lisible():
    gymnase, petite = deux_salles()
    demande = contre_proposee(gymnase, petite, 2)
    assert demande.statut == "contre_proposee"
    assert lignes(demande) == [
        ("Gymnase", "16/11 18:00", "option"),
        ("Gymnase", "23/11 18:00", "souhaite"),
        ("Petite salle", "23/11 18:00", "option"),
    ]
    _, voulue, offerte = demande.creneaux.order_by("debut", "pk")
    assert offerte.au_lieu_de == voulue
    # the first date comes before the fortnight of an option is over
    assert set(Reservation.objects.values_list("salle__nom", "tenue", "option_jusqu_au")) == {
        ("Gymnase", "option", local("18:00", "20:00").debut),
        ("Petite salle", "option", local("18:00", "20:00").debut),
    }
    assert codes() == []


def test_on_repond_tant_que_dure_une_option_ou_jusqu_a_la_premiere_date():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase, le_lundi(2, jour=DANS_DEUX_MOIS))
    contre_proposee(gymnase, petite, demande=demande)
    assert demande.contre_propositions.get().jusqu_au == MAINTENANT + QUINZE_JOURS


def test_l_offre_garde_le_souhait_qu_elle_remplace_sa_salle_et_ses_heures():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase, le_lundi(3))
    un, deux, trois = dates(demande)
    proposer(demande, place(un, petite), place(deux, petite), place(trois, debut="20:00", fin="22:00"))
    offre = demande.contre_propositions.get()
    assert list(
        offre.souhaits.values_list("salle__nom", "heure_debut", "heure_fin", "dates", "nombre", "remplace")
    ) == [
        ("Petite salle", time(18), time(20), [un.jour, deux.jour], 2, un.souhait_id),
        ("Gymnase", time(20), time(22), [trois.jour], 1, un.souhait_id),
    ]
    assert next(iter(demande.souhaits.all())).pk == un.souhait_id
    assert (offre.message, offre.auteur, offre.qualite) == (MOT, cheffe(gymnase), "cheffe ou chef d’établissement")
    assert en_clair(offre.annonce) == (
        "Les 16 et 23 novembre : Petite salle plutôt que Gymnase, de 18 h à 20 h comme demandé.\n"
        "Le 30 novembre : de 20 h à 22 h plutôt que de 18 h à 20 h, même salle."
    )


def test_le_materiel_est_prete_avec_ce_qui_est_propose():
    gymnase, petite = deux_salles()
    chaises = Materiel.objects.create(etablissement=gymnase.etablissement, nom="Chaises", quantite=30)
    demande = deposee(gymnase, le_lundi(2), materiel={chaises.pk: 10})
    contre_proposee(gymnase, petite, demande=demande)
    assert list(Pret.objects.values_list("materiel", "quantite")) == [(chaises.pk, 10)] * 2
    assert codes() == []


@pytest.mark.parametrize("message", ["", "   "])
def test_une_proposition_dit_pourquoi(message):
    gymnase, petite = deux_salles()
    demande = deposee(gymnase)
    with pytest.raises(MessageManquant):
        proposer(demande, place(dates(demande)[0], petite), message=message)


def test_au_moins_une_date_change_de_place():
    gymnase, _ = deux_salles()
    demande = deposee(gymnase)
    with pytest.raises(PropositionSansChangement):
        proposer(demande)
    with pytest.raises(PropositionSansChangement):
        proposer(demande, place(dates(demande)[0]))
    assert Demande.objects.get().statut == "soumise"


def test_la_salle_d_une_autre_ecole_ou_en_brouillon_ne_se_propose_pas():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase)
    ailleurs = salle(etablissement("0380001A"))
    type(petite).objects.filter(pk=petite.pk).update(statut="brouillon")
    for autre in (ailleurs, petite):
        with pytest.raises(SalleHorsEcole):
            proposer(demande, place(dates(demande)[0], autre))


def test_une_date_etrangere_ou_nommee_deux_fois_se_refuse():
    gymnase, petite = deux_salles()
    demande, autre = deposee(gymnase), deposee(petite)
    [date] = dates(demande)
    for places in ([place(dates(autre)[0], petite)], [place(date, petite), place(date, debut="20:00", fin="21:00")]):
        with pytest.raises(CreneauEtranger):
            proposer(demande, *places)


def test_une_fin_qui_precede_le_debut_se_refuse():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase)
    with pytest.raises(SouhaitInvalide, match="fin doit venir après"):
        proposer(demande, place(dates(demande)[0], petite, "20:00", "18:00"))


def test_une_date_passee_ne_se_propose_pas():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase)
    with pytest.raises(SalleIndisponible):
        proposer(demande, place(dates(demande)[0], petite), maintenant=MAINTENANT + timedelta(days=30))
    assert not ContreProposition.objects.exists()


def test_une_place_prise_refuse_toute_la_proposition():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase, le_lundi(2))
    prises(petite, lundis(2)[1])
    with pytest.raises(SalleIndisponible) as refus:
        contre_proposee(gymnase, petite, demande=demande)
    assert [une["raisons"][0]["code"] for une in refus.value.details["indisponibles"]] == ["occupee"]
    assert (etats(demande), Souhait.objects.count(), Reservation.objects.count()) == (["souhaite"] * 2, 1, 1)


def test_une_proposition_ne_leve_aucune_regle():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase)
    with pytest.raises(OptionSansDerogation) as refus:
        proposer(demande, place(dates(demande)[0], petite, "16:00", "18:00"))
    assert (refus.value.code, refus.value.champ) == ("derogation_manquante", None)
    assert refus.value.message.startswith("Une règle s’y oppose, qu’un accord seul peut lever : choisissez")


def test_ce_que_la_demande_porte_deja_ne_se_propose_pas():
    gymnase, _ = deux_salles()
    demande = deposee(gymnase, le_lundi(1, "18:00", "19:00"))
    [date] = dates(demande)
    CreneauDemande.objects.create(
        demande=demande, souhait=date.souhait, salle=gymnase, jour=date.jour, debut=local("20:00", "21:00").debut,
        fin=local("20:00", "21:00").fin,
    )  # fmt: skip
    with pytest.raises(PlaceDejaDemandee):
        proposer(demande, place(date, debut="20:00", fin="21:00"))


def test_deux_dates_ne_se_proposent_pas_au_meme_endroit():
    """The page says so of the second one before it is sent."""
    gymnase, petite = deux_salles()
    demande = deposee_en([gymnase, salle(gymnase.etablissement, nom="Dojo")], fois=1)
    un, deux = dates(demande)
    places = [place(un, petite), place(deux, petite, "19:00", "21:00")]
    verdicts = eprouver(demande=demande, par=cheffe(gymnase), places=places, maintenant=MAINTENANT)
    assert [verdict.codes for verdict in verdicts] == [[], ["partie_occupee"]]
    with pytest.raises(SalleIndisponible, match="donnez l’une ou l’autre"):
        proposer(demande, *places)


def test_deux_salles_voulues_le_meme_soir_ne_se_proposent_pas_toutes_deux_dans_la_troisieme():
    gymnase, petite = deux_salles()
    demande = deposee_en([gymnase, salle(gymnase.etablissement, nom="Dojo")], fois=1)
    un, deux = dates(demande)
    with pytest.raises(DatesQuiSeRecouvrent):
        proposer(demande, place(un, petite), place(deux, petite))


def test_une_option_de_la_demande_cede_la_place_a_ce_qui_est_propose():
    gymnase, _ = deux_salles()
    demande = deposee(gymnase, le_lundi(2))
    poser_option(demande=demande, maintenant=MAINTENANT)
    un, _ = dates(demande)
    proposer(demande, place(un, debut="19:00", fin="21:00"))
    assert lignes(demande) == [
        ("Gymnase", "16/11 18:00", "souhaite"),
        ("Gymnase", "16/11 19:00", "option"),
        ("Gymnase", "23/11 18:00", "souhaite"),
    ]
    assert Occupation.objects.count() == 1
    assert codes() == []


def test_eprouver_dit_ce_qui_s_oppose_et_n_ecrit_rien():
    gymnase, petite = deux_salles()
    demande = deposee(gymnase, le_lundi(2))
    poser_option(demande=demande, maintenant=MAINTENANT)
    prises(petite, lundis(2)[1])
    un, deux = dates(demande)
    avant = photo(demande)
    verdicts = eprouver(
        demande=demande,
        par=cheffe(gymnase),
        places=[place(un, debut="19:00", fin="21:00"), place(deux, petite)],
        maintenant=MAINTENANT,
    )
    assert [verdict.codes for verdict in verdicts] == [[], ["occupee"]]
    assert photo(demande) == avant
    assert not ContreProposition.objects.exists()


@pytest.mark.parametrize("depart", ["soumise", "incomplete", "en_instruction"])
def test_annuler_remet_tout_comme_avant(depart, executer_taches, mailoutbox):
    gymnase, petite = deux_salles()
    demande = deposee(gymnase, le_lundi(3, jour=DANS_DEUX_MOIS))
    if depart == "incomplete":
        demander_pieces(demande=demande, par=cheffe(gymnase), types=["statuts"], maintenant=MAINTENANT)
    if depart == "en_instruction":
        poser_option(demande=demande, creneaux=[dates(demande)[2].pk], maintenant=MAINTENANT)
    executer_taches()
    mailoutbox.clear()
    avant = photo(demande)
    contre_proposee(gymnase, petite, demande=demande)
    annuler_contre_proposition(demande=demande, par=cheffe(gymnase), maintenant=CINQ_MINUTES)
    assert photo(demande) == avant
    assert avant[0] == depart
    executer_taches()
    assert (mailoutbox, codes()) == ([], [])


def test_seul_l_auteur_annule_et_pendant_dix_minutes():
    gymnase, petite = deux_salles()
    demande = contre_proposee(gymnase, petite)
    adjointe = habiliter(personne("adjointe@exemple.fr"), "chef", gymnase.etablissement).utilisateur
    with pytest.raises(DecisionDAutrui):
        annuler_contre_proposition(demande=demande, par=adjointe, maintenant=CINQ_MINUTES)
    with pytest.raises(AnnulationTardive):
        annuler_contre_proposition(demande=demande, par=cheffe(gymnase), maintenant=DIX_MINUTES)


def test_apres_une_annulation_on_propose_de_nouveau_la_meme_chose():
    gymnase, petite = deux_salles()
    demande = contre_proposee(gymnase, petite)
    annuler_contre_proposition(demande=demande, par=cheffe(gymnase), maintenant=CINQ_MINUTES)
    contre_proposee(gymnase, petite, demande=demande, maintenant=CINQ_MINUTES)
    assert list(demande.contre_propositions.values_list("issue", flat=True)) == ["en_attente", "annulee"]
    assert codes() == []


def test_tant_qu_elle_attend_l_ecole_ne_decide_rien_d_autre():
    gymnase, petite = deux_salles()
    demande = contre_proposee(gymnase, petite)
    par = cheffe(gymnase)
    actes = (
        lambda: accepter(demande=demande, par=par, maintenant=CINQ_MINUTES),
        lambda: poser_option(demande=demande, maintenant=CINQ_MINUTES),
        lambda: refuser(demande=demande, par=par, motif="personnel", message="Non.", maintenant=CINQ_MINUTES),
        lambda: contre_proposee(gymnase, petite, demande=demande, maintenant=CINQ_MINUTES),
    )
    for acte in actes:
        with pytest.raises(TransitionImpossible, match="contre-proposition à lire"):
            acte()


def test_ce_qui_est_propose_ne_se_donne_a_personne_d_autre():
    gymnase, petite = deux_salles()
    contre_proposee(gymnase, petite, 1 + 1)
    rivale = deposee(petite, le_lundi(2))
    assert etats(rivale) == ["souhaite", "indisponible"]
    with pytest.raises(SalleIndisponible):
        accepter(demande=rivale, par=cheffe(petite), creneaux=[un.pk for un in dates(rivale)], maintenant=CINQ_MINUTES)
    accepter(demande=rivale, par=cheffe(petite), maintenant=CINQ_MINUTES)
    assert etats(rivale) == ["accepte", "indisponible"]
    assert codes() == []


def test_le_retrait_de_la_demande_clot_la_proposition():
    gymnase, petite = deux_salles()
    demande = contre_proposee(gymnase, petite)
    retirer(demande=demande, maintenant=CINQ_MINUTES)
    assert lignes(demande) == [("Gymnase", "16/11 18:00", "refuse"), ("Gymnase", "23/11 18:00", "refuse")]
    assert (demande.contre_propositions.get().issue, Occupation.objects.count()) == ("retiree", 0)
    assert codes() == []


def test_la_tache_des_options_laisse_une_proposition_a_la_sienne():
    gymnase, petite = deux_salles()
    demande = contre_proposee(gymnase, petite)
    assert eteindre_options(maintenant=MAINTENANT + QUINZE_JOURS) == []
    assert etats(demande) == ["option", "souhaite", "option"]


@pytest.mark.parametrize("fois", [4, 12])
def test_une_proposition_ne_compte_pas_ses_dates(fois):
    gymnase, petite = deux_salles()
    demande, par = deposee(gymnase, le_lundi(fois)), cheffe(gymnase)
    places = [place(date, petite) for date in dates(demande)]
    with CaptureQueriesContext(connection) as lues:
        contre_proposer(demande=demande, par=par, places=places, message=MOT, maintenant=MAINTENANT)
    assert len(lues) == 38

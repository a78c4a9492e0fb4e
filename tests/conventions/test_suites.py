"""Refusals, papers, withdrawals, dates given back."""

from datetime import timedelta

import pytest

from associations.models import Piece
from conventions.echeances import refus_implicite_le
from conventions.exceptions import DatePassee, RefusNonMotive, TransitionImpossible
from conventions.models import Convention, Decision, Demande
from conventions.services import (
    accepter,
    annuler_demande,
    liberer_date,
    refuser,
    retirer,
)
from etablissements.textes import textes_en_vigueur
from salles.models import ExceptionSerie, Occupation, Reservation
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi
from tests.personnages import collectivite
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

pytestmark = pytest.mark.django_db

TYPES = Piece.Type


def relue(demande: Demande) -> Demande:
    return Demande.objects.get(pk=demande.pk)


def acceptee(fois: int = 3) -> Demande:
    ici = salle()
    return accepter(demande=deposee(ici, le_lundi(fois)), par=cheffe(ici), maintenant=MAINTENANT)


# -- refusal ---------------------------------------------------------------------------


def test_un_refus_porte_motif_faits_auteur_et_recours():
    collectivite(tribunal="tribunal administratif de Grenoble")
    ici = salle()
    demande = deposee(ici, le_lundi(2))
    refuser(
        demande=demande,
        par=cheffe(ici),
        motif="besoin_etablissement",
        message="Le conseil de classe se tient là.",
        maintenant=MAINTENANT,
    )
    decision = Decision.objects.get()
    assert (relue(demande).statut, etats(demande)) == ("refusee", ["refuse", "refuse"])
    assert (decision.motif, decision.message, str(decision.auteur)) == (
        "besoin_etablissement",
        "Le conseil de classe se tient là.",
        "Claire Martin",
    )
    assert "tribunal administratif de Grenoble" in decision.voies_de_recours
    assert "dans les 2 mois" in decision.voies_de_recours


@pytest.mark.parametrize(
    ("motif", "message", "champ"),
    [
        ("", "Les faits.", "motif"),
        ("inconnu", "Les faits.", "motif"),
        ("personnel", "", "message"),
        ("personnel", "   ", "message"),
    ],
)
def test_un_refus_sans_motif_ou_sans_faits_est_refuse(motif, message, champ):
    ici = salle()
    demande = deposee(ici)
    with pytest.raises(RefusNonMotive) as refus:
        refuser(demande=demande, par=cheffe(ici), motif=motif, message=message, maintenant=MAINTENANT)
    assert (refus.value.champ, relue(demande).statut) == (champ, "soumise")


# -- silence ---------------------------------------------------------------------------


def test_le_silence_vaut_refus_apres_deux_mois():
    demande = deposee(salle())
    assert refus_implicite_le(demande, textes_en_vigueur(LUNDI)).isoformat() == "2027-01-09"


# -- withdrawal ------------------------------------------------------------------------


def test_retirer_ferme_la_demande_et_ses_dates():
    demande = deposee(salle(), le_lundi(2))
    retirer(demande=demande, maintenant=MAINTENANT)
    assert (relue(demande).statut, etats(demande)) == ("retiree", ["refuse", "refuse"])


def test_on_ne_retire_pas_apres_l_accord():
    demande = acceptee()
    with pytest.raises(TransitionImpossible):
        retirer(demande=demande, maintenant=MAINTENANT)
    assert (relue(demande).statut, Occupation.objects.count()) == ("acceptee", 3)


def test_renoncer_apres_l_accord_rend_les_dates_a_venir():
    demande = acceptee()
    annuler_demande(demande=demande, maintenant=MAINTENANT + timedelta(days=8))  # after the first session
    assert (relue(demande).statut, etats(demande)) == ("annulee", ["accepte", "libere", "libere"])
    assert Convention.objects.get().statut == "abandonnee"
    assert Occupation.objects.count() == 1


# -- one date --------------------------------------------------------------------------


def test_rendre_une_date_la_libere_seule():
    demande = acceptee()
    deuxieme = dates(demande)[1]
    liberer_date(creneau=deuxieme, maintenant=MAINTENANT)
    assert etats(demande) == ["accepte", "libere", "accepte"]
    assert Reservation.objects.get(pk=deuxieme.reservation_id).tenue == "liberee"
    assert Occupation.objects.count() == 2
    assert list(ExceptionSerie.objects.values_list("jour", flat=True)) == [LUNDI + timedelta(weeks=1)]
    assert relue(demande).statut == "acceptee"


def test_une_date_rendue_se_redemande_aussitot():
    demande = acceptee(1)
    [creneau] = dates(demande)
    liberer_date(creneau=creneau, maintenant=MAINTENANT)
    assert etats(deposee(creneau.salle, le_lundi())) == ["souhaite"]


def test_rendre_la_derniere_date_annule_la_demande_et_sa_convention(taches):
    demande = acceptee(2)
    premiere, derniere = dates(demande)
    liberer_date(creneau=premiere, maintenant=MAINTENANT)
    taches.reset()
    liberer_date(creneau=derniere, maintenant=MAINTENANT)
    assert (relue(demande).statut, Convention.objects.get().statut) == ("annulee", "abandonnee")
    assert [tache["args"]["gabarit"] for tache in taches.jobs.values()] == ["conventions/retrait"]


def test_rendre_la_derniere_date_a_venir_garde_ce_qui_a_eu_lieu():
    demande = acceptee(2)
    premiere, derniere = dates(demande)
    liberer_date(creneau=derniere, maintenant=premiere.fin)
    assert relue(demande).statut == "acceptee"


def test_une_date_commencee_ne_se_rend_plus():
    demande = acceptee(1)
    [creneau] = dates(demande)
    with pytest.raises(DatePassee):
        liberer_date(creneau=creneau, maintenant=creneau.debut)


def test_une_date_ne_se_rend_qu_une_fois():
    demande = acceptee(1)
    [creneau] = dates(demande)
    liberer_date(creneau=creneau, maintenant=MAINTENANT)
    with pytest.raises(TransitionImpossible):
        liberer_date(creneau=creneau, maintenant=MAINTENANT)

"""Papers asked for: until when, asked again, given, or never: then the request ends."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from associations.models import Piece
from conventions.echeances import repondre_avant
from conventions.exceptions import PiecesNonNommees, TransitionImpossible
from conventions.models import Demande, PiecesDemandees
from conventions.services import (
    accepter,
    completer,
    demander_pieces,
    demandes_a_poursuivre,
    poser_option,
    poursuivre,
)
from conventions.taches import poursuivre_les_pieces
from etablissements.models import Collectivite
from salles.models import Occupation
from tests.conventions.demandes_d_essai import cheffe, deposee, etats, le_lundi
from tests.personnages import association
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db

TYPES = Piece.Type
UN_JOUR = timedelta(days=1)
TRENTE_JOURS = timedelta(days=30)  # what an authority grants unless it says otherwise


def relue(demande: Demande) -> Demande:
    return Demande.objects.get(pk=demande.pk)


@pytest.fixture
def sans_cer() -> Demande:
    """Return a request whose school has just asked for one paper, until 9 December 2026."""
    ici = salle()
    demande = deposee(ici, le_lundi(2, jour=date(2027, 1, 4)))
    return demander_pieces(demande=demande, par=cheffe(ici), types=["cer"], maintenant=MAINTENANT)


def le(jour: int, mois: int = 12) -> datetime:
    """Return the morning of a day of 2026 in Paris."""
    return datetime.fromisoformat(f"2026-{mois:02}-{jour:02}T07:10:00+01:00")


def donner_le_cer(demande: Demande) -> None:
    Piece.objects.create(association=demande.association, type=TYPES.CER, fichier="cer.pdf", deposee_le=MAINTENANT)


def test_demander_des_pieces_arrete_le_delai():
    ici = salle()
    demande = deposee(ici)
    echeance = repondre_avant(relue(demande))
    demander_pieces(demande=demande, par=cheffe(ici), types=[TYPES.STATUTS], maintenant=MAINTENANT)
    assert (relue(demande).statut, repondre_avant(relue(demande))) == ("incomplete", None)
    completer(demande=demande, maintenant=MAINTENANT + timedelta(days=5))
    assert (relue(demande).statut, repondre_avant(relue(demande))) == ("soumise", echeance + timedelta(days=5))


def test_sans_liste_on_demande_ce_qui_manque():
    ici, club = salle(), association()
    Piece.objects.create(association=club, type=TYPES.STATUTS, fichier="statuts.pdf", deposee_le=MAINTENANT)
    demande = deposee(ici, par=club)
    demander_pieces(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    assert PiecesDemandees.objects.get().types == ["attestation_rc", "cer"]


@pytest.mark.parametrize("types", [[], ["passeport"]])
def test_demander_des_pieces_inconnues_est_refuse(types):
    ici = salle()
    demande = deposee(ici)
    with pytest.raises(PiecesNonNommees):
        demander_pieces(demande=demande, par=cheffe(ici), types=types, maintenant=MAINTENANT)
    assert relue(demande).statut == "soumise"


def test_un_mot_trop_long_ne_change_rien():
    ici = salle()
    demande = deposee(ici)
    with pytest.raises(ValidationError):
        demander_pieces(demande=demande, par=cheffe(ici), types=["cer"], message="a" * 2001, maintenant=MAINTENANT)
    assert (relue(demande).statut, PiecesDemandees.objects.count()) == ("soumise", 0)


def test_poser_une_option_fait_repartir_le_delai():
    ici = salle()
    demande = deposee(ici)
    demander_pieces(demande=demande, par=cheffe(ici), types=["cer"], maintenant=MAINTENANT)
    poser_option(demande=demande, maintenant=MAINTENANT + timedelta(days=1))
    demander_pieces(demande=demande, par=cheffe(ici), types=["statuts"], maintenant=MAINTENANT + timedelta(days=2))
    assert PiecesDemandees.objects.filter(completees_le=None).count() == 1


def test_la_demande_de_pieces_dit_jusqu_a_quand(sans_cer, executer_taches):
    assert PiecesDemandees.objects.get().dernier_jour == date(2026, 12, 9)
    executer_taches()
    corps = " ".join(mail.outbox[-1].body.split())
    assert "Donnez-les au plus tard le mercredi 9 décembre 2026 ; sans elles, la demande se fermera." in corps


def test_la_collectivite_fixe_le_delai():
    ici = salle()
    Collectivite.objects.update(delai_pieces_jours=10)
    demander_pieces(demande=deposee(ici), par=cheffe(ici), types=["cer"], maintenant=MAINTENANT)
    assert PiecesDemandees.objects.get().dernier_jour == date(2026, 11, 19)


@pytest.mark.parametrize(("jour", "relances"), [(1, 0), (2, 1), (9, 1)])
def test_une_relance_part_une_semaine_avant_et_une_seule(sans_cer, executer_taches, jour, relances):
    for _ in range(2):
        poursuivre(demande=sans_cer, maintenant=le(jour))
    executer_taches()
    objets = [message.subject for message in mail.outbox]
    assert objets.count(f"Il manque toujours des pièces à votre demande {sans_cer.numero}") == relances
    assert relue(sans_cer).statut == "incomplete"


def test_sans_ses_pieces_la_demande_se_ferme_le_lendemain_du_dernier_jour(sans_cer, taches, executer_taches):
    executer_taches()
    mail.outbox.clear()
    for _ in range(2):
        poursuivre(demande=sans_cer, maintenant=le(10))
    executer_taches()
    assert (relue(sans_cer).statut, etats(sans_cer)) == ("expiree", ["refuse", "refuse"])
    assert sorted(message.subject for message in mail.outbox) == [
        f"La demande {sans_cer.numero} est close, faute de pièces",
        f"Votre demande {sans_cer.numero} est close",
    ]


def test_une_demande_qui_se_ferme_rend_ce_que_l_option_gardait(sans_cer):
    poser_option(demande=sans_cer, maintenant=MAINTENANT)
    Demande.objects.update(statut="soumise")
    demander_pieces(demande=sans_cer, par=sans_cer.dossier.depose_par, types=["cer"], maintenant=MAINTENANT + UN_JOUR)
    assert Occupation.objects.count() == 2
    poursuivre(demande=sans_cer, maintenant=le(12))
    assert (relue(sans_cer).statut, etats(sans_cer), Occupation.objects.count()) == (
        "expiree",
        ["refuse", "refuse"],
        0,
    )


def test_des_pieces_deja_donnees_font_repartir_le_delai_sans_que_personne_le_dise(sans_cer):
    donner_le_cer(sans_cer)
    poursuivre(demande=sans_cer, maintenant=le(10))
    assert relue(sans_cer).statut == "soumise"
    assert PiecesDemandees.objects.get().completees_le == le(10)


def test_le_silence_de_l_ecole_ne_ferme_rien():
    demande = deposee(salle())
    poursuivre(demande=demande, maintenant=MAINTENANT + timedelta(days=400))
    assert relue(demande).statut == "soumise"


def test_l_ecole_peut_encore_repondre_jusqu_a_la_fin(sans_cer):
    accepter(demande=sans_cer, par=cheffe(sans_cer.creneaux.first().salle), maintenant=le(9))
    poursuivre(demande=sans_cer, maintenant=le(10))
    assert relue(sans_cer).statut == "acceptee"


def test_une_demande_close_ne_se_complete_plus(sans_cer):
    poursuivre(demande=sans_cer, maintenant=le(10))
    with pytest.raises(TransitionImpossible):
        completer(demande=sans_cer, maintenant=le(10))


def test_le_travail_du_matin_ne_lit_que_ce_qui_approche(sans_cer, monkeypatch):
    assert demandes_a_poursuivre(le(1)) == []
    assert demandes_a_poursuivre(le(2)) == [sans_cer]
    monkeypatch.setattr("django.utils.timezone.now", lambda: le(10))
    poursuivre_les_pieces(timestamp=0)
    assert relue(sans_cer).statut == "expiree"
    assert demandes_a_poursuivre(le(10)) == []


def test_outre_mer_le_dernier_jour_est_celui_de_l_ecole(sans_cer):
    etablissement = sans_cer.etablissement
    etablissement.fuseau = "America/Guadeloupe"
    etablissement.save()
    a_minuit_passe_a_paris = datetime.fromisoformat("2026-12-10T03:00:00+01:00")
    poursuivre(demande=sans_cer, maintenant=a_minuit_passe_a_paris)
    assert relue(sans_cer).statut == "incomplete"

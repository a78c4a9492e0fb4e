"""The independent look sees each way in which a convention may be wrong, and nothing in one that is right."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from conventions.audit_des_conventions import textes_alteres
from conventions.models import Convention, Demande, Signature
from tests.conventions.audit_d_essai import codes
from tests.conventions.conventions_d_essai import SEANCE, menee, projet

pytestmark = pytest.mark.django_db

Statut = Convention.Statut


@pytest.mark.parametrize(
    "statut", [Statut.REDACTION, Statut.A_DELIBERER, Statut.TRANSMISE, Statut.SIGNEE, Statut.ACTIVE]
)
def test_une_convention_menee_par_les_verbes_est_sans_reproche(statut):
    convention = projet() if statut == Statut.REDACTION else menee(projet(), statut)
    assert (codes(), list(textes_alteres()), convention.statut) == ([], [], statut)


@pytest.mark.parametrize(
    ("demande", "convention"), [("acceptee", "active"), ("conventionnee", "signee"), ("close", "active")]
)
def test_une_demande_et_une_convention_qui_ne_vont_pas_ensemble_sont_vues(demande, convention):
    menee(projet(), Statut.ACTIVE)
    Demande.objects.update(statut=demande)
    Convention.objects.update(statut=convention)
    assert codes() == ["convention_et_demande"]


@pytest.mark.parametrize("partie", Signature.Partie.values[:3])
def test_une_signature_qui_manque_est_vue(partie):
    menee(projet(), Statut.SIGNEE)
    Signature.objects.filter(partie=partie).delete()
    assert codes() == ["signature_manquante"]


def test_une_signature_sous_un_projet_est_vue():
    menee(projet(), Statut.A_SIGNER)
    Convention.objects.update(statut=Statut.TRANSMISE)
    assert codes() == ["signature_manquante"]


@pytest.mark.parametrize("quand", [SEANCE - timedelta(days=1), SEANCE + timedelta(days=2)])
def test_une_signature_d_avant_le_vote_ou_d_avant_qu_il_soit_executoire_est_vue(quand):
    menee(projet(), Statut.SIGNEE)
    Signature.objects.filter(partie="etablissement").update(signee_le=quand)
    assert codes() == ["signature_avant_le_vote"]


def test_un_texte_qui_n_est_pas_garde_est_vu():
    menee(projet(), Statut.A_DELIBERER)
    Convention.objects.update(texte="", empreinte="")
    assert codes() == ["texte_manquant"]


def test_un_fichier_change_ou_disparu_est_vu_et_la_commande_le_dit():
    convention = menee(projet(), Statut.A_DELIBERER)
    with convention.texte.storage.open(convention.texte.name, "ab") as fichier:
        fichier.write(b" ")
    assert [dit.partition(" : ")[0] for dit in textes_alteres()] == ["texte_altere"]
    with pytest.raises(CommandError):
        call_command("auditer_reservations")
    convention.texte.storage.delete(convention.texte.name)
    assert [dit.partition(" : ")[0] for dit in textes_alteres()] == ["texte_perdu"]

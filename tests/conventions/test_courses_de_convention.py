"""Two people write the same convention down at the same instant: one is heard, the other reads what stands."""

import pytest

from conventions.exceptions_des_conventions import EtapeImpossible, SignatureNonAttendue
from conventions.models import Convention, Signature
from conventions.services import abandonner, consigner_le_vote, revenir, suivre
from salles.models import Occupation
from tests.conventions.conventions_d_essai import APRES, DIX_MINUTES, SEANCE, assurer, menee, projet, relue, signer
from tests.conventions.demandes_d_essai import cheffe, dates
from tests.ensemble import defauts, ensemble
from tests.personnages import etablissement
from tests.salles.salles_d_essai import salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.vingt_fois, pytest.mark.lent]

Statut = Convention.Statut
EPREUVES = 3


def noms(reponses: list) -> list[str]:
    return sorted(type(reponse).__name__ for reponse in reponses)


def test_la_meme_signature_consignee_par_deux_personnes_n_y_est_qu_une_fois():
    ecole = etablissement()
    for _ in range(EPREUVES):
        convention = menee(projet(salle(ecole)), Statut.A_SIGNER)
        reponses = ensemble([lambda c=convention: signer(c, partie="etablissement")] * 2)
        assert noms(reponses) == ["Convention", SignatureNonAttendue.__name__]
        assert list(convention.signatures.values_list("partie", flat=True)) == ["organisateur", "etablissement"]
    assert defauts(APRES) == []


def test_abandonner_et_signer_au_meme_instant_se_suivent():
    ecole = etablissement()
    for _ in range(EPREUVES):
        ici = salle(ecole)
        convention = menee(projet(ici), Statut.A_SIGNER)
        par = cheffe(ici)
        reponses = ensemble(
            [
                lambda c=convention: signer(c, partie="etablissement"),
                lambda c=convention, p=par: abandonner(convention=c, par=p, motif="Travaux.", maintenant=APRES),
            ]
        )
        assert noms(reponses) == ["Convention", EtapeImpossible.__name__]
        tenues = Occupation.objects.filter(reservation__salle=ici).count()
        assert (relue(convention).statut, tenues) in [("a_signer", 4), ("abandonnee", 0)]
    assert defauts(APRES) == []


def test_deux_votes_au_meme_instant_n_en_font_qu_un():
    convention = menee(projet(), Statut.A_DELIBERER)
    par = cheffe(dates(convention.demande)[0].salle)
    vote = {"convention": convention, "par": par, "votee_le": SEANCE, "maintenant": APRES}
    assert noms(ensemble([lambda: consigner_le_vote(**vote)] * 2)) == ["Convention", EtapeImpossible.__name__]
    assert convention.etapes.filter(statut="deliberee").count() == 1


def test_revenir_et_activer_au_meme_instant_ne_se_croisent_pas():
    convention = projet()
    assurer(convention)
    menee(convention, Statut.SIGNEE)
    revenue, _ = ensemble(
        [
            lambda: revenir(convention=convention, maintenant=APRES + DIX_MINUTES),
            lambda: suivre(convention=convention, maintenant=APRES + DIX_MINUTES),
        ]
    )
    active = isinstance(revenue, EtapeImpossible)
    assert relue(convention).statut == ("active" if active else "a_signer")
    assert Signature.objects.en_vigueur().count() == (3 if active else 2)
    assert defauts(APRES) == []

"""Two people at the same instant, with real threads and real transactions: one wins, the other reads why."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from associations.models import Association
from conventions.exceptions import SalleIndisponible, TransitionImpossible
from conventions.models import Convention, CreneauDemande, Demande, Dossier
from conventions.services import (
    SouhaitDeSalle,
    accepter,
    annuler_decision,
    deposer,
    liberer_date,
    poser_option,
    refuser,
    retirer,
)
from salles.models import Occupation, Salle
from salles.moteur import Souhait
from socle.idempotence import Cle
from tests.conventions.demandes_d_essai import MALIK, cheffe, dates, deposee, etats, le_lundi, president, theatre
from tests.ensemble import defauts, ensemble
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.vingt_fois, pytest.mark.lent]

EPREUVES = 4  # an interleaving is a matter of luck: each race is run a few times


def accord(demande: Demande, ici: Salle) -> Callable:
    par, siennes = cheffe(ici), [creneau.pk for creneau in dates(demande)]
    return lambda: accepter(demande=demande, par=par, creneaux=siennes, maintenant=MAINTENANT)


def depot(ici: Salle, club: Association, souhait: Souhait | None = None, cle: Cle | None = None) -> Callable:
    qui, quoi = president(club), theatre()
    return lambda: deposer(
        association=club,
        demandeur=qui,
        souhaits=[SouhaitDeSalle(ici, souhait or le_lundi())],
        activite=quoi,
        objet="Répétitions.",
        effectif=12,
        responsable=MALIK,
        maintenant=MAINTENANT,
        cle=cle,
    )


def test_de_deux_accords_pour_un_creneau_exactement_un_passe():
    ecole = etablissement()
    for _ in range(EPREUVES):
        ici = salle(ecole)
        une, autre = deposee(ici, le_lundi()), deposee(ici, le_lundi())
        reponses = ensemble([accord(une, ici), accord(autre, ici)])
        gagnantes = [reponse for reponse in reponses if isinstance(reponse, Demande)]
        perdantes = [reponse for reponse in reponses if isinstance(reponse, SalleIndisponible)]
        assert (len(gagnantes), len(perdantes)) == (1, 1)
        assert perdantes[0].details["indisponibles"][0]["depuis"] == MAINTENANT.isoformat()
        assert sorted([etats(une), etats(autre)]) == [["accepte"], ["indisponible"]]
        assert Occupation.objects.filter(reservation__salle=ici).count() == 1
    assert defauts(MAINTENANT) == []


def test_huit_accords_pour_des_series_croisees_font_un_gagnant_sans_interblocage():
    ici = salle()
    demandes = [deposee(ici, le_lundi(10)) for _ in range(8)]
    reponses = ensemble([accord(demande, ici) for demande in demandes])
    assert sorted(type(reponse).__name__ for reponse in reponses) == ["Demande"] + ["SalleIndisponible"] * 7
    assert Occupation.objects.count() == 10
    assert defauts(MAINTENANT) == []


def test_l_accord_et_le_retrait_au_meme_instant_se_suivent():
    ecole = etablissement()
    for _ in range(EPREUVES):
        ici = salle(ecole)
        demande = deposee(ici, le_lundi(2))
        accordee, retiree = ensemble(
            [accord(demande, ici), lambda demande=demande: retirer(demande=demande, maintenant=MAINTENANT)]
        )
        statut = Demande.objects.get(pk=demande.pk).statut
        tenues = Occupation.objects.filter(reservation__salle=ici).count()
        if statut == "acceptee":
            assert (isinstance(retiree, TransitionImpossible), tenues) == (True, 2)
        else:
            assert (statut, isinstance(accordee, TransitionImpossible), tenues) == ("retiree", True, 0)
    assert defauts(MAINTENANT) == []


def test_l_accord_et_le_refus_au_meme_instant_ne_passent_pas_tous_les_deux():
    ici = salle()
    demande = deposee(ici, le_lundi())
    par = cheffe(ici)
    reponses = ensemble(
        [
            accord(demande, ici),
            lambda: refuser(demande=demande, par=par, motif="personnel", message="Personne.", maintenant=MAINTENANT),
        ]
    )
    assert sorted(type(reponse).__name__ for reponse in reponses) == ["Demande", "TransitionImpossible"]
    assert defauts(MAINTENANT) == []


def test_l_option_et_l_accord_d_une_autre_au_meme_instant():
    ecole = etablissement()
    for _ in range(EPREUVES):
        ici = salle(ecole)
        une, autre = deposee(ici, le_lundi()), deposee(ici, le_lundi())
        ensemble([accord(une, ici), lambda autre=autre: poser_option(demande=autre, maintenant=MAINTENANT)])
        # whoever came first, the accord of the same school ends the option, or the option was refused
        assert (etats(une), etats(autre)[0] in ("indisponible", "souhaite")) in [(["accepte"], True)] or (
            etats(autre) == ["option"] and etats(une) == ["souhaite"]
        )
        assert Occupation.objects.filter(reservation__salle=ici).count() == 1
    assert defauts(MAINTENANT) == []


def test_deux_repentirs_au_meme_instant_n_en_font_qu_un():
    ici = salle()
    demande = deposee(ici, le_lundi(3))
    accord(demande, ici)()
    par, apres = cheffe(ici), MAINTENANT + timedelta(minutes=1)
    reponses = ensemble([lambda: annuler_decision(demande=demande, par=par, maintenant=apres)] * 2)
    assert sorted(type(reponse).__name__ for reponse in reponses) == ["Demande", "TransitionImpossible"]
    assert (etats(demande), Occupation.objects.count()) == (["souhaite"] * 3, 0)
    assert defauts(MAINTENANT) == []


@pytest.mark.parametrize("rendues", [1, 3])
def test_le_repentir_et_des_dates_rendues_au_meme_instant(rendues):
    """What was given back first stays so; what was undone first is not to be given back any more."""
    ecole = etablissement()
    for _ in range(EPREUVES):
        ici = salle(ecole)
        demande = deposee(ici, le_lundi(3))
        accord(demande, ici)()
        apres = MAINTENANT + timedelta(minutes=1)
        retours = [partial(liberer_date, creneau=creneau, maintenant=apres) for creneau in dates(demande)[:rendues]]
        repentir, *reponses = ensemble(
            [partial(annuler_decision, demande=demande, par=cheffe(ici), maintenant=apres), *retours]
        )
        rendues_d_abord = [isinstance(reponse, CreneauDemande) for reponse in reponses]
        assert {type(reponse) for reponse in reponses} <= {CreneauDemande, TransitionImpossible}
        attendus = ["libere" if rendue else "souhaite" for rendue in rendues_d_abord] + ["souhaite"] * (3 - rendues)
        assert etats(demande) == attendus
        tout_rendu = sum(rendues_d_abord) == 3
        assert isinstance(repentir, TransitionImpossible if tout_rendu else Demande)
        assert Demande.objects.get(pk=demande.pk).statut == ("annulee" if tout_rendu else "soumise")
        assert Convention.objects.filter(demande=demande).exists() == tout_rendu
        assert Occupation.objects.filter(reservation__salle=ici).count() == 0
    assert defauts(MAINTENANT) == []


def test_seize_depots_au_meme_instant_se_suivent_sans_trou():
    ici, clubs = salle(), [association() for _ in range(16)]
    reponses = ensemble([depot(ici, club) for club in clubs])
    assert sorted(dossier.pk for dossier in reponses) == sorted(Dossier.objects.values_list("pk", flat=True))
    assert list(Demande.objects.order_by("numero").values_list("numero", flat=True)) == [
        f"2026-38-{rang:06}" for rang in range(1, 17)
    ]
    assert defauts(MAINTENANT) == []


def test_huit_membres_d_une_association_ne_demandent_la_meme_date_qu_une_fois():
    """Without a key to know them by: each of them clicks, and seven read which request it is in."""
    reponses = ensemble([depot(salle(), association())] * 8)
    assert sorted(type(reponse).__name__ for reponse in reponses) == [*["DejaDemandee"] * 7, "Dossier"]
    assert CreneauDemande.objects.count() == 1
    assert defauts(MAINTENANT) == []


def test_un_double_envoi_ne_depose_qu_une_fois():
    club = association()
    cle = Cle.de(president(club), "onglet", {"objet": "Répétitions."})
    reponses = ensemble([depot(salle(), club, le_lundi(3), cle=cle)] * 3)
    [dossier] = Dossier.objects.all()
    assert reponses == [dossier] * 3
    assert CreneauDemande.objects.count() == 3
    assert defauts(MAINTENANT) == []

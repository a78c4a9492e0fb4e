"""Convention given up, by the school, by its council, by the association: what is free again, who is told."""

from datetime import timedelta

import pytest

from conventions.exceptions_des_conventions import AbandonNonMotive, AccordRevocable, EtapeImpossible, EtapeMalDatee
from conventions.models import Convention
from conventions.services import abandonner, annuler_demande, consigner_le_refus, liberer_date
from salles.models import Occupation
from tests.conventions.conventions_d_essai import (
    APRES,
    DEMAIN,
    SEANCE,
    UN_JOUR,
    menee,
    projet,
    relue,
    signer,
)
from tests.conventions.demandes_d_essai import cheffe, dates, etats
from tests.ensemble import defauts
from tests.pages import en_clair
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db

Statut = Convention.Statut


def chef(convention: Convention):
    return cheffe(dates(convention.demande)[0].salle)


def abandon(convention: Convention, motif: str = "La salle sera en travaux.", maintenant=APRES) -> Convention:
    return abandonner(convention=convention, par=chef(convention), motif=motif, maintenant=maintenant)


def messages(taches) -> list[str]:
    return sorted(
        f"{tache['args']['destinataire']} : {tache['args']['contexte']['objet']}"
        for tache in taches.jobs.values()
        if tache["args"].get("gabarit") == "conventions/nouvelle"
    )


@pytest.mark.parametrize("statut", [Statut.REDACTION, Statut.A_DELIBERER, Statut.TRANSMISE, Statut.A_SIGNER])
def test_l_ecole_abandonne_avant_de_signer_et_ses_dates_sont_libres(statut, taches):
    ici = salle()
    convention = projet(ici) if statut == Statut.REDACTION else menee(projet(ici), statut)
    abandon(convention)
    lue = relue(convention)
    assert (lue.statut, lue.motif_abandon, lue.demande.statut) == ("abandonnee", "La salle sera en travaux.", "annulee")
    assert (etats(lue.demande), Occupation.objects.count()) == (["libere"] * 4, 0)
    assert {tuple(date.raisons) for date in dates(lue.demande)} == {("convention_abandonnee",)}
    demandeur = lue.demande.dossier.depose_par.courriel
    assert messages(taches) == sorted(
        [
            f"{demandeur} : Votre convention est abandonnée",
            f"{chef(lue).courriel} : Convention abandonnée : {lue.demande.association.nom}",
        ]
    )
    assert defauts(APRES) == []


def test_les_seances_qui_ont_eu_lieu_restent_accordees():
    convention = projet()
    abandon(convention, maintenant=dates(convention.demande)[1].debut)
    assert etats(convention.demande) == ["accepte", "accepte", "libere", "libere"]


@pytest.mark.parametrize("motif", ["", "  "])
def test_un_abandon_dit_pourquoi(motif):
    convention = projet()
    with pytest.raises(AbandonNonMotive):
        abandon(convention, motif)
    assert relue(convention).statut == "redaction"


def test_on_n_abandonne_pas_ce_que_l_ecole_a_signe():
    convention = signer(menee(projet(), Statut.A_SIGNER))
    with pytest.raises(EtapeImpossible):
        abandon(convention)
    assert (relue(convention).statut, Occupation.objects.count()) == ("a_signer", 4)


def test_un_accord_qui_peut_etre_repris_se_reprend_et_ne_s_abandonne_pas():
    convention = projet()
    with pytest.raises(AccordRevocable):
        abandon(convention, maintenant=MAINTENANT + timedelta(minutes=5))
    assert relue(convention).statut == "redaction"


def test_un_vote_defavorable_abandonne_la_convention_et_le_dit(taches):
    convention = menee(projet(), Statut.A_DELIBERER)
    consigner_le_refus(
        convention=convention, par=chef(convention), votee_le=SEANCE, reference="2026-13", maintenant=APRES
    )
    lue = relue(convention)
    assert (lue.statut, lue.demande.statut, Occupation.objects.count()) == ("abandonnee", "annulee", 0)
    assert en_clair(lue.motif_abandon) == (
        "Le conseil d’administration a voté contre cette convention le 11 novembre 2026."
    )
    assert lue.etapes.get(statut="abandonnee").reference == "2026-13"
    assert len(messages(taches)) == 2
    assert defauts(APRES) == []


def test_un_vote_defavorable_est_date_comme_un_autre():
    convention = menee(projet(), Statut.A_DELIBERER)
    with pytest.raises(EtapeMalDatee):
        consigner_le_refus(
            convention=convention, par=chef(convention), votee_le=APRES.date() + UN_JOUR, maintenant=APRES
        )
    assert (relue(convention).statut, Occupation.objects.count()) == ("a_deliberer", 4)


def test_le_conseil_ne_vote_pas_contre_ce_qui_ne_lui_est_pas_soumis():
    convention = projet()
    with pytest.raises(EtapeImpossible):
        consigner_le_refus(convention=convention, par=chef(convention), votee_le=SEANCE, maintenant=APRES)


# -- the association --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statut", "fin"),
    [(Statut.A_DELIBERER, "abandonnee"), (Statut.A_SIGNER, "abandonnee"), (Statut.ACTIVE, "resiliee")],
)
def test_qui_renonce_a_ce_que_tous_ont_signe_met_fin_a_un_contrat(statut, fin):
    convention = menee(projet(), statut)
    annuler_demande(demande=convention.demande, maintenant=APRES)
    lue = relue(convention)
    assert (lue.statut, lue.demande.statut, etats(lue.demande)) == (fin, "annulee", ["libere"] * 4)
    assert defauts(APRES) == []


def test_une_date_rendue_sous_une_convention_active_ne_touche_qu_elle():
    convention = menee(projet(), Statut.ACTIVE)
    premiere = dates(convention.demande)[0]
    liberer_date(creneau=premiere, maintenant=APRES)
    lue = relue(convention)
    assert (lue.statut, lue.demande.statut, lue.version) == ("active", "conventionnee", 1)
    assert etats(lue.demande) == ["libere", "accepte", "accepte", "accepte"]
    assert lue.annexe == [date.pk for date in dates(lue.demande)]
    assert defauts(APRES) == []


def test_la_derniere_date_rendue_met_fin_a_la_convention_active():
    convention = menee(projet(fois=1), Statut.ACTIVE)
    liberer_date(creneau=dates(convention.demande)[0], maintenant=APRES)
    assert (relue(convention).statut, relue(convention).demande.statut) == ("resiliee", "annulee")
    assert defauts(APRES) == []


def test_demain_le_texte_arrete_s_abandonne_encore():
    assert abandon(menee(projet(), Statut.A_DELIBERER), maintenant=DEMAIN).statut == "abandonnee"

"""Each pair of states, allowed or refused: the tables are the only truth, and the verbs obey them."""

from datetime import timedelta
from itertools import product

import pytest

from conventions.exceptions import TransitionImpossible
from conventions.models import Convention, CreneauDemande, Demande
from conventions.services import (
    accepter,
    annuler_demande,
    completer,
    contre_proposer,
    demander_pieces,
    liberer_date,
    poser_option,
    refuser,
    retirer,
)
from conventions.services.transitions import passer, passer_convention, passer_date
from tests.conventions.demandes_d_essai import MAINTENANT, cheffe, dates, deposee
from tests.conventions.offres_d_essai import place
from tests.salles.salles_d_essai import salle

Statut, Etat = Demande.Statut, CreneauDemande.Etat

# docs/domaine.md, « States », written again by hand.
ATTENDUES = {
    "brouillon": "soumise",
    "soumise": "incomplete en_instruction contre_proposee acceptee refusee retiree",
    "incomplete": "soumise en_instruction contre_proposee acceptee refusee retiree expiree",
    "en_instruction": "incomplete contre_proposee acceptee refusee retiree",
    "contre_proposee": "en_instruction acceptee retiree expiree",
    "acceptee": "conventionnee annulee",
    "conventionnee": "close annulee",
    "close": "",
    "refusee": "",
    "retiree": "",
    "annulee": "",
    "expiree": "",
}
DES_DATES = {
    "souhaite": "option accepte indisponible en_attente propose refuse deplace",
    "indisponible": "souhaite propose option accepte refuse deplace",
    "en_attente": "option accepte refuse",
    "propose": "option accepte refuse indisponible",
    "option": "accepte souhaite indisponible refuse libere",
    "accepte": "libere deplace suspendu realise non_honore",
    "suspendu": "accepte libere",
    "refuse": "",
    "libere": "",
    "deplace": "",
    "realise": "",
    "non_honore": "",
}


@pytest.mark.parametrize(("de", "vers"), list(product(Statut.values, Statut.values)))
def test_une_demande_passe_ou_non_d_un_etat_a_l_autre(de, vers):
    assert Demande(statut=de).peut_devenir(vers) == (vers in ATTENDUES[de].split())


@pytest.mark.parametrize(("de", "vers"), list(product(Etat.values, Etat.values)))
def test_une_date_passe_ou_non_d_un_etat_a_l_autre(de, vers):
    creneau = CreneauDemande(etat=de)
    permis = vers in DES_DATES[de].split()
    assert creneau.peut_devenir(vers) == permis
    if permis:
        passer_date(creneau, vers)
        assert creneau.etat == vers
    else:
        with pytest.raises(ValueError, match="does not go"):
            passer_date(creneau, vers)


def test_on_revient_d_ou_l_on_pouvait_venir():
    assert {de for de in Statut.values if Demande(statut="acceptee").peut_revenir_a(de)} == {
        "soumise",
        "incomplete",
        "en_instruction",
        "contre_proposee",
    }
    assert {de for de in Etat.values if CreneauDemande(etat="refuse").peut_revenir_a(de)} == {
        "souhaite",
        "indisponible",
        "en_attente",
        "propose",
        "option",
    }


def test_chaque_etat_d_une_convention_a_sa_ligne():
    assert Convention.TRANSITIONS.keys() == set(Convention.Statut)
    finis = {statut for statut, suite in Convention.TRANSITIONS.items() if not suite}
    assert finis == {"echue", "resiliee", "abandonnee", "caduque"}


def test_un_projet_ne_devient_pas_actif_d_un_coup():
    convention = Convention(statut=Convention.Statut.REDACTION, demande=Demande(numero="2026-38-000001"))
    with pytest.raises(TransitionImpossible):
        passer_convention(convention, Convention.Statut.ACTIVE)


def test_un_refus_de_transition_dit_ou_en_est_la_demande():
    demande = Demande(statut=Statut.REFUSEE, numero="2026-38-000001")
    with pytest.raises(TransitionImpossible) as refus:
        passer(demande, Statut.ACCEPTEE)
    assert refus.value.message == (
        "On ne peut pas donner l’accord : la demande 2026-38-000001 est « refusée ». "
        "Relisez-la telle qu’elle est à présent."
    )
    assert (refus.value.statut_http, refus.value.details) == (409, {"statut": "refusee"})


def en(statut: str) -> Demande:
    """Return a request that stands in this state, with what the state supposes."""
    ici = salle()
    demande = deposee(ici)
    if statut in ("acceptee", "conventionnee", "close", "annulee"):
        accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    Demande.objects.filter(pk=demande.pk).update(statut=statut)
    return Demande.objects.get(pk=demande.pk)


def verbe(nom: str, demande: Demande):
    """Run a verb as its page does."""
    par = cheffe(dates(demande)[0].salle)
    arguments = {"demande": demande, "maintenant": MAINTENANT}
    match nom:
        case "accepter":
            return accepter(par=par, **arguments)
        case "poser_option":
            return poser_option(**arguments)
        case "refuser":
            return refuser(par=par, motif="personnel", message="Personne pour ouvrir.", **arguments)
        case "contre_proposer":
            [date] = dates(demande)
            ailleurs = place(date, salle(date.salle.etablissement))
            return contre_proposer(par=par, places=[ailleurs], message="Ailleurs.", **arguments)
        case "demander_pieces":
            return demander_pieces(par=par, types=["statuts"], **arguments)
        case "completer":
            return completer(**arguments)
        case "retirer":
            return retirer(**arguments)
        case _:
            return annuler_demande(**arguments)


DEPARTS = {
    "accepter": ("acceptee", "soumise incomplete en_instruction"),
    "poser_option": ("en_instruction", "soumise incomplete en_instruction"),
    "refuser": ("refusee", "soumise incomplete en_instruction"),
    "demander_pieces": ("incomplete", "soumise en_instruction"),
    "contre_proposer": ("contre_proposee", "soumise incomplete en_instruction"),
    "completer": ("soumise", "incomplete"),
    "retirer": ("retiree", "soumise incomplete en_instruction contre_proposee"),
    "annuler_demande": ("annulee", "acceptee"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("nom", DEPARTS)
@pytest.mark.parametrize("de", [s for s in Statut.values if s not in ("brouillon", "conventionnee")])
def test_chaque_verbe_part_des_etats_prevus_et_d_aucun_autre(nom, de):
    arrivee, departs = DEPARTS[nom]
    demande = en(de)
    if de in departs.split():
        verbe(nom, demande)
        assert Demande.objects.get(pk=demande.pk).statut == arrivee
    else:
        with pytest.raises(TransitionImpossible):
            verbe(nom, demande)
        assert Demande.objects.get(pk=demande.pk).statut == de


@pytest.mark.django_db
@pytest.mark.parametrize("etat", [etat for etat in Etat.values if etat not in ("accepte", "option")])
def test_seule_une_date_accordee_se_rend(etat):
    demande = deposee(salle())
    CreneauDemande.objects.filter(demande=demande).update(etat=etat)
    with pytest.raises(TransitionImpossible):
        liberer_date(creneau=dates(demande)[0], maintenant=MAINTENANT + timedelta(minutes=1))

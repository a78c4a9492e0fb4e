"""From the draft to the active convention: each step, each guard, and back again."""

import hashlib
from datetime import date, timedelta

import pytest

from conventions.exceptions_des_conventions import (
    AccordRevocable,
    EtapeImpossible,
    EtapeMalDatee,
    SignatureNonAttendue,
    SignatureTropTot,
)
from conventions.models import Convention, Demande, Etape, Signature
from conventions.services import (
    accepter,
    annuler_decision,
    arreter_le_texte,
    consigner_la_transmission,
    consigner_le_vote,
    liberer_date,
    revenir,
    suivre,
)
from etablissements.models import ActeFondateur, TexteDeReference
from tests.conventions.conventions_d_essai import (
    ACCORD,
    APRES,
    DEMAIN,
    DIX_MINUTES,
    EXECUTOIRE,
    JANVIER,
    SEANCE,
    TRANSMISSION,
    UN_JOUR,
    assurer,
    menee,
    projet,
    relue,
    signer,
)
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.ensemble import defauts
from tests.pages import en_clair
from tests.personnages import collectivite, etablissement
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]

Statut = Convention.Statut
PARTIES = ["organisateur", "etablissement", "collectivite"]


def chef(convention: Convention):
    return cheffe(dates(convention.demande)[0].salle)


def seance(convention: Convention, le: date = SEANCE, maintenant=DEMAIN) -> Convention:
    return arreter_le_texte(convention=convention, par=chef(convention), seance_le=le, maintenant=maintenant)


def vote(convention: Convention, le: date = SEANCE, maintenant=APRES) -> Convention:
    return consigner_le_vote(convention=convention, par=chef(convention), votee_le=le, maintenant=maintenant)


def transmission(convention: Convention, le: date = TRANSMISSION, maintenant=APRES) -> Convention:
    return consigner_la_transmission(
        convention=convention, par=chef(convention), transmise_le=le, maintenant=maintenant
    )


def texte_garde(convention: Convention) -> bytes:
    with convention.texte.open("rb") as fichier:
        return fichier.read()


# -- the way ---------------------------------------------------------------------------------


def test_de_projet_a_active_chaque_etape_dit_qui_l_a_consignee_et_quand():
    convention = menee(projet(), Statut.ACTIVE)
    assert (convention.statut, convention.demande.statut) == ("active", "conventionnee")
    assert list(convention.etapes.values_list("statut", "fait_le", "reference", "consignee_par")) == [
        ("a_deliberer", SEANCE, "", chef(convention).pk),
        ("deliberee", SEANCE, "2026-12", chef(convention).pk),
        ("transmise", TRANSMISSION, "", chef(convention).pk),
        ("active", APRES.date(), "", None),
    ]
    assert list(convention.signatures.values_list("partie", "signee_le")) == [(p, EXECUTOIRE) for p in PARTIES]
    assert defauts(APRES) == []


def test_executoire_se_compte_du_jour_de_la_transmission_au_delai_du_texte_de_ce_jour():
    nouveau = TexteDeReference.objects.filter(code="executoire").get()
    nouveau.pk, nouveau.jours, nouveau.premier_jour = None, 8, TRANSMISSION
    nouveau.save()
    convention = transmission(menee(projet(), Statut.DELIBEREE))
    assert convention.executoire_le == TRANSMISSION + timedelta(days=8)
    revenir(convention=convention, maintenant=APRES)
    assert transmission(convention, TRANSMISSION - UN_JOUR).executoire_le == TRANSMISSION + timedelta(days=14)


def test_une_ecole_privee_ne_transmet_rien_et_signe_aussitot():
    ecole = etablissement("0380039L", "Collège privé", secteur="prive")
    ActeFondateur.objects.create(etablissement=ecole, intitule="Délibération", reference="12", pris_le=date(2026, 7, 3))
    convention = menee(projet(salle(ecole)), Statut.DELIBEREE)
    with pytest.raises(EtapeImpossible):
        transmission(convention)
    for _ in PARTIES:
        signer(convention, SEANCE)
    assert (relue(convention).statut, relue(convention).executoire_le) == ("signee", None)
    assert defauts(APRES) == []


def test_sous_l_autorite_du_maire_la_commune_signe_en_dernier():
    collectivite(base_legale="L212-15")
    convention = menee(projet(), Statut.SIGNEE)
    assert list(convention.signatures.values_list("partie", flat=True)) == [*PARTIES, "commune"]
    assert defauts(APRES) == []


# -- guards ------------------------------------------------------------------------------------


def test_le_texte_ne_s_arrete_pas_tant_que_l_accord_peut_etre_repris():
    convention = projet()
    with pytest.raises(AccordRevocable) as refus:
        seance(convention, maintenant=MAINTENANT + timedelta(minutes=9))
    assert "peut encore se raviser" in refus.value.message
    annuler_decision(demande=convention.demande, par=chef(convention), maintenant=MAINTENANT + timedelta(minutes=9))
    assert not Convention.objects.exists()


@pytest.mark.parametrize("jour", [ACCORD - UN_JOUR, JANVIER + timedelta(weeks=4)])
def test_la_seance_est_entre_l_accord_et_la_derniere_date(jour):
    convention = projet()
    with pytest.raises(EtapeMalDatee) as refus:
        seance(convention, jour)
    assert (refus.value.champ, relue(convention).statut) == ("seance_le", "redaction")


@pytest.mark.parametrize("jour", [ACCORD - UN_JOUR, APRES.date() + UN_JOUR])
def test_un_vote_n_est_ni_d_avant_l_accord_ni_a_venir(jour):
    convention = menee(projet(), Statut.A_DELIBERER)
    with pytest.raises(EtapeMalDatee) as refus:
        vote(convention, jour)
    assert en_clair(refus.value.message) == (
        "Ce jour n’est pas possible : donnez-en un entre le 9 novembre 2026 et le 28 novembre 2026."
    )


@pytest.mark.parametrize("jour", [SEANCE - UN_JOUR, APRES.date() + UN_JOUR])
def test_une_transmission_n_est_ni_d_avant_le_vote_ni_a_venir(jour):
    convention = menee(projet(), Statut.DELIBEREE)
    with pytest.raises(EtapeMalDatee):
        transmission(convention, jour)
    assert relue(convention).executoire_le is None


@pytest.mark.parametrize("jour", [SEANCE - UN_JOUR, APRES.date() + UN_JOUR])
def test_personne_ne_signe_avant_le_vote_ni_demain(jour):
    convention = menee(projet(), Statut.TRANSMISE)
    with pytest.raises(EtapeMalDatee):
        signer(convention, jour)
    assert (relue(convention).statut, Signature.objects.count()) == ("transmise", 0)


def test_la_cheffe_ne_signe_pas_avant_que_le_vote_soit_executoire():
    convention = signer(menee(projet(), Statut.TRANSMISE), SEANCE)
    with pytest.raises(SignatureTropTot) as refus:
        signer(convention, EXECUTOIRE - UN_JOUR)
    assert en_clair(refus.value.message).startswith("La délibération n’est exécutoire que le 27 novembre 2026")
    assert signer(convention, EXECUTOIRE).statut == "a_signer"


def test_une_partie_ne_signe_pas_avant_celle_qui_la_precede():
    convention = menee(projet(), Statut.A_SIGNER)
    signer(convention, EXECUTOIRE + UN_JOUR)
    with pytest.raises(EtapeMalDatee):
        signer(convention, EXECUTOIRE)


@pytest.mark.parametrize("partie", ["organisateur", "collectivite", "commune"])
def test_on_ne_consigne_que_la_signature_qui_est_attendue(partie):
    convention = menee(projet(), Statut.A_SIGNER)
    with pytest.raises(SignatureNonAttendue):
        signer(convention, partie=partie)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("statut", [Statut.REDACTION, Statut.A_DELIBERER, Statut.DELIBEREE])
def test_personne_ne_signe_ce_qui_n_est_ni_vote_ni_transmis(statut):
    convention = projet() if statut == Statut.REDACTION else menee(projet(), statut)
    with pytest.raises(EtapeImpossible):
        signer(convention, partie="organisateur")


def test_une_etape_envoyee_deux_fois_n_est_consignee_qu_une_fois():
    convention = projet()
    for acte in (seance, vote, transmission):
        acte(convention)
        with pytest.raises(EtapeImpossible) as refus:
            acte(convention)
        assert f"la convention {convention.numero} est « {relue(convention).get_statut_display()} »" in (
            refus.value.message
        )
    assert Etape.objects.count() == 3


# -- the text ------------------------------------------------------------------------------------


def test_le_texte_arrete_ne_change_plus_quoi_qu_il_arrive_a_la_salle():
    ici = salle(nom="Gymnase")
    convention = menee(projet(ici), Statut.A_DELIBERER)
    octets = texte_garde(convention)
    assert (octets[:5], hashlib.sha256(octets).hexdigest()) == (b"%PDF-", convention.empreinte)
    ici.nom = "Salle des fêtes"
    ici.save()
    liberer_date(creneau=dates(convention.demande)[0], maintenant=APRES)
    suivante = relue(convention)
    assert (texte_garde(suivante), suivante.version, len(suivante.annexe)) == (octets, 1, 4)
    assert defauts(APRES) == []


def test_revenir_au_projet_oublie_le_texte_et_dit_les_dates_qui_restent():
    convention = menee(projet(), Statut.A_DELIBERER)
    liberer_date(creneau=dates(convention.demande)[0], maintenant=DEMAIN)
    revenir(convention=convention, maintenant=APRES)
    suivante = relue(convention)
    assert (suivante.statut, suivante.version, bool(suivante.texte), suivante.empreinte, suivante.annexe) == (
        "redaction",
        2,
        False,
        "",
        [],
    )
    assert suivante.premier_jour == JANVIER + timedelta(weeks=1)
    assert defauts(APRES) == []


# -- back again ----------------------------------------------------------------------------------


def test_chaque_etape_se_reprend_une_a_une_jusqu_au_projet():
    convention = menee(projet(), Statut.SIGNEE)
    passes = [convention.statut]
    while passes[-1] != "redaction":
        passes.append(revenir(convention=convention, maintenant=APRES).statut)
    assert passes == ["signee", "a_signer", "a_signer", "transmise", "deliberee", "a_deliberer", "redaction"]
    assert (Etape.objects.en_vigueur().count(), Signature.objects.en_vigueur().count()) == (0, 0)
    assert (Etape.objects.count(), Signature.objects.count()) == (3, 3)
    assert relue(menee(convention, Statut.ACTIVE)).statut == "active"
    assert defauts(APRES) == []


@pytest.mark.parametrize("statut", [Statut.REDACTION, Statut.ACTIVE])
def test_on_ne_revient_ni_sur_rien_ni_sur_une_convention_active(statut):
    convention = projet() if statut == Statut.REDACTION else menee(projet(), statut)
    with pytest.raises(EtapeImpossible):
        revenir(convention=convention, maintenant=APRES)


# -- by itself -------------------------------------------------------------------------------------


def test_rien_ne_s_ouvre_tant_qu_on_peut_encore_se_raviser():
    convention = projet()
    assurer(convention)
    menee(convention, Statut.SIGNEE)
    suivre(convention=convention, maintenant=APRES + timedelta(minutes=9))
    assert relue(convention).statut == "signee"
    suivre(convention=convention, maintenant=APRES + DIX_MINUTES)
    assert relue(convention).statut == "active"


def test_une_convention_signee_attend_son_assurance_puis_le_travail_de_l_heure_l_active():
    convention = menee(projet(), Statut.ACTIVE, assuree=False)
    assert (convention.statut, convention.demande.statut) == ("signee", "acceptee")
    assurer(convention, dernier_jour=JANVIER - UN_JOUR)
    suivre(convention=convention, maintenant=APRES + DIX_MINUTES)
    assert relue(convention).statut == "signee"
    assurer(convention, dernier_jour=JANVIER)
    suivre(convention=convention, maintenant=APRES + DIX_MINUTES)
    assert relue(convention).statut == "active"


def test_apres_la_derniere_date_la_convention_est_echue_et_la_demande_close_une_seule_fois():
    convention = menee(projet(), Statut.ACTIVE)
    dernier = MAINTENANT.replace(year=convention.dernier_jour.year, month=2, day=convention.dernier_jour.day)
    suivre(convention=convention, maintenant=dernier)
    assert relue(convention).statut == "active"
    for _ in range(2):
        suivre(convention=convention, maintenant=dernier + UN_JOUR)
    assert (relue(convention).statut, relue(convention).demande.statut) == ("echue", "close")
    assert Etape.objects.filter(statut="echue").count() == 1
    assert defauts(dernier + UN_JOUR) == []


def test_une_convention_consignee_apres_coup_va_jusqu_a_son_terme():
    ici = salle()
    demande = deposee(ici, le_lundi(1))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    convention = Convention.objects.get()
    assurer(convention)
    for pas in (seance, vote, transmission):
        pas(convention, maintenant=APRES, le=ACCORD)
    for _ in PARTIES:
        signer(convention)
    suivre(convention=convention, maintenant=APRES + DIX_MINUTES)
    assert (relue(convention).statut, Demande.objects.get().statut) == ("echue", "close")

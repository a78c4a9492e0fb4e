"""The second comer asks to join, a member answers."""

import pytest
from django.core import mail

from associations.exceptions import (
    AdhesionDejaRepondue,
    AdhesionEnAttente,
    AssociationInconnue,
    DejaMembre,
    SansRepresentant,
)
from associations.models import DemandeAdhesion, Membre
from associations.services import demander_adhesion, nommer, repondre_adhesion, retirer_membre
from tests.personnages import MAINTENANT, adherer, association, personne

pytestmark = pytest.mark.django_db
ATTENTE, ACCEPTEE, REFUSEE = DemandeAdhesion.Reponse.values


def demander(demandeur, rna: str = "W381000001") -> DemandeAdhesion:
    return demander_adhesion(demandeur=demandeur, rna=rna, maintenant=MAINTENANT)


def repondre(adhesion, reponse, par) -> DemandeAdhesion:
    return repondre_adhesion(adhesion=adhesion, reponse=reponse, par=par, maintenant=MAINTENANT)


def test_chaque_membre_est_prevenu_de_la_demande(executer_taches):
    connue = association("Les Essais", rna="W381000001")
    adherer(personne("alice@exemple.fr"), connue)
    adherer(personne("basile@exemple.fr"), connue, Membre.Role.MEMBRE)
    demander(personne("chloe@exemple.fr", prenom="Chloé", nom="Durand"))
    executer_taches()
    assert sorted((*message.to, message.subject) for message in mail.outbox) == [
        ("alice@exemple.fr", "Chloé Durand demande à rejoindre Les Essais"),
        ("basile@exemple.fr", "Chloé Durand demande à rejoindre Les Essais"),
    ]
    assert f"http://127.0.0.1:8000/association/{connue.pk}/membres/" in mail.outbox[0].body


def test_une_personne_acceptee_devient_membre_et_l_apprend(executer_taches):
    alice, connue = personne(), association("Les Essais", rna="W381000001")
    adherer(alice, connue)
    adhesion = demander(personne("chloe@exemple.fr"))
    repondre(adhesion, ACCEPTEE, alice)
    executer_taches()
    assert connue.membres.get(utilisateur=adhesion.utilisateur).role == Membre.Role.MEMBRE
    assert mail.outbox[-1].subject == "Vous êtes membre de Les Essais"
    assert mail.outbox[-1].to == ["chloe@exemple.fr"]


def test_une_personne_refusee_reste_dehors_et_ne_sait_pas_par_qui(executer_taches):
    alice, connue = personne(prenom="Alice", nom="Secrète"), association("Les Essais", rna="W381000001")
    adherer(alice, connue)
    adhesion = repondre(demander(personne("chloe@exemple.fr")), REFUSEE, alice)
    executer_taches()
    assert adhesion.reponse == REFUSEE
    assert connue.membres.count() == 1
    assert "Secrète" not in mail.outbox[-1].body


def test_une_demande_ne_se_repond_qu_une_fois():
    alice, connue = personne(), association(rna="W381000001")
    adherer(alice, connue)
    adhesion = demander(personne())
    repondre(adhesion, REFUSEE, alice)
    with pytest.raises(AdhesionDejaRepondue):
        repondre(adhesion, ACCEPTEE, alice)
    assert connue.membres.count() == 1


def test_une_seule_demande_attend_a_la_fois():
    chloe = personne()
    association(rna="W381000001")
    demander(chloe)
    with pytest.raises(AdhesionEnAttente):
        demander(chloe)


def test_un_membre_n_a_rien_a_demander():
    alice, connue = personne(), association(rna="W381000001")
    adherer(alice, connue)
    with pytest.raises(DejaMembre):
        demander(alice)


def test_une_association_inconnue_s_inscrit():
    with pytest.raises(AssociationInconnue):
        demander(personne(), "W381999999")


def test_le_dernier_representant_reste():
    connue = association()
    seule = adherer(personne(), connue)
    adherer(personne(), connue, Membre.Role.MEMBRE)
    with pytest.raises(SansRepresentant):
        retirer_membre(membre=seule)
    with pytest.raises(SansRepresentant):
        nommer(membre=seule, role=Membre.Role.MEMBRE)
    assert connue.membres.count() == 2


def test_un_nouveau_representant_laisse_partir_l_ancien():
    connue = association()
    ancien, nouveau = adherer(personne(), connue), adherer(personne(), connue, Membre.Role.MEMBRE)
    nommer(membre=nouveau, role=Membre.Role.REPRESENTANT)
    retirer_membre(membre=ancien)
    assert list(connue.membres.values_list("utilisateur", "role")) == [(nouveau.utilisateur_id, "representant")]

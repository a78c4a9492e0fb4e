"""One record per association, whoever comes first."""

from functools import partial

import pytest

from associations.exceptions import AssociationConnue, DejaMembre, IdentifiantPris
from associations.models import Association, Membre
from associations.services import creer_association, modifier_association
from etablissements.identifiants import IdentifiantInvalide
from tests.ensemble import ensemble
from tests.personnages import MAINTENANT, adherer, association, personne

pytestmark = pytest.mark.django_db


def creer(createur, **champs) -> Association:
    return creer_association(**{"createur": createur, "nom": "Les Essais", "maintenant": MAINTENANT, **champs})


def test_qui_inscrit_une_association_la_represente():
    alice = personne()
    creee = creer(alice, rna="w381 234567", commune="Voiron")
    membre = Membre.objects.get(utilisateur=alice)
    assert (creee.rna, creee.siren, creee.registre, creee.commune) == ("W381234567", None, None, "Voiron")
    assert (membre.association, membre.role) == (creee, Membre.Role.REPRESENTANT)


@pytest.mark.parametrize(
    ("ecrit", "siren", "siret"),
    [("732 829 320", "732829320", ""), ("732 829 320 00074", "732829320", "73282932000074")],
)
def test_lit_le_siren_ou_le_siret_dans_le_meme_champ(ecrit, siren, siret):
    creee = creer(personne(), siren_siret=ecrit)
    assert (creee.siren, creee.siret) == (siren, siret)


def test_refuse_une_association_sans_identifiant():
    with pytest.raises(IdentifiantInvalide) as refus:
        creer(personne())
    assert refus.value.champ == "rna"


def test_refuse_un_siren_fautif_a_son_champ():
    with pytest.raises(IdentifiantInvalide) as refus:
        creer(personne(), siren_siret="732829321")
    assert refus.value.champ == "siren_siret"


@pytest.mark.parametrize(
    "identifiant",
    [{"rna": "W381000001"}, {"siren_siret": "73282932000074"}, {"registre": "Colmar, volume 62,  folio 14"}],
)
def test_le_second_venu_apprend_que_l_association_est_connue_sans_voir_ses_membres(identifiant):
    connue = association("La Première", rna="W381000001", siren="732829320", registre="Colmar, volume 62, folio 14")
    adherer(personne(nom="Secrète"), connue)
    with pytest.raises(AssociationConnue) as refus:
        creer(personne(), **identifiant)
    assert refus.value.details == {"nom": "La Première"}
    assert Association.objects.count() == 1


def test_un_membre_qui_inscrit_de_nouveau_son_association_est_renvoye_vers_elle():
    alice, connue = personne(), association(rna="W381000001")
    adherer(alice, connue)
    with pytest.raises(DejaMembre) as refus:
        creer(alice, rna="W381000001")
    assert refus.value.details == {"association": connue.pk}


def test_corrige_la_fiche_et_ajoute_un_identifiant():
    connue = association("Ancien nom", rna="W381000001")
    modifier_association(
        association=connue, nom="Nouveau nom", nature="association", rna="W381000001", siren_siret="732829320"
    )
    connue.refresh_from_db()
    assert (connue.nom, connue.rna, connue.siren) == ("Nouveau nom", "W381000001", "732829320")


def test_refuse_de_prendre_l_identifiant_d_une_autre():
    association("La Première", rna="W381000001")
    autre = association("L’Autre", rna="W381000002")
    with pytest.raises(IdentifiantPris):
        modifier_association(association=autre, nom="L’Autre", nature="association", rna="W381000001")
    autre.refresh_from_db()
    assert autre.rna == "W381000002"


@pytest.mark.vingt_fois
@pytest.mark.django_db(transaction=True)
def test_huit_inscriptions_au_meme_instant_donnent_une_seule_fiche():
    reponses = ensemble([partial(creer, personne(), rna="W381000001") for _ in range(8)])
    assert sorted(type(reponse).__name__ for reponse in reponses) == ["Association", *["AssociationConnue"] * 7]
    assert {reponse.details["nom"] for reponse in reponses if isinstance(reponse, AssociationConnue)} == {"Les Essais"}
    assert (Association.objects.count(), Membre.objects.count()) == (1, 1)

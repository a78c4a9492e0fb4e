"""The demo tells a coherent story to each of its accounts, whatever the day on which it is filled."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings

from associations.models import Association, DemandeAdhesion, Piece
from associations.portefeuille import est_assuree
from conventions.audit import CONTROLES as DES_DEMANDES
from conventions.models import Convention, CreneauDemande, Demande, Derogation, MaterielDemande
from etablissements.direction import sans_chef
from etablissements.models import Collectivite, Commune, Etablissement, Habilitation
from etablissements.services.calendriers import remplir_calendriers
from plateforme.demo.associations import (
    ACTIVITES,
    activite_de,
    departement_de,
    remplir_adhesions,
    remplir_associations,
    remplir_portefeuilles,
)
from plateforme.demo.batiments import remplir_batiments
from plateforme.demo.conteur import SALLES_PAR_ACTIVITE
from plateforme.demo.demandes import remplir_demandes
from plateforme.demo.fermetures import remplir_fermetures
from plateforme.demo.materiels import remplir_materiels
from plateforme.demo.personnes import MOT_DE_PASSE, remplir_chefs, remplir_habilitations, remplir_personnes
from plateforme.demo.planning import remplir_planning
from plateforme.demo.recherches import COMBIEN, remplir_recherches
from plateforme.demo.reperes import UAI_DE_L_AUTRE_CHEF, UAI_DU_CHEF
from salles.audit import CONTROLES as DES_SALLES
from salles.audit import anomalies
from salles.models import Materiel, Occupation, Pret, PretSeul, RechercheInfructueuse, Salle
from socle.typographie import BLANC
from tests.personnages import collectivite, etablissement
from tests.salles.salles_d_essai import salle

Statut, Etat = Demande.Statut, CreneauDemande.Etat
PARIS = ZoneInfo("Europe/Paris")
ETATS_ATTEINTS = {
    Statut.SOUMISE,
    Statut.EXPIREE,
    Statut.EN_INSTRUCTION,
    Statut.INCOMPLETE,
    Statut.CONTRE_PROPOSEE,
    Statut.ACCEPTEE,
    Statut.REFUSEE,
    Statut.RETIREE,
    Statut.ANNULEE,
    Statut.CONVENTIONNEE,
    Statut.CLOSE,
}
CONVENTIONS = {
    Convention.Statut.REDACTION,
    Convention.Statut.A_DELIBERER,
    Convention.Statut.DELIBEREE,
    Convention.Statut.TRANSMISE,
    Convention.Statut.A_SIGNER,
    Convention.Statut.SIGNEE,
    Convention.Statut.ACTIVE,
    Convention.Statut.ECHUE,
    Convention.Statut.ABANDONNEE,
}
COMPTES = ["W000000001", "W000000002"]  # the two associations that have an account
# A Sunday of autumn; the first days of a school year; the midst of the summer holidays.
JOURS = [date(2026, 11, 22), date(2026, 9, 2), date(2027, 7, 20)]


def midi(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day, 12, tzinfo=PARIS)


def ecoles() -> list[Etablissement]:
    """Return the two schools whose heads have an account, where they are."""
    college = etablissement(UAI_DU_CHEF, "Collège La Garenne")
    rennes = etablissement(
        UAI_DE_L_AUTRE_CHEF, "Collège Anne de Bretagne", departement="35", collectivite=collectivite("dep-35")
    )
    Collectivite.objects.update(delai_jours=3)
    return list(Etablissement.objects.select_related("site").filter(pk__in=[college.pk, rennes.pk]).order_by("uai"))


def remplir(jour: date, des_ecoles: list[Etablissement]) -> None:
    """Fill a site of these schools as `manage.py demo` fills all of them."""
    maintenant, annee = midi(jour), jour.year - (jour.month < 9)
    remplir_calendriers(maintenant=maintenant)
    remplir_batiments(des_ecoles, maintenant=maintenant)
    remplir_fermetures(des_ecoles, (annee - 1, annee), aujourdhui=jour)
    remplir_planning(des_ecoles, (annee - 1, annee), maintenant=maintenant)
    personnes = remplir_personnes()
    remplir_habilitations(personnes, collectivite(), collectivite("reg-53"), date(annee - 1, 9, 1))
    remplir_chefs(date(annee - 1, 9, 1))
    associations = remplir_associations(personnes, maintenant=maintenant)
    remplir_adhesions(associations, maintenant=maintenant)
    remplir_portefeuilles(associations, annee=annee, maintenant=maintenant)
    remplir_materiels(des_ecoles)
    remplir_demandes(associations, personnes, annee=annee, maintenant=maintenant)


def comptes() -> dict[str, int]:
    modeles = (Salle, Occupation, Association, Piece, DemandeAdhesion, Materiel, Demande, CreneauDemande)
    return {modele.__name__: modele.objects.count() for modele in modeles}


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("jour", JOURS, ids=str)
def test_la_demo_se_remplit_un_jour_quelconque_une_fois_pour_toutes(jour):
    des_ecoles = ecoles()
    remplir(jour, des_ecoles)
    avant = comptes()
    remplir(jour, des_ecoles)
    assert comptes() == avant
    assert list(anomalies(midi(jour), [*DES_SALLES, *DES_DEMANDES])) == []
    assert Demande.objects.filter(etablissement__uai=UAI_DU_CHEF, statut__in=Demande.A_DECIDER).count() > 0
    numeros = Demande.objects.filter(etablissement__departement="38").order_by("deposee_le", "pk")
    par_annee = [demande.numero for demande in numeros]
    assert par_annee == sorted(par_annee)


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_chaque_compte_de_la_demo_a_de_quoi_voir():
    remplir(JOURS[0], ecoles())
    du_chef = Demande.objects.filter(etablissement__uai=UAI_DU_CHEF)
    rivales = du_chef.filter(souhaits__salle__type=Salle.Type.SALLE_POLYVALENTE, statut__in=Demande.A_DECIDER)
    assert rivales.count() == 3
    assert CreneauDemande.objects.filter(demande__in=rivales, etat=Etat.OPTION).count() > 0
    assert set(du_chef.values_list("statut", flat=True)) == ETATS_ATTEINTS
    assert set(Demande.objects.values_list("statut", flat=True)) == ETATS_ATTEINTS
    assert [brouillon.association.rna for brouillon in Demande.brouillons.order_by("pk")] == COMPTES
    assert set(Convention.objects.values_list("statut", flat=True)) == CONVENTIONS
    ce_soir = CreneauDemande.objects.filter(demande__in=du_chef, jour=JOURS[0], etat=Etat.ACCEPTE)
    assert ce_soir.count() == 1
    assert set(Salle.objects.filter(etablissement__uai=UAI_DU_CHEF).values_list("statut", flat=True)) == set(
        Salle.Statut
    )
    assert list(Derogation.objects.values_list("code", flat=True)) == ["jour_ferie"]
    assert MaterielDemande.objects.count() == 5
    assert Pret.objects.count() > 0
    assert PretSeul.objects.dehors(midi(JOURS[0]), midi(JOURS[0])).count() == 1
    troupe = Association.objects.get(rna="W000000001")
    assert troupe.nom == f"Association de démonstration n°{BLANC}1"
    assert DemandeAdhesion.objects.get().association == troupe
    assurees = [est_assuree(Piece.objects.filter(association__rna=rna), JOURS[0]) for rna in COMPTES]
    assert assurees == [True, False]
    partielle = troupe.demandes.filter(statut=Statut.ACCEPTEE).latest("deposee_le")
    assert {Etat.ACCEPTE, Etat.REFUSE} <= set(partielle.creneaux.values_list("etat", flat=True))


def test_la_documentation_dit_de_chaque_etat_s_il_est_dans_la_demo():
    """Every state of the models is told there, with what leads to it or why nothing does."""
    page = (settings.BASE_DIR / "docs" / "donnees.md").read_text()
    lignes = re.findall(r"^\| (Demande|Convention) \| (.+?) \| (yes|no) \|", page, re.MULTILINE)
    dits = {(modele, etat): dans for modele, etats, dans in lignes for etat in re.findall(r"`(\w+)`", etats)}
    atteints = {Statut.BROUILLON, *ETATS_ATTEINTS}
    assert dits == {("Demande", str(statut)): "yes" if statut in atteints else "no" for statut in Statut} | {
        ("Convention", str(statut)): "yes" if statut in CONVENTIONS else "no" for statut in Convention.Statut
    }


@pytest.mark.django_db(transaction=True)
def test_l_isere_a_une_association_pour_chaque_activite():
    associations = remplir_associations(remplir_personnes(), maintenant=midi(JOURS[0]))
    assert {activite_de(une) for une in associations[2:] if departement_de(une) == "38"} == set(ACTIVITES)
    assert set(SALLES_PAR_ACTIVITE) == set(ACTIVITES)


@pytest.mark.django_db(transaction=True)
def test_les_recherches_en_vain_ne_s_ecrivent_qu_une_fois():
    Commune.objects.create(
        code_insee="38563",
        nom="Voiron",
        nom_cherche="voiron",
        codes_postaux=["38500"],
        departement="38",
        region="84",
        population=20_000,
        latitude=45.36,
        longitude=5.59,
    )
    assert [remplir_recherches(JOURS[0]), remplir_recherches(JOURS[0])] == [COMBIEN, COMBIEN]
    assert {recherche.lieu for recherche in RechercheInfructueuse.objects.all()} == {"Voiron (38)"}
    assert RechercheInfructueuse.objects.filter(jour__gt=JOURS[0]).count() == 0


@pytest.mark.django_db
def test_chaque_ecole_qui_offre_des_salles_a_un_chef_qui_peut_entrer():
    offre, rien = etablissement("0381780D", "Collège Olympique"), etablissement("0380039L", "Collège du Silence")
    salle(offre)
    assert [remplir_chefs(JOURS[1]), remplir_chefs(JOURS[1])] == [1, 0]
    assert list(Etablissement.objects.filter(sans_chef(JOURS[0]))) == [rien]
    chef = Habilitation.objects.get().utilisateur
    assert (str(chef), chef.courriel) == ("Alex Démonstration", "chef-0381780d@demonstration.example")
    assert chef.check_password(MOT_DE_PASSE)
    assert EmailAddress.objects.get(user=chef).verified

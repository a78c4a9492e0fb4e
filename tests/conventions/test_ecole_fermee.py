"""An import that learns that a school closed: who counted on it is told, once."""

import csv
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from conventions.services import accepter, refuser
from etablissements.models import Etablissement, Habilitation
from etablissements.services.import_annuaire import importer_annuaire
from tests.conventions.demandes_d_essai import cheffe, deposee, etats, le_lundi, president
from tests.etablissements.annuaire import ANNUAIRE
from tests.personnages import association, collectivite, etablissement, habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

pytestmark = pytest.mark.django_db

AUJOURDHUI = MAINTENANT.date()
OUVERT, FERME = ({"etat": etat} for etat in ("OUVERT", "FERME"))


@pytest.fixture
def importer(tmp_path, taches):
    """Return a function that imports the school as the directory now tells it, and forgets earlier jobs."""

    def importer_la_fiche(*fiches, aujourdhui=AUJOURDHUI):
        taches.reset()
        mail.outbox.clear()
        chemin = tmp_path / "annuaire.csv"
        with chemin.open("w", encoding="utf-8-sig", newline="") as fichier:
            plume = csv.DictWriter(fichier, list(ANNUAIRE), delimiter=";")
            plume.writeheader()
            plume.writerows(ANNUAIRE | fiche for fiche in fiches)
        return importer_annuaire(fichier=chemin, aujourdhui=aujourdhui)

    return importer_la_fiche


@pytest.fixture
def gymnase():
    autorite = collectivite(nom="Département de l’Isère", courriel="colleges@isere.example")
    return salle(etablissement(ANNUAIRE["Identifiant_de_l_etablissement"], "Collège La Garenne", collectivite=autorite))


@pytest.fixture
def superviseur(gymnase):
    return habiliter(personne(), Habilitation.Role.SUPERVISEUR, gymnase.etablissement.collectivite).utilisateur


def ecrits(taches) -> list[tuple[str, str]]:
    """Return what waits, as (message, address)."""
    return sorted((tache["args"]["gabarit"], tache["args"]["destinataire"]) for tache in taches.jobs.values())


def lettre(adresse: str) -> tuple[str, str]:
    """Return the subject and the words of the one letter to this address, whichever spaces do not break."""
    [lue] = [lettre for lettre in mail.outbox if lettre.to == [adresse]]
    return tuple(texte.replace("\N{NO-BREAK SPACE}", " ") for texte in (lue.subject, lue.body))


def test_ceux_qui_comptaient_sur_l_ecole_sont_prevenus_une_seule_fois(importer, gymnase, superviseur, taches):
    chef = cheffe(gymnase)
    accordee, attend = deposee(gymnase, le_lundi(3)), deposee(gymnase, le_lundi(2, "20:00", "21:00"))
    accepter(demande=accordee, par=chef, maintenant=MAINTENANT)
    attendus = [
        ("conventions/ecole_fermee", president(accordee.association).courriel),
        ("conventions/ecole_fermee", president(attend.association).courriel),
        ("conventions/ecoles_fermees", superviseur.courriel),
        ("etablissements/ecole_fermee", chef.courriel),
    ]
    importer(FERME)
    assert ecrits(taches) == sorted(attendus)
    importer(FERME)
    assert ecrits(taches) == []
    assert (etats(accordee), etats(attend)) == (["accepte"] * 3, ["souhaite"] * 2)


def test_une_ecole_qui_rouvre_puis_ferme_encore_le_dit_encore(importer, gymnase, superviseur, taches):
    importer(FERME)
    importer(OUVERT)
    assert ecrits(taches) == []
    importer(FERME)
    assert ecrits(taches) == [("conventions/ecoles_fermees", superviseur.courriel)]


def test_une_ecole_qui_n_est_entree_que_fermee_n_ecrit_a_personne(importer, superviseur, taches):
    importer(FERME | {"Identifiant_de_l_etablissement": "0380091T"})
    assert Etablissement.objects.get(uai="0380091T").ouvert is False
    assert ecrits(taches) == []


def test_ce_qui_est_passe_refuse_ou_rendu_ne_derange_personne(importer, gymnase, taches):
    chef = cheffe(gymnase)
    refusee = deposee(gymnase, le_lundi(3))
    refuser(demande=refusee, par=chef, motif="travaux_examens_elections", message="Travaux.", maintenant=MAINTENANT)
    passee = deposee(gymnase)
    accepter(demande=passee, par=chef, maintenant=MAINTENANT)
    importer(FERME, aujourdhui=LUNDI + timedelta(days=1))
    assert ecrits(taches) == [("etablissements/ecole_fermee", chef.courriel)]


def test_l_association_qui_attend_lit_ou_chercher_et_celle_qui_a_ses_dates_qu_elles_tiennent(
    importer, gymnase, executer_taches
):
    accordee, attend = deposee(gymnase), deposee(gymnase, le_lundi(1, "20:00", "21:00"))
    accepter(demande=accordee, par=cheffe(gymnase), maintenant=MAINTENANT)
    importer(FERME)
    executer_taches()
    objet, mots = lettre(president(attend.association).courriel)
    assert objet == f"Établissement annoncé fermé : votre demande {attend.numero}"
    assert (
        "L’annuaire de l’éducation annonce la fermeture du collège La Garenne. Tant qu’il le dit, votre demande pour "
        "le lundi 16 novembre 2026 de 20 h à 21 h ne peut plus y recevoir d’accord." in mots
    )
    assert f"{attend.get_absolute_url()}#placer" in mots
    objet, mots = lettre(president(accordee.association).courriel)
    assert "où vous avez le lundi 16 novembre 2026 de 18 h à 20 h. L’accord tient toujours" in mots
    assert "demandez à la collectivité (Département de l’Isère), à colleges@isere.example." in mots
    assert "#placer" not in mots


def test_les_superviseurs_lisent_une_lettre_pour_toutes_leurs_ecoles(importer, gymnase, superviseur, executer_taches):
    accordee = deposee(gymnase, le_lundi(3), par=association("Club A"))
    deposee(gymnase, le_lundi(1, "20:00", "21:00"))
    accepter(demande=accordee, par=cheffe(gymnase), maintenant=MAINTENANT)
    autre = {
        "Identifiant_de_l_etablissement": "0381780D",
        "Nom_etablissement": "Collège Autre",
        "Adresse_1": "Ailleurs",
    }
    etablissement("0381780D", "Collège Autre", collectivite=gymnase.etablissement.collectivite)
    importer(FERME, FERME | autre)
    executer_taches()
    objet, mots = lettre(superviseur.courriel)
    assert objet == "2 établissements annoncés fermés"
    assert "la fermeture de 2 établissements de votre collectivité" in mots
    assert "- Collège La Garenne : 3 dates accordées et 1 demande sans réponse." in mots
    assert "- Collège Autre : rien d’accordé ni de demandé." in mots


def test_la_direction_lit_quoi_faire_si_l_annuaire_se_trompe(importer, gymnase, executer_taches):
    chef = cheffe(gymnase)
    importer(FERME)
    executer_taches()
    objet, mots = lettre(chef.courriel)
    assert objet == "Votre établissement est annoncé fermé, Collège La Garenne"
    assert "(Département de l’Isère), à colleges@isere.example, de faire corriger sa fiche" in mots


def test_la_page_de_la_demande_dit_ce_que_la_lettre_disait(importer, gymnase, client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + timedelta(hours=1))
    club = association()
    accordee, attend = deposee(gymnase, par=club), deposee(gymnase, le_lundi(1, "20:00", "21:00"), par=club)
    accepter(demande=accordee, par=cheffe(gymnase), maintenant=MAINTENANT)
    client.force_login(president(club))

    def dites() -> list[bool]:
        pages = [client.get(une.get_absolute_url()).content.decode() for une in (accordee, attend)]
        return ["annonce la fermeture du collège La Garenne" in page for page in pages]

    assert dites() == [False, False]
    importer(FERME)
    assert dites() == [True, True]
    page = client.get(attend.get_absolute_url()).content.decode()
    assert ("Vous n’avez rien à faire" in page, "La page de l’établissement" in page) == (False, False)


@pytest.mark.parametrize("nombre", [1, 3])
def test_on_ne_lit_pas_plus_quand_les_demandes_sont_plus(importer, gymnase, nombre, django_assert_num_queries):
    for rang in range(nombre):
        deposee(gymnase, le_lundi(2, f"{18 + rang}:00", f"{19 + rang}:00"))
    with django_assert_num_queries(12):
        importer(FERME)

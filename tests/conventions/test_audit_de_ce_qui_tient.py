"""The audit of what holds a date: group, nature, waivers, closures and equipment, each broken on purpose."""

from datetime import date, timedelta

import pytest

from conventions.audit import CONTROLES
from conventions.models import Derogation
from conventions.services import accepter, poser_option, retirer
from salles.audit import anomalies
from salles.models import Fermeture, Materiel, Occupation, Pret, Reservation, Salle
from tests.conventions.audit_d_essai import accordee, codes, sous_option
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi
from tests.personnages import association, collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = pytest.mark.django_db


# -- What holds it -----------------------------------------------------------------------------


@pytest.mark.parametrize("leve", [False, True])
def test_le_groupe_d_un_autre_est_vu(leve):
    ici = salle(etablissement(collectivite=collectivite(tampon_leve_pour_soi=leve)))
    demande = deposee(ici)
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    [usage] = prises(ici, local("20:00", "21:00"), groupe=0, nature=Reservation.Nature.ETABLISSEMENT)
    assert codes() == []
    du_depot = Occupation.objects.filter(reservation=dates(demande)[0].reservation)
    vrai = du_depot.get().groupe
    for groupe in (0, -demande.association_id - 1, vrai - 1):
        du_depot.update(groupe=groupe)
        assert codes() == ["groupe_faux"]
    du_depot.update(groupe=vrai)
    Occupation.objects.filter(reservation=usage).update(groupe=vrai)
    assert codes() == ["groupe_faux"]


def test_une_nature_d_ecole_sous_un_accord_est_vue():
    accordee()
    Reservation.objects.update(nature=Reservation.Nature.ETABLISSEMENT)
    assert codes() == ["nature_fausse"]


def test_une_derogation_effacee_est_vue():
    ici = salle()
    demande = deposee(ici, le_lundi(1, "16:00", "17:00"))
    derogations = {"hors_ouverture": "Le gardien est là.", "duree": "Rien n’en avait besoin."}
    accepter(demande=demande, par=cheffe(ici), derogations=derogations, maintenant=MAINTENANT)
    assert [derogation.code for derogation in Derogation.objects.all()] == ["hors_ouverture"]
    assert codes() == []
    Derogation.objects.update(code="duree")
    assert codes() == ["derogation_oubliee"]


def test_l_option_qu_un_accord_termine_n_est_pas_une_regle():
    ici = salle()
    poser_option(demande=deposee(ici), maintenant=MAINTENANT)
    demande = deposee(ici, par=association())
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    assert dates(demande)[0].raisons == ["option"]
    assert codes() == []


# -- Closures ----------------------------------------------------------------------------------


def fermeture(qui_ferme: str, ici: Salle, jour: date = LUNDI) -> Fermeture:
    """Close behind the back of the service, which would refuse to close on what is held."""
    ecole = ici.etablissement
    ou = {"salle": ici, "etablissement": ecole, "collectivite": ecole.collectivite}[qui_ferme]
    return Fermeture.objects.create(**{qui_ferme: ou}, premier_jour=jour, dernier_jour=jour, motif="Examens")


@pytest.mark.parametrize("qui_ferme", ["salle", "etablissement", "collectivite"])
def test_une_date_accordee_un_jour_de_fermeture_est_vue(qui_ferme):
    ici = dates(accordee())[0].salle
    fermeture(qui_ferme, ici, LUNDI + timedelta(days=1))
    fermeture(qui_ferme, salle(etablissement("0350001A", collectivite=collectivite("dep-35"))))
    assert codes() == []
    fermeture(qui_ferme, ici)
    fermeture(qui_ferme, ici)
    assert codes() == ["fermee_sans_derogation"]


def test_une_salle_fermee_ferme_aussi_les_dates_de_celle_qui_partage_ses_murs():
    ici = dates(accordee())[0].salle
    fermeture("salle", salle(ici.etablissement))
    assert codes() == []
    fermeture("salle", salle(ici.etablissement, espaces=list(ici.espaces.all())))
    assert codes() == ["fermee_sans_derogation"]


@pytest.mark.parametrize(
    ("qui_ferme", "vues"), [("salle", []), ("etablissement", []), ("collectivite", ["fermee_sans_derogation"])]
)
def test_qui_a_deroge_l_a_ecrit_et_personne_ne_deroge_a_la_collectivite(qui_ferme, vues):
    ici = salle()
    autre = fermeture("etablissement", ici)
    demande = deposee(ici)
    derogation = {"fermeture": "Le gardien est là."}
    accepter(demande=demande, par=cheffe(ici), derogations=derogation, maintenant=MAINTENANT)
    assert codes() == []
    autre.delete()
    fermeture(qui_ferme, ici)
    assert codes() == vues


def test_une_fermeture_ecrite_apres_coup_sur_une_date_passee_n_est_pas_une_anomalie():
    fermeture("etablissement", dates(accordee())[0].salle)
    assert list(anomalies(MAINTENANT + timedelta(weeks=2), CONTROLES)) == []


def test_la_fermeture_se_lit_au_jour_de_l_ecole():
    """21:00 on the wall of Cayenne is the next day in UTC."""
    guyane = etablissement("9730001A", fuseau="America/Cayenne", territoire="guyane", zone_vacances="guyane")
    ici = salle(guyane)
    demande = deposee(ici, le_lundi(1, "21:00", "22:00"))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    fermeture("salle", ici, LUNDI + timedelta(days=1))
    assert codes() == []
    fermeture("salle", ici)
    assert codes() == ["fermee_sans_derogation"]


# -- Equipment ---------------------------------------------------------------------------------


@pytest.mark.parametrize("prete", [None, 3])
def test_un_materiel_accorde_et_pas_prete_est_vu(prete):
    accordee(materiel=5)
    assert codes() == []
    if prete:
        Pret.objects.update(quantite=prete)
    else:
        Pret.objects.all().delete()
    assert codes() == ["materiel_oublie"]


def test_un_materiel_sous_option_et_pas_prete_est_vu():
    ici = salle()
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=30)
    poser_option(demande=deposee(ici, materiel={chaises.pk: 5}), maintenant=MAINTENANT)
    assert codes() == []
    Pret.objects.all().delete()
    assert codes() == ["materiel_oublie"]


def test_une_option_morte_ne_reste_pas_derriere_une_demande_qui_finit():
    """Nobody had written down that it died: its reservation would be held for ever, and lead to nobody."""
    demande = sous_option()
    retirer(demande=demande, maintenant=MAINTENANT + timedelta(days=6))
    assert [reservation.tenue for reservation in Reservation.objects.all()] == ["liberee"]
    assert codes() == []


def test_une_option_qui_ne_peut_plus_devenir_un_accord_est_rendue():
    """The authority closes on one of two dates under option: the accord on the other keeps no hold on it."""
    ici = salle()
    demande = poser_option(demande=deposee(ici, le_lundi(2)), maintenant=MAINTENANT)
    donnee, fermee = dates(demande)
    Fermeture.objects.create(
        collectivite=ici.etablissement.collectivite, premier_jour=fermee.jour, dernier_jour=fermee.jour, motif="Travaux"
    )
    accepter(demande=demande, par=cheffe(ici), creneaux=[donnee.pk], maintenant=MAINTENANT)
    assert etats(demande) == ["accepte", "indisponible"]
    assert list(Reservation.objects.order_by("debut").values_list("tenue", flat=True)) == ["ferme", "liberee"]
    assert codes() == []

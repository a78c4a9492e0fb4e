"""A buffer that was waived for a date comes back when that date is given back, as far as nothing stands there now."""

from datetime import timedelta

import pytest
from django.db import transaction

from salles.audit import anomalies
from salles.models import Occupation, Reservation, Salle
from salles.moteur import Creneau
from salles.services.espaces import composer
from salles.services.prise import Ligne, ceder_le_tampon, liberer, prendre
from salles.services.regles import regler
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, prises, salle

pytestmark = pytest.mark.django_db

UNE_HEURE = timedelta(hours=1)
AVANT = local("17:00", "18:00")


@pytest.fixture
def ici() -> Salle:
    """A room with an hour of buffer, taken from 17:00 to 18:00."""
    ici = salle(tampon=UNE_HEURE)
    prises(ici, AVANT)
    return ici


def cedee(ici: Salle, creneau: Creneau, **champs) -> Reservation:
    """Take a slot by an accord that waives the buffer."""
    ligne = Ligne(salle=ici, creneau=creneau, nature=Reservation.Nature.ASSOCIATION, **champs)
    with transaction.atomic():
        [reservation] = prendre(ceder_le_tampon([ligne], maintenant=MAINTENANT), maintenant=MAINTENANT)
    assert reservation
    return reservation


def rendre(*reservations: Reservation) -> None:
    with transaction.atomic():
        liberer(reservations)
    assert list(anomalies(MAINTENANT)) == []


def tampons() -> list[timedelta]:
    """Return how long each place is kept clear after each use, in order."""
    return [fin - debut for debut, fin in Occupation.objects.order_by("debut").values_list("fin", "fin_tampon")]


def test_liberer_une_date_rend_a_celle_d_avant_le_tampon_leve_pour_elle(ici):
    apres = cedee(ici, local("18:00", "20:00"))
    assert tampons() == [timedelta(0), UNE_HEURE]
    rendre(apres)
    assert tampons() == [UNE_HEURE]


def test_le_tampon_ne_revient_que_jusqu_a_ce_qui_est_pris_depuis(ici):
    courte = cedee(ici, local("18:00", "18:15"))
    suivante = cedee(ici, local("18:15", "19:00"))
    rendre(courte)
    assert tampons() == [timedelta(minutes=15), UNE_HEURE]
    rendre(suivante)
    assert tampons() == [UNE_HEURE]


def test_l_ordre_des_liberations_est_indifferent(ici):
    courte = cedee(ici, local("18:00", "18:15"))
    rendre(cedee(ici, local("18:15", "19:00")))
    assert tampons() == [timedelta(0), UNE_HEURE]
    rendre(courte)
    assert tampons() == [UNE_HEURE]


def test_deux_dates_liberees_ensemble_rendent_tout(ici):
    rendre(cedee(ici, local("18:00", "18:15")), cedee(ici, local("18:15", "19:00")))
    assert tampons() == [UNE_HEURE]


def test_une_date_du_meme_groupe_n_arrete_pas_le_tampon_qui_revient():
    ici = salle(tampon=UNE_HEURE)
    prises(ici, AVANT, groupe=-7)
    autre = cedee(ici, local("18:00", "18:15"))
    cedee(ici, local("18:15", "18:30"), groupe=-7)
    rendre(autre)
    assert tampons() == [UNE_HEURE, UNE_HEURE]


def test_son_propre_tampon_raccourci_revient_quand_la_suivante_part():
    ici = salle(tampon=UNE_HEURE)
    [suivante] = prises(ici, local("20:30", "21:30"))
    cedee(ici, local("18:00", "20:00"))
    assert tampons() == [timedelta(minutes=30), UNE_HEURE]
    rendre(suivante)
    assert tampons() == [UNE_HEURE]


def test_un_tampon_qui_n_a_pas_ete_leve_garde_celui_de_sa_reservation(ici):
    [autre] = prises(ici, local("19:15", "20:00"))
    regler(niveau=ici, maintenant=MAINTENANT, tampon=2 * UNE_HEURE)
    rendre(autre)
    assert tampons() == [UNE_HEURE]


@pytest.mark.parametrize("minutes", [20, 120])
def test_le_tampon_rendu_est_celui_qui_fut_coupe_et_non_celui_de_la_regle_du_jour(ici, minutes):
    apres = cedee(ici, local("18:00", "20:00"))
    regler(niveau=ici, maintenant=MAINTENANT, tampon=timedelta(minutes=minutes))
    rendre(apres)
    assert tampons() == [UNE_HEURE]


@pytest.mark.parametrize("tampon", [timedelta(0), UNE_HEURE])
def test_ce_qui_suivait_exactement_sans_rien_lever_ne_rallonge_personne(tampon):
    """The rule is raised afterwards: what is held keeps the buffer that it was given."""
    ici = salle(tampon=tampon)
    prises(ici, AVANT)
    [apres] = prises(ici, local("18:00", "19:00") if not tampon else local("19:00", "20:00"))
    regler(niveau=ici, maintenant=MAINTENANT, tampon=2 * UNE_HEURE)
    rendre(apres)
    assert tampons() == [tampon]


def test_chaque_salle_d_une_partie_commune_retrouve_le_sien():
    ecole = etablissement()
    parties = [espace(ecole), espace(ecole)]
    gymnase = salle(ecole, espaces=parties, tampon=timedelta(minutes=10))
    tiers = [salle(ecole, espaces=[partie], tampon=UNE_HEURE) for partie in parties]
    for un_tiers in tiers:
        prises(un_tiers, AVANT)
    tout = cedee(gymnase, local("18:00", "20:00"))
    assert sorted(tampons()) == [timedelta(0)] * 2 + [timedelta(minutes=10)] * 2
    rendre(tout)
    assert tampons() == [UNE_HEURE, UNE_HEURE]


def test_un_tampon_coupe_dans_toutes_les_parties_revient_dans_toutes():
    """The use that it was cut for stands in one part alone."""
    ecole = etablissement()
    parties = [espace(ecole), espace(ecole)]
    [suivante] = prises(salle(ecole, espaces=parties[1:]), local("18:30", "20:00"))
    cedee(salle(ecole, espaces=parties, tampon=UNE_HEURE), local("17:00", "18:00"))
    assert tampons()[:2] == [timedelta(minutes=30)] * 2
    rendre(suivante)
    assert tampons() == [UNE_HEURE] * 2


# -- When walls move ---------------------------------------------------------------------------


def sans_le_premier_mur(gymnase: Salle) -> None:
    """Let a room of two parts leave the first."""
    composer(salle=gymnase, espaces=list(gymnase.espaces.order_by("pk"))[1:], maintenant=MAINTENANT)
    assert list(anomalies(MAINTENANT)) == []


@pytest.fixture
def gymnase() -> Salle:
    """A gym of two parts with an hour of buffer, and a third that stands in the first part."""
    ecole = etablissement()
    parties = [espace(ecole), espace(ecole)]
    salle(ecole, nom="Tiers", espaces=parties[:1], tampon=UNE_HEURE)
    return salle(ecole, nom="Gymnase", espaces=parties, tampon=UNE_HEURE)


def test_le_tampon_revient_quand_la_salle_pour_qui_il_fut_coupe_quitte_le_mur(gymnase):
    prises(Salle.objects.get(nom="Tiers"), AVANT)
    tout = cedee(gymnase, local("18:00", "20:00"))
    assert tampons() == [timedelta(0), UNE_HEURE, UNE_HEURE]
    sans_le_premier_mur(gymnase)
    assert tampons() == [UNE_HEURE, UNE_HEURE]
    rendre(tout)
    assert tampons() == [UNE_HEURE]


def test_le_tampon_d_une_date_qui_quitte_le_mur_de_la_suivante_revient(gymnase):
    prises(Salle.objects.get(nom="Tiers"), local("18:30", "20:00"))
    cedee(gymnase, AVANT)
    assert tampons() == [timedelta(minutes=30)] * 2 + [UNE_HEURE]
    sans_le_premier_mur(gymnase)
    assert tampons() == [UNE_HEURE, UNE_HEURE]


def test_un_tampon_coupe_pour_quelqu_un_d_autre_reste_coupe_quand_un_mur_part(gymnase):
    tiers = Salle.objects.get(nom="Tiers")
    prises(tiers, AVANT)
    cedee(tiers, local("18:15", "19:00"))
    prises(gymnase, local("20:00", "21:00"))
    sans_le_premier_mur(gymnase)
    assert tampons() == [timedelta(minutes=15), UNE_HEURE, UNE_HEURE]


# -- Around a dead option ----------------------------------------------------------------------


def test_une_option_morte_ne_coupe_pas_le_tampon_de_qui_vient_avant(ici):
    prises(ici, local("20:15", "21:15"), jusqu_au=MAINTENANT)
    cedee(ici, local("18:00", "20:00"))
    assert tampons() == [timedelta(0), UNE_HEURE]
    assert list(anomalies(MAINTENANT)) == []


def test_ce_qui_prend_la_place_d_une_option_morte_rend_le_tampon_coupe_pour_elle(ici):
    cedee(ici, local("18:00", "19:00"), option_jusqu_au=MAINTENANT + UNE_HEURE)
    assert tampons()[0] == timedelta(0)
    prises(ici, local("18:30", "19:30"), maintenant=MAINTENANT + UNE_HEURE)
    assert tampons() == [timedelta(minutes=30), UNE_HEURE]
    assert list(anomalies(MAINTENANT)) == []


def test_le_tampon_rendu_s_arrete_au_minuit_local():
    ici = salle(tampon=3 * UNE_HEURE)
    prises(ici, local("21:00", "22:00"))
    [demain] = prises(ici, local("00:00", "01:00", LUNDI + timedelta(days=1)))
    nuit = cedee(ici, local("22:30", "23:00"))
    rendre(nuit, demain)
    assert tampons() == [2 * UNE_HEURE]


def test_liberer_deux_fois_ne_rend_rien_de_plus(ici):
    apres = cedee(ici, local("18:00", "20:00"))
    rendre(apres)
    rendre(apres)
    assert tampons() == [UNE_HEURE]


def test_liberer_rien_ne_fait_rien(ici):
    rendre()
    assert tampons() == [UNE_HEURE]

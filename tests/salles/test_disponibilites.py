"""What a person sees of one room: free stretches, agenda, reasons."""

from datetime import date, time, timedelta

import pytest

from etablissements.models import JourFerie, PeriodeVacances
from salles.disponibilites import (
    Moment,
    PeriodeALEnvers,
    PeriodeTropLongue,
    agendas,
    contexte,
    expliquer,
    expliquer_salles,
    expliquer_serie,
    intervalles_libres,
)
from salles.models import Activite, Fermeture, Materiel, Reservation, Salle
from salles.moteur import Code, Creneau, CreneauACheval, Plage
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, lundis, prises, salle

pytestmark = pytest.mark.django_db

MARDI = LUNDI + timedelta(days=1)
RIEN_DE_PLUS = contexte(maintenant=MAINTENANT)


def libres(une: Salle, du: date = LUNDI, au: date = LUNDI):
    return intervalles_libres(une, du=du, au=au, maintenant=MAINTENANT)


def test_les_intervalles_libres_sont_les_ouvertures_moins_les_occupations():
    ici = salle()
    prises(ici, local("18:00", "19:00"), local("20:00", "21:00"))
    assert libres(ici) == [local("17:30", "18:00"), local("19:00", "20:00"), local("21:00", "22:00")]


def test_les_tampons_sont_deja_otes_des_deux_cotes():
    ici = salle(tampon=timedelta(minutes=15))
    prises(ici, local("19:00", "20:00"))
    assert libres(ici) == [local("17:30", "18:45"), local("20:15", "22:00")]


def test_une_fermeture_et_un_jour_hors_delai_n_ont_rien_de_libre():
    ici = salle(delai_jours=6)
    Fermeture.objects.create(salle=ici, premier_jour=MARDI, dernier_jour=MARDI, motif="Épreuves")
    assert libres(ici, du=MAINTENANT.date(), au=MARDI) == [local("17:30", "22:00")]  # 6 school days: Monday


def test_des_ouvertures_qui_se_touchent_a_minuit_se_rejoignent():
    ici = salle(plages=[Plage(1, time(20), time(0)), Plage(2, time(0), time(2))])
    soir, nuit = local("20:00", "00:00"), local("00:00", "02:00", MARDI)
    assert libres(ici, LUNDI, MARDI) == [Creneau(soir.debut, nuit.fin)]


def test_le_tampon_d_une_occupation_de_la_veille_ne_mord_pas_sur_le_lendemain():
    ici = salle(plages=[Plage(1, time(20), time(0)), Plage(2, time(0), time(2))], tampon=timedelta(hours=1))
    prises(ici, local("00:30", "01:00", MARDI))
    assert libres(ici, LUNDI, LUNDI) == [local("20:00", "00:00")]
    assert libres(ici, LUNDI, MARDI) == [local("20:00", "00:00")]


@pytest.mark.parametrize(
    ("du", "au", "refus"),
    [(MARDI, LUNDI, PeriodeALEnvers), (LUNDI, LUNDI + timedelta(days=401), PeriodeTropLongue)],
)
def test_refuse_une_periode_a_l_envers_ou_trop_longue(du, au, refus):
    with pytest.raises(refus):
        libres(salle(), du, au)


def test_l_explication_d_une_serie_suit_ses_dates():
    ici = salle()
    prises(ici, lundis(3)[1], nature=Reservation.Nature.ETABLISSEMENT)
    explications = expliquer_serie(ici, lundis(3), RIEN_DE_PLUS)
    assert [explication.libre for explication in explications] == [True, False, True]
    [raison] = explications[1].raisons
    assert raison.libelle == "Prise de 18\xa0h à 20\xa0h par l’établissement"


def test_une_salle_sans_ouverture_ne_s_ouvre_jamais():
    ici = Salle.objects.create(etablissement=etablissement(), nom="Neuve", type="cdi", effectif_max=10)
    assert [raison.code for raison in expliquer(ici, local("18:00", "20:00"), RIEN_DE_PLUS).raisons] == [
        Code.HORS_OUVERTURE
    ]
    assert libres(ici) == []


def test_le_materiel_l_effectif_et_l_activite_se_jugent_sur_demande():
    ici = salle()
    tapis = Materiel.objects.create(etablissement=ici.etablissement, nom="Tapis", quantite=4)
    demande = contexte(
        maintenant=MAINTENANT,
        effectif=31,
        activite=Activite(code="sport", libelle="Sport", types_erp=["X"]),
        besoins={tapis.pk: 5},
    )
    assert [raison.code for raison in expliquer(ici, local("18:00", "20:00"), demande).raisons] == [
        Code.EFFECTIF,
        Code.GN6,
        Code.MATERIEL,
    ]


def test_refuse_d_expliquer_un_creneau_qui_passe_minuit():
    deux_jours = Creneau(local("18:00", "20:00").debut, local("18:00", "20:00", MARDI).fin)
    with pytest.raises(CreneauACheval):
        expliquer(salle(), deux_jours, RIEN_DE_PLUS)


def test_l_agenda_dit_chaque_jour_sans_nommer_personne():
    ecole = etablissement()
    parties = [espace(ecole), espace(ecole)]
    entier, moitie = salle(ecole, espaces=parties), salle(ecole, espaces=parties[:1])
    PeriodeVacances.objects.create(
        zone="A", annee_scolaire="2026-2027", nom="Vacances d’essai", premier_jour=MARDI, dernier_jour=MARDI
    )
    JourFerie.objects.create(territoire="metropole", jour=MARDI, nom="Jour d’essai")
    prises(entier, local("18:00", "19:00"), jusqu_au=MAINTENANT + timedelta(days=1))
    prises(moitie, local("20:00", "21:00"), nature=Reservation.Nature.TRAVAUX)
    prises(moitie, local("21:00", "22:00"), jusqu_au=MAINTENANT)
    lundi, mardi = agendas([entier], du=LUNDI, au=MARDI, maintenant=MAINTENANT)[entier]
    assert lundi.prises == (
        Moment(local("18:00", "19:00"), nature="association", option=True, partie=False),
        Moment(local("20:00", "21:00"), nature="travaux", option=False, partie=True),
    )
    assert lundi.ouvertures == (local("17:30", "22:00"),)
    assert lundi.libres == (local("17:30", "18:00"), local("19:00", "20:00"), local("21:00", "22:00"))
    assert (mardi.jour, mardi.vacances, mardi.ferie) == (MARDI, "Vacances d’essai", "Jour d’essai")
    assert (lundi.inconnu, mardi.inconnu) == (True, False)  # only the holiday itself is decreed


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_agenda_d_une_ecole_coute_le_meme_nombre_de_requetes(nombre, django_assert_num_queries):
    ecole = etablissement()
    salles = [salle(ecole) for _ in range(nombre)]
    for une in salles:
        prises(une, *lundis(nombre))
    agendas(salles, du=LUNDI, au=MARDI, maintenant=MAINTENANT)  # the profile is now decoded
    with django_assert_num_queries(5):
        agendas(salles, du=LUNDI, au=LUNDI + timedelta(days=6), maintenant=MAINTENANT)


@pytest.mark.parametrize("nombre", [1, 3])
def test_expliquer_coute_le_meme_nombre_de_requetes(nombre, django_assert_num_queries):
    ecole = etablissement()
    salles = [salle(ecole) for _ in range(nombre)]
    for une in salles:
        prises(une, *lundis(nombre))
    expliquer_salles({une: lundis(nombre) for une in salles}, RIEN_DE_PLUS)
    with django_assert_num_queries(5):
        expliquer_salles({une: lundis(nombre) for une in salles}, RIEN_DE_PLUS)

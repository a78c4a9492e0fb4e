"""What a profile admits, and what it holds against a slot."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etablissements.calendrier import Calendrier, PeriodeVacances
from salles.moteur import (
    Applicabilite,
    Code,
    Creneau,
    CreneauACheval,
    Fermeture,
    Porteur,
    Semaine,
    juger,
    ouvertures_admises,
    ouvertures_du,
)
from tests.salles.moteur.mondes import (
    JOURS,
    LUNDI,
    MAINTENANT,
    REGLES,
    SANS_VACANCES,
    creneau_local,
    heures,
    mondes,
    plage,
    profil,
)

SOIR = plage(1, "17:30", "22:00")
FERME = Calendrier(
    "A",
    "metropole",
    vacances=(PeriodeVacances(LUNDI, LUNDI, "Vacances d’essai"),),
    feries={LUNDI: "Jour d’essai"},
)
VACANCES = Calendrier("A", "metropole", vacances=FERME.vacances)
FERIE = Calendrier("A", "metropole", feries=FERME.feries)


def reproches(
    *plages, debut="18:00", fin="20:00", jour=LUNDI, calendrier=SANS_VACANCES, maintenant=MAINTENANT, **regles
):
    un_profil = profil(*plages, regles=dataclasses.replace(REGLES, **regles))
    [codes] = juger(un_profil, calendrier, [creneau_local(debut, fin, jour)], maintenant)
    return list(codes)


def test_un_creneau_dans_les_heures_est_admis():
    assert reproches(SOIR) == []


@pytest.mark.parametrize(("debut", "fin"), [("17:00", "18:00"), ("21:00", "22:15"), ("12:00", "13:00")])
def test_refuse_un_creneau_qui_deborde_des_heures(debut, fin):
    assert reproches(SOIR, debut=debut, fin=fin) == [Code.HORS_OUVERTURE]


def test_deux_plages_bout_a_bout_n_en_font_qu_une():
    assert reproches(plage(1, "17:00", "19:00"), plage(1, "19:00", "21:00")) == []


def test_le_dernier_jour_d_une_plage_est_compris():
    assert reproches(plage(1, "17:30", "22:00", premier_jour=LUNDI, dernier_jour=LUNDI)) == []
    assert reproches(plage(1, "17:30", "22:00", dernier_jour=LUNDI - timedelta(days=1))) == [Code.HORS_OUVERTURE]


def test_les_semaines_b_sont_fermees_a_qui_ouvre_en_semaine_a():
    assert reproches(plage(1, "17:30", "22:00", semaine=Semaine.A)) == []  # week 47
    assert reproches(plage(1, "17:30", "22:00", semaine=Semaine.B)) == [Code.HORS_OUVERTURE]


@pytest.mark.parametrize(
    ("calendrier", "plage_du_soir", "attendu"),
    [
        (VACANCES, SOIR, [Code.VACANCES]),
        (FERIE, SOIR, [Code.JOUR_FERIE]),
        (FERME, SOIR, [Code.VACANCES, Code.JOUR_FERIE]),
        (FERME, plage(1, "17:30", "22:00", feries=True), [Code.VACANCES]),
        (FERME, plage(1, "17:30", "22:00", applicabilite=Applicabilite.TOUTES), [Code.JOUR_FERIE]),
        (VACANCES, plage(1, "17:30", "22:00", applicabilite=Applicabilite.VACANCES), []),
        (FERME, plage(1, "08:00", "12:00"), [Code.HORS_OUVERTURE]),
        (SANS_VACANCES, plage(1, "17:30", "22:00", applicabilite=Applicabilite.VACANCES), [Code.HORS_OUVERTURE]),
    ],
)
def test_le_calendrier_n_est_nomme_que_s_il_est_seul_en_cause(calendrier, plage_du_soir, attendu):
    assert reproches(plage_du_soir, calendrier=calendrier, delai_jours=0) == attendu


def test_le_delai_compte_les_jours_de_classe():
    veille_de_week_end = MAINTENANT.replace(day=13)  # a Friday: Saturday is a school day, Sunday is not
    assert reproches(SOIR, maintenant=veille_de_week_end, delai_jours=2) == []
    assert reproches(SOIR, maintenant=veille_de_week_end, delai_jours=3) == [Code.DELAI]


def test_l_horizon_compte_les_jours_du_calendrier():
    assert reproches(SOIR, horizon_jours=7) == []
    assert reproches(SOIR, horizon_jours=6) == [Code.HORIZON]


def test_un_creneau_deja_commence_est_passe():
    assert reproches(SOIR, maintenant=creneau_local("18:00", "20:00").debut, delai_jours=0) == []
    assert reproches(SOIR, maintenant=creneau_local("18:01", "20:00").debut, delai_jours=0) == [Code.PASSE]


def test_la_duree_et_le_pas_ont_des_bornes_comprises():
    assert reproches(SOIR, duree_min=timedelta(hours=2), duree_max=timedelta(hours=2)) == []
    assert reproches(SOIR, duree_min=timedelta(hours=3), duree_max=timedelta(hours=4)) == [Code.DUREE]
    assert reproches(SOIR, duree_max=timedelta(hours=1)) == [Code.DUREE]
    assert reproches(SOIR, debut="18:15", pas=timedelta(minutes=30)) == [Code.PAS]


def test_le_pas_se_lit_sur_l_horloge_murale_le_jour_du_changement():
    dimanche = date(2026, 10, 25)
    ouvert = plage(7, "08:00", "20:00")
    assert reproches(ouvert, jour=dimanche, maintenant=MAINTENANT.replace(month=10), pas=timedelta(hours=2)) == []


def test_refuse_un_creneau_qui_passe_minuit():
    soir = creneau_local("22:00", "00:00")
    with pytest.raises(CreneauACheval):
        juger(profil(SOIR), SANS_VACANCES, [Creneau(soir.debut, soir.fin + timedelta(minutes=1))], MAINTENANT)


def test_une_ouverture_du_soir_finit_au_minuit_local():
    assert ouvertures_du(profil(plage(1, "18:00", "00:00")), SANS_VACANCES, LUNDI) == [creneau_local("18:00", "00:00")]


def test_les_ouvertures_admises_suivent_fermetures_et_maintenant():
    tous_les_jours = profil(
        *(plage(n, "18:00", "22:00") for n in range(1, 8)), regles=dataclasses.replace(REGLES, delai_jours=0)
    )
    mardi = LUNDI + timedelta(days=1)
    fermeture = Fermeture(mardi, mardi, Porteur.SALLE, "Épreuves")
    jours = [LUNDI, mardi, LUNDI + timedelta(days=2)]
    a_vingt_heures = creneau_local("20:00", "22:00").debut
    assert ouvertures_admises(tous_les_jours, SANS_VACANCES, [fermeture], jours, a_vingt_heures) == [
        creneau_local("20:00", "22:00"),
        creneau_local("18:00", "22:00", jours[2]),
    ]
    apres = creneau_local("22:00", "00:00", jours[2]).debut
    assert ouvertures_admises(tous_les_jours, SANS_VACANCES, [fermeture], jours, apres) == []


@given(mondes(), st.data())
def test_une_serie_se_juge_comme_chacune_de_ses_dates(monde, donnees):
    debut, fin = donnees.draw(heures(au_plus=6))
    jours = [date(2026, 10, 12) + timedelta(days=n) for n in donnees.draw(st.lists(st.integers(0, 60), max_size=20))]
    voulus = monde.profil.cadre.creneaux(jours, debut, fin)
    assert juger(monde.profil, monde.calendrier, voulus, MAINTENANT) == [
        code for un in voulus for code in juger(monde.profil, monde.calendrier, [un], MAINTENANT)
    ]


@given(mondes(), st.data())
def test_un_creneau_est_admis_quand_il_tient_dans_les_ouvertures_admises(monde, donnees):
    un_profil, regles = monde.profil, monde.profil.regles
    jour = donnees.draw(st.sampled_from(JOURS))
    debut = donnees.draw(st.integers(0, 95))
    journee = un_profil.cadre.journee(jour)
    un = Creneau(
        journee.debut + timedelta(minutes=15 * debut),
        journee.debut + timedelta(minutes=15 * donnees.draw(st.integers(debut + 1, 96))),
    )
    [codes] = juger(un_profil, monde.calendrier, [un], MAINTENANT)
    admis = ouvertures_admises(un_profil, monde.calendrier, (), [jour], MAINTENANT)
    forme = regles.duree_min <= un.duree <= regles.duree_max and not 15 * debut % (regles.pas.total_seconds() // 60)
    assert (not codes) == (forme and any(o.debut <= un.debut and un.fin <= o.fin for o in admis))

"""A running series changes from a date on: never its past, never behind anybody's back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from salles.audit import anomalies
from salles.models import ExceptionSerie, Reservation, Salle
from salles.moteur import Repetition, Souhait
from salles.regles import cadre_de
from salles.series import souhait_de
from salles.services.modification import (
    DifferenceChangee,
    PremierJourTropTot,
    RienAChanger,
    SerieContinuee,
    SeriePasRepetee,
    SerieSansSuite,
    comparer,
    modifier_serie,
)
from salles.services.usages import Usage, liberer_usage, saisir_usage
from tests.personnages import etablissement
from tests.salles.pages_d_essai import adresse, texte
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = pytest.mark.django_db
Nature = Reservation.Nature
SEMAINE = timedelta(weeks=1)
SIX_LUNDIS = Souhait(LUNDI, time(18), time(20), LUNDI + 5 * SEMAINE, repetition=Repetition.HEBDOMADAIRE)
B = "\N{NO-BREAK SPACE}"


def serie(ici: Salle, souhait: Souhait = SIX_LUNDIS) -> list[Reservation]:
    saisir_usage(salle=ici, souhait=souhait, nature=Nature.ETABLISSEMENT, libelle="EPS", maintenant=MAINTENANT)
    return tenues(ici)


def tenues(ici: Salle) -> list[Reservation]:
    return list(Reservation.objects.filter(salle=ici).exclude(tenue="liberee").order_by("debut"))


def a_partir_du(jour: date, ici: Salle, **champs) -> Usage:
    return Usage(ici, replace(SIX_LUNDIS, premier_jour=jour, **champs), Nature.ETABLISSEMENT, "EPS")


def modifier(reservation: Reservation, usage: Usage, maintenant=MAINTENANT):
    reservation = Reservation.objects.get(pk=reservation.pk)
    difference = comparer(reservation=reservation, usage=usage, maintenant=maintenant)
    return modifier_serie(reservation=reservation, usage=usage, empreinte=difference.empreinte, maintenant=maintenant)


def bornes(reservations: Iterable[Reservation]) -> list[tuple]:
    return [(une.debut, une.fin) for une in reservations]


def test_change_l_heure_a_partir_d_une_date_et_laisse_celles_d_avant():
    ici = salle()
    avant = serie(ici)
    modifier(avant[2], a_partir_du(LUNDI + 2 * SEMAINE, ici, heure_debut=time(19), heure_fin=time(21)))
    apres = tenues(ici)
    assert apres[:2] == avant[:2]
    voulues = [local("19:00", "21:00", LUNDI + n * SEMAINE) for n in range(2, 6)]
    assert bornes(apres[2:]) == [(creneau.debut, creneau.fin) for creneau in voulues]
    assert souhait_de(avant[0].serie).dernier_jour == LUNDI + SEMAINE + timedelta(days=6)
    assert souhait_de(apres[2].serie) == replace(
        SIX_LUNDIS, premier_jour=LUNDI + 2 * SEMAINE, heure_debut=time(19), heure_fin=time(21)
    )
    assert list(anomalies(MAINTENANT)) == []


def test_modifier_depuis_le_premier_jour_recrit_la_meme_serie():
    ici = salle()
    avant = serie(ici)
    modifier(avant[0], a_partir_du(LUNDI, ici, jours=frozenset({1, 2})))
    assert {une.serie_id for une in tenues(ici)} == {avant[0].serie_id}
    assert len(tenues(ici)) == 11
    assert souhait_de(tenues(ici)[0].serie).jours == {1, 2}


def test_la_suite_d_une_serie_ne_revient_pas_sur_ce_qui_la_precede():
    ici = salle()
    avant = serie(ici)
    liberer_usage(reservation=avant[1], serie_entiere=False, maintenant=MAINTENANT)
    modifier(avant[3], a_partir_du(LUNDI + 3 * SEMAINE, ici, heure_debut=time(19), heure_fin=time(21)))
    suite, attendues = tenues(ici)[-1], bornes(tenues(ici))
    with pytest.raises(PremierJourTropTot) as refus:
        modifier(suite, a_partir_du(LUNDI + SEMAINE, ici, heure_debut=time(19), heure_fin=time(21)))
    assert refus.value.message == f"Cette série se modifie à partir du 7{B}décembre 2026."
    assert bornes(tenues(ici)) == attendues


def test_une_serie_continuee_ne_deborde_pas_sur_sa_suite():
    ici = salle()
    avant = serie(ici)
    modifier(avant[3], a_partir_du(LUNDI + 3 * SEMAINE, ici, heure_debut=time(19), heure_fin=time(21)))
    with pytest.raises(SerieContinuee) as refus:
        modifier(avant[0], a_partir_du(LUNDI, ici, heure_debut=time(16), heure_fin=time(17)))
    assert (refus.value.champ, f"7{B}décembre 2026" in refus.value.message) == ("jusqu_au", True)
    modifier(avant[0], a_partir_du(LUNDI, ici, dernier_jour=LUNDI + 2 * SEMAINE, heure_fin=time(19)))
    assert [une.fin - une.debut for une in tenues(ici)] == 3 * [timedelta(hours=1)] + 3 * [timedelta(hours=2)]


def test_une_serie_commencee_ne_change_ni_son_passe_ni_la_date_du_jour():
    ici = salle()
    avant = serie(ici)
    pendant = avant[2].debut + timedelta(minutes=10)
    with pytest.raises(PremierJourTropTot):
        modifier(avant[3], a_partir_du(LUNDI, ici, heure_debut=time(19), heure_fin=time(21)), pendant)
    modifier(avant[3], a_partir_du(LUNDI + 2 * SEMAINE, ici, heure_debut=time(21), heure_fin=time(22)), pendant)
    assert bornes(tenues(ici)[:3]) == bornes(avant[:3])
    assert bornes(tenues(ici)[3:]) == [
        (creneau.debut, creneau.fin) for creneau in (local("21:00", "22:00", LUNDI + n * SEMAINE) for n in (3, 4, 5))
    ]
    assert souhait_de(avant[0].serie).heure_debut == time(18)


def test_une_serie_finie_ou_rendue_ne_reprend_pas():
    ici = salle()
    avant = serie(ici)
    plus_tard = a_partir_du(LUNDI + 6 * SEMAINE, ici, dernier_jour=LUNDI + 8 * SEMAINE)
    with pytest.raises(SerieSansSuite):
        modifier(avant[5], plus_tard, avant[5].debut + timedelta(minutes=10))
    liberer_usage(reservation=avant[2], serie_entiere=True, maintenant=MAINTENANT)
    with pytest.raises(SerieSansSuite):
        modifier(avant[5], plus_tard)


def test_les_dates_egales_gardent_leur_reservation():
    ici = salle()
    avant = serie(ici)
    difference = modifier(avant[3], a_partir_du(LUNDI + 3 * SEMAINE, ici, dernier_jour=LUNDI + 6 * SEMAINE))
    assert (len(difference.gardees), len(difference.rendues), len(difference.ajoutees)) == (3, 0, 1)
    assert [une.pk for une in tenues(ici)][:6] == [une.pk for une in avant]
    assert [une.serie_id == avant[0].serie_id for une in tenues(ici)] == [True] * 3 + [False] * 4


def test_une_date_liberee_ne_revient_pas():
    ici = salle()
    avant = serie(ici)
    liberer_usage(reservation=avant[4], serie_entiere=False, maintenant=MAINTENANT)
    modifier(avant[1], a_partir_du(LUNDI + SEMAINE, ici, heure_fin=time(21)))
    modifier(tenues(ici)[1], a_partir_du(LUNDI + SEMAINE, ici, heure_fin=time(22)))
    jours = [(une.debut.date() - LUNDI).days // 7 for une in tenues(ici)]
    assert jours == [0, 1, 2, 3, 5]
    assert ExceptionSerie.objects.filter(serie=tenues(ici)[1].serie).count() == 1


def test_liberer_la_suite_termine_la_serie():
    ici = salle()
    avant = serie(ici)
    liberer_usage(reservation=avant[2], serie_entiere=True, maintenant=MAINTENANT)
    assert souhait_de(tenues(ici)[0].serie).dernier_jour == LUNDI + 2 * SEMAINE - timedelta(days=1)


def test_liberer_la_suite_suit_la_serie_la_ou_elle_continue():
    ecole = etablissement()
    ici, la_bas = salle(ecole), salle(ecole)
    avant = serie(ici)
    modifier(avant[3], a_partir_du(LUNDI + 3 * SEMAINE, ici, heure_debut=time(19), heure_fin=time(21)))
    modifier(tenues(ici)[5], a_partir_du(LUNDI + 5 * SEMAINE, la_bas))
    assert len(liberer_usage(reservation=avant[1], serie_entiere=True, maintenant=MAINTENANT)) == 5
    assert (tenues(ici), tenues(la_bas)) == ([avant[0]], [])
    assert souhait_de(tenues(ici)[0].serie).dernier_jour == LUNDI + SEMAINE - timedelta(days=1)
    assert list(anomalies(MAINTENANT)) == []


def test_liberer_la_suite_ne_prolonge_ni_ne_rend_ce_qui_precede():
    ici = salle()
    avant = serie(ici)
    modifier(avant[3], a_partir_du(LUNDI + 3 * SEMAINE, ici, heure_debut=time(19), heure_fin=time(21)))
    arret = souhait_de(Reservation.objects.get(pk=avant[0].pk).serie).dernier_jour
    assert len(liberer_usage(reservation=tenues(ici)[4], serie_entiere=True, maintenant=MAINTENANT)) == 2
    assert [une.pk for une in tenues(ici)[:3]] == [une.pk for une in avant[:3]]
    assert souhait_de(tenues(ici)[0].serie).dernier_jour == arret


@pytest.mark.parametrize("des", [LUNDI, LUNDI + timedelta(days=1), LUNDI + SEMAINE, LUNDI + 2 * SEMAINE])
def test_une_quinzaine_garde_ses_semaines_d_ou_qu_on_la_modifie(des):
    ici = salle()
    quinzaine = replace(SIX_LUNDIS, repetition=Repetition.QUINZAINE)
    avant = serie(ici, quinzaine)
    modifier(avant[2], a_partir_du(des, ici, repetition=Repetition.QUINZAINE, heure_debut=time(19), heure_fin=time(21)))
    assert [cadre_de(ici.etablissement).jour(une.debut) for une in tenues(ici)] == [
        LUNDI + n * SEMAINE for n in (0, 2, 4)
    ]


def test_changer_de_jour_commence_la_quinzaine_a_sa_premiere_date():
    ici = salle()
    avant = serie(ici, replace(SIX_LUNDIS, repetition=Repetition.QUINZAINE))
    mardis = {"repetition": Repetition.QUINZAINE, "jours": frozenset({2})}
    modifier(avant[1], a_partir_du(LUNDI + SEMAINE, ici, **mardis))
    assert [(une.debut.date() - LUNDI).days for une in tenues(ici)] == [0, 8, 22]


def test_dit_quelles_dates_ne_sont_pas_libres_et_n_y_touche_pas():
    ici = salle(nom="Gymnase")
    avant = serie(ici)
    [badminton] = prises(ici, local("20:00", "21:00", LUNDI + 3 * SEMAINE))
    usage = a_partir_du(LUNDI + 2 * SEMAINE, ici, heure_fin=time(21))
    difference = modifier(avant[2], usage)
    assert difference.empechees == (f"Gymnase, lundi 7{B}déc. 2026 de 18{B}h à 21{B}h, prise par association",)
    assert badminton in tenues(ici)
    assert len(tenues(ici)) == 6


def test_changer_de_salle_emporte_la_suite():
    ecole = etablissement()
    ici, la_bas = salle(ecole), salle(ecole)
    avant = serie(ici)
    modifier(avant[3], a_partir_du(LUNDI + 3 * SEMAINE, la_bas))
    assert (len(tenues(ici)), len(tenues(la_bas))) == (3, 3)
    assert tenues(la_bas)[0].serie.salle == la_bas
    assert list(anomalies(MAINTENANT)) == []


def test_renommer_suffit_a_changer():
    ici = salle()
    avant = serie(ici)
    modifier(avant[0], replace(a_partir_du(LUNDI, ici), libelle="Rugby"))
    assert {une.libelle for une in tenues(ici)} == {"Rugby"}


def test_refuse_ce_qui_ne_change_rien_ou_ne_se_repete_plus():
    ici = salle()
    avant = serie(ici)
    with pytest.raises(RienAChanger):
        comparer(reservation=avant[0], usage=a_partir_du(LUNDI, ici), maintenant=MAINTENANT)
    with pytest.raises(SeriePasRepetee):
        comparer(
            reservation=avant[0],
            usage=a_partir_du(LUNDI, ici, repetition=Repetition.AUCUNE),
            maintenant=MAINTENANT,
        )
    [seule] = prises(ici, local("08:00", "09:00"), groupe=0)
    with pytest.raises(SerieSansSuite):
        comparer(reservation=seule, usage=a_partir_du(LUNDI, ici), maintenant=MAINTENANT)


def test_n_enregistre_que_ce_qui_a_ete_montre():
    ici = salle()
    avant = serie(ici)
    usage = a_partir_du(LUNDI, ici, heure_fin=time(21))
    lue = comparer(reservation=avant[0], usage=usage, maintenant=MAINTENANT).empreinte
    prises(ici, local("20:00", "21:00", LUNDI + 3 * SEMAINE))
    with pytest.raises(DifferenceChangee):
        modifier_serie(reservation=avant[0], usage=usage, empreinte=lue, maintenant=MAINTENANT)
    assert {une.fin - une.debut for une in tenues(ici)} == {timedelta(hours=2), timedelta(hours=1)}


# -- The page ----------------------------------------------------------------------------


@pytest.fixture
def formulaire(ecole):
    return {
        "libelle": "EPS",
        "nature": "etablissement",
        "date": "23/11/2026",
        "debut": "19 h",
        "fin": "21 h",
        "repetition": "hebdomadaire",
        "jusqu_au": "21/12/2026",
        "jours": ["1"],
    }


@pytest.mark.usefixtures("horloge")
def test_la_page_montre_la_difference_puis_l_enregistre(gestionnaire, ecole, formulaire):
    ici = salle(ecole)
    avant = serie(ici)
    page = adresse("modifier_serie", ecole, avant[1].pk)
    assert 'value="23/11/2026"' in gestionnaire.get(page).content.decode()
    lue = gestionnaire.post(page, formulaire | {"salle": ici.pk})
    assert "5 dates sont rendues et 5 dates sont ajoutées." in texte(lue)
    assert tenues(ici) == avant
    gardee = gestionnaire.post(page, formulaire | {"salle": ici.pk, "enregistrer": lue.context["difference"].empreinte})
    assert gardee.url == f"{adresse('agenda', ecole)}?jour=2026-11-23"
    assert [une.debut.hour for une in tenues(ici)] == [17, 18, 18, 18, 18, 18]


@pytest.mark.usefixtures("horloge")
@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("date", "1/1/2020"),
        ("date", "31/02/2027"),
        ("debut", "25:00"),
        ("fin", "7 h"),
        ("repetition", "aucune"),
        ("jusqu_au", "1/11/2026"),
        ("libelle", "E\x00S"),
        ("salle", "1000000000"),
    ],
)
def test_une_modification_fautive_est_refusee_a_son_champ(gestionnaire, ecole, formulaire, champ, valeur):
    ici = salle(ecole)
    avant = serie(ici)
    reponse = gestionnaire.post(
        adresse("modifier_serie", ecole, avant[1].pk), formulaire | {"salle": ici.pk, champ: valeur}
    )
    assert list(reponse.context["form"].errors) == [champ]
    assert tenues(ici) == avant


@pytest.mark.usefixtures("horloge")
def test_une_date_seule_n_est_pas_une_serie(gestionnaire, ecole):
    [seule] = prises(salle(ecole), local("08:00", "09:00"), groupe=0)
    assert gestionnaire.get(adresse("modifier_serie", ecole, seule.pk)).status_code == 404

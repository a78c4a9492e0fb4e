"""The audit sees what the constraints would have refused: the data are broken on purpose, constraints dropped."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import connection

from etablissements.models import Etablissement
from salles.audit import CONTROLES, anomalies
from salles.models import ExceptionSerie, Materiel, Occupation, Pret, PretSeul, Reservation, Salle, Serie
from salles.moteur import Applicabilite, Plage, Repetition, Semaine, Souhait
from salles.services.usages import liberer_usage, saisir_usage
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, TOUS_LES_SOIRS, espace, local, prises, salle

pytestmark = pytest.mark.django_db

QUART_D_HEURE = timedelta(minutes=15)
LES_LUNDIS = Souhait(LUNDI, time(18), time(20), LUNDI + timedelta(weeks=2), repetition=Repetition.HEBDOMADAIRE)


@pytest.fixture
def _sans_contraintes() -> None:
    """Drop the guards for the length of the test's transaction."""
    with connection.cursor() as curseur:
        for contrainte in ("occupation_jamais_deux", "occupation_tampon_entre_groupes"):
            curseur.execute(f"ALTER TABLE salles_occupation DROP CONSTRAINT {contrainte}")


def retirer_la_garde(table: str, contrainte: str) -> None:
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit would forbid ALTER TABLE
        curseur.execute(f"ALTER TABLE {table} DROP CONSTRAINT {contrainte}")


def cle_etrangere(table: str, colonne: str) -> str:
    """Return the name of the foreign key on this column: Django makes it up."""
    with connection.cursor() as curseur:
        liens = connection.introspection.get_constraints(curseur, table)
    [nom] = [nom for nom, lien in liens.items() if lien["foreign_key"] and lien["columns"] == [colonne]]
    return nom


def codes() -> list[str]:
    return [anomalie.partition(" : ")[0] for anomalie in anomalies(MAINTENANT)]


def test_une_base_saine_n_a_pas_d_anomalie():
    ecole = etablissement()
    parties = [espace(ecole), espace(ecole)]
    ici = salle(ecole, espaces=parties, tampon=timedelta(minutes=15))
    prises(ici, local("18:00", "19:00"), groupe=-7)
    prises(ici, local("19:00", "20:00"), groupe=-7, jusqu_au=MAINTENANT)
    prises(salle(ecole, espaces=parties[:1]), local("19:30", "20:00"))
    assert codes() == []


@pytest.mark.usefixtures("_sans_contraintes")
def test_deux_reservations_sur_un_meme_espace_sont_vues_de_deux_cotes():
    ici = salle()
    prises(ici, local("18:00", "20:00"))
    prises(ici, local("19:00", "21:00"))
    assert codes() == ["chevauchement", "occupations_chevauchees"]


@pytest.mark.usefixtures("_sans_contraintes")
def test_un_tampon_mordu_est_vu():
    ici = salle(tampon=timedelta(minutes=15))
    prises(ici, local("18:00", "20:00"))
    prises(ici, local("20:00", "21:00"))
    assert codes() == ["tampon_mordu"]


@pytest.mark.parametrize(
    ("changement", "attendu"),
    [
        ({"debut": local("17:45", "20:00").debut}, "desaccord"),
        ({"option_jusqu_au": MAINTENANT, "tenue": "option"}, "desaccord"),
        ({"tenue": "liberee"}, "liberee_avec_occupation"),
    ],
)
def test_une_reservation_que_ses_occupations_contredisent_est_vue(changement, attendu):
    [reservation] = prises(salle(), local("18:00", "20:00"))
    Reservation.objects.filter(pk=reservation.pk).update(**changement)
    assert codes() == [attendu]


def test_une_occupation_d_un_autre_jour_est_vue():
    prises(salle(), local("18:00", "20:00"))
    Occupation.objects.update(jour=MAINTENANT.date())
    assert codes() == ["desaccord"]


@pytest.mark.usefixtures("_sans_contraintes")
@pytest.mark.parametrize(
    "changement",
    [
        {"fin": local("18:00", "20:00").debut},
        {"fin": local("18:00", "20:00").debut - timedelta(minutes=1)},
        {"fin_tampon": local("18:00", "20:00").fin - timedelta(minutes=1)},
        {"debut": local("18:00", "20:00").fin - timedelta(hours=26)},
    ],
)
def test_une_occupation_sans_duree_ou_sans_fin_est_vue(changement):
    """An empty interval overlaps nothing: it would escape the exclusion and hide a double booking."""
    prises(salle(), local("18:00", "20:00"))
    retirer_la_garde("salles_occupation", "occupation_plausible")
    Occupation.objects.update(**changement)
    assert "sans_duree" in codes()


def test_une_occupation_dont_la_reservation_a_disparu_est_vue():
    ici = salle()
    prises(ici, local("18:00", "20:00"))
    retirer_la_garde("salles_occupation", cle_etrangere("salles_occupation", "reservation_id"))
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM salles_reservation")
    assert codes() == ["occupation_orpheline"]


def test_une_partie_qui_manque_est_vue():
    ecole = etablissement()
    prises(salle(ecole, espaces=[espace(ecole) for _ in range(3)]), local("18:00", "20:00"))
    Occupation.objects.first().delete()
    assert codes() == ["composition"]


@pytest.mark.usefixtures("_sans_contraintes")
def test_une_occupation_en_double_est_vue():
    prises(salle(), local("18:00", "20:00"))
    double = Occupation.objects.get()
    double.pk = None
    double.save(force_insert=True)
    assert codes() == ["occupations_chevauchees", "composition"]


@pytest.mark.usefixtures("_sans_contraintes")
def test_une_option_morte_tient_encore_tant_qu_on_ne_l_a_pas_liberee():
    """Dead or not, two rows on one Espace are two rows too many: the writer frees the dead ones in its way."""
    ici = salle()
    [reservation] = prises(ici, local("20:00", "21:00"))
    prises(ici, local("18:00", "20:00"), jusqu_au=MAINTENANT - timedelta(hours=1))
    Occupation.objects.filter(reservation=reservation).update(debut=local("19:00", "21:00").debut)
    Reservation.objects.filter(pk=reservation.pk).update(debut=local("19:00", "21:00").debut)
    assert codes() == ["chevauchement", "occupations_chevauchees"]


def test_une_reservation_qui_n_occupe_plus_rien_est_vue():
    prises(salle(), local("18:00", "20:00"))
    Occupation.objects.all().delete()
    assert codes() == ["tenue_sans_occupation", "composition"]


def test_une_salle_qui_a_change_de_murs_est_vue_pour_ce_qui_vient():
    ici = salle()
    prises(ici, local("18:00", "20:00"))
    ici.espaces.add(espace(ici.etablissement))
    assert codes() == ["composition"]
    assert list(anomalies(local("20:00", "21:00").debut)) == []


# -- Buffers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("champs", [{"fin_tampon": local("18:00", "20:05").fin}, {"groupe": -8}])
def test_un_tampon_ou_un_groupe_qui_differe_d_un_espace_a_l_autre_est_vu(champs):
    ecole = etablissement()
    prises(salle(ecole, espaces=[espace(ecole), espace(ecole)], tampon=QUART_D_HEURE), local("18:00", "20:00"))
    Occupation.objects.filter(pk=Occupation.objects.first().pk).update(**champs)
    assert codes() == ["tampons_differents"]


def test_un_tampon_coupe_la_ou_personne_ne_commence_est_vu():
    ici = salle(tampon=QUART_D_HEURE)
    prises(ici, local("18:00", "20:00"))
    coupee = Occupation.objects.get()
    Occupation.objects.update(fin_tampon=coupee.fin, tampon_entier=coupee.fin_tampon)
    assert codes() == ["tampon_coupe_pour_rien"]
    prises(ici, local("20:00", "21:00"))
    assert codes() == []


# -- Series, walls, profiles -------------------------------------------------------------------


def en_serie(ici: Salle) -> Reservation:
    """Return the first of the school's three Mondays."""
    saisir_usage(salle=ici, souhait=LES_LUNDIS, nature="etablissement", libelle="Chorale", maintenant=MAINTENANT)
    return Reservation.objects.order_by("debut").first()


def test_une_serie_d_une_autre_salle_est_vue():
    premiere = en_serie(salle())
    assert codes() == []
    Serie.objects.update(salle=salle(premiere.salle.etablissement))
    assert codes() == ["serie_d_ailleurs"] * 3


def test_une_date_tenue_que_sa_serie_a_rendue_est_vue():
    premiere = en_serie(salle())
    liberer_usage(reservation=premiere, serie_entiere=False, maintenant=MAINTENANT)
    assert codes() == []
    ExceptionSerie.objects.update(jour=LUNDI + timedelta(weeks=1))
    assert codes() == ["exception_tenue"]


def test_une_salle_publiee_sans_murs_est_vue():
    ici = salle()
    ici.espaces.clear()
    assert codes() == ["sans_murs"]
    Salle.objects.update(statut=Salle.Statut.RETIREE)
    assert codes() == []


def test_les_murs_d_un_autre_site_sont_vus():
    ici = salle()
    ici.espaces.set([espace(etablissement("0382099A"))])
    assert codes() == ["murs_d_ailleurs"]


def test_toutes_les_formes_d_ouverture_ont_le_profil_de_leur_salle():
    """By day, at midnight, dated, in weeks A, on bank holidays, in a time zone overseas: no false alarm."""
    guyane = etablissement("9730001A", fuseau="America/Cayenne", territoire="guyane", zone_vacances="guyane")
    lundi = Plage(1, time(18), time(0), Applicabilite.SCOLAIRE)
    plages = [
        lundi,
        replace(lundi, jour_iso=3),
        Plage(7, time(9, 30), time(12), Applicabilite.VACANCES, feries=True, semaine=Semaine.A),
        Plage(6, time(9), time(12), premier_jour=LUNDI, dernier_jour=LUNDI + timedelta(weeks=30)),
    ]
    for ecole in (etablissement(tampon=timedelta(minutes=20)), guyane):
        salle(ecole, plages=plages, pas=timedelta(minutes=10))
        salle(ecole, plages=())
    assert codes() == []


@pytest.mark.parametrize(
    "champs",
    [
        {"tampon": timedelta(minutes=7)},
        {"pas": timedelta(minutes=10)},
        {"tampon_leve_pour_soi": False},
        {"plages": TOUS_LES_SOIRS[1:]},
    ],
)
def test_le_profil_d_une_autre_salle_est_vu(champs):
    ici = salle()
    ailleurs = salle(ici.etablissement, **champs)
    for un, autre in ((ici, ailleurs), (ailleurs, ici)):
        Salle.objects.filter(pk=un.pk).update(profil=autre.profil_id)
        assert codes() == ["profil_d_une_autre"]
        Salle.objects.filter(pk=un.pk).update(profil=un.profil_id)


def test_un_profil_d_avant_le_changement_de_zone_est_vu():
    Etablissement.objects.filter(pk=salle().etablissement_id).update(semaine_a_paire=True)
    assert codes() == ["profil_d_une_autre"]


@pytest.mark.parametrize(("fin", "attendu"), [("19:00", []), ("19:15", ["stock"])])
def test_un_stock_depasse_au_pire_moment_est_vu(fin, attendu):
    une = salle()
    autre = salle(une.etablissement)
    tapis = Materiel.objects.create(etablissement=une.etablissement, nom="Tapis", quantite=5)
    for reservation in (*prises(une, local("18:00", fin)), *prises(autre, local("19:00", "20:00"))):
        Pret.objects.create(reservation=reservation, materiel=tapis, quantite=3)
    assert codes() == attendu


@pytest.mark.parametrize(("rendu_le", "attendu"), [(None, ["stock"]), ("18:00", []), ("18:30", ["stock"])])
def test_un_pret_sans_salle_compte_jusqu_a_son_retour(rendu_le, attendu):
    """One by itself of two days, and one with a room on the second: three and three of five."""
    [reservation] = prises(une := salle(), local("18:00", "20:00"))
    tapis = Materiel.objects.create(etablissement=une.etablissement, nom="Tapis", quantite=5)
    Pret.objects.create(reservation=reservation, materiel=tapis, quantite=3)
    PretSeul.objects.create(
        materiel=tapis,
        quantite=3,
        a_qui="Club",
        debut=reservation.debut - timedelta(days=1),
        fin=reservation.fin,
        rendu_le=rendu_le and local(rendu_le, "20:00").debut,
    )
    assert codes() == attendu


def test_un_pret_sans_salle_annule_avant_son_debut_ne_compte_pas():
    tapis = Materiel.objects.create(etablissement=etablissement(), nom="Tapis", quantite=1)
    quand = {"debut": local("18:00", "20:00").debut, "fin": local("18:00", "20:00").fin}
    PretSeul.objects.create(materiel=tapis, quantite=5, a_qui="Club", rendu_le=MAINTENANT, **quand)
    assert codes() == []


def test_chaque_controle_a_son_nom():
    assert len({controle.code for controle in CONTROLES}) == len(CONTROLES)

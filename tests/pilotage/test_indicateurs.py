"""Hours open and hours granted, by school and month; requests by state."""

from datetime import date, time, timedelta

import pytest

from etablissements.models import Etablissement, Habilitation, JourFerie, PeriodeVacances
from pilotage import indicateurs
from pilotage.annee import AnneeScolaire
from salles.models import Fermeture, Reservation, Salle
from salles.moteur import Plage
from tests.personnages import MOT_DE_PASSE, collectivite, etablissement, habiliter, personne
from tests.salles.salles_d_essai import espace, local, lundis, prises, salle

pytestmark = pytest.mark.django_db

ANNEE = AnneeScolaire(2026)
LUNDI_SOIR = [Plage(1, time(18), time(22))]  # four hours, in school weeks
NOVEMBRE, DECEMBRE = date(2026, 11, 1), date(2026, 12, 1)


def heures_de(mois: date) -> tuple[int, int]:
    ligne = next(ligne for ligne in indicateurs.heures(collectivite(), ANNEE).lignes if ligne.mois == mois)
    return ligne.heures.heures_ouvertes, ligne.heures.heures_accordees


def gymnase_en_trois_tiers(ecole: Etablissement) -> tuple[Salle, list[Salle]]:
    """Return the whole gym, made of three Espaces, and its thirds, all open on Monday evenings."""
    tiers = [espace(ecole) for _ in range(3)]
    entier = salle(ecole, espaces=tiers, plages=LUNDI_SOIR)
    return entier, [salle(ecole, espaces=[un], plages=LUNDI_SOIR) for un in tiers]


def test_une_annee_scolaire_commence_en_septembre():
    assert AnneeScolaire.du(date(2026, 8, 31)) == AnneeScolaire(2025)
    assert AnneeScolaire.du(date(2026, 9, 1)) == ANNEE
    assert (str(ANNEE), ANNEE.premier_jour, ANNEE.dernier_jour) == (
        "2026-2027",
        date(2026, 9, 1),
        date(2027, 8, 31),
    )
    assert ANNEE.mois() == [date(2026, 9 + n, 1) for n in range(4)] + [date(2027, 1 + n, 1) for n in range(8)]


def test_les_heures_ouvertes_suivent_le_calendrier_et_les_fermetures():
    ecole = etablissement()
    une_salle = salle(ecole, plages=LUNDI_SOIR)
    assert heures_de(NOVEMBRE) == (20, 0)  # five Mondays

    PeriodeVacances.objects.create(
        zone="A",
        annee_scolaire="2026-2027",
        nom="Toussaint",
        premier_jour=date(2026, 10, 17),
        dernier_jour=date(2026, 11, 2),
    )
    JourFerie.objects.create(territoire="metropole", jour=date(2026, 11, 9), nom="Jour d’essai")
    Fermeture.objects.create(
        salle=une_salle, premier_jour=date(2026, 11, 30), dernier_jour=date(2026, 12, 6), motif="Peinture"
    )
    assert heures_de(NOVEMBRE) == (8, 0)  # 2 on holiday, 9 a bank holiday, 30 closed


def test_une_fermeture_en_double_ne_retire_les_heures_qu_une_fois():
    ecole = etablissement()
    une_salle = salle(ecole, plages=LUNDI_SOIR)
    for porteur in ({"salle": une_salle}, {"etablissement": ecole}, {"collectivite": ecole.collectivite}):
        Fermeture.objects.create(
            premier_jour=date(2026, 11, 9), dernier_jour=date(2026, 11, 9), motif="Essai", **porteur
        )
    assert heures_de(NOVEMBRE) == (16, 0)


def test_un_gymnase_et_ses_tiers_ne_comptent_pas_deux_fois_les_memes_murs():
    entier, tiers = gymnase_en_trois_tiers(etablissement())
    assert heures_de(NOVEMBRE) == (60, 0)  # five Mondays, four hours, three Espaces

    prises(entier, local("18:00", "22:00"))
    assert heures_de(NOVEMBRE) == (60, 12)

    prises(tiers[0], local("18:00", "22:00", date(2026, 11, 23)))
    assert heures_de(NOVEMBRE) == (60, 16)


def test_un_gymnase_pris_en_entier_chaque_soir_est_plein():
    entier, _ = gymnase_en_trois_tiers(etablissement())
    prises(entier, *(local("18:00", "22:00", date(2026, 11, 2) + timedelta(weeks=n)) for n in range(5)))
    novembre = dict(indicateurs.heures(collectivite(), ANNEE).par_mois)[NOVEMBRE]
    assert novembre.taux == 100.0


def test_une_salle_fermee_ferme_ses_murs_et_nuls_autres():
    entier, tiers = gymnase_en_trois_tiers(etablissement())
    un_lundi = {"premier_jour": date(2026, 11, 9), "dernier_jour": date(2026, 11, 9), "motif": "Essai"}
    Fermeture.objects.create(salle=tiers[0], **un_lundi)
    assert heures_de(NOVEMBRE) == (56, 0)
    Fermeture.objects.create(salle=entier, **un_lundi)
    assert heures_de(NOVEMBRE) == (48, 0)


def test_des_plages_qui_se_recouvrent_ne_s_ajoutent_pas():
    ecole = etablissement()
    commun = espace(ecole)
    salle(ecole, espaces=[commun], plages=LUNDI_SOIR)
    salle(ecole, espaces=[commun, espace(ecole)], plages=[Plage(1, time(20), time(23))])
    assert heures_de(NOVEMBRE) == (40, 0)  # the shared one from 18 to 23, the other from 20 to 23


def test_un_espace_que_deux_ecoles_pretent_compte_chez_chacune_et_une_fois_en_tout():
    college = etablissement("0381780D", "Collège de la cité")
    lycee = etablissement("0380039L", "Lycée de la cité")
    Etablissement.objects.filter(pk=lycee.pk).update(site=college.site)
    commun = espace(college)
    for ecole in (college, lycee):
        salle(ecole, espaces=[commun], plages=LUNDI_SOIR)
    releve = indicateurs.heures(collectivite(), ANNEE)
    assert [ligne.heures.heures_ouvertes for ligne in releve.lignes if ligne.mois == NOVEMBRE] == [20, 20]
    assert dict(releve.par_mois)[NOVEMBRE].heures_ouvertes == 20


def test_seules_les_heures_fermes_des_associations_comptent():
    une_salle = salle(plages=LUNDI_SOIR)
    prises(une_salle, *lundis(2))
    prises(une_salle, local("18:00", "19:00", date(2026, 12, 7)), nature=Reservation.Nature.ETABLISSEMENT)
    assert heures_de(NOVEMBRE) == (20, 4)
    assert heures_de(DECEMBRE)[1] == 0


def test_une_salle_en_brouillon_n_ouvre_rien_et_une_autre_collectivite_n_est_pas_comptee():
    une_salle = salle(plages=LUNDI_SOIR)
    type(une_salle).objects.filter(pk=une_salle.pk).update(statut="brouillon")
    salle(etablissement("0350024L", "Lycée d’ailleurs", collectivite=collectivite("reg-53")), plages=LUNDI_SOIR)
    assert indicateurs.heures(collectivite(), ANNEE) == indicateurs.Releve([], [])


def test_le_taux_n_existe_pas_sans_ouverture():
    assert indicateurs.Heures().taux is None
    assert indicateurs.Heures(timedelta(hours=8), timedelta(hours=3)).taux == 37.5


@pytest.mark.parametrize("ecoles", [1, 3])
def test_la_page_pose_toujours_autant_de_questions(client, django_assert_num_queries, ecoles):
    for uai in ("0381780D", "0380039L", "0382042N")[:ecoles]:
        habiliter(
            personne(),
            Habilitation.Role.CHEF,
            salle(etablissement(uai, f"Collège {uai}"), plages=LUNDI_SOIR).etablissement,
        )
    sonia = personne("sonia@exemple.fr")
    habiliter(sonia, Habilitation.Role.SUPERVISEUR, collectivite())
    assert client.login(email="sonia@exemple.fr", password=MOT_DE_PASSE)
    with django_assert_num_queries(22):
        reponse = client.get("/pilotage/?annee=2026-2027")
    assert reponse.status_code == 200
    assert reponse.content.decode().count("Collège 038") == ecoles

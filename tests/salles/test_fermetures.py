"""Closures: of a room, of a school; refused with the list when associations hold the dates."""

from datetime import date, timedelta

import pytest

from salles.models import Fermeture, Reservation
from salles.moteur import Souhait, Vacances
from salles.services.fermetures import FermetureOccupee, FermetureRefusee, fermer, rouvrir
from salles.services.usages import saisir_usage
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = pytest.mark.django_db
DEMAIN = LUNDI + timedelta(days=1)


def fermer_lundi(ou, premier_jour: date = LUNDI, dernier_jour: date = DEMAIN) -> Fermeture:
    return fermer(ou=ou, premier_jour=premier_jour, dernier_jour=dernier_jour, motif="Examens", maintenant=MAINTENANT)


def test_fermer_une_salle_puis_la_rouvrir():
    ici = salle()
    fermeture = fermer_lundi(ici)
    assert (fermeture.salle_id, fermeture.etablissement_id) == (ici.pk, None)
    rouvrir(fermeture=fermeture)
    assert Fermeture.objects.count() == 0


def test_fermer_un_etablissement_ferme_toutes_ses_salles():
    ici = salle()
    assert fermer_lundi(ici.etablissement).etablissement_id == ici.etablissement_id


@pytest.mark.parametrize("ou", ["salle", "etablissement"])
def test_refuse_avec_la_liste_quand_une_association_a_la_date(ou):
    ici = salle(nom="Gymnase")
    prises(ici, local("18:00", "20:00", DEMAIN))
    with pytest.raises(FermetureOccupee) as refus:
        fermer_lundi(ici if ou == "salle" else ici.etablissement)
    espace = "\N{NO-BREAK SPACE}"
    assert refus.value.details["occupations"] == [
        f"Association, Gymnase : le mardi 17{espace}nov. 2026 de 18{espace}h à 20{espace}h."
    ]
    assert Fermeture.objects.count() == 0


def test_les_bords_d_une_fermeture_sont_des_jours_entiers():
    ici = salle()
    prises(ici, local("18:00", "20:00", DEMAIN + timedelta(days=1)))
    assert fermer_lundi(ici).dernier_jour == DEMAIN


def test_l_usage_de_l_etablissement_continue_derriere_la_porte():
    ici = salle()
    une_fois = Souhait(
        LUNDI, local("09:00", "10:00").debut.time(), local("10:00", "11:00").fin.time(), vacances=Vacances.INCLURE
    )
    saisir_usage(
        salle=ici, souhait=une_fois, nature=Reservation.Nature.ETABLISSEMENT, libelle="EPS", maintenant=MAINTENANT
    )
    assert fermer_lundi(ici).motif == "Examens"


def test_une_option_morte_ne_retient_pas_une_fermeture():
    ici = salle()
    prises(ici, local("18:00", "20:00"), jusqu_au=MAINTENANT - timedelta(hours=1))
    assert fermer_lundi(ici).motif == "Examens"


@pytest.mark.parametrize(
    ("premier", "dernier", "champ"),
    [
        (DEMAIN, LUNDI, "dernier_jour"),
        (date(2026, 9, 1), date(2026, 9, 2), "dernier_jour"),
        (LUNDI, date(2099, 12, 31), "dernier_jour"),
    ],
)
def test_refuse_une_fermeture_a_l_envers_passee_ou_sans_fin(premier, dernier, champ):
    with pytest.raises(FermetureRefusee) as refus:
        fermer_lundi(salle(), premier, dernier)
    assert refus.value.champ == champ


def test_la_meme_fermeture_ne_s_ajoute_pas_deux_fois():
    ici = salle()
    fermer_lundi(ici)
    with pytest.raises(FermetureRefusee):
        fermer_lundi(ici)

"""The rule of an accord's series, less its exceptions, says the dates that the accord holds, and no other."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from conventions.models import Demande
from conventions.services import accepter, annuler_decision, liberer_date
from etablissements.models import PeriodeVacances
from salles.models import Reservation, Salle, Serie
from salles.moteur import Vacances
from salles.regles import cadre_de
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db
UNE_SEMAINE = timedelta(weeks=1)


@pytest.fixture
def ici() -> Salle:
    return salle()


def tenue_et_absente(demande: Demande) -> tuple[list[date], list[date]]:
    """Return the days that the last series of this request holds, and its exceptions."""
    serie = Serie.objects.filter(salle__etablissement=demande.etablissement).latest("pk")
    tenues = Reservation.objects.filter(serie=serie, tenue=Reservation.Tenue.FERME).order_by("debut")
    jour = cadre_de(demande.etablissement).jour
    return [jour(tenue.debut) for tenue in tenues], list(serie.exceptions.values_list("jour", flat=True))


def test_ce_que_l_accord_ne_tient_pas_est_une_exception_de_sa_serie(ici):
    """Taken out by the requester, not free, refused: the rule and its exceptions say what is held, and no more."""
    jours = [LUNDI + n * UNE_SEMAINE for n in range(6)]
    prises(ici, lundis(6)[3])
    demande = deposee(ici, le_lundi(6), sans=[jours[1]])
    donnees = [date.pk for date in dates(demande) if date.jour in (jours[0], jours[4], jours[5])]
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT, creneaux=donnees)
    assert tenue_et_absente(demande) == ([jours[0], jours[4], jours[5]], jours[1:4])


def test_une_date_rendue_sous_un_accord_annule_reste_une_exception_du_suivant(ici):
    jours = [LUNDI + n * UNE_SEMAINE for n in range(4)]
    demande = deposee(ici, le_lundi(4))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    liberer_date(creneau=dates(demande)[1], maintenant=MAINTENANT + timedelta(minutes=2))
    annuler_decision(demande=demande, par=cheffe(ici), maintenant=MAINTENANT + timedelta(minutes=4))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT + timedelta(minutes=6))
    assert tenue_et_absente(demande) == ([jours[0], *jours[2:]], [jours[1]])
    premiere = Serie.objects.order_by("-pk")[1]
    assert list(premiere.exceptions.values_list("jour", flat=True)) == [jours[1]]


def test_les_vacances_que_le_souhait_laisse_ne_sont_pas_des_exceptions(ici):
    PeriodeVacances.objects.create(
        zone="A",
        nom="Pause",
        premier_jour=LUNDI + UNE_SEMAINE,
        dernier_jour=LUNDI + UNE_SEMAINE,
        annee_scolaire="2026-2027",
        origine="fichier",
    )
    demande = deposee(ici, replace(le_lundi(3), vacances=Vacances.EXCLURE))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    assert tenue_et_absente(demande) == ([LUNDI, LUNDI + 2 * UNE_SEMAINE], [])

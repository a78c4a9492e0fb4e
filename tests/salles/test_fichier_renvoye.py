"""A file of uses that is sent again and says more: its new dates join the series of the first time."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import transaction

from salles.audit import anomalies
from salles.models import ExceptionSerie, Reservation, Salle, Serie
from salles.moteur import Repetition, Souhait
from salles.series import souhait_de
from salles.services.modification import comparer, modifier_serie
from salles.services.occupations_csv import Bilan, importer_occupations
from salles.services.prise import liberer
from salles.services.usages import Usage, liberer_usage
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = pytest.mark.django_db
SEPT_DECEMBRE, QUATORZE_DECEMBRE = date(2026, 12, 7), date(2026, 12, 14)


@pytest.fixture
def ici() -> Salle:
    return salle(nom="Gymnase", plages=())  # an opening is a series too


def importer(ici: Salle, jusqu_au: str) -> Bilan:
    """Send the one line of the school: Mondays from the 9th of November on, 18:00 to 20:00."""
    lignes = "salle;date ou jour;début;fin;jusqu’au;libellé", f"{ici.nom};lundi;18 h;20 h;{jusqu_au};EPS"
    return importer_occupations(
        etablissement=ici.etablissement, octets="\n".join(lignes).encode(), maintenant=MAINTENANT
    )


def tenues(ici: Salle) -> list[Reservation]:
    return list(Reservation.objects.filter(salle=ici).exclude(tenue="liberee").order_by("debut"))


def deux_heures_plus_tard(ici: Salle, des: date, jusqu_au: date) -> Usage:
    lundis = Souhait(des, time(20), time(22), jusqu_au, repetition=Repetition.HEBDOMADAIRE)
    return Usage(ici, lundis, Reservation.Nature.ETABLISSEMENT, "EPS")


def test_un_fichier_qui_va_plus_loin_allonge_la_serie(ici):
    importer(ici, "30/11/2026")
    bilan = importer(ici, "14/12/2026")
    assert (bilan.dates, bilan.deja) == (2, 4)
    serie = Serie.objects.get()
    assert {une.serie for une in tenues(ici)} == {serie}
    assert (souhait_de(serie).dernier_jour, serie.exceptions.count()) == (QUATORZE_DECEMBRE, 0)
    assert list(anomalies(MAINTENANT)) == []


def test_une_date_qui_s_est_liberee_rejoint_la_serie_de_son_fichier(ici):
    [travaux] = prises(ici, local("17:30", "21:00"), nature=Reservation.Nature.TRAVAUX)
    importer(ici, "30/11/2026")
    with transaction.atomic():
        liberer([travaux])
    bilan = importer(ici, "30/11/2026")
    assert (bilan.dates, bilan.deja) == (1, 3)
    assert {une.serie for une in tenues(ici)} == {Serie.objects.get()}


def test_ce_qui_fut_libere_ne_revient_pas_avec_la_serie_qui_s_allonge(ici):
    importer(ici, "14/12/2026")
    liberer_usage(reservation=tenues(ici)[4], serie_entiere=True, maintenant=MAINTENANT)
    bilan = importer(ici, "28/12/2026")
    assert (bilan.dates, bilan.deja, len(bilan.rendues)) == (2, 4, 2)
    serie = Serie.objects.get()
    assert [exception.jour for exception in serie.exceptions.all()] == [SEPT_DECEMBRE, QUATORZE_DECEMBRE]
    usage = deux_heures_plus_tard(ici, LUNDI - timedelta(weeks=1), date(2026, 12, 28))
    vue = comparer(reservation=tenues(ici)[0], usage=usage, maintenant=MAINTENANT)
    assert (len(vue.rendues), len(vue.ajoutees)) == (6, 6)
    assert list(anomalies(MAINTENANT)) == []


def test_ce_qui_fut_libere_deux_fois_n_est_excepte_qu_une(ici):
    """One date by itself, then all that follows from before it: the exception stands beyond the end of the series."""
    importer(ici, "14/12/2026")
    liberer_usage(reservation=tenues(ici)[5], serie_entiere=False, maintenant=MAINTENANT)
    liberer_usage(reservation=tenues(ici)[4], serie_entiere=True, maintenant=MAINTENANT)
    importer(ici, "28/12/2026")
    jours = ExceptionSerie.objects.order_by("jour").values_list("jour", flat=True)
    assert list(jours) == [SEPT_DECEMBRE, QUATORZE_DECEMBRE]


def test_une_serie_qui_continue_autrement_ne_s_allonge_pas_par_dessus(ici):
    """A new one takes what is new, and nothing of what the others hold or gave back."""
    importer(ici, "14/12/2026")
    cinquieme = tenues(ici)[4]
    usage = deux_heures_plus_tard(ici, SEPT_DECEMBRE, QUATORZE_DECEMBRE)
    vue = comparer(reservation=cinquieme, usage=usage, maintenant=MAINTENANT)
    modifier_serie(reservation=cinquieme, usage=usage, empreinte=vue.empreinte, maintenant=MAINTENANT)
    bilan = importer(ici, "28/12/2026")
    assert (bilan.dates, bilan.deja, len(bilan.rendues), Serie.objects.count()) == (2, 4, 2, 3)
    neuve = Serie.objects.latest("pk")
    assert [exception.jour.day for exception in neuve.exceptions.all()] == [9, 16, 23, 30, 7, 14]
    usage = replace(usage, souhait=replace(usage.souhait, premier_jour=LUNDI, dernier_jour=date(2026, 12, 28)))
    vue = comparer(reservation=tenues(ici)[-1], usage=usage, maintenant=MAINTENANT)
    assert (len(vue.rendues), len(vue.ajoutees)) == (2, 2)

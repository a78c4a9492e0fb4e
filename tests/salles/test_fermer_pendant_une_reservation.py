"""A closure and a booking at the same instant: one waits for the other, and no date stands behind a closed door."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from salles.models import Fermeture, Reservation
from salles.services.fermetures import FermetureOccupee, fermer
from salles.services.prise import Ligne, prendre, verrouiller
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.vingt_fois]
ATTENTE_S = 3


@pytest.mark.parametrize("ou", ["salle", "etablissement", "collectivite"])
def test_une_fermeture_attend_la_reservation_en_cours_puis_est_refusee(ou):
    ici = salle()
    ecole = ici.etablissement
    vise = {"salle": ici, "etablissement": ecole, "collectivite": ecole.collectivite}[ou]
    tenue = Event()

    def reserver() -> bool:
        with transaction.atomic():
            verrouiller({ici.pk})
            tenue.set()
            attendue = _quelqu_un_attend()
            ligne = Ligne(salle=ici, creneau=local("18:00", "20:00"), nature=Reservation.Nature.ASSOCIATION)
            prendre([ligne], maintenant=MAINTENANT)
        connection.close()
        return attendue

    def fermer_le_lundi() -> None:
        tenue.wait(ATTENTE_S)
        try:
            fermer(ou=vise, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Examens", maintenant=MAINTENANT)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        reservation, fermeture = fils.submit(reserver), fils.submit(fermer_le_lundi)
        assert reservation.result() is True
        with pytest.raises(FermetureOccupee):
            fermeture.result()
    assert Fermeture.objects.count() == 0


def _quelqu_un_attend() -> bool:
    """Wait until another transaction waits for a lock of this database."""
    echeance = time.monotonic() + ATTENTE_S
    while time.monotonic() < echeance:
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_stat_clear_snapshot()")  # or the first answer would be given again
            curseur.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if curseur.fetchone() != (0,):
                return True
        time.sleep(0.02)
    return False

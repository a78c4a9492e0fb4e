"""A closure and a booking at the same instant: one waits for the other, and no date stands behind a closed door."""

import pytest

from salles.audit import anomalies
from salles.models import Fermeture, Reservation
from salles.services.fermetures import FermetureOccupee, fermer
from salles.services.prise import Ligne, prendre, verrouiller
from tests.attente import pendant
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent, pytest.mark.vingt_fois]


@pytest.mark.parametrize("ou", ["salle", "partie", "etablissement", "collectivite"])
def test_une_fermeture_attend_la_reservation_en_cours_puis_est_refusee(ou):
    ici = salle()
    ecole = ici.etablissement
    partie = salle(ecole, espaces=list(ici.espaces.all()))
    vise = {"salle": ici, "partie": partie, "etablissement": ecole, "collectivite": ecole.collectivite}[ou]

    def reserver() -> None:
        verrouiller({ici.pk})
        ligne = Ligne(salle=ici, creneau=local("18:00", "20:00"), nature=Reservation.Nature.ASSOCIATION)
        prendre([ligne], maintenant=MAINTENANT)

    refus = pendant(
        reserver,
        lambda: fermer(ou=vise, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Examens", maintenant=MAINTENANT),
    )
    assert isinstance(refus, FermetureOccupee)
    assert (Fermeture.objects.count(), Reservation.objects.count()) == (0, 1)
    assert list(anomalies(MAINTENANT)) == []

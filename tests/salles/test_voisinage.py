"""Two uses of one Espace: the engine says of them what the two exclusion constraints do."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from salles.models import Occupation, Reservation, Salle
from salles.moteur import Creneau, Emprise, se_genent
from salles.services.prise import Ligne, prendre
from tests.salles.salles_d_essai import MAINTENANT, local, salle

MIDI = local("12:00", "13:00").debut
QUART = timedelta(minutes=15)


@st.composite
def emprises(tirer) -> Emprise:
    """Draw a use of one afternoon, so that two of them often meet, touch, or stand close."""
    debut: datetime = MIDI + tirer(st.integers(0, 12)) * QUART
    fin = debut + tirer(st.integers(1, 4)) * QUART
    fin_tampon = fin + tirer(st.sampled_from([0, 0, 1, 2, 4])) * QUART
    return Emprise(debut, fin, fin_tampon, tirer(st.sampled_from([None, 0, -7, -8])))


def prendre_telle_quelle(ici: Salle, voulue: Emprise) -> Reservation | None:
    """Take this use with the very buffer and group that it has."""
    ligne = Ligne(
        salle=ici,
        creneau=Creneau(voulue.debut, voulue.fin),
        nature=Reservation.Nature.ASSOCIATION,
        groupe=voulue.groupe,
        fin_tampon=voulue.fin_tampon,
    )
    with transaction.atomic():
        [prise] = prendre([ligne], maintenant=MAINTENANT)
    return prise


@pytest.mark.django_db
@given(une=emprises(), autre=emprises())
def test_le_moteur_dit_de_deux_occupations_ce_que_disent_les_contraintes(une, autre):
    with transaction.atomic():
        ici = salle()
        prendre_telle_quelle(ici, une)
        tenue = Occupation.objects.get()
        assert se_genent(autre, tenue) == se_genent(tenue, autre) == (prendre_telle_quelle(ici, autre) is None)
        transaction.set_rollback(True)

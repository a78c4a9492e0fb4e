"""Two uses of one Espace: the engine says of them what the two exclusion constraints do."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from etablissements.models import Etablissement
from salles.models import Occupation, Reservation, Salle
from salles.moteur import Creneau, Emprise, se_genent, trop_pres
from salles.services.effets import a_lire
from salles.services.implications import AConfirmer
from salles.services.prise import Ligne, prendre
from tests.personnages import etablissement
from tests.salles.salles_d_essai import MAINTENANT, espace, local, salle

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


def ecartees(avant: timedelta, apres: timedelta) -> int:
    """Count, by looking at all pairs of Occupations of one Espace, the uses that only the longer buffer keeps apart."""
    occupations = Occupation.objects.select_related("reservation__salle")

    def sous(occupation: Occupation, tampon: timedelta) -> Emprise:
        return Emprise(occupation.debut, occupation.fin, occupation.fin + tampon, occupation.groupe)

    return len(
        {
            (une.reservation_id, autre.reservation_id)
            for une in occupations
            for autre in occupations
            if une.espace_id == autre.espace_id and une.pk != autre.pk and une.debut < autre.debut
            if trop_pres(sous(une, apres), sous(autre, apres)) and not trop_pres(sous(une, avant), sous(autre, avant))
        }
    )


@pytest.mark.django_db
@given(
    voulues=st.lists(st.tuples(st.integers(0, 2), emprises()), min_size=2, max_size=6),
    avant=st.integers(0, 2),
    apres=st.integers(1, 4),
)
def test_ce_qui_restera_trop_serre_est_ce_que_le_moteur_ecarte(voulues, avant, apres):
    """One SQL statement finds the neighbours; nobody is forgotten, nobody is listed who is not too close."""
    with transaction.atomic():
        ecole = etablissement(tampon=avant * QUART)
        parties = [espace(ecole), espace(ecole)]
        salles = [salle(ecole, espaces=siennes) for siennes in (parties, parties[:1], parties[1:])]
        for rang, voulue in voulues:
            prendre_telle_quelle(salles[rang], replace(voulue, fin_tampon=voulue.fin))
        for rang, prise in enumerate(Reservation.objects.order_by("pk")):
            Reservation.objects.filter(pk=prise.pk).update(libelle=f"Groupe {rang}")  # a sentence for each pair
        dites = []
        try:
            with a_lire(ecole, MAINTENANT, vu=""):
                Etablissement.objects.update(tampon=apres * QUART)
        except AConfirmer as question:
            dites = [phrase for rubrique in question.rubriques for phrase in rubrique.phrases]
        assert len(dites) == (ecartees(avant * QUART, apres * QUART) if apres > avant else 0)
        transaction.set_rollback(True)

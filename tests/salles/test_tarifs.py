"""What an hour in a room may cost."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from etablissements.models import Collectivite
from salles.models import Salle
from salles.tarifs import l_heure
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db
B = "\N{NO-BREAK SPACE}"


def test_un_prix_ne_se_coupe_pas_au_bout_de_la_ligne():
    assert l_heure(Decimal("4.5")) == f"4,50{B}€{B}l’heure"


@pytest.mark.parametrize("tarif", ["-0.01", "500.01"])
def test_la_base_refuse_un_tarif_que_personne_ne_demande(tarif):
    ici = salle()
    for lignes in (
        Salle.objects.filter(pk=ici.pk),
        Collectivite.objects.filter(pk=ici.etablissement.collectivite_id),
    ):
        with pytest.raises(IntegrityError, match="tarif_plausible"), transaction.atomic():
            lignes.update(tarif_horaire_euros=tarif)

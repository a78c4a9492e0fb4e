"""What a school lends: one name, and never fewer than are promised."""

from datetime import timedelta

import pytest

from salles.models import Materiel, Pret, Reservation
from salles.services.materiel import (
    MaterielCite,
    MaterielPris,
    StockPromis,
    ajouter_materiel,
    compter_materiel,
    retirer_materiel,
)
from tests.salles.salles_d_essai import MAINTENANT, local, prises, salle

pytestmark = pytest.mark.django_db


def chaises_promises(*quantites: int) -> Materiel:
    """Return 60 chairs, so many of which are promised in as many rooms at the same hour."""
    ici = salle()
    chaises = ajouter_materiel(etablissement=ici.etablissement, salle=ici, nom="chaises", quantite=60)
    for quantite in quantites:
        (reservation,) = prises(salle(ici.etablissement), local("18:00", "20:00"))
        Pret.objects.create(reservation=reservation, materiel=chaises, quantite=quantite)
    return chaises


def test_un_etablissement_ne_prete_pas_deux_fois_sous_le_meme_nom():
    chaises = chaises_promises()
    with pytest.raises(MaterielPris):
        ajouter_materiel(etablissement=chaises.etablissement, salle=None, nom="Chaises", quantite=10)


def test_le_stock_ne_descend_pas_sous_ce_qui_est_promis_au_pire_instant():
    chaises = chaises_promises(20, 15)
    assert compter_materiel(materiel=chaises, quantite=35, maintenant=MAINTENANT).quantite == 35
    with pytest.raises(StockPromis, match="35 sont promis"):
        compter_materiel(materiel=chaises, quantite=34, maintenant=MAINTENANT)


def test_ce_qui_est_passe_ou_rendu_ne_compte_plus():
    chaises = chaises_promises(20, 15)
    assert compter_materiel(materiel=chaises, quantite=1, maintenant=MAINTENANT + timedelta(days=30)).quantite == 1
    Reservation.objects.update(tenue="liberee")
    assert compter_materiel(materiel=chaises, quantite=2, maintenant=MAINTENANT).quantite == 2


def test_un_materiel_deja_prete_reste_dans_l_histoire():
    with pytest.raises(MaterielCite):
        retirer_materiel(materiel=chaises_promises(1))
    assert Materiel.objects.count() == 1

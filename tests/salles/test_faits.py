"""What the process keeps of what it read: bounded, and never wrong."""

import pytest

from salles import faits
from salles.models import Salle
from salles.moteur import Applicabilite
from tests.personnages import etablissement
from tests.salles.moteur.mondes import plage
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db


def noms_de_profils(nombre: int) -> list[str]:
    """Write so many rooms that open at different hours and return the names of their profiles."""
    ecole = etablissement()
    for heure in range(nombre):
        salle(ecole, plages=[plage(1, f"{8 + heure:02}:00", "20:00", applicabilite=Applicabilite.TOUTES)])
    return list(Salle.objects.order_by("pk").values_list("profil__empreinte", flat=True))


def test_un_profil_connu_ne_se_lit_plus(django_assert_num_queries):
    noms = noms_de_profils(2)
    lus = faits.profils(noms)
    assert [lus[nom].empreinte for nom in noms] == noms
    with django_assert_num_queries(0):
        assert faits.profils(noms) == lus


def test_la_memoire_des_profils_est_bornee(monkeypatch):
    monkeypatch.setattr(faits, "PROFILS_GARDES", 2)
    monkeypatch.setattr(faits, "_profils_lus", {})
    noms = noms_de_profils(3)
    gardes = []
    for nom in noms:
        assert faits.profils([nom])[nom].empreinte == nom
        gardes.append(len(faits._profils_lus))
    assert gardes == [1, 2, 1]
    assert list(faits.profils(noms)) == [noms[2], noms[0], noms[1]]

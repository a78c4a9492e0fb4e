"""An act taken away, or a school that closes, at the instant of an accord: the accord rests on it or is not given."""

from datetime import date

import pytest

from conventions.exceptions import EtablissementFerme, SansBaseLegale
from conventions.models import Convention, Demande
from conventions.services import accepter
from etablissements.models import ActeFondateur, Etablissement
from etablissements.services.actes import retirer_acte
from salles.models import Occupation, Salle
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi
from tests.ensemble import defauts, ensemble
from tests.personnages import etablissement
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent, pytest.mark.vingt_fois]


def retirer(ecole: Etablissement) -> None:
    retirer_acte(etablissement=ecole, aujourdhui=MAINTENANT.date())


def fermer(ecole: Etablissement) -> None:
    Etablissement.objects.filter(pk=ecole.pk).update(ouvert=False)


@pytest.mark.parametrize(
    ("empecher", "refus"), [(retirer, SansBaseLegale), (fermer, EtablissementFerme)], ids=["acte", "fermeture"]
)
def test_l_accord_passe_avant_ou_se_lit_refuse(empecher, refus):
    ecole = etablissement(nom="Collège privé", secteur="prive")
    ActeFondateur.objects.create(etablissement=ecole, intitule="Délibération", pris_le=date(2026, 7, 3))
    salles: list[Salle] = [salle(ecole) for _ in range(5)]
    demandes = [deposee(une, le_lundi(2)) for une in salles]
    par = cheffe(salles[0])
    accords = [
        lambda demande=demande: accepter(demande=demande, par=par, maintenant=MAINTENANT) for demande in demandes
    ]
    *reponses, _ = ensemble([*accords, lambda: empecher(ecole)])
    assert {type(reponse) for reponse in reponses} <= {Demande, refus}
    donnes = [reponse.pk for reponse in reponses if isinstance(reponse, Demande)]
    assert sorted(Convention.objects.exclude(acte="").values_list("demande", flat=True)) == sorted(donnes)
    assert Occupation.objects.count() == 2 * len(donnes)
    assert defauts(MAINTENANT) == []

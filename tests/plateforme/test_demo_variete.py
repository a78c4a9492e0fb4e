"""The demo shows more than public schools and associations, and writes to nobody about its past."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from stdnum.fr import siren

from associations.models import Association
from comptes.courriels import programmer_courriel
from conventions.pieces import ATTENDUES
from conventions.taches import confirmer_une_decision
from etablissements.base_legale import Empechement, base_legale_de, empechement
from etablissements.identifiants import normaliser_uai
from etablissements.models import Commune
from etablissements.services.collectivites import creer_collectivite
from plateforme.demo.associations import numero_de, remplir_associations, remplir_portefeuilles
from plateforme.demo.batiments import publie
from plateforme.demo.messages import messages_deja_partis
from plateforme.demo.personnes import remplir_personnes
from plateforme.demo.prives import remplir_prives

pytestmark = pytest.mark.django_db(transaction=True)
MAINTENANT = datetime(2026, 11, 22, 11, tzinfo=UTC)
Nature = Association.Nature


def test_deux_ecoles_privees_inventees_l_une_a_son_acte_l_autre_l_attend():
    Commune.objects.create(
        code_insee="38563", nom="Voiron", nom_cherche="voiron", codes_postaux=["38500"], departement="38", region="84",
        population=20_000, latitude=45.38, longitude=5.58,
    )  # fmt: skip
    isere = creer_collectivite(code="dep-38", nom="Département de l’Isère", type_collectivite="departement")
    avec, sans = remplir_prives(isere, annee=2026, aujourdhui=MAINTENANT.date())
    assert [empechement(avec), empechement(sans)] == [None, Empechement.SANS_ACTE]
    assert base_legale_de(avec).acte == "Délibération de démonstration n° 2025-38-D du 3\N{NO-BREAK SPACE}juillet 2025"
    for ecole in (avec, sans):
        assert (normaliser_uai(ecole.uai), publie(ecole)) == (ecole.uai, True)
        assert "de démonstration" in ecole.nom
    assert remplir_prives(isere, annee=2026, aujourdhui=MAINTENANT.date()) == []


def test_quelques_demandeurs_sont_des_communes_et_des_organismes_avec_leurs_pieces():
    personnes = remplir_personnes()
    associations = remplir_associations(personnes, maintenant=MAINTENANT)
    assert Counter(une.nature for une in associations) == {
        Nature.ASSOCIATION: 55, Nature.ORGANISME_FORMATION: 3, Nature.COLLECTIVITE: 2,
    }  # fmt: skip
    assert [numero_de(une) for une in associations] == list(range(1, 61))
    remplir_portefeuilles(associations, annee=2026, maintenant=MAINTENANT)
    for une in associations:
        if une.nature == Nature.ASSOCIATION:
            continue
        assert (une.rna, siren.is_valid(une.siren), une.siren[:5]) == (None, True, "00000")
        assert set(une.pieces.values_list("type", flat=True)) == set(ATTENDUES[une.nature])
    assert remplir_associations(personnes, maintenant=MAINTENANT) == associations


class TestMessages:
    @pytest.fixture
    def taches(self):
        """Leave the queue in the database."""

    def test_ce_qui_etait_a_dire_avant_ne_part_pas_ce_qui_reste_a_dire_partira(self):
        demain = MAINTENANT + timedelta(days=1)
        gabarit = "etablissements/habilitation_terminee"
        garde = programmer_courriel(gabarit, ["a@exemple.fr"], {})
        with messages_deja_partis(MAINTENANT):
            programmer_courriel(gabarit, ["b@exemple.fr"], {})
            confirmer_une_decision.configure(schedule_at=MAINTENANT - timedelta(days=3)).defer(decision=1)
            futur = confirmer_une_decision.configure(schedule_at=demain).defer(decision=2)
        restent = ProcrastinateJob.objects.filter(status="todo").order_by("id").values_list("id", flat=True)
        assert list(restent) == [*garde, futur]

"""Hours given at the same instant, with real threads and real transactions: together they stay within the quota."""

from datetime import timedelta

import pytest

from conventions.exceptions import DerogationManquante
from conventions.models import CompteurHeures, CreneauDemande, Demande
from conventions.services import accepter, poser_option
from etablissements.models import Collectivite
from tests.attente import pendant
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.conventions.test_concurrence import accord
from tests.ensemble import defauts, ensemble
from tests.personnages import association, collectivite, etablissement
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.vingt_fois, pytest.mark.lent]

UAI = ("0380001A", "0380002B", "0380003C", "0380004D")


@pytest.mark.parametrize(
    ("heures", "passent"),
    [(10, 5), (11, 5), (40, 16)],
)
def test_de_seize_accords_dans_quatre_ecoles_passent_exactement_ceux_que_le_quota_permet(heures, passent):
    collectivite(quota_annee=timedelta(hours=heures))
    club = association()
    salles = [salle(ecole) for ecole in map(etablissement, UAI) for _ in range(4)]
    demandes = [deposee(ici, le_lundi(), par=club) for ici in salles]
    reponses = ensemble([accord(demande, ici) for demande, ici in zip(demandes, salles, strict=True)])
    assert [sum(isinstance(reponse, sorte) for reponse in reponses) for sorte in (Demande, DerogationManquante)] == [
        passent,
        16 - passent,
    ]
    assert CreneauDemande.objects.tenus(MAINTENANT).count() == passent
    assert CompteurHeures.objects.count() == 1
    assert defauts(MAINTENANT) == []


def test_option_et_accord_au_meme_instant_se_partagent_le_quota():
    collectivite(quota_semaine=timedelta(hours=3))
    club = association()
    ici, ailleurs = (salle(etablissement(uai)) for uai in UAI[:2])
    tenue, donnee = deposee(ici, par=club), deposee(ailleurs, par=club)
    reponses = ensemble([accord(donnee, ailleurs), lambda: poser_option(demande=tenue, maintenant=MAINTENANT)])
    assert [sum(isinstance(une, sorte) for une in reponses) for sorte in (Demande, DerogationManquante)] == [1, 1]
    assert CreneauDemande.objects.tenus(MAINTENANT).count() == 1
    assert defauts(MAINTENANT) == []


def test_l_accord_juge_avec_le_quota_qui_vient_de_baisser():
    isere = collectivite(quota_annee=timedelta(hours=60))
    ici = salle()
    demande, par = deposee(ici), cheffe(ici)
    siennes = [creneau.pk for creneau in dates(demande)]

    def baisser() -> None:
        Collectivite.objects.select_for_update().get(pk=isere.pk)
        Collectivite.objects.filter(pk=isere.pk).update(quota_annee=timedelta(hours=1))

    refus = pendant(baisser, lambda: accepter(demande=demande, par=par, creneaux=siennes, maintenant=MAINTENANT))
    assert isinstance(refus, DerogationManquante)
    assert CreneauDemande.objects.tenus(MAINTENANT).count() == 0
    assert defauts(MAINTENANT) == []


def test_une_ecole_qui_a_change_de_collectivite_a_son_compteur():
    ici = salle()
    demande = deposee(ici)
    ailleurs = collectivite("dep-69")
    ici.etablissement.collectivite = ailleurs
    ici.etablissement.save()
    accord(demande, ici)()
    assert CompteurHeures.objects.filter(association=demande.association, collectivite=ailleurs).count() == 1

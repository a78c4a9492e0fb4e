"""Who may change what stands in the way: each reason says it, wherever the rule was set."""

from datetime import date, time, timedelta

import pytest

from conventions.lecture.dates import DateLue, lignes_par_raison
from conventions.quotas import demandeur_de
from conventions.services import poser_option
from etablissements.models import Collectivite, Etablissement
from salles.disponibilites import contexte, expliquer
from salles.models import Salle
from salles.moteur import Code, Creneau, QuiPeut, Raison
from salles.services.profils import actualiser_profils
from tests.conventions.demandes_d_essai import deposee, etats
from tests.pages import en_clair
from tests.personnages import association
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = pytest.mark.django_db
D_EN_HAUT, CHEF, PERSONNE = QuiPeut.CHEF_OU_COLLECTIVITE, QuiPeut.CHEF, QuiPeut.PERSONNE


@pytest.fixture
def ici() -> Salle:
    return salle()


def raisons(une: Salle, creneau: Creneau, par=None) -> dict[str, Raison]:
    actualiser_profils(Salle.objects.all())
    une = Salle.objects.select_related("etablissement__collectivite").get(pk=une.pk)
    demandeur = demandeur_de(par, une.etablissement, {LUNDI}, maintenant=MAINTENANT) if par else None
    dite = expliquer(une, creneau, contexte(maintenant=MAINTENANT), demandeur)
    return {str(raison.code): raison for raison in dite.raisons}


REGLES = [
    ({"delai_jours": 20}, "delai"),
    ({"horizon_jours": 3}, "horizon"),
    ({"duree_max": timedelta(hours=1)}, "duree"),
    ({"pas": timedelta(hours=5)}, "pas"),
    ({"quota_mois": timedelta(hours=1)}, "quota"),
]


@pytest.mark.parametrize(("pose", "code"), REGLES)
def test_une_regle_de_la_collectivite_dit_qu_elle_en_vient(ici, pose, code):
    Collectivite.objects.update(**pose)
    assert raisons(ici, local("18:00", "20:00"), association())[code].qui_peut == D_EN_HAUT
    Etablissement.objects.update(**pose)
    assert raisons(ici, local("18:00", "20:00"), association())[code].qui_peut == CHEF


def test_un_tampon_de_la_collectivite_dit_qu_il_en_vient(ici):
    Collectivite.objects.update(tampon=timedelta(minutes=30))
    prises(ici, local("20:00", "21:00"))
    assert raisons(ici, local("18:00", "20:00"))["tampon"].qui_peut == D_EN_HAUT
    Salle.objects.update(tampon=timedelta(minutes=30))
    assert raisons(ici, local("18:00", "20:00"))["tampon"].qui_peut == CHEF


def test_sa_propre_option_n_est_pas_celle_d_une_autre(ici):
    club = association()
    demande = deposee(ici, par=club)
    poser_option(demande=demande, maintenant=MAINTENANT)
    assert etats(demande) == ["option"]
    creneau = local("18:00", "20:00")
    assert raisons(ici, creneau, club)["option"].libelle == "Sous option d’une demande de la même association"
    assert raisons(ici, creneau, association())["option"].libelle == "Sous option d’une demande"
    assert raisons(ici, creneau)["option"].libelle == "Sous option d’une demande"


def ligne(*dites: Raison) -> str:
    [une] = lignes_par_raison([DateLue("x", date(2026, 11, 16), time(18), time(20), dites)], libre="Libre.")
    return en_clair(une["qui"])


def raison(code: Code, libelle: str, qui: QuiPeut) -> Raison:
    return Raison(code, libelle, "Une règle.", derogeable=qui == CHEF, qui_peut=qui)


def test_plusieurs_raisons_disent_chacune_qui_peut_la_changer():
    vacances, effectif = raison(Code.VACANCES, "Vacances de Noël", CHEF), raison(Code.EFFECTIF, "Trop", PERSONNE)
    fermeture = raison(Code.FERMETURE, "Fermeture", CHEF)
    assert ligne(vacances, fermeture) == "la cheffe ou le chef d’établissement."
    assert ligne(vacances, fermeture, effectif) == (
        "la cheffe ou le chef d’établissement (vacances de Noël et fermeture) ; personne (trop)."
    )

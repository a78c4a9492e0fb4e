"""What a decision reads, it reads once the rules stand still."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from conventions.services import accepter, poser_option
from salles.models import Occupation, Salle
from salles.services.profils import actualiser_profils
from salles.services.usages import saisir_usage
from tests.attente import pendant
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.ensemble import defauts
from tests.personnages import association
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent, pytest.mark.vingt_fois]


def pendant_que_la_regle_change(ici: Salle, acte: Callable, **regles):
    """Let the act start while rules of the room change; return what it answered."""

    def changer() -> None:
        Salle.objects.select_for_update().get(pk=ici.pk)
        Salle.objects.filter(pk=ici.pk).update(**regles)
        actualiser_profils([ici])

    return pendant(changer, acte)


@pytest.mark.parametrize("verbe", ["accord", "option"])
def test_une_decision_prend_le_tampon_qui_vient_d_etre_allonge(verbe):
    ici = salle()
    demande = deposee(ici, le_lundi())
    par = cheffe(ici)

    def decider():
        if verbe == "accord":
            return accepter(demande=demande, par=par, maintenant=MAINTENANT)
        return poser_option(demande=demande, maintenant=MAINTENANT)

    assert pendant_que_la_regle_change(ici, decider, tampon=timedelta(minutes=45)) == demande
    [occupation] = Occupation.objects.all()
    assert occupation.fin_tampon - occupation.fin == timedelta(minutes=45)
    assert defauts(MAINTENANT) == []


def test_l_accord_garde_le_tampon_que_la_salle_vient_de_vouloir_entre_les_creneaux_d_une_association():
    ici = salle(tampon=timedelta(minutes=15), tampon_leve_pour_soi=True)
    club, par = association(), cheffe(ici)
    tot, tard = (
        deposee(ici, le_lundi(1, debut, fin), par=club) for debut, fin in (("18:00", "19:00"), ("19:00", "20:00"))
    )
    accepter(demande=tot, par=par, maintenant=MAINTENANT)
    refus = pendant_que_la_regle_change(
        ici, lambda: accepter(demande=tard, par=par, maintenant=MAINTENANT), tampon_leve_pour_soi=False
    )
    assert getattr(refus, "code", None) == "derogation_manquante"
    assert Occupation.objects.count() == 1
    assert defauts(MAINTENANT) == []


def test_l_accord_juge_avec_l_effectif_qui_vient_de_baisser():
    ici = salle(effectif_max=30)
    demande = deposee(ici, le_lundi(), effectif=12)
    par, siennes = cheffe(ici), [creneau.pk for creneau in dates(demande)]
    refus = pendant_que_la_regle_change(
        ici,
        lambda: accepter(demande=demande, par=par, creneaux=siennes, maintenant=MAINTENANT),
        effectif_max=5,
    )
    assert getattr(refus, "code", None) == "salle_indisponible"
    assert Occupation.objects.count() == 0
    assert defauts(MAINTENANT) == []


def test_un_usage_de_l_etablissement_prend_le_tampon_qui_vient_d_etre_allonge():
    ici = salle()
    inscription = pendant_que_la_regle_change(
        ici,
        lambda: saisir_usage(
            salle=ici, souhait=le_lundi(), nature="etablissement", libelle="EPS", maintenant=MAINTENANT
        ),
        tampon=timedelta(minutes=45),
    )
    assert inscription.prises == 1
    [occupation] = Occupation.objects.all()
    assert occupation.fin_tampon - occupation.fin == timedelta(minutes=45)
    assert defauts(MAINTENANT) == []

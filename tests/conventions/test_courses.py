"""What everybody wants at once, through the accord of the head: who wins is luck, what is left is not."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import pytest

from conventions.exceptions import SalleIndisponible
from conventions.models import CreneauDemande, Demande
from conventions.services import accepter, eteindre_options, poser_option
from salles.models import Materiel, Occupation, Pret, Reservation, Salle
from salles.services.materiel import StockPromis, compter_materiel
from tests.conventions.demandes_d_essai import (
    cheffe,
    dates,
    deposee,
    deposee_en,
    etats,
    le_lundi,
)
from tests.ensemble import defauts, ensemble
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent, pytest.mark.vingt_fois]

CLIENTS = 16
TARD = LUNDI + timedelta(weeks=10)  # an option dies well before


def accord(demande: Demande, ici: Salle, maintenant=MAINTENANT) -> Callable[[], Demande]:
    """Prepare the accord on every date of the request."""
    par, siennes = cheffe(ici), [creneau.pk for creneau in dates(demande)]
    return lambda: accepter(demande=demande, par=par, creneaux=siennes, maintenant=maintenant)


def gagnantes(reponses: Sequence) -> list[Demande]:
    """Return who won, and make sure that all the others read why they lost."""
    assert {type(reponse) for reponse in reponses} <= {Demande, SalleIndisponible}
    return [reponse for reponse in reponses if isinstance(reponse, Demande)]


def prises_par_lundi() -> Counter:
    return Counter(CreneauDemande.objects.filter(etat="accepte").values_list("jour", flat=True))


def test_une_salle_tres_demandee_va_chaque_soir_a_ceux_qui_tiennent_ensemble():
    """Three hours that cross: what wins leaves no place, and nothing that lost would have fitted beside it."""
    ici = salle()
    heures = [("18:00", "20:00"), ("19:00", "21:00"), ("20:00", "22:00")]
    demandes = [deposee(ici, le_lundi(4, *heures[rang % 3])) for rang in range(CLIENTS)]
    gagnees = gagnantes(ensemble([accord(demande, ici) for demande in demandes]))
    heures_gagnees = {demande.souhaits.get().heure_debut.hour for demande in gagnees}
    assert heures_gagnees in ({18, 20}, {19})
    assert len(gagnees) == len(heures_gagnees)
    assert set(prises_par_lundi().values()) == {len(gagnees)}
    assert defauts(MAINTENANT) == []


def test_le_tout_contre_ses_parties():
    ecole = etablissement()
    tiers = [espace(ecole) for _ in range(3)]
    entiere, *parties = [salle(ecole, espaces=murs) for murs in (tiers, tiers[:1], tiers[1:2], tiers[2:])]
    demandes = [(une, deposee(une, le_lundi(3))) for une in (entiere, *parties) * 4]
    gagnees = gagnantes(ensemble([accord(demande, une) for une, demande in demandes]))
    salles = sorted(demande.souhaits.get().salle_id for demande in gagnees)
    assert salles in ([entiere.pk], sorted(partie.pk for partie in parties))
    assert Occupation.objects.count() == 9
    assert defauts(MAINTENANT) == []


def test_un_stock_se_prete_jusqu_au_dernier_et_pas_au_dela():
    """Ten mats, sixteen rooms, three for each: three rooms have them, whoever they are."""
    ecole = etablissement()
    tapis = Materiel.objects.create(etablissement=ecole, nom="Tapis", quantite=10)
    salles = [salle(ecole) for _ in range(CLIENTS)]
    demandes = [deposee(une, le_lundi(2), materiel={tapis.pk: 3}) for une in salles]
    reponses = ensemble([accord(demande, une) for demande, une in zip(demandes, salles, strict=True)])
    assert len(gagnantes(reponses)) == 3
    raisons = {
        raison["code"]
        for reponse in reponses
        if isinstance(reponse, SalleIndisponible)
        for creneau in reponse.details["indisponibles"]
        for raison in creneau["raisons"]
    }
    assert raisons == {"materiel"}
    assert defauts(MAINTENANT) == []


def test_un_stock_ne_se_partage_pas_entre_les_deux_salles_d_une_demande_et_les_autres():
    """Ten mats, three for each of two rooms of each request: one request has six, no second one fits."""
    ecole = etablissement()
    tapis = Materiel.objects.create(etablissement=ecole, nom="Tapis", quantite=10)
    paires = [[salle(ecole), salle(ecole)] for _ in range(CLIENTS // 2)]
    demandes = [deposee_en(paire, fois=2, materiel={tapis.pk: 3}) for paire in paires]
    reponses = ensemble([accord(demande, une) for demande, (une, _) in zip(demandes, paires, strict=True)])
    assert len(gagnantes(reponses)) == 1
    assert list(Pret.objects.values_list("quantite", flat=True)) == [3] * 4
    assert defauts(MAINTENANT) == []


def test_options_et_accords_se_disputent_un_stock():
    """Ten mats, three for each: three requests have them, firm or under option, and each option can become firm."""
    ecole = etablissement()
    tapis = Materiel.objects.create(etablissement=ecole, nom="Tapis", quantite=10)
    salles = [salle(ecole) for _ in range(CLIENTS)]
    demandes = [deposee(une, le_lundi(2), materiel={tapis.pk: 3}) for une in salles]
    options = [partial(poser_option, demande=demande, maintenant=MAINTENANT) for demande in demandes[::2]]
    accords = [accord(demande, une) for demande, une in zip(demandes[1::2], salles[1::2], strict=True)]
    gagnees = gagnantes(ensemble([*options, *accords]))
    assert len(gagnees) == 3
    for demande, une in zip(demandes, salles, strict=True):
        if etats(demande) == ["option", "option"]:
            accord(demande, une)()
    assert list(Pret.objects.values_list("quantite", flat=True)) == [3] * 6
    assert defauts(MAINTENANT) == []


def test_un_stock_se_compte_a_son_pire_instant_et_non_par_addition():
    """Two that follow each other share the mats; the one that lies across both of them does not."""
    ecole = etablissement()
    tapis = Materiel.objects.create(etablissement=ecole, nom="Tapis", quantite=6)
    heures = [("18:00", "20:00"), ("20:00", "22:00"), ("19:00", "21:00")]
    salles = [salle(ecole) for _ in heures]
    demandes = [
        deposee(une, le_lundi(1, *heure), materiel={tapis.pk: 6}) for une, heure in zip(salles, heures, strict=True)
    ]
    reponses = ensemble([accord(demande, une) for demande, une in zip(demandes, salles, strict=True)])
    gagnees = {demandes.index(demande) for demande in gagnantes(reponses)}
    assert gagnees in ({0, 1}, {2})
    assert defauts(MAINTENANT) == []


def test_un_stock_qui_baisse_pendant_les_accords():
    ecole = etablissement()
    tapis = Materiel.objects.create(etablissement=ecole, nom="Tapis", quantite=9)
    salles = [salle(ecole) for _ in range(6)]
    demandes = [deposee(une, materiel={tapis.pk: 3}) for une in salles]
    *reponses, baisse = ensemble(
        [
            *[accord(demande, une) for demande, une in zip(demandes, salles, strict=True)],
            lambda: compter_materiel(materiel=tapis, quantite=4, maintenant=MAINTENANT),
        ]
    )
    assert len(gagnantes(reponses)) == (3 if isinstance(baisse, StockPromis) else 1)
    assert defauts(MAINTENANT) == []


def test_des_series_sur_trois_salles_en_sens_oppose_ne_se_bloquent_pas():
    """Half of them name the rooms in one order, half in the other: one has all of it, no deadlock reaches anyone."""
    ecole = etablissement()
    salles = [salle(ecole) for _ in range(3)]
    demandes = [deposee_en(salles[:: 1 if rang % 2 else -1]) for rang in range(CLIENTS)]
    gagnees = gagnantes(ensemble([accord(demande, salles[0]) for demande in demandes]))
    assert [etats(demande) for demande in gagnees] == [["accepte"] * 15]
    assert Occupation.objects.count() == 15
    assert defauts(MAINTENANT) == []


def test_des_options_mortes_que_huit_se_disputent_pendant_qu_on_les_eteint():
    ici = salle()
    ancienne = poser_option(demande=deposee(ici, le_lundi(6, jour=TARD)), maintenant=MAINTENANT)
    apres = Reservation.objects.first().option_jusqu_au + timedelta(seconds=1)
    nouvelles = [deposee(ici, le_lundi(6, jour=TARD)) for _ in range(8)]
    *reponses, _, sienne = ensemble(
        [
            *[accord(demande, ici, apres) for demande in nouvelles],
            lambda: eteindre_options(maintenant=apres),
            accord(ancienne, ici, apres),
        ]
    )
    [gagnee] = gagnantes([*reponses, sienne])
    assert etats(gagnee) == ["accepte"] * 6
    assert Counter(Reservation.objects.values_list("tenue", flat=True)) == {"ferme": 6, "liberee": 6}
    eteindre_options(maintenant=apres)
    assert CreneauDemande.objects.filter(etat="option").count() == 0
    assert defauts(apres) == []


def test_une_option_qui_meurt_pendant_son_accord_est_donnee_une_fois():
    """Some act one second before it dies, the others one second after: one of them has the dates."""
    ici = salle()
    ancienne = poser_option(demande=deposee(ici, le_lundi(4, jour=TARD)), maintenant=MAINTENANT)
    fin = Reservation.objects.first().option_jusqu_au
    rivale = deposee(salle(ici.etablissement, espaces=ici.espaces.all()), le_lundi(4, jour=TARD))
    seconde = timedelta(seconds=1)
    reponses = ensemble(
        [accord(ancienne, ici, fin - seconde), accord(rivale, ici, fin + seconde), accord(rivale, ici, fin - seconde)]
    )
    assert sum(isinstance(reponse, Demande) for reponse in reponses) == 1
    assert set(prises_par_lundi().values()) == {1}
    assert defauts(fin + seconde) == []

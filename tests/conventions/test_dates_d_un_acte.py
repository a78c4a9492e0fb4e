"""The dates of one act are judged together: what may be had alone may be too much of it together."""

from datetime import time, timedelta

import pytest

from conventions.exceptions import SalleIndisponible
from conventions.jugement import juger
from conventions.manques import conditions_de
from conventions.models import CreneauDemande, Demande
from conventions.propositions import Ligne, expliquer_lignes, jours_libres
from conventions.services import SouhaitDeSalle, accepter, deposer, poser_option, rejuger
from conventions.services.verrous import creneaux_a_decider
from etablissements.models import Etablissement
from salles.audit import anomalies
from salles.models import Materiel, Pret, Salle
from salles.services.espaces import composer
from tests.conventions.demandes_d_essai import MALIK, cheffe, dates, etats, le_lundi, president, theatre
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

pytestmark = pytest.mark.django_db


def salles(nombre: int, **regles) -> list[Salle]:
    ecole = etablissement(**regles)
    return [salle(ecole, nom=f"Salle {lettre}") for lettre in "ABC"[:nombre]]


def depot(*voulues: Salle, materiel: dict[int, int] | None = None, heures=("18:00", "20:00")) -> Demande:
    """File for the same evening in each of these rooms of one school."""
    lieu = association()
    dossier = deposer(
        association=lieu,
        demandeur=president(lieu),
        souhaits=[SouhaitDeSalle(une, le_lundi(1, *heures)) for une in voulues],
        activite=theatre(),
        objet="Le spectacle de fin d’année.",
        effectif=12,
        responsable=MALIK,
        materiel=materiel,
        maintenant=MAINTENANT,
    )
    return dossier.demandes.get()


def depot_de_chaises(en_stock: int, **regles) -> Demande:
    """File for two rooms at one hour, with ten chairs in each, in a school of these rules."""
    voulues = salles(2, **regles)
    chaises = Materiel.objects.create(etablissement=voulues[0].etablissement, nom="Chaises", quantite=en_stock)
    return depot(*voulues, materiel={chaises.pk: 10})


def rouvertes(demande: Demande) -> Demande:
    """Make all dates wishes again, as if each had been judged on its own."""
    demande.creneaux.update(etat=CreneauDemande.Etat.SOUHAITE, raisons=[])
    return demande


def accorder(demande: Demande, **champs) -> Demande:
    return accepter(demande=demande, par=cheffe(dates(demande)[0].salle), maintenant=MAINTENANT, **champs)


# -- one stock ---------------------------------------------------------------------------


def test_au_depot_deux_salles_ne_comptent_pas_deux_fois_les_memes_chaises():
    demande = depot_de_chaises(10)
    assert [(date.etat, date.raisons) for date in dates(demande)] == [("souhaite", []), ("indisponible", ["materiel"])]


def test_deux_salles_qui_ont_assez_a_elles_deux_sont_libres():
    assert etats(depot_de_chaises(20)) == ["souhaite", "souhaite"]


def test_un_accord_ne_prete_pas_plus_que_le_stock():
    demande = rouvertes(depot_de_chaises(10))
    with pytest.raises(SalleIndisponible) as refus:
        accorder(demande)
    [perdue] = refus.value.details["indisponibles"]
    assert [raison["code"] for raison in perdue["raisons"]] == ["materiel"]
    assert Pret.objects.count() == 0
    premiere, _ = dates(demande)
    assert etats(accorder(demande, creneaux=[premiere.pk])) == ["accepte", "indisponible"]
    assert list(anomalies(MAINTENANT)) == []


def test_la_date_que_l_acte_prend_est_servie_la_premiere():
    demande = rouvertes(depot_de_chaises(10))
    _, seconde = dates(demande)
    assert etats(accorder(demande, creneaux=[seconde.pk])) == ["indisponible", "accepte"]


def test_une_date_qui_depasse_le_quota_par_derogation_emporte_son_materiel():
    demande = rouvertes(depot_de_chaises(10))
    Etablissement.objects.update(quota_semaine=timedelta(hours=1))
    with pytest.raises(SalleIndisponible):
        accorder(demande, creneaux=[date.pk for date in dates(demande)], derogations={"quota": "Une fois l’an."})
    assert Pret.objects.count() == 0


def test_une_option_ne_promet_pas_plus_que_le_stock():
    demande = rouvertes(depot_de_chaises(10))
    with pytest.raises(SalleIndisponible):
        poser_option(demande=demande, maintenant=MAINTENANT)


@pytest.mark.parametrize("quota", [None, timedelta(hours=2)])
def test_ce_que_prend_une_date_n_est_pas_propose_a_l_autre_pendant_la_nuit(quota):
    """The second date wants the same chairs, or the same hours, as the first, which still waits for its answer."""
    demande = depot_de_chaises(20 if quota else 10, quota_semaine=quota)
    assert etats(demande) == ["souhaite", "indisponible"]
    assert rejuger(demande=demande, maintenant=MAINTENANT + timedelta(days=1)) == []
    premiere, _ = dates(demande)
    premiere.delete()
    assert [date.salle.nom for date in rejuger(demande=demande, maintenant=MAINTENANT + timedelta(days=1))] == [
        "Salle B"
    ]


def test_ce_qui_se_replace_ne_compte_pas_sur_les_chaises_de_l_autre_date():
    """Beside the first date the chairs are away until 20:00: what begins then is free."""
    demande = depot_de_chaises(10)
    premiere, perdue = dates(demande)
    heures = [(time(18), time(20)), (time(19), time(21)), (time(20), time(22))]
    attendue = Ligne(premiere.salle, *heures[0], (LUNDI,))
    lignes = [Ligne(perdue.salle, *une, (LUNDI,), perdue.souhait_id) for une in heures]
    libres = []
    for ligne in lignes:
        explications = expliquer_lignes([ligne], conditions_de(demande, [], MAINTENANT), avec=[attendue])
        libres.append(jours_libres(ligne, explications))
    assert libres == [[], [], [LUNDI]]


# -- walls that moved --------------------------------------------------------------------


def test_des_murs_qui_ont_bouge_se_disent_au_chef_avant_l_accord():
    """A takes a part of B after the filing: the head reads which dates meet and chooses, at no other word."""
    a, b = salles(2)
    demande = depot(a, b)
    composer(salle=b, espaces=[*b.espaces.all(), *a.espaces.all()], maintenant=MAINTENANT)
    libre, genee = juger(demande, creneaux_a_decider(demande), maintenant=MAINTENANT)
    assert (libre.libre, genee.codes) == (True, ["partie_occupee"])
    with pytest.raises(SalleIndisponible) as refus:
        accorder(demande)
    assert str(refus.value).replace("\xa0", " ") == (
        "La salle n’est plus libre pour le 16 novembre : les mêmes murs qu’une autre date de cette demande "
        "(Salle A, de 18 h à 20 h) : donnez l’une ou l’autre. Rien n’a été changé : voyez les dates et décidez de "
        "nouveau."
    )
    assert etats(accorder(demande, creneaux=[genee.creneau.pk])) == ["indisponible", "accepte"]
    assert dates(demande)[0].jour == LUNDI
    assert list(anomalies(MAINTENANT)) == []

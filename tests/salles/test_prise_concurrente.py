"""Real threads, real connections, real commits: one winner, and no deadlock that reaches anyone."""

import random
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier

import pytest

from etablissements.models import Collectivite, Etablissement
from salles.audit import anomalies
from salles.models import Espace, Occupation, Reservation, Salle
from salles.moteur import Creneau
from salles.services.prise import Ligne, liberer, prendre, raffermir, verrouiller
from socle.rejouer import rejouer
from tests.ensemble import ensemble
from tests.personnages import etablissement
from tests.salles.salles_d_essai import MAINTENANT, espace, local, lundis, prises, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.vingt_fois]

DEMAIN = MAINTENANT + timedelta(days=1)


@rejouer
def prendre_en_un_verbe(voeux: list[tuple[Salle, Creneau]]) -> list[bool]:
    verrouiller({une.pk for une, _ in voeux})
    lignes = [Ligne(salle=une, creneau=un, nature=Reservation.Nature.ASSOCIATION) for une, un in voeux]
    return [reservation is not None for reservation in prendre(lignes, maintenant=MAINTENANT)]


def test_deux_cents_fils_un_creneau_un_gagnant():
    ici = salle()
    issues = ensemble([lambda: prendre_en_un_verbe([(ici, local("18:00", "20:00"))])] * 200)
    assert sorted(issues) == [[False]] * 199 + [[True]]
    assert (Reservation.objects.count(), Occupation.objects.count()) == (1, 1)
    assert list(anomalies(MAINTENANT)) == []


def test_seize_series_croisees_en_tous_sens_ne_se_bloquent_pas():
    ecole = etablissement()
    parties = [espace(ecole) for _ in range(3)]
    salles = [salle(ecole, espaces=murs) for murs in (parties, parties[:2], parties[1:], parties[2:])]
    hasard = random.Random(20260901)

    def serie(rang: int) -> Callable:
        voeux = [(hasard.choice(salles), un) for un in lundis(20)]
        return lambda: prendre_en_un_verbe(voeux[:: 1 if rang % 2 else -1])

    issues = ensemble([serie(rang) for rang in range(16)])
    assert sum(map(sum, issues)) == Reservation.objects.count()
    assert set(Reservation.objects.values_list("debut", flat=True)) == {un.debut for un in lundis(20)}
    assert list(anomalies(MAINTENANT)) == []


def test_une_option_morte_disputee_par_seize_n_a_qu_un_preneur():
    ecole = etablissement()
    parties = [espace(ecole) for _ in range(3)]
    salles = [salle(ecole, espaces=murs) for murs in (parties, parties[:1], parties[1:2], parties[2:])]
    prises(salles[0], *lundis(10), jusqu_au=MAINTENANT)
    issues = ensemble([lambda une=une: prendre_en_un_verbe([(une, un) for un in lundis(10)]) for une in salles * 4])
    tenus = {une.pk: 0 for une in salles}
    for une, issue in zip(salles * 4, issues, strict=True):
        tenus[une.pk] += sum(issue)
    entier, *tiers = (tenus[une.pk] for une in salles)
    assert all(entier + nombre == 10 for nombre in tiers)
    assert list(anomalies(MAINTENANT)) == []
    assert Reservation.objects.filter(tenue="option").count() == 0


def test_raffermir_liberer_et_prendre_en_meme_temps_gardent_des_comptes_justes():
    ici = salle()
    options = prises(ici, *lundis(20), jusqu_au=DEMAIN)
    raffermies, liberees, _ = ensemble(
        [
            rejouer(lambda: raffermir(options, maintenant=MAINTENANT)),
            rejouer(lambda: liberer(options[::2])),
            lambda: prendre_en_un_verbe([(ici, un) for un in reversed(lundis(20))]),
        ]
    )
    assert set(raffermies) | set(liberees) == {option.pk for option in options}
    assert list(anomalies(MAINTENANT)) == []


@pytest.mark.parametrize("modele", [Collectivite, Etablissement, Salle, Espace])
def test_une_regle_qui_change_attend_la_fin_de_la_prise(modele):
    """Whoever changes a rule, a closure or a composition holds `FOR UPDATE` on the row that carries it."""
    ici = salle()
    journal: list[str] = []
    depart = Barrier(2)

    @rejouer
    def reserver() -> None:
        verrouiller([ici.pk])
        depart.wait()
        prendre(
            [Ligne(salle=ici, creneau=local("18:00", "20:00"), nature=Reservation.Nature.ASSOCIATION)],
            maintenant=MAINTENANT,
        )
        journal.append("prise")

    @rejouer
    def changer() -> None:
        depart.wait()
        list(modele.objects.select_for_update().order_by("pk"))
        journal.append(f"changement devant {Reservation.objects.count()} réservation")

    ensemble([reserver, changer])
    assert journal == ["prise", "changement devant 1 réservation"]
    assert list(anomalies(MAINTENANT)) == []

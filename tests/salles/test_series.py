"""What django-scheduler keeps for us, and what the engine reads back."""

import dataclasses
from datetime import date, time

import pytest
from schedule.models import Calendar, Event, Rule

from salles.models import ProfilOuverture, Salle, Serie
from salles.moteur import Applicabilite, HeureInexistante, Plage, Repetition, Semaine, Souhait, Vacances
from salles.series import creer_serie, ouvrir, plages_de, souhait_de, supprimer_ouvertures
from salles.services.profils import actualiser_profils
from tests.personnages import etablissement
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db

MARDIS = Souhait(
    date(2026, 9, 8), time(18), time(20), date(2027, 6, 22), frozenset({2}), Repetition.HEBDOMADAIRE, Vacances.EXCLURE
)
SOIREE = Plage(
    5,
    time(18),
    time(0),
    Applicabilite.VACANCES,
    feries=True,
    semaine=Semaine.B,
    premier_jour=date(2026, 9, 4),
    dernier_jour=date(2027, 7, 2),
)


@pytest.mark.parametrize(
    "souhait",
    [
        MARDIS,
        dataclasses.replace(MARDIS, repetition=Repetition.QUINZAINE, vacances=Vacances.INCLURE),
        dataclasses.replace(MARDIS, repetition=Repetition.SEMAINE_A),
        dataclasses.replace(MARDIS, repetition=Repetition.SEMAINE_B, heure_fin=time(0)),
        dataclasses.replace(MARDIS, jours=frozenset({2, 5, 7})),
        dataclasses.replace(MARDIS, jours=frozenset({2, 4}), repetition=Repetition.QUINZAINE),
    ],
)
@pytest.mark.parametrize("fuseau", ["Europe/Paris", "Indian/Reunion", "America/Miquelon"])
def test_une_serie_se_relit_comme_elle_a_ete_ecrite(souhait, fuseau):
    ici = salle(etablissement(fuseau=fuseau))
    serie = creer_serie(salle=ici, souhait=souhait)
    assert souhait_de(Serie.objects.get(pk=serie.pk)) == souhait


def test_la_serie_commence_au_premier_des_jours_voulus():
    serie = creer_serie(salle=salle(), souhait=dataclasses.replace(MARDIS, jours=frozenset({1})))
    assert souhait_de(serie).premier_jour == date(2026, 9, 14)


def test_une_seule_date_n_est_pas_une_serie():
    with pytest.raises(ValueError, match="not a series"):
        creer_serie(salle=salle(), souhait=Souhait(date(2026, 9, 8), time(18), time(20)))


def test_une_serie_ne_commence_pas_a_une_heure_qui_n_existe_pas():
    with pytest.raises(HeureInexistante):
        creer_serie(
            salle=salle(),
            souhait=Souhait(
                date(2027, 3, 28), time(2, 30), time(4), date(2027, 6, 1), repetition=Repetition.HEBDOMADAIRE
            ),
        )


def test_les_series_partagent_leurs_regles_et_ne_disent_le_nom_de_personne():
    ici, la = salle(plages=()), salle(etablissement("0382099A"), plages=())
    for une_salle in (ici, la, ici):
        creer_serie(salle=une_salle, souhait=MARDIS)
    creer_serie(salle=ici, souhait=dataclasses.replace(MARDIS, repetition=Repetition.QUINZAINE))
    assert sorted(Rule.objects.values_list("frequency", "params")) == [("WEEKLY", ""), ("WEEKLY", "interval:2")]
    assert set(Event.objects.values_list("title", "description", "creator")) == {("occupation", "", None)}
    assert Calendar.objects.count() == 2


def test_une_ouverture_se_relit_jour_par_jour():
    ici = salle(plages=[SOIREE])
    assert plages_de([ici]) == {ici.pk: [SOIREE]}


def test_une_ouverture_sans_bornes_reste_sans_bornes():
    ici = salle(plages=())
    matinees = [Plage(1, time(8), time(12)), Plage(3, time(8), time(12))]
    ouvrir([(ici, matinees)])
    assert plages_de([ici]) == {ici.pk: matinees}
    assert ici.plages.count() == 1  # they differ by the weekday alone


def test_supprimer_une_ouverture_laisse_les_regles_partagees():
    ici = salle(plages=[SOIREE])
    regles = Rule.objects.count()
    supprimer_ouvertures(ici.plages.all())
    assert (Event.objects.count(), Serie.objects.count(), Rule.objects.count()) == (0, 0, regles)


@pytest.mark.parametrize("nombre", [1, 3])
def test_ouvrir_coute_le_meme_nombre_de_requetes(nombre, django_assert_num_queries):
    ecole = etablissement()
    salles = [salle(ecole, plages=()) for _ in range(nombre)]
    with django_assert_num_queries(7):
        ouvrir((une, [SOIREE]) for une in salles)


# -- Profiles ----------------------------------------------------------------------------


def test_deux_salles_aux_memes_ouvertures_partagent_un_profil():
    ecole = etablissement()
    une, autre, tierce = salle(ecole), salle(ecole), salle(ecole, delai_jours=5)
    assert une.profil_id == autre.profil_id != tierce.profil_id
    assert ProfilOuverture.objects.count() == 2


def test_une_regle_de_la_collectivite_change_les_profils_qui_en_dependent():
    ecole = etablissement()
    une, propre = salle(ecole), salle(ecole, delai_jours=5)
    ecole.collectivite.delai_jours = 9
    ecole.collectivite.save()
    assert actualiser_profils([une, propre]) == 1
    assert actualiser_profils([une, propre]) == 0
    assert Salle.objects.get(pk=une.pk).profil.contenu["regles"]["delai_jours"] == 9


@pytest.mark.parametrize("nombre", [1, 3])
def test_compiler_coute_le_meme_nombre_de_requetes(nombre, django_assert_num_queries):
    ecole = etablissement()
    salles = [salle(ecole) for _ in range(nombre)]
    ouvrir((une, [SOIREE]) for une in salles)
    Salle.objects.filter(pk__in=[une.pk for une in salles]).update(delai_jours=3)
    with django_assert_num_queries(6):
        actualiser_profils(salles)

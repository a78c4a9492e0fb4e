"""Two people who change the same room at the same instant: the second builds on what the first left."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.db import transaction

from etablissements.models import Collectivite
from salles.audit import anomalies
from salles.models import Fermeture, Salle
from salles.moteur import Applicabilite, Plage, Profil
from salles.regles import cadre_de, regles_de
from salles.series import ouvrir, plages_de, supprimer_ouvertures
from salles.services.espaces import CompositionOccupee, CompositionRefusee, composer, diviser
from salles.services.fermetures import FermetureOccupee, fermer
from salles.services.prise import verrouiller
from salles.services.profils import actualiser_profils
from salles.services.regles import regler
from tests.attente import pendant
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent, pytest.mark.vingt_fois]

LE_SAMEDI = [Plage(6, time(9), time(12), Applicabilite.TOUTES, feries=True)]


def test_une_regle_de_la_collectivite_n_efface_pas_les_ouvertures_qui_changent_au_meme_instant():
    ici = salle()

    def changer_les_ouvertures() -> None:
        verrouillee = Salle.objects.select_for_update(of=("self",)).select_related("etablissement").get(pk=ici.pk)
        supprimer_ouvertures(verrouillee.plages.all())
        ouvrir([(verrouillee, LE_SAMEDI)])
        actualiser_profils([verrouillee])

    collectivite = Collectivite.objects.get()
    reglee = pendant(
        changer_les_ouvertures,
        lambda: regler(niveau=collectivite, duree_max=timedelta(hours=3), maintenant=MAINTENANT),
    )
    assert reglee.duree_max == timedelta(hours=3)
    relue = Salle.objects.select_related("etablissement__collectivite", "profil").get(pk=ici.pk)
    attendu = Profil(tuple(plages_de([relue])[relue.pk]), regles_de(relue), cadre_de(relue.etablissement))
    assert {plage.jour_iso for plage in attendu.plages} == {6}
    assert relue.profil.empreinte == attendu.empreinte
    assert list(anomalies(MAINTENANT)) == []


def test_agrandir_une_salle_attend_la_date_qui_se_prend_a_cote_et_la_voit():
    ecole = etablissement()
    ici, voisine = salle(ecole), salle(ecole)
    prises(ici, local("18:00", "20:00"))
    tous = [*ici.espaces.all(), *voisine.espaces.all()]
    refus = pendant(
        lambda: (verrouiller({voisine.pk}), prises(voisine, local("19:00", "21:00"))),
        lambda: composer(salle=ici, espaces=tous, maintenant=MAINTENANT),
    )
    assert isinstance(refus, CompositionOccupee)
    assert list(anomalies(MAINTENANT)) == []


@pytest.mark.parametrize("premier", ["les murs", "la fermeture"])
def test_la_voisine_ne_se_ferme_pas_pendant_que_les_murs_amenent_une_date(premier):
    ecole = etablissement()
    ici, voisine = salle(ecole), salle(ecole)
    prises(ici, local("18:00", "20:00"))
    tous = [*ici.espaces.all(), *voisine.espaces.all()]

    def changer(verbe: Callable) -> Salle:
        return verbe(salle=ici, espaces=tous, maintenant=MAINTENANT)

    def clore(verbe: Callable) -> Fermeture:
        return verbe(ou=voisine, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Vitrage", maintenant=MAINTENANT)

    if premier == "les murs":
        refus = pendant(lambda: changer(composer.__wrapped__), lambda: clore(fermer))
        assert isinstance(refus, FermetureOccupee)
    else:
        refus = pendant(lambda: clore(fermer.__wrapped__), lambda: changer(composer))
        assert isinstance(refus, CompositionOccupee)
    assert (Fermeture.objects.count(), ici.espaces.count()) == ((0, 2) if premier == "les murs" else (1, 1))
    assert list(anomalies(MAINTENANT)) == []


@pytest.mark.parametrize("qui", ["elle-même", "la voisine"])
def test_une_date_qui_se_prend_pendant_que_les_murs_changent_voit_les_nouveaux(qui):
    ecole = etablissement()
    ici, voisine = salle(ecole), salle(ecole)
    prises(ici, local("18:00", "20:00"))
    tous = [*ici.espaces.all(), *voisine.espaces.all()]
    visee, creneau = (ici, local("20:00", "21:00")) if qui == "elle-même" else (voisine, local("19:00", "21:00"))

    def reserver() -> list:
        with transaction.atomic():
            verrouiller({visee.pk})
            return prises(visee, creneau)

    [prise] = pendant(lambda: composer.__wrapped__(salle=ici, espaces=tous, maintenant=MAINTENANT), reserver)
    assert (prise.occupations.count() if prise else None) == (2 if qui == "elle-même" else None)
    assert list(anomalies(MAINTENANT)) == []


def test_deux_ecoles_d_un_site_ne_divisent_pas_le_meme_gymnase_deux_fois():
    une = etablissement()
    autre = etablissement("0380005E", "Lycée d’essai", site=une.site, collectivite=une.collectivite)
    gymnase = salle(une)
    leur_gymnase = salle(autre, espaces=gymnase.espaces.all())
    refus = pendant(
        lambda: diviser.__wrapped__(salle=gymnase, parties=3, maintenant=MAINTENANT),
        lambda: diviser(salle=leur_gymnase, parties=2, maintenant=MAINTENANT),
    )
    assert isinstance(refus, CompositionRefusee)
    parties = set(gymnase.espaces.values_list("pk", flat=True))
    assert len(parties) == 3
    assert set(leur_gymnase.espaces.values_list("pk", flat=True)) == parties
    assert list(anomalies(MAINTENANT)) == []

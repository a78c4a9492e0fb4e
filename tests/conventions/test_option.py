"""Options: dates kept for a while, which die by themselves, job or no job."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.exceptions import OptionSansDerogation, SalleIndisponible
from conventions.models import CreneauDemande, Demande
from conventions.services import accepter, eteindre_options, poser_option, refuser, retirer
from salles.models import ExceptionSerie, Occupation, Reservation, Serie
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db

QUINZE_JOURS = timedelta(days=15)
TERME = MAINTENANT + QUINZE_JOURS


def optionnee(fois: int = 1, ici=None) -> Demande:
    return poser_option(demande=deposee(ici or salle(), le_lundi(fois)), maintenant=MAINTENANT)


def test_l_option_tient_jusqu_au_terme_de_la_collectivite():
    demande = optionnee(2)
    assert (demande.statut, etats(demande)) == ("en_instruction", ["option", "option"])
    assert set(Reservation.objects.values_list("tenue", "option_jusqu_au")) == {("option", TERME)}


def test_une_option_sur_quelques_dates_laisse_les_autres_souhaitees():
    demande = deposee(salle(), le_lundi(3))
    poser_option(demande=demande, creneaux=[dates(demande)[1].pk], maintenant=MAINTENANT)
    assert etats(demande) == ["souhaite", "option", "souhaite"]


def test_une_option_ne_prend_pas_ce_qui_est_pris():
    ici = salle()
    demande = deposee(ici, le_lundi())
    prises(ici, lundis(1)[0])
    with pytest.raises(SalleIndisponible):
        poser_option(demande=demande, maintenant=MAINTENANT)
    assert Demande.objects.get(pk=demande.pk).statut == "soumise"


def test_une_option_ne_leve_aucune_regle():
    demande = deposee(salle(duree_max=timedelta(hours=1)), le_lundi())
    with pytest.raises(OptionSansDerogation):
        poser_option(demande=demande, creneaux=[dates(demande)[0].pk], maintenant=MAINTENANT)


def test_passe_son_terme_une_option_se_lit_comme_un_souhait():
    demande = optionnee()
    [creneau] = dates(demande)
    assert [creneau.etat_au(instant) for instant in (MAINTENANT, TERME - timedelta(seconds=1), TERME)] == [
        "option",
        "option",
        "souhaite",
    ]


def test_la_tache_ecrit_les_options_eteintes_et_le_dit(taches):
    demande = optionnee(2)
    taches.reset()
    assert [creneau.pk for creneau in eteindre_options(maintenant=TERME)] == [c.pk for c in dates(demande)]
    assert (etats(demande), Occupation.objects.count()) == (["souhaite"] * 2, 0)
    assert [tache["args"]["gabarit"] for tache in taches.jobs.values()] == ["conventions/option_tombee"]
    assert eteindre_options(maintenant=TERME) == []


def test_une_date_refusee_d_une_serie_sous_option_n_y_revient_pas():
    demande = optionnee(3)
    *donnees, refusee = dates(demande)
    accepter(demande=demande, par=cheffe(refusee.salle), creneaux=[un.pk for un in donnees], maintenant=MAINTENANT)
    assert etats(demande) == ["accepte", "accepte", "refuse"]
    serie = Serie.objects.get(plage=None)
    assert {un.prise.serie_id for un in dates(demande)[:2]} == {serie.pk}
    assert list(ExceptionSerie.objects.values_list("serie", "jour")) == [(serie.pk, refusee.jour)]


def test_l_accord_d_une_serie_sous_option_ne_compte_pas_ses_dates():
    ecole, requetes = etablissement(), []
    for fois in (2, 2, 12):  # the first one writes what a school and an association have once
        demande = optionnee(fois, salle(ecole))
        with CaptureQueriesContext(connection) as lues:
            accepter(demande=demande, par=cheffe(dates(demande)[0].salle), maintenant=MAINTENANT)
        requetes.append(len(lues))
    assert requetes[1] == requetes[2]


def test_la_tache_laisse_les_options_vivantes():
    demande = optionnee()
    assert eteindre_options(maintenant=TERME - timedelta(seconds=1)) == []
    assert etats(demande) == ["option"]


def test_une_option_vivante_ne_se_pose_pas_deux_fois():
    demande = optionnee()
    with pytest.raises(SalleIndisponible):
        poser_option(demande=demande, maintenant=TERME - timedelta(days=10))
    assert Reservation.objects.get(tenue="option").option_jusqu_au == TERME


def test_une_option_morte_se_repose_meme_sans_tache():
    demande = deposee(salle(), le_lundi(jour=LUNDI + timedelta(weeks=8)))
    poser_option(demande=demande, maintenant=MAINTENANT)
    poser_option(demande=demande, maintenant=TERME + timedelta(days=1))
    assert (etats(demande), sorted(Reservation.objects.values_list("tenue", flat=True))) == (
        ["option"],
        ["liberee", "option"],
    )


def test_le_refus_rend_l_option():
    ici = salle()
    demande = optionnee(1, ici)
    refuser(demande=demande, par=cheffe(ici), motif="personnel", message="Personne.", maintenant=MAINTENANT)
    assert (etats(demande), Occupation.objects.count()) == (["refuse"], 0)


def test_le_retrait_rend_l_option():
    demande = optionnee()
    retirer(demande=demande, maintenant=MAINTENANT)
    assert (etats(demande), Occupation.objects.count()) == (["libere"], 0)
    assert CreneauDemande.objects.get().reservation is None

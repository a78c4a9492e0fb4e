"""The tables of school holidays and bank holidays, and the calendars they give."""

from datetime import UTC, date, datetime, timedelta

import pytest

from etablissements.calendrier import Jour
from etablissements.calendriers import annee_scolaire, bornes, calendrier, calendriers
from etablissements.models import JourFerie, PeriodeVacances, Territoire, Zone
from etablissements.services.calendriers import Ecart, Periode, ecrire_periodes, remplir_calendriers

pytestmark = pytest.mark.django_db
Origine = PeriodeVacances.Origine
MAINTENANT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def rempli():
    return remplir_calendriers(maintenant=MAINTENANT)


def periodes(zone, annee):
    return [
        (p.nom, p.premier_jour.strftime("%d/%m/%Y"), p.dernier_jour.strftime("%d/%m/%Y"), p.provisoire)
        for p in PeriodeVacances.objects.filter(zone=zone, annee_scolaire=annee).order_by("premier_jour")
    ]


@pytest.mark.parametrize(
    ("jour", "annee"),
    [(date(2026, 8, 31), "2025-2026"), (date(2026, 9, 1), "2026-2027"), (date(2027, 1, 1), "2026-2027")],
)
def test_l_annee_scolaire_change_au_premier_septembre(jour, annee):
    assert annee_scolaire(jour) == annee
    assert bornes(annee)[0] <= jour <= bornes(annee)[1]


def test_l_annee_scolaire_du_sud_est_l_annee_civile():
    assert bornes("2025") == (date(2025, 1, 1), date(2025, 12, 31))


def test_les_vacances_de_la_zone_a_sont_celles_de_l_arrete(rempli):
    assert periodes(Zone.A, "2026-2027") == [
        ("Vacances de la Toussaint", "17/10/2026", "01/11/2026", False),
        ("Vacances de Noël", "19/12/2026", "03/01/2027", False),
        ("Vacances d’hiver", "13/02/2027", "28/02/2027", False),
        ("Vacances de printemps", "10/04/2027", "25/04/2027", False),
        ("Pont de l’Ascension", "06/05/2027", "09/05/2027", False),
        ("Vacances d’été", "03/07/2027", "01/09/2027", False),
    ]


def test_apres_la_derniere_annee_decretee_tout_est_provisoire(rempli):
    assert {p.provisoire for p in PeriodeVacances.objects.filter(zone="B", premier_jour__gte=date(2028, 9, 1))} == {
        True
    }
    assert {p.provisoire for p in PeriodeVacances.objects.filter(zone="B", premier_jour__lt=date(2028, 9, 1))} == {
        False
    }
    noel = calendrier("B", "metropole").jour(date(2028, 12, 26))
    assert noel == Jour(classe=False, vacances="Vacances de Noël", ferie=None, inconnu=True)


def test_remplir_deux_fois_ne_change_rien(rempli):
    avant = list(PeriodeVacances.objects.order_by("pk").values())
    feries = JourFerie.objects.count()
    assert rempli == Ecart(crees=len(avant))
    assert remplir_calendriers(maintenant=MAINTENANT) == Ecart(inchanges=len(avant))
    assert list(PeriodeVacances.objects.order_by("pk").values()) == avant
    assert JourFerie.objects.count() == feries


def test_remplir_plus_tard_ajoute_une_annee_et_garde_les_autres(rempli):
    remplir_calendriers(maintenant=MAINTENANT + timedelta(days=365))
    assert periodes(Zone.A, "2024-2025")[0][:2] == ("Vacances de la Toussaint", "19/10/2024")
    assert periodes(Zone.C, "2031-2032")[0][0] == "Vacances de la Toussaint"


@pytest.mark.parametrize(
    ("jour", "territoires"),
    [
        (date(2027, 5, 22), {Territoire.MARTINIQUE}),
        (date(2027, 5, 27), {Territoire.GUADELOUPE}),
        (date(2027, 5, 28), {Territoire.SAINT_MARTIN}),
        (date(2027, 6, 10), {Territoire.GUYANE}),
        (date(2027, 12, 20), {Territoire.REUNION}),
        (date(2027, 4, 27), {Territoire.MAYOTTE}),
        (date(2027, 10, 9), {Territoire.SAINT_BARTHELEMY}),
        (date(2027, 12, 26), {Territoire.ALSACE_MOSELLE}),
        (date(2027, 7, 14), set(Territoire)),
    ],
)
def test_un_jour_est_ferie_la_ou_il_se_garde_et_nulle_part_ailleurs(rempli, jour, territoires):
    assert set(JourFerie.objects.filter(jour=jour).values_list("territoire", flat=True)) == {
        str(t) for t in territoires
    }


def test_le_vendredi_saint_est_ferie_en_alsace_moselle_et_en_classe_ailleurs(rempli):
    vendredi_saint = date(2027, 3, 26)
    assert calendrier("B", "alsace_moselle").jour(vendredi_saint) == Jour(False, None, "Vendredi saint", False)
    assert calendrier("B", "metropole").jour(vendredi_saint) == Jour(True, None, None, False)


def test_la_corse_et_les_dom_sont_inconnus_au_dela_du_decret(rempli):
    corse, reunion = calendrier("corse", "metropole"), calendrier("reunion", "reunion")
    assert corse.jour(date(2025, 2, 20)) == Jour(False, "Vacances d’hiver", None, False)
    assert corse.jour(date(2026, 11, 24)) == Jour(True, None, None, True)
    assert reunion.jour(date(2025, 12, 29)) == Jour(False, "Vacances d’été austral", None, False)
    assert reunion.jour(date(2026, 12, 29)).inconnu is True


def test_un_jour_sans_jours_feries_connus_est_inconnu(rempli):
    JourFerie.objects.filter(territoire="metropole", jour__year__gte=2027).delete()
    assert calendrier("A", "metropole").jour(date(2026, 12, 15)).inconnu is False
    assert calendrier("A", "metropole").jour(date(2027, 1, 15)).inconnu is True
    JourFerie.objects.all().delete()
    assert calendrier("A", "metropole").connu == ()


def test_tous_les_calendriers_viennent_en_deux_requetes(rempli, django_assert_num_queries):
    paires = [(zone, territoire) for zone in Zone for territoire in Territoire]
    with django_assert_num_queries(2):
        tous = calendriers(paires)
    assert len(tous) == len(Zone) * len(Territoire)
    with django_assert_num_queries(2):
        assert calendriers([("A", "metropole")]) == {("A", "metropole"): tous["A", "metropole"]}


def test_ce_qu_une_personne_a_saisi_reste(rempli):
    toussaint = PeriodeVacances.objects.get(zone="A", premier_jour=date(2026, 10, 17))
    toussaint.dernier_jour, toussaint.origine = date(2026, 11, 2), Origine.SAISIE
    toussaint.save()
    JourFerie.objects.filter(territoire="metropole", jour=date(2026, 11, 11)).update(nom="Jour du souvenir")
    remplir_calendriers(maintenant=MAINTENANT)
    toussaint.refresh_from_db()
    assert toussaint.dernier_jour == date(2026, 11, 2)
    assert JourFerie.objects.get(territoire="metropole", jour=date(2026, 11, 11)).nom == "Jour du souvenir"


def test_un_jour_ferie_supprime_ne_revient_pas(rempli):
    JourFerie.objects.filter(territoire="metropole", jour=date(2027, 5, 17)).delete()
    remplir_calendriers(maintenant=MAINTENANT)
    assert calendrier("A", "metropole").jour(date(2027, 5, 17)).ferie is None


def test_une_projection_que_la_bibliotheque_corrige_est_retiree(rempli):
    PeriodeVacances.objects.create(
        zone="A",
        annee_scolaire="2028-2029",
        nom="Vacances d’hiver",
        premier_jour=date(2029, 3, 1),
        dernier_jour=date(2029, 3, 8),
        origine=Origine.PROJECTION,
    )
    assert remplir_calendriers(maintenant=MAINTENANT).retires == 1


def test_une_annee_officielle_complete_n_est_plus_touchee_par_la_bibliotheque(rempli):
    PeriodeVacances.objects.filter(zone="A", annee_scolaire="2026-2027").update(origine=Origine.OFFICIELLE)
    PeriodeVacances.objects.get(zone="A", nom="Pont de l’Ascension", annee_scolaire="2026-2027").delete()
    remplir_calendriers(maintenant=MAINTENANT)
    assert len(periodes("A", "2026-2027")) == 5


def test_deux_dates_ne_font_pas_une_annee_connue():
    remplir_calendriers(maintenant=MAINTENANT)
    PeriodeVacances.objects.all().delete()
    noel = Periode("A", "2029-2030", "Noël", date(2029, 12, 22), date(2030, 1, 6), Origine.OFFICIELLE)
    ecrire_periodes([noel], remplacables=())
    assert calendrier("A", "metropole").connu == ((date(2029, 12, 22), date(2030, 1, 6)),)

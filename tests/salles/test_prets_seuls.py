"""What a school lends without any room: for days, out of the stock that rooms lend from, counted at its worst."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from etablissements.models import Etablissement, Territoire, Zone
from salles.audit import anomalies
from salles.disponibilites import contexte, expliquer_serie
from salles.faits import stocks, stocks_pendant
from salles.models import Materiel, PretSeul, Reservation, Salle
from salles.moteur import Creneau
from salles.services.materiel import MaterielCite, StockPromis, compter_materiel, retirer_materiel
from salles.services.prets import DatesDuPret, PretTermine, StockInsuffisant, preter, preter_seul, rendre
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, PARIS, local, prises, salle

pytestmark = pytest.mark.django_db

VENDREDI = LUNDI - timedelta(days=3)
UNE_HEURE = timedelta(hours=1)


def moment(jour: date, heure: str) -> datetime:
    """Return the instant of that local day at « 17:00 »."""
    return PARIS.instant(jour, time.fromisoformat(heure), champ="debut")


DEPART, RETOUR = moment(VENDREDI, "17:00"), moment(LUNDI, "08:00")


@pytest.fixture
def ici() -> Salle:
    return salle(etablissement())


@pytest.fixture
def tables(ici) -> Materiel:
    return Materiel.objects.create(etablissement=ici.etablissement, nom="tables", quantite=30)


def pretees(materiel: Materiel, quantite: int = 20, debut=DEPART, fin=RETOUR, **champs) -> PretSeul:
    """Lend them to the comité des fêtes, from Friday 17:00 to Monday 8:00 unless told otherwise."""
    conditions = {"a_qui": "Comité des fêtes", "maintenant": MAINTENANT} | champs
    return preter_seul(materiel=materiel, quantite=quantite, debut=debut, fin=fin, **conditions)


def avec_la_salle(ici: Salle, materiel: Materiel, creneau: Creneau, quantite: int) -> Reservation:
    [reservation] = prises(ici, creneau)
    preter([reservation], {materiel.pk: quantite})
    return reservation


def restent(materiel: Materiel, creneau: Creneau) -> int:
    """Return how many the room may still lend on that slot: what the engine is told of the stock."""
    jours = {PARIS.jour(creneau.debut)}
    return stocks([materiel.pk], jours, maintenant=MAINTENANT)[materiel.pk].reste(creneau)


def test_un_pret_de_plusieurs_jours_compte_a_chacun_d_eux(tables):
    pretees(tables)
    soirs = [VENDREDI + timedelta(days=n) for n in range(-1, 5)]
    assert [restent(tables, local("18:00", "20:00", soir)) for soir in soirs] == [30, 10, 10, 10, 30, 30]
    assert restent(tables, local("16:00", "17:00", VENDREDI)) == 30
    assert restent(tables, local("07:00", "09:00", LUNDI)) == 10
    assert restent(tables, local("08:00", "09:00", LUNDI)) == 30


def test_l_explication_d_une_salle_compte_ce_qui_est_sorti_sans_elle(ici, tables):
    pretees(tables)
    creneaux = [local("18:00", "20:00", VENDREDI + timedelta(days=n)) for n in range(4)]
    demande = contexte(maintenant=MAINTENANT, besoins={tables.pk: 11})
    explications = expliquer_serie(ici, creneaux, demande)
    assert [[str(raison.code) for raison in une.raisons] for une in explications] == [["materiel"]] * 3 + [[]]
    assert explications[0].raisons[0].regle == "tables : il en reste 10 sur 30 à cette heure."


def test_le_pire_instant_se_compte_sur_les_deux_sortes_de_prets(ici, tables):
    """Three evenings and two loans by themselves: never their sum, and Saturday is the worst."""
    pretees(tables, 10, a_qui="Fête du collège")
    pretees(tables, 5, moment(VENDREDI, "08:00"), moment(VENDREDI, "17:00"))
    for n, quantite in enumerate([3, 8, 5]):
        avec_la_salle(ici, tables, local("18:00", "20:00", VENDREDI + timedelta(days=n)), quantite)
    with pytest.raises(StockInsuffisant) as refus:
        pretees(tables, 13, moment(VENDREDI, "12:00"), RETOUR)
    samedi = VENDREDI + timedelta(days=1)
    assert samedi == date(2026, 11, 14)
    assert refus.value.message == (
        "Il n’en reste que 12 sur 30, le samedi 14\xa0novembre 2026 à 18\xa0h. Prêtez-en moins, ou changez les dates."
    )
    assert refus.value.champ == "quantite"
    pretees(tables, 12, moment(VENDREDI, "12:00"), RETOUR)
    assert list(anomalies(MAINTENANT)) == []


def test_une_option_qui_vit_retient_une_option_morte_ne_retient_plus(ici, tables):
    for jusqu_au in (MAINTENANT, MAINTENANT + UNE_HEURE):
        [reservation] = prises(
            salle(ici.etablissement), local("18:00", "20:00"), jusqu_au=jusqu_au, maintenant=MAINTENANT - UNE_HEURE
        )
        preter([reservation], {tables.pk: 10})
    lundi = (moment(LUNDI, "12:00"), moment(LUNDI, "23:00"))
    with pytest.raises(StockInsuffisant, match="que 20 sur 30"):
        pretees(tables, 21, *lundi)
    assert pretees(tables, 20, *lundi).quantite == 20


def test_le_refus_dit_quand_il_n_y_en_a_pas_assez_et_quand_tout_est_parti(tables):
    with pytest.raises(StockInsuffisant, match="L’établissement en a 30"):
        pretees(tables, 31)
    pretees(tables, 30)
    with pytest.raises(StockInsuffisant, match="Tout est déjà promis le vendredi 13\xa0novembre 2026 à 17\xa0h :"):
        pretees(tables, 1, DEPART - UNE_HEURE, RETOUR)


def test_bout_a_bout_deux_prets_se_passent_les_memes_tables(tables):
    pretees(tables, 30)
    pretees(tables, 30, RETOUR, RETOUR + UNE_HEURE)
    assert list(anomalies(MAINTENANT)) == []


@pytest.mark.parametrize(
    ("debut", "fin", "phrase"),
    [
        (RETOUR, DEPART, "Le retour vient avant le départ"),
        (DEPART, DEPART, "Le retour vient avant le départ"),
        (MAINTENANT - UNE_HEURE, MAINTENANT, "Ce retour est passé"),
        (DEPART, DEPART + timedelta(days=31, hours=2), "Un prêt dure 31 jours au plus"),
    ],
)
def test_des_dates_impossibles_sont_refusees_au_champ_du_retour(tables, debut, fin, phrase):
    with pytest.raises(DatesDuPret, match=phrase) as refus:
        pretees(tables, 1, debut, fin)
    assert refus.value.champ == "fin"
    assert PretSeul.objects.count() == 0


def test_un_mois_a_cheval_sur_l_heure_d_hiver_se_prete(tables):
    pret = pretees(tables, 1, moment(date(2026, 10, 20), "08:00"), moment(date(2026, 11, 20), "08:00"))
    assert pret.fin - pret.debut == timedelta(days=31, hours=1)


def test_ce_qui_est_deja_parti_se_note_encore(tables):
    pretees(tables, 30, MAINTENANT - UNE_HEURE, RETOUR)
    assert restent(tables, local("18:00", "20:00", MAINTENANT.date())) == 0


# -- Coming back ---------------------------------------------------------------------------


def test_rendu_plus_tot_le_materiel_compte_de_nouveau_et_la_ligne_reste(tables):
    samedi = moment(VENDREDI + timedelta(days=1), "18:00")
    pret = rendre(pret=pretees(tables), maintenant=samedi)
    assert (pret.rendu_le, pret.fin) == (samedi, RETOUR)
    assert restent(tables, local("17:00", "18:00", PARIS.jour(samedi))) == 10
    assert restent(tables, local("18:00", "20:00", PARIS.jour(samedi))) == 30


def test_annule_avant_son_debut_un_pret_n_a_jamais_rien_pris(tables):
    rendre(pret=pretees(tables), maintenant=MAINTENANT)
    assert restent(tables, local("18:00", "20:00", VENDREDI)) == 30
    assert PretSeul.objects.count() == 1
    assert list(anomalies(MAINTENANT)) == []


def test_ce_qui_est_rendu_ou_fini_ne_se_rend_plus(tables):
    pret = pretees(tables)
    with pytest.raises(PretTermine):
        rendre(pret=pret, maintenant=RETOUR)
    rendre(pret=pret, maintenant=DEPART + UNE_HEURE)
    with pytest.raises(PretTermine):
        rendre(pret=pret, maintenant=DEPART + 2 * UNE_HEURE)


# -- The stock -----------------------------------------------------------------------------


def test_le_stock_ne_descend_pas_sous_ce_qui_est_sorti_sans_salle(ici, tables):
    avec_la_salle(ici, tables, local("18:00", "20:00", VENDREDI), 7)
    pret = pretees(tables, 20)
    with pytest.raises(StockPromis, match="27 sont promis"):
        compter_materiel(materiel=tables, quantite=26, maintenant=MAINTENANT)
    assert compter_materiel(materiel=tables, quantite=20, maintenant=moment(LUNDI, "07:00")).quantite == 20
    rendre(pret=pret, maintenant=moment(LUNDI, "07:00"))
    assert compter_materiel(materiel=tables, quantite=1, maintenant=moment(LUNDI, "07:00")).quantite == 1


def test_un_materiel_prete_seul_reste_dans_l_histoire(tables):
    rendre(pret=pretees(tables), maintenant=MAINTENANT)
    with pytest.raises(MaterielCite):
        retirer_materiel(materiel=tables)


def test_les_deux_lectures_du_stock_disent_la_meme_chose(ici, tables, django_assert_num_queries):
    """What a date reads and what a period reads, each in two queries, for any number of loans."""
    samedi = VENDREDI + timedelta(days=1)
    pretees(tables, 4)
    pretees(tables, 2, moment(samedi, "10:00"), moment(samedi, "19:00"))
    avec_la_salle(ici, tables, local("18:00", "20:00", samedi), 3)
    liberee = avec_la_salle(ici, tables, local("20:00", "21:00", samedi), 5)
    Reservation.objects.filter(pk=liberee.pk).update(tenue="liberee")
    liberee.occupations.all().delete()
    creneau = local("17:30", "22:00", samedi)
    with django_assert_num_queries(2):
        par_jour = stocks([tables.pk], {samedi}, maintenant=MAINTENANT)[tables.pk]
    with django_assert_num_queries(2):
        par_periode = stocks_pendant([tables.pk], creneau, maintenant=MAINTENANT)[tables.pk]
    assert par_jour.au_pire(creneau) == par_periode.au_pire(creneau) == (21, local("18:00", "20:00", samedi).debut)
    assert sorted(un.quantite for un in par_jour.emprunts) == [2, 3, 4]


def test_aucun_jour_ne_compte_aucun_pret_et_aucun_materiel_ne_demande_rien(tables, django_assert_num_queries):
    pretees(tables)
    assert stocks([tables.pk], set(), maintenant=MAINTENANT)[tables.pk].emprunts == ()
    with django_assert_num_queries(0):
        assert stocks([], {VENDREDI}, maintenant=MAINTENANT) == {}


def test_outre_mer_le_jour_est_celui_de_l_ecole():
    """In Papeete Friday evening is Saturday morning in UTC: the loan that ends there counts on Friday."""
    la_bas = etablissement(
        "9870001X", fuseau="Pacific/Tahiti", zone_vacances=Zone.POLYNESIE, territoire=Territoire.POLYNESIE
    )
    chaises = Materiel.objects.create(etablissement=la_bas, nom="chaises", quantite=5)
    soir = Creneau(moment(VENDREDI, "17:00") + 11 * UNE_HEURE, moment(VENDREDI, "19:00") + 11 * UNE_HEURE)
    pretees(chaises, 5, soir.debut, soir.fin)
    assert stocks([chaises.pk], {VENDREDI}, maintenant=MAINTENANT)[chaises.pk].reste(soir) == 0


@pytest.mark.parametrize(
    "champs",
    [{"quantite": 0}, {"debut": RETOUR}, {"rendu_le": RETOUR}],
)
def test_la_base_refuse_un_pret_qui_ne_tient_pas_debout(tables, champs):
    ligne = {"materiel": tables, "quantite": 1, "a_qui": "Club", "debut": DEPART, "fin": RETOUR} | champs
    with pytest.raises(IntegrityError), transaction.atomic():
        PretSeul.objects.create(**ligne)


def test_une_ecole_ne_compte_pas_les_prets_d_une_autre(tables):
    autres = Materiel.objects.create(etablissement=_voisine(), nom="tables", quantite=30)
    pretees(tables, 30)
    assert restent(autres, local("18:00", "20:00", VENDREDI)) == 30


def _voisine() -> Etablissement:
    return etablissement("0389999X", nom="Ailleurs")

"""The one writer: what it takes, what it refuses, what it gives back."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from salles.models import Occupation, Reservation
from salles.moteur import Creneau, CreneauACheval
from salles.moteur.voisinage import GROUPES_DES_DEPOTS
from salles.services.prise import (
    DatesQuiSeChevauchent,
    Ligne,
    ceder_le_tampon,
    groupe_de,
    liberer,
    prendre,
    raffermir,
    verrouiller,
)
from tests.personnages import collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, lundis, prises, salle

pytestmark = pytest.mark.django_db

DEMAIN = MAINTENANT + timedelta(days=1)
UN_QUART = timedelta(minutes=15)
Tenue = Reservation.Tenue


def occupations() -> list[tuple]:
    return list(Occupation.objects.order_by("espace", "debut").values_list("espace", "debut", "fin", "fin_tampon"))


def test_prendre_ecrit_une_ligne_par_espace_et_une_reservation():
    gymnase = salle(espaces=[espace(ecole := etablissement()), espace(ecole)], ecole=ecole, tampon=UN_QUART)
    soir = local("18:00", "20:00")
    [reservation] = prises(gymnase, soir)
    assert (reservation.debut, reservation.fin, reservation.tenue) == (soir.debut, soir.fin, Tenue.FERME)
    un, deux = gymnase.espaces.order_by("pk").values_list("pk", flat=True)
    assert occupations() == [(e, soir.debut, soir.fin, soir.fin + UN_QUART) for e in (un, deux)]
    assert set(Occupation.objects.values_list("jour", "groupe")) == {(LUNDI, reservation.pk)}


@pytest.mark.parametrize("jusqu_au", [None, DEMAIN])
def test_ce_qui_est_rendu_est_ce_qui_est_ecrit(jusqu_au):
    ligne = Ligne(
        salle=salle(),
        creneau=local("18:00", "20:00"),
        nature=Reservation.Nature.TRAVAUX,
        libelle='L’« Étoile » d\'Échirolles, 3\\4 "bis" {ñ} 🎭',
        option_jusqu_au=jusqu_au,
    )
    with transaction.atomic():
        [rendue] = prendre([ligne], maintenant=MAINTENANT)
    champs = [champ.attname for champ in Reservation._meta.concrete_fields]
    [ecrite] = Reservation.objects.values_list(*champs)
    assert tuple(getattr(rendue, champ) for champ in champs) == ecrite
    assert (rendue.libelle, rendue.salle) == (ligne.libelle, ligne.salle)


def test_un_creneau_deja_pris_est_refuse_et_rien_n_en_reste():
    ici = salle()
    prises(ici, local("18:00", "20:00"))
    avant = occupations()
    assert prises(ici, local("19:00", "21:00")) == [None]
    assert (occupations(), Reservation.objects.count()) == (avant, 1)


def test_deux_creneaux_bout_a_bout_tiennent_sans_tampon():
    ici = salle()
    assert None not in prises(ici, local("18:00", "20:00")) + prises(ici, local("20:00", "22:00"))


def test_une_date_refusee_n_empeche_pas_les_autres():
    ici = salle()
    prises(ici, lundis(3)[1])
    assert [reservation is not None for reservation in prises(ici, *lundis(3))] == [True, False, True]


def test_prendre_le_tout_bloque_les_parties_et_l_inverse():
    ecole = etablissement()
    parties = [espace(ecole), espace(ecole)]
    entier = salle(ecole, espaces=parties)
    moities = [salle(ecole, espaces=[partie]) for partie in parties]
    prises(entier, lundis(1)[0])
    assert prises(moities[0], lundis(1)[0]) == [None]
    prises(moities[1], lundis(2)[1])
    avant = occupations()
    assert prises(entier, lundis(2)[1]) == [None]
    assert occupations() == avant  # the free half was not kept


def test_le_tampon_separe_deux_groupes_et_non_un_seul():
    ici = salle(tampon=UN_QUART)
    prises(ici, local("18:00", "19:00"), groupe=-7)
    assert prises(ici, local("19:00", "20:00")) == [None]
    assert prises(ici, local("17:45", "18:00")) == [None]  # its own buffer would reach into the next use
    assert None not in prises(ici, local("19:00", "20:00"), groupe=-7)
    assert None not in prises(ici, local("20:15", "21:00"))


def test_le_tampon_s_arrete_au_minuit_local():
    ici = salle(tampon=timedelta(hours=1))
    soir = local("22:00", "00:00")
    assert None not in prises(ici, soir) + prises(ici, local("00:00", "01:00", LUNDI + timedelta(days=1)))
    assert Occupation.objects.earliest("debut").fin_tampon == soir.fin


@pytest.mark.parametrize(
    ("leve", "de_l_ecole", "de_la_salle", "groupe"),
    [
        (True, None, None, -7),
        (False, None, None, GROUPES_DES_DEPOTS - 3),
        (False, True, None, -7),
        (True, False, None, GROUPES_DES_DEPOTS - 3),
        (False, False, True, -7),
        (True, True, False, GROUPES_DES_DEPOTS - 3),
    ],
)
def test_le_groupe_d_une_association_depend_de_la_salle_de_l_ecole_et_de_la_collectivite(
    leve, de_l_ecole, de_la_salle, groupe
):
    autorite = collectivite(tampon_leve_pour_soi=leve)
    ecole = etablissement(collectivite=autorite, tampon_leve_pour_soi=de_l_ecole)
    assert groupe_de(7, salle(ecole, tampon_leve_pour_soi=de_la_salle), 3) == groupe


def test_refuse_un_creneau_qui_passe_minuit():
    soir = local("22:00", "00:00")
    with pytest.raises(CreneauACheval):
        prises(salle(), Creneau(soir.debut, soir.fin + UN_QUART))


def test_refuse_une_serie_dont_les_dates_se_chevauchent():
    ici = salle()
    with pytest.raises(DatesQuiSeChevauchent):
        prises(ici, local("18:00", "20:00"), local("19:00", "21:00"))
    assert Reservation.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_n_ecrit_rien_hors_de_la_transaction_d_un_verbe():
    ligne = Ligne(salle=salle(), creneau=local("18:00", "20:00"), nature=Reservation.Nature.TRAVAUX)
    with pytest.raises(TransactionManagementError):
        prendre([ligne], maintenant=MAINTENANT)


# -- Options ---------------------------------------------------------------------------


def test_une_option_vivante_tient_la_place():
    ici = salle()
    [option] = prises(ici, local("18:00", "20:00"), jusqu_au=DEMAIN)
    assert option.tenue == Tenue.OPTION
    assert prises(ici, local("18:00", "20:00")) == [None]


def test_une_option_morte_cede_la_place_avec_toutes_ses_parties():
    ecole = etablissement()
    parties = [espace(ecole), espace(ecole)]
    [option] = prises(salle(ecole, espaces=parties), local("18:00", "20:00"), jusqu_au=MAINTENANT)
    [prise] = prises(salle(ecole, espaces=parties[:1]), local("19:00", "21:00"))
    option.refresh_from_db()
    assert (option.tenue, option.option_jusqu_au) == (Tenue.LIBEREE, None)
    assert list(Occupation.objects.values_list("reservation", flat=True)) == [prise.pk]


@pytest.mark.parametrize(("debut", "fin"), [("17:00", "18:00"), ("20:00", "21:00")])
def test_une_option_morte_cede_aussi_son_tampon(debut, fin):
    ici = salle(tampon=UN_QUART)
    prises(ici, local("18:00", "20:00"), jusqu_au=MAINTENANT)
    assert None not in prises(ici, local(debut, fin))


def test_une_option_morte_d_un_autre_jour_reste_telle_quelle():
    ici = salle()
    lundi, suivant = lundis(2)
    [option] = prises(ici, lundi, jusqu_au=MAINTENANT)
    prises(ici, suivant)
    option.refresh_from_db()
    assert option.tenue == Tenue.OPTION


def test_raffermir_n_atteint_que_les_options_vivantes():
    ici = salle()
    [vive, morte, ferme] = [
        *prises(ici, lundis(1)[0], jusqu_au=DEMAIN),
        *prises(ici, lundis(2)[1], jusqu_au=MAINTENANT),
        *prises(ici, lundis(3)[2]),
    ]
    with transaction.atomic():
        assert raffermir([vive, morte, ferme], maintenant=MAINTENANT) == [vive.pk]
    assert list(Reservation.objects.order_by("debut").values_list("tenue", flat=True)) == ["ferme", "option", "ferme"]
    assert list(Occupation.objects.order_by("debut").values_list("option_jusqu_au", flat=True)) == [
        None,
        MAINTENANT,
        None,
    ]


def test_liberer_rend_la_date_et_garde_l_histoire():
    ici = salle()
    [reservation] = prises(ici, local("18:00", "20:00"))
    with transaction.atomic():
        assert liberer([reservation]) == [reservation.pk]
        assert liberer([reservation]) == []
    reservation.refresh_from_db()
    assert (reservation.tenue, Occupation.objects.count()) == (Tenue.LIBEREE, 0)
    assert None not in prises(ici, local("18:00", "20:00"))


# -- The waived buffer -------------------------------------------------------------------


def test_ceder_le_tampon_coupe_celui_d_avant_et_le_sien():
    ici = salle(tampon=UN_QUART)
    avant, apres = local("17:00", "18:00"), local("20:00", "21:00")
    prises(ici, avant)
    prises(ici, apres)
    ligne = Ligne(salle=ici, creneau=local("18:00", "20:00"), nature=Reservation.Nature.ASSOCIATION)
    with transaction.atomic():
        [reservation] = prendre(ceder_le_tampon([ligne], maintenant=MAINTENANT), maintenant=MAINTENANT)
    assert reservation is not None
    assert [fin_tampon - fin for _, _, fin, fin_tampon in occupations()] == [timedelta(0), timedelta(0), UN_QUART]


def test_ceder_le_tampon_ne_cede_jamais_l_occupation():
    ici = salle(tampon=UN_QUART)
    prises(ici, local("18:00", "20:00"))
    ligne = Ligne(salle=ici, creneau=local("19:00", "21:00"), nature=Reservation.Nature.ASSOCIATION)
    with transaction.atomic():
        assert prendre(ceder_le_tampon([ligne], maintenant=MAINTENANT), maintenant=MAINTENANT) == [None]


# -- Cost --------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 3, 34])
def test_une_serie_coute_le_meme_nombre_de_requetes_qu_une_date(nombre, django_assert_num_queries):
    ici = salle()
    with transaction.atomic(), django_assert_num_queries(4):
        verrouiller([ici.pk])
        prendre(
            [Ligne(salle=ici, creneau=un, nature=Reservation.Nature.ASSOCIATION) for un in lundis(nombre)],
            maintenant=MAINTENANT,
        )

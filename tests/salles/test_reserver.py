"""Taking under the rules, with what may be waived; and what the school enters for itself."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction

from salles.disponibilites import contexte
from salles.models import Fermeture, Reservation, Salle
from salles.moteur import Code, Creneau, Demandeur, Periode, Quota, Repetition, Souhait, Vacances
from salles.series import souhait_de
from salles.services.reserver import RienDeLibre, SalleNonPubliee, reserver_pour_etablissement, tenir
from tests.personnages import collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, lundis, prises, salle

DEMAIN = MAINTENANT + timedelta(days=1)
Nature = Reservation.Nature
QUATRE_LUNDIS = Souhait(LUNDI, time(18), time(20), LUNDI + timedelta(weeks=3), repetition=Repetition.HEBDOMADAIRE)


def essayer(une: Salle, *creneaux: Creneau, **reste) -> list[list[Code] | str]:
    """Return, for each slot, how it is held or why it is not."""
    with transaction.atomic():
        issues = tenir([(une, creneau) for creneau in creneaux], contexte(maintenant=MAINTENANT), **reste)
    return [
        issue.reservation.tenue if issue.reservation else [raison.code for raison in issue.raisons] for issue in issues
    ]


@pytest.mark.django_db
def test_tenir_prend_ce_qui_est_libre_et_dit_le_reste():
    ici = salle()
    prises(ici, lundis(3)[1])
    assert essayer(ici, *lundis(3), local("12:00", "13:00")) == ["ferme", ["occupee"], "ferme", ["hors_ouverture"]]


@pytest.mark.django_db
def test_tenir_en_option_jusqu_a_sa_date():
    assert essayer(salle(), *lundis(1), option_jusqu_au=DEMAIN) == ["option"]


@pytest.mark.django_db
def test_refuse_une_salle_qui_n_est_plus_proposee():
    ici = salle()
    Salle.objects.filter(pk=ici.pk).update(statut="retiree")
    with pytest.raises(SalleNonPubliee):
        essayer(ici, *lundis(1))


@pytest.mark.django_db
def test_la_cheffe_leve_ce_qui_se_leve_et_rien_d_autre():
    ici = salle()
    prises(ici, lundis(2)[1])
    midi = local("12:00", "13:00")
    leves = {Code.HORS_OUVERTURE, Code.OCCUPEE}
    assert essayer(ici, midi, lundis(2)[1], derogations=leves) == ["ferme", ["occupee"]]


@pytest.mark.django_db
@pytest.mark.parametrize(("porteur", "attendu"), [("etablissement", "ferme"), ("collectivite", ["fermeture"])])
def test_la_fermeture_de_la_collectivite_ne_se_leve_pas(porteur, attendu):
    ici = salle()
    qui = {"etablissement": ici.etablissement, "collectivite": ici.etablissement.collectivite}[porteur]
    Fermeture.objects.create(**{porteur: qui}, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Épreuves")
    assert essayer(ici, *lundis(1), derogations={Code.FERMETURE}) == [attendu]


@pytest.mark.django_db
def test_le_tampon_leve_se_coupe_et_l_audit_n_y_voit_rien():
    ici = salle(tampon=timedelta(minutes=15))
    prises(ici, local("17:30", "18:00"))
    assert essayer(ici, *lundis(1)) == [["tampon"]]
    assert essayer(ici, *lundis(1), derogations={Code.TAMPON}) == ["ferme"]


@pytest.mark.django_db
def test_le_quota_arrete_la_serie_ou_il_est_atteint():
    demandeur = Demandeur(regles=(Quota(Periode.ANNEE, timedelta(hours=4), "Quatre heures par an."),))
    assert essayer(salle(), *lundis(3), demandeur=demandeur) == ["ferme", "ferme", ["quota"]]


@pytest.mark.django_db
def test_une_association_dont_le_tampon_est_leve_enchaine_ses_creneaux():
    ecole = etablissement(collectivite=collectivite(tampon_leve_pour_soi=True, tampon=timedelta(minutes=15)))
    enchaines = [local("18:00", "19:00"), local("19:00", "20:00")]
    assert essayer(salle(ecole), *enchaines, demandeur=Demandeur(groupe=-7)) == ["ferme", "ferme"]
    assert essayer(salle(ecole), *enchaines) == ["ferme", ["tampon"]]


# -- The school's own use ------------------------------------------------------------------


def entrer(une: Salle, souhait: Souhait = QUATRE_LUNDIS, nature: Nature = Nature.ETABLISSEMENT):
    return reserver_pour_etablissement(
        salle=une, souhait=souhait, nature=nature, libelle="EPS, 6e B", maintenant=MAINTENANT
    )


@pytest.mark.django_db(transaction=True)
def test_l_usage_de_l_etablissement_ignore_ouvertures_et_delais():
    ici = salle(delai_jours=30)
    cours = Souhait(LUNDI, time(8), time(10), LUNDI + timedelta(weeks=3), repetition=Repetition.HEBDOMADAIRE)
    issues = entrer(ici, cours)
    assert [issue.reservation.libelle for issue in issues] == ["EPS, 6e B"] * 4
    assert souhait_de(issues[0].reservation.serie) == cours


@pytest.mark.django_db(transaction=True)
def test_une_salle_en_brouillon_recoit_ses_occupants():
    ici = salle(plages=())
    Salle.objects.filter(pk=ici.pk).update(statut="brouillon", profil=None)
    prises(ici, lundis(4)[0])
    issues = entrer(ici)
    assert [[raison.code for raison in issue.raisons] for issue in issues] == [["occupee"], [], [], []]


@pytest.mark.django_db(transaction=True)
def test_deux_cours_s_enchainent_sans_tampon_mais_pas_avec_une_association():
    ici = salle(tampon=timedelta(minutes=15))
    prises(ici, local("20:00", "21:00"))
    entrer(ici, Souhait(LUNDI, time(16), time(18)))
    entrer(ici, Souhait(LUNDI, time(18), time(19)))
    with pytest.raises(RienDeLibre):
        entrer(ici, Souhait(LUNDI, time(19), time(20)))


@pytest.mark.django_db(transaction=True)
def test_des_travaux_de_trois_jours_tiennent_trois_lignes():
    trois_jours = Souhait(
        LUNDI,
        time(0),
        time(0),
        LUNDI + timedelta(days=2),
        jours=frozenset({1, 2, 3}),
        repetition=Repetition.HEBDOMADAIRE,
        vacances=Vacances.INCLURE,
    )
    issues = entrer(salle(), trois_jours, Nature.TRAVAUX)
    assert [issue.reservation.fin - issue.reservation.debut for issue in issues] == [timedelta(days=1)] * 3
    assert issues[0].reservation.debut == datetime(2026, 11, 15, 23, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_rien_n_est_ecrit_quand_toutes_les_dates_sont_prises():
    ici = salle()
    prises(ici, *lundis(4))
    with pytest.raises(RienDeLibre):
        entrer(ici)
    assert (ici.series.exclude(plage__isnull=False).count(), Reservation.objects.count()) == (0, 4)

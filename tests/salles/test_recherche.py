"""The search: candidates, dates, order; and a constant number of queries."""

import dataclasses
from datetime import date, time, timedelta

import pytest

from etablissements.models import JourFerie, Site, Territoire, Zone
from salles.models import Activite, Equipement, Fermeture, Salle
from salles.moteur import Demandeur, Periode, Plage, Quota, Repetition, Souhait, Vacances
from salles.recherche import Recherche, chercher
from tests.personnages import collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, lundis, pour, prises, salle

pytestmark = pytest.mark.django_db

UN_LUNDI = Souhait(LUNDI, time(18), time(20))
QUATRE_LUNDIS = Souhait(LUNDI, time(18), time(20), LUNDI + timedelta(weeks=3), repetition=Repetition.HEBDOMADAIRE)
VOIRON = {"latitude": 45.3644, "longitude": 5.5928}


def trouver(souhait=UN_LUNDI, **criteres) -> list[tuple[int, int]]:
    """Return the rooms, in order, with their number of free dates."""
    return [
        (resultat.salle, resultat.nombre_libres)
        for resultat in chercher(Recherche(souhait=souhait, maintenant=MAINTENANT, **criteres))
    ]


def a(latitude: float, longitude: float, uai: str = "0381780D", **champs) -> Salle:
    site = Site.objects.create(nom=f"Site {uai}", latitude=latitude, longitude=longitude)
    return salle(etablissement(uai, site=site), **champs)


def test_les_plus_libres_d_abord_puis_les_plus_proches():
    loin, pres = a(45.40, 5.60, "0381780D"), a(45.365, 5.593, "0382099A")
    prise = salle(pres.etablissement)
    prises(prise, lundis(2)[1])
    assert trouver(QUATRE_LUNDIS, **VOIRON, rayon_km=10) == [(pres.pk, 4), (loin.pk, 4), (prise.pk, 3)]


def test_le_rayon_suit_le_grand_cercle():
    a(45.3644, 5.5928 + 0.12)  # 9.4 km east
    assert len(trouver(**VOIRON, rayon_km=9)) == 0
    [resultat] = chercher(Recherche(souhait=UN_LUNDI, maintenant=MAINTENANT, **VOIRON, rayon_km=10))
    assert resultat.distance_km == pytest.approx(9.376, abs=0.001)


def test_sans_position_on_cherche_partout():
    ici = a(-21.1, 55.5)
    assert trouver() == [(ici.pk, 1)]


def test_seules_les_salles_publiees_d_ecoles_ouvertes_sont_proposees():
    ecole = etablissement()
    Salle.objects.filter(pk=salle(ecole).pk).update(statut="brouillon")
    Salle.objects.filter(pk=salle(ecole).pk).update(statut="retiree")
    salle(etablissement("0382099A", ouvert=False))
    publiee = salle(ecole)
    assert trouver() == [(publiee.pk, 1)]


def test_type_effectif_equipements_et_fauteuil_restreignent():
    piano, sono = (
        Equipement.objects.get_or_create(code=code, defaults={"libelle": code})[0] for code in ("piano", "sono")
    )
    ecole = etablissement()
    grande = salle(ecole, type="gymnase", effectif_max=80, accessible_pmr=True)
    grande.equipements.set([piano, sono])
    petite = salle(ecole, effectif_max=20)
    petite.equipements.set([piano])
    toutes = {grande.pk, petite.pk}
    assert {numero for numero, _ in trouver(equipements=("piano",))} == toutes
    assert {numero for numero, _ in trouver(effectif=20)} == toutes
    for criteres in (
        {"types": ("gymnase", "amphi")},
        {"effectif": 21},
        {"equipements": ("piano", "sono", "piano")},
        {"pmr": True},
    ):
        assert trouver(**criteres) == [(grande.pk, 1)]


def test_l_activite_veut_un_type_erp_ou_une_autorisation():
    ecole = etablissement()
    classe, gymnase = salle(ecole), salle(ecole, types_erp=["X"])
    autorisee = salle(ecole, types_erp=[], gn6_autorise_le=date(2026, 9, 1))
    sport = Activite(code="sport", libelle="Sport", types_erp=["X", "PA"])
    interdite = Activite(code="tir", libelle="Tir", types_erp=[])
    assert {numero for numero, _ in trouver(activite=sport)} == {gymnase.pk, autorisee.pk}
    assert trouver(activite=interdite) == []
    assert classe.pk in {numero for numero, _ in trouver()}


def test_une_salle_sans_date_libre_vient_avec_zero_sauf_si_l_on_veut_tout():
    ici = salle()
    prises(ici, *lundis(4))
    assert trouver(QUATRE_LUNDIS) == [(ici.pk, 0)]
    assert trouver(QUATRE_LUNDIS, complet=True) == []


def test_les_dates_libres_manquantes_et_provisoires_se_lisent():
    ici = salle()
    prises(ici, lundis(4)[2])
    [resultat] = chercher(Recherche(souhait=QUATRE_LUNDIS, maintenant=MAINTENANT))
    un, deux, trois, quatre = lundis(4)
    assert resultat.creneaux_libres == [un, deux, quatre]
    assert resultat.creneaux_manquants == [trois]
    assert resultat.creneaux_provisoires == [un, deux, quatre]  # the tables hold no decree


@pytest.mark.parametrize("porteur", ["salle", "etablissement", "collectivite"])
def test_une_fermeture_ferme_ses_jours_compris(porteur):
    ici = salle()
    ailleurs = salle(etablissement("0351234J", collectivite=collectivite("dep-35")))
    qui = {"salle": ici, "etablissement": ici.etablissement, "collectivite": ici.etablissement.collectivite}[porteur]
    Fermeture.objects.create(
        **{porteur: qui}, premier_jour=LUNDI, dernier_jour=LUNDI + timedelta(weeks=1), motif="Épreuves"
    )
    assert trouver(QUATRE_LUNDIS) == [(ailleurs.pk, 4), (ici.pk, 2)]


def test_une_option_morte_ne_tient_rien():
    ici = salle()
    prises(ici, *lundis(1), jusqu_au=MAINTENANT)
    assert trouver() == [(ici.pk, 1)]
    prises(ici, *lundis(1), jusqu_au=MAINTENANT + timedelta(hours=1))
    assert trouver() == [(ici.pk, 0)]


def test_une_partie_prise_prend_le_tout():
    ecole = etablissement()
    parties = [espace(ecole), espace(ecole)]
    entier, moitie, autre = (salle(ecole, espaces=murs) for murs in (parties, parties[:1], parties[1:]))
    prises(moitie, *lundis(1))
    assert trouver() == [(autre.pk, 1), (entier.pk, 0), (moitie.pk, 0)]


def test_deux_creneaux_bout_a_bout_ne_se_genent_pas():
    ici = salle()
    prises(ici, local("17:30", "18:00"), local("20:00", "22:00"))
    assert trouver() == [(ici.pk, 1)]


@pytest.mark.parametrize(("debut", "fin"), [("17:00", "17:45"), ("20:15", "21:00")])
@pytest.mark.parametrize(("leve", "pour_elle"), [(True, 1), (False, 0)])
def test_le_tampon_compte_des_deux_cotes_et_cede_devant_l_association_la_ou_il_est_leve(debut, fin, leve, pour_elle):
    ecole = etablissement(collectivite=collectivite("dep-38", tampon_leve_pour_soi=leve))
    ici = salle(ecole, tampon=timedelta(minutes=30))
    prises(ici, local(debut, fin), groupe=-7)
    assert trouver() == [(ici.pk, 0)]
    elle, autre = (pour(Demandeur(association=association)) for association in (7, 8))
    assert trouver(qui_demande=elle) == [(ici.pk, pour_elle)]
    assert trouver(qui_demande=autre) == [(ici.pk, 0)]


def test_au_dela_du_quota_les_dates_suivantes_ne_sont_plus_libres():
    ici, prise = salle(), salle(etablissement("0380002B"))
    prises(prise, *lundis(1))
    cinq_heures = Quota(Periode.ANNEE, timedelta(hours=5), "Cinq heures par an.")
    elle = Demandeur(regles=(cinq_heures,), heures_deja={"2026-2027": timedelta(hours=1)})
    assert trouver(QUATRE_LUNDIS, qui_demande=pour(elle)) == [(ici.pk, 2), (prise.pk, 2)]
    trouvees = chercher(Recherche(souhait=QUATRE_LUNDIS, maintenant=MAINTENANT, qui_demande=pour(elle)))
    assert [resultat.libres for resultat in trouvees] == [0b0011, 0b0110]
    assert trouver(QUATRE_LUNDIS, qui_demande=pour(elle), complet=True) == []


def test_chaque_ecole_a_ses_quotas():
    large, etroite = salle(), salle(etablissement("0380002B"))

    def demandeurs(ecoles, jours):
        assert jours == {LUNDI + timedelta(weeks=n) for n in range(4)}
        serre = Quota(Periode.MOIS, timedelta(hours=2), "Deux heures par mois.")
        return {ecole: Demandeur(regles=(serre,) if ecole == etroite.etablissement_id else ()) for ecole in ecoles}

    # 16, 23 and 30 November, then 7 December
    assert trouver(QUATRE_LUNDIS, qui_demande=demandeurs) == [(large.pk, 4), (etroite.pk, 2)]


def test_une_fermeture_de_la_collectivite_se_lit_dans_les_semaines_de_chaque_ecole():
    semaines_a = dataclasses.replace(QUATRE_LUNDIS, repetition=Repetition.SEMAINE_A)
    impaire = salle(etablissement("0380001A", semaine_a_paire=False))  # LUNDI is in week 47
    paire = salle(etablissement("0380002B", semaine_a_paire=True))
    une_semaine = {"premier_jour": LUNDI + timedelta(weeks=1), "dernier_jour": LUNDI + timedelta(weeks=1)}
    Fermeture.objects.create(collectivite=paire.etablissement.collectivite, motif="Épreuves", **une_semaine)
    assert trouver(semaines_a) == [(impaire.pk, 2), (paire.pk, 1)]


def test_un_souhait_se_compte_dans_le_calendrier_de_chaque_ecole():
    JourFerie.objects.create(territoire=Territoire.GUYANE, jour=LUNDI + timedelta(weeks=1), nom="Jour d’essai")
    metropole = salle()
    guyane = salle(
        etablissement(
            "9730001N", fuseau="America/Cayenne", zone_vacances=Zone.GUYANE, territoire=Territoire.GUYANE, site=None
        )
    )
    resultats = {
        resultat.salle: resultat for resultat in chercher(Recherche(souhait=QUATRE_LUNDIS, maintenant=MAINTENANT))
    }
    assert [len(resultats[une.pk].dates.creneaux) for une in (metropole, guyane)] == [4, 3]
    assert [resultats[une.pk].creneaux_libres[0].debut.hour for une in (metropole, guyane)] == [17, 21]


def test_dix_huit_heures_reste_libre_de_part_et_d_autre_du_changement_d_heure():
    ici = salle(plages=[Plage(2, time(18), time(20))])
    mardis = Souhait(
        date(2026, 11, 17),
        time(18),
        time(20),
        date(2027, 6, 29),
        repetition=Repetition.HEBDOMADAIRE,
        vacances=Vacances.INCLURE,
    )
    assert trouver(mardis) == [(ici.pk, 33)]


def test_un_souhait_tout_entier_en_vacances_ne_trouve_rien_a_compter():
    JourFerie.objects.create(territoire=Territoire.METROPOLE, jour=LUNDI, nom="Jour d’essai")
    ici = salle()
    assert trouver() == [(ici.pk, 0)]
    assert trouver(complet=True) == []


@pytest.mark.parametrize("nombre", [1, 3])
@pytest.mark.parametrize("souhait", [UN_LUNDI, QUATRE_LUNDIS])
def test_chercher_coute_le_meme_nombre_de_requetes(nombre, souhait, django_assert_num_queries):
    for rang in range(nombre):
        prises(salle(etablissement(f"038000{rang}A"), delai_jours=rang), *lundis(1))
    chercher(Recherche(souhait=souhait, maintenant=MAINTENANT))  # the profiles are now decoded
    with django_assert_num_queries(5):
        chercher(Recherche(souhait=souhait, maintenant=MAINTENANT))

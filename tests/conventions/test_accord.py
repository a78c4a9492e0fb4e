"""The accord: dates held firm, rivals told, rules waived with a sentence, and what stops it."""

from datetime import timedelta

import pytest

from conventions.exceptions import (
    AucuneDate,
    CreneauEtranger,
    DerogationImpossible,
    DerogationManquante,
    SalleIndisponible,
    SansBaseLegale,
)
from conventions.models import Convention, Decision, Demande, Derogation
from conventions.services import accepter, poser_option
from etablissements.models import Etablissement
from salles.models import ExceptionSerie, Materiel, Occupation, Pret, Reservation, Salle, Serie
from salles.series import souhait_de
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi
from tests.personnages import association, collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, lundis, prises, salle

pytestmark = pytest.mark.django_db

UNE_SEMAINE = timedelta(weeks=1)
PLUS_TARD = MAINTENANT + timedelta(hours=1)


def accorder(demande: Demande, **champs) -> Demande:
    par = cheffe(dates(demande)[0].salle)
    return accepter(**{"demande": demande, "par": par, "maintenant": MAINTENANT, **champs})


def test_l_accord_tient_toutes_les_dates_et_ecrit_un_projet():
    ici = salle()
    demande = accorder(deposee(ici, le_lundi(3)), message="Bienvenue.")
    assert (demande.statut, demande.decidee_le, etats(demande)) == ("acceptee", MAINTENANT, ["accepte"] * 3)
    assert list(Reservation.objects.values_list("tenue", "nature")) == [("ferme", "association")] * 3
    assert Occupation.objects.count() == 3
    decision = Decision.objects.get()
    assert (decision.sens, decision.message, decision.qualite) == (
        "accord",
        "Bienvenue.",
        "cheffe ou chef d’établissement",
    )
    projet = Convention.objects.get(demande=demande)
    assert (projet.numero, projet.statut, projet.base_legale) == ("C-2026-38-000001", "redaction", "L213-2-2")
    assert (projet.premier_jour, projet.dernier_jour) == (LUNDI, LUNDI + 2 * UNE_SEMAINE)


def test_une_serie_accordee_devient_une_serie_de_la_salle():
    demande = accorder(deposee(salle(), le_lundi(3)))
    serie = Serie.objects.get(plage=None)
    assert {creneau.reservation.serie_id for creneau in dates(demande)} == {serie.pk}
    assert souhait_de(serie) == le_lundi(3)


def test_une_seule_date_ne_fait_pas_de_serie():
    accorder(deposee(salle(), le_lundi()))
    assert not Serie.objects.filter(plage=None).exists()


def test_les_dates_non_choisies_sont_refusees_et_quittent_la_serie():
    demande = deposee(salle(), le_lundi(4))
    un, deux, trois, _ = dates(demande)
    accorder(demande, creneaux=[un.pk, deux.pk, trois.pk])
    assert etats(demande) == ["accepte", "accepte", "accepte", "refuse"]
    assert list(ExceptionSerie.objects.values_list("jour", flat=True)) == [LUNDI + 3 * UNE_SEMAINE]


def test_sans_choix_les_dates_prises_restent_souhaitees():
    ici = salle()
    prises(ici, lundis(2)[1])
    demande = accorder(deposee(ici, le_lundi(3)))
    assert etats(demande) == ["accepte", "indisponible", "accepte"]


def test_le_prix_suit_le_tarif_de_la_salle_et_les_heures():
    demande = accorder(deposee(salle(tarif_horaire_euros="12.50"), le_lundi(3)))
    assert (demande.convention.montant_euros, demande.convention.motif_gratuite) == (75, "")


def test_la_gratuite_porte_son_motif_pour_qui_y_a_droit():
    ici = salle()
    gratuite = accorder(deposee(ici, le_lundi())).convention
    organisme = association(nature="organisme_formation")
    sans_motif = accorder(deposee(ici, le_lundi(debut="20:00", fin="21:00"), par=organisme)).convention
    assert gratuite.motif_gratuite == (
        "intérêt général, article L. 2125-1 du code général de la propriété des personnes publiques"
    )
    assert sans_motif.motif_gratuite == ""


# -- rivals ----------------------------------------------------------------------------


def test_l_accord_a_l_une_rend_la_date_indisponible_pour_l_autre():
    ici = salle()
    elle, autre = deposee(ici, le_lundi()), deposee(ici, le_lundi(2, debut="19:00", fin="21:00"))
    accorder(elle)
    assert etats(autre) == ["indisponible", "souhaite"]
    assert dates(autre)[0].raisons == ["occupee"]


def test_la_seconde_lit_quelles_dates_et_depuis_quand():
    ici = salle()
    elle, autre = deposee(ici, le_lundi()), deposee(ici, le_lundi())
    accorder(elle)
    with pytest.raises(SalleIndisponible) as refus:
        accorder(autre, creneaux=[dates(autre)[0].pk], maintenant=PLUS_TARD)
    [perdue] = refus.value.details["indisponibles"]
    assert (refus.value.statut_http, refus.value.code) == (409, "salle_indisponible")
    assert perdue["creneau"] == dates(autre)[0].pk
    assert perdue["depuis"] == MAINTENANT.isoformat()
    assert [raison["code"] for raison in perdue["raisons"]] == ["occupee"]
    assert "depuis le 9\xa0novembre 2026 à 9\xa0h\xa000" in refus.value.message
    assert Demande.objects.get(pk=autre.pk).statut == "soumise"


def test_l_accord_termine_l_option_de_la_meme_ecole():
    ici = salle()
    elle, autre = deposee(ici, le_lundi()), deposee(ici, le_lundi())
    poser_option(demande=autre, maintenant=MAINTENANT)
    accorder(elle)
    assert (etats(elle), etats(autre)) == (["accepte"], ["indisponible"])
    assert list(Reservation.objects.order_by("pk").values_list("tenue", flat=True)) == ["liberee", "ferme"]


def test_l_option_d_une_autre_ecole_du_site_ne_cede_pas():
    ecole = etablissement()
    tiers = espace(ecole)
    voisine = etablissement("0380039L", "Lycée voisin", site=ecole.site)
    ici, la = salle(ecole, espaces=[tiers]), salle(voisine, espaces=[tiers])
    poser_option(demande=deposee(la, le_lundi()), maintenant=MAINTENANT)
    elle = deposee(ici, le_lundi())
    with pytest.raises(SalleIndisponible):
        accorder(elle, creneaux=[dates(elle)[0].pk])


def test_une_option_morte_ne_gene_personne():
    ici = salle()
    elle, autre = deposee(ici, le_lundi()), deposee(ici, le_lundi())
    poser_option(demande=autre, maintenant=MAINTENANT - timedelta(days=16))
    accorder(elle)
    assert (etats(elle), etats(autre)) == (["accepte"], ["indisponible"])


def test_sa_propre_option_devient_ferme():
    demande = deposee(salle(), le_lundi(2))
    poser_option(demande=demande, maintenant=MAINTENANT)
    avant = [creneau.reservation_id for creneau in dates(demande)]
    accorder(demande, maintenant=PLUS_TARD)
    assert [creneau.reservation_id for creneau in dates(demande)] == avant
    assert set(Reservation.objects.values_list("tenue", "option_jusqu_au")) == {("ferme", None)}
    assert {creneau.reservation.serie_id for creneau in dates(demande)} == {Serie.objects.get(plage=None).pk}


def test_sa_propre_option_non_choisie_est_rendue():
    demande = deposee(salle(), le_lundi(2))
    poser_option(demande=demande, maintenant=MAINTENANT)
    accorder(demande, creneaux=[dates(demande)[0].pk])
    assert (etats(demande), Occupation.objects.count()) == (["accepte", "refuse"], 1)


# -- rules -----------------------------------------------------------------------------


def test_une_regle_souple_demande_une_phrase_puis_la_garde():
    demande = deposee(salle(duree_max=timedelta(hours=1)), le_lundi())
    with pytest.raises(DerogationManquante) as refus:
        accorder(demande, creneaux=[dates(demande)[0].pk])
    assert refus.value.details == {"regles": {"duree": "Durée hors des limites de la salle"}}
    accorder(demande, derogations={"duree": "Le spectacle de fin d’année dure deux heures."})
    assert list(Derogation.objects.values_list("code", "phrase")) == [
        ("duree", "Le spectacle de fin d’année dure deux heures.")
    ]
    assert (etats(demande), dates(demande)[0].raisons) == (["accepte"], ["duree"])


def test_sans_choix_on_dit_la_regle_a_lever_plutot_que_rien_n_est_libre():
    demande = deposee(salle(duree_max=timedelta(hours=1)), le_lundi(2))
    with pytest.raises(DerogationManquante):
        accorder(demande)
    accorder(demande, derogations={"duree": "Spectacle."})
    assert etats(demande) == ["accepte", "accepte"]


def test_une_phrase_devenue_inutile_n_est_pas_gardee_et_n_empeche_rien():
    demande = deposee(salle(), le_lundi())
    accorder(demande, derogations={"duree": "Pour rien."})
    assert (etats(demande), Derogation.objects.count()) == (["accepte"], 0)


@pytest.mark.parametrize("code", ["occupee", "passe", "gn6", "<script>", ""])
def test_une_regle_dure_ne_se_leve_pas(code):
    demande = deposee(salle(), le_lundi())
    with pytest.raises(DerogationImpossible):
        accorder(demande, derogations={code: "S’il vous plaît."})


def test_un_tampon_leve_raccourcit_celui_d_avant():
    ici = salle(tampon=timedelta(minutes=30))
    prises(ici, local("17:30", "19:45"))
    demande = deposee(ici, le_lundi(debut="20:00", fin="21:00"))
    assert dates(demande)[0].raisons == ["tampon"]
    accorder(demande, derogations={"tampon": "Les deux groupes s’entendent."})
    avant, apres = Occupation.objects.order_by("debut")
    assert (avant.fin_tampon, etats(demande)) == (apres.debut, ["accepte"])


def test_le_delai_se_juge_au_depot_et_non_a_la_decision():
    ici = salle()
    demande = deposee(ici, le_lundi(jour=LUNDI + 3 * UNE_SEMAINE))
    Salle.objects.filter(pk=ici.pk).update(delai_jours=20)
    accorder(demande, maintenant=MAINTENANT + 2 * UNE_SEMAINE)
    assert etats(demande) == ["accepte"]


def test_une_date_passee_ne_se_donne_plus():
    demande = deposee(salle(), le_lundi())
    with pytest.raises(SalleIndisponible):
        accorder(demande, maintenant=MAINTENANT + 2 * UNE_SEMAINE)
    assert etats(demande) == ["souhaite"]


def test_la_fermeture_de_la_collectivite_ne_cede_pas():
    demande = deposee(salle(), le_lundi())
    collectivite().fermetures.create(premier_jour=LUNDI, dernier_jour=LUNDI, motif="Élections")
    with pytest.raises(SalleIndisponible):
        accorder(demande, derogations={"fermeture": "Tant pis."})


def test_le_stock_ne_se_prete_pas_deux_fois():
    ici = salle()
    la = salle(ici.etablissement)
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=30)
    elle = deposee(ici, le_lundi(), materiel={chaises.pk: 20})
    autre = deposee(la, le_lundi(), materiel={chaises.pk: 11})
    accorder(elle)
    with pytest.raises(SalleIndisponible) as refus:
        accorder(autre)
    assert [raison["code"] for raison in refus.value.details["indisponibles"][0]["raisons"]] == ["materiel"]
    assert list(Pret.objects.values_list("materiel", "quantite")) == [(chaises.pk, 20)]


# -- wrong input -----------------------------------------------------------------------


def test_refuse_une_date_d_une_autre_demande():
    elle, autre = deposee(salle(), le_lundi()), deposee(salle(etablissement("0380039L", "Autre")), le_lundi())
    with pytest.raises(CreneauEtranger):
        accorder(elle, creneaux=[dates(autre)[0].pk])


def test_refuse_un_choix_vide():
    with pytest.raises(AucuneDate):
        accorder(deposee(salle()), creneaux=[])


def test_refuse_sans_base_legale():
    demande = deposee(salle())
    Etablissement.objects.update(secteur=Etablissement.Secteur.PRIVE)
    with pytest.raises(SansBaseLegale):
        accorder(demande)


def test_un_refus_ne_laisse_rien_derriere_lui():
    ici = salle()
    demande = deposee(ici, le_lundi(2))
    prises(ici, lundis(2)[1])
    avant = Reservation.objects.count()
    with pytest.raises(SalleIndisponible):
        accorder(demande)
    assert (etats(demande), Reservation.objects.count(), Decision.objects.count()) == (["souhaite"] * 2, avant, 0)
    assert not Convention.objects.exists()

"""Filing: one request a school, dates kept with their reasons, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from conventions.exceptions import (
    AucuneDate,
    CreneauPasse,
    DatesQuiSeRecouvrent,
    DejaDemandee,
    DemandeurNonAdmis,
    MandatManquant,
    MaterielHorsEcole,
    SalleNonPubliee,
    SansBaseLegale,
)
from conventions.models import CreneauDemande, Demande, Dossier, Numerotation, Souhait
from conventions.services import SouhaitDeSalle, deposer, retirer
from etablissements.models import Etablissement
from salles.models import Materiel, Salle
from salles.moteur import Repetition, TropDeDates, Vacances
from salles.moteur import Souhait as SouhaitDuMoteur
from tests.conventions.demandes_d_essai import MALIK, dates, deposee, etats, le_lundi, president, theatre
from tests.personnages import association, collectivite, etablissement, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, lundis, prises, salle

pytestmark = pytest.mark.django_db


def deposer_pour(*souhaits: SouhaitDeSalle, par=None, demandeur=None, **champs) -> Dossier:
    par = par or association()
    return deposer(
        association=par,
        demandeur=demandeur or president(par),
        souhaits=list(souhaits),
        activite=theatre(),
        **{"objet": "Répétitions.", "effectif": 12, "responsable": MALIK, "maintenant": MAINTENANT, **champs},
    )


def test_chaque_date_garde_ce_que_le_moteur_en_dit():
    ici = salle()
    prises(ici, lundis(2)[1])
    demande = deposee(ici, le_lundi(3))
    assert [(creneau.jour, creneau.etat, creneau.raisons) for creneau in dates(demande)] == [
        (LUNDI, "souhaite", []),
        (LUNDI + timedelta(weeks=1), "indisponible", ["occupee"]),
        (LUNDI + timedelta(weeks=2), "souhaite", []),
    ]


def test_le_souhait_reste_dans_ses_mots():
    demande = deposee(salle(), le_lundi(3), sans=[LUNDI])
    souhait = Souhait.objects.get(demande=demande)
    assert (souhait.repetition, souhait.jours, souhait.premier_jour) == ("hebdomadaire", [1], LUNDI)
    assert souhait.dates == [LUNDI + timedelta(weeks=1), LUNDI + timedelta(weeks=2)]
    assert [creneau.jour for creneau in dates(demande)] == souhait.dates


def test_un_dossier_fait_une_demande_par_ecole_et_partage_l_effectif():
    ici, la_bas = salle(), salle(etablissement("0380039L", "Autre collège"))
    dossier = deposer_pour(SouhaitDeSalle(ici, le_lundi()), SouhaitDeSalle(la_bas, le_lundi()))
    lues = dossier.demandes.order_by("pk").values_list("etablissement__uai", "effectif", "statut")
    assert list(lues) == [("0381780D", 12, "soumise"), ("0380039L", 12, "soumise")]


def test_deux_salles_d_une_ecole_font_une_seule_demande():
    ecole = etablissement()
    dossier = deposer_pour(SouhaitDeSalle(salle(ecole), le_lundi()), SouhaitDeSalle(salle(ecole), le_lundi()))
    assert dossier.demandes.get().creneaux.count() == 2


def test_les_numeros_se_suivent_par_annee_et_departement():
    isere, rhone = salle(), salle(etablissement("0690000A", "Collège du Rhône", departement="69"))
    numeros = [deposee(ici).numero for ici in (isere, isere, rhone)]
    assert numeros == ["2026-38-000001", "2026-38-000002", "2026-69-000001"]


def test_un_depot_refuse_rend_son_numero():
    ici = salle()
    with pytest.raises(ValidationError):
        deposee(ici, effectif=10**9)
    assert not Numerotation.objects.exists()
    assert deposee(ici).numero == "2026-38-000001"


def test_sans_les_vacances_la_serie_les_saute():
    souhait = SouhaitDuMoteur(
        premier_jour=LUNDI,
        heure_debut=le_lundi().heure_debut,
        heure_fin=le_lundi().heure_fin,
        dernier_jour=LUNDI + timedelta(weeks=2),
        repetition=Repetition.HEBDOMADAIRE,
        vacances=Vacances.EXCLURE,
    )
    assert etats(deposee(salle(), souhait)) == ["souhaite"] * 3


def test_le_minuit_qui_finit_la_journee_est_dans_la_journee():
    demande = deposee(salle(), le_lundi(debut="22:00", fin="00:00"))
    [creneau] = dates(demande)
    assert (creneau.jour, creneau.fin - creneau.debut) == (LUNDI, timedelta(hours=2))


def test_le_creneau_reste_a_dix_huit_heures_au_passage_a_l_heure_d_ete():
    mars = date(2027, 3, 22)
    demande = deposee(salle(), le_lundi(2, jour=mars))
    assert [creneau.debut.hour for creneau in dates(demande)] == [17, 16]  # UTC, before and after 28 March


def test_l_effectif_trop_grand_pour_la_salle_est_une_raison_pas_un_refus():
    demande = deposee(salle(effectif_max=30), effectif=31)
    assert [creneau.raisons for creneau in dates(demande)] == [["effectif"]]


# -- refused ---------------------------------------------------------------------------


def test_refuse_une_salle_qui_n_est_pas_publiee():
    ici = salle()
    Salle.objects.filter(pk=ici.pk).update(statut=Salle.Statut.RETIREE)
    with pytest.raises(SalleNonPubliee):
        deposee(ici)
    assert Dossier.objects.count() == 0


def test_refuse_qui_n_est_pas_membre():
    with pytest.raises(MandatManquant):
        deposer_pour(SouhaitDeSalle(salle(), le_lundi()), demandeur=personne())


def test_refuse_un_demandeur_que_la_collectivite_n_admet_pas():
    with pytest.raises(DemandeurNonAdmis):
        deposee(salle(), par=association(nature="autre"))


@pytest.mark.parametrize(
    "champs",
    [{"secteur": Etablissement.Secteur.PRIVE}, {"nature": Etablissement.Nature.LYCEE_AGRICOLE}],
    ids=["prive", "agricole"],
)
def test_refuse_une_ecole_sans_base_legale(champs):
    with pytest.raises(SansBaseLegale):
        deposee(salle(etablissement(**champs)))


def test_refuse_un_souhait_en_partie_passe():
    with pytest.raises(CreneauPasse):
        deposee(salle(), le_lundi(3, jour=LUNDI - timedelta(weeks=2)))


def test_refuse_un_souhait_dont_toutes_les_dates_sont_retirees():
    with pytest.raises(AucuneDate):
        deposee(salle(), le_lundi(), sans=[LUNDI])


def test_refuse_ses_propres_dates_qui_se_recouvrent_meme_par_une_partie():
    ecole = etablissement()
    tiers = espace(ecole)
    entier, partie = salle(ecole, espaces=[tiers, espace(ecole)]), salle(ecole, espaces=[tiers])
    with pytest.raises(DatesQuiSeRecouvrent):
        deposer_pour(SouhaitDeSalle(entier, le_lundi()), SouhaitDeSalle(partie, le_lundi(debut="19:00", fin="21:00")))
    assert Demande.objects.count() == 0


def test_accepte_ses_propres_dates_bout_a_bout():
    ici = salle()
    dossier = deposer_pour(
        SouhaitDeSalle(ici, le_lundi(debut="18:00", fin="20:00")),
        SouhaitDeSalle(ici, le_lundi(debut="20:00", fin="21:00")),
    )
    assert CreneauDemande.objects.filter(demande__dossier=dossier).count() == 2


def test_refuse_plus_de_quatre_cents_dates_en_tout():
    ici, la = salle(), salle(etablissement("0380039L", "Autre collège"))
    tous_les_jours = SouhaitDuMoteur(
        premier_jour=LUNDI,
        heure_debut=le_lundi().heure_debut,
        heure_fin=le_lundi().heure_fin,
        dernier_jour=LUNDI + timedelta(days=250),
        jours=frozenset(range(1, 8)),
        repetition=Repetition.HEBDOMADAIRE,
        vacances=Vacances.INCLURE,
    )
    with pytest.raises(TropDeDates):
        deposer_pour(SouhaitDeSalle(ici, tous_les_jours), SouhaitDeSalle(la, tous_les_jours))


@pytest.mark.parametrize("effectif", [0, 10**9])
def test_refuse_un_effectif_impossible_sans_rien_ecrire(effectif):
    with pytest.raises(ValidationError):
        deposee(salle(), effectif=effectif)
    assert (Dossier.objects.count(), Souhait.objects.count()) == (0, 0)


def test_le_materiel_d_une_autre_ecole_est_refuse():
    ailleurs = Materiel.objects.create(
        etablissement=etablissement("0380039L", "Autre collège", collectivite=collectivite()), nom="Chaises", quantite=9
    )
    with pytest.raises(MaterielHorsEcole):
        deposee(salle(), materiel={ailleurs.pk: 1})


def test_le_materiel_demande_en_trop_est_une_raison():
    ici = salle()
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=10)
    demande = deposee(ici, materiel={chaises.pk: 11})
    assert [creneau.raisons for creneau in dates(demande)] == [["materiel"]]
    assert list(demande.materiels.values_list("materiel", "quantite")) == [(chaises.pk, 11)]


def test_l_heure_est_celle_de_l_ecole():
    ailleurs = etablissement("9740001A", "Collège de La Réunion", fuseau="Indian/Reunion", departement="974")
    [creneau] = dates(deposee(salle(ailleurs)))
    assert creneau.debut.hour == 14  # 18:00 in Saint-Denis is 14:00 UTC
    assert local("18:00", "20:00").debut.hour == 17  # and 17:00 UTC in Paris


# -- Not twice ---------------------------------------------------------------------------


def test_la_meme_date_ne_se_demande_pas_deux_fois():
    ici, club = salle(), association()
    premiere = deposee(ici, le_lundi(2), par=club)
    with pytest.raises(DejaDemandee, match=f"2 de ces dates sont déjà dans votre demande {premiere.numero}"):
        deposee(ici, le_lundi(4), par=club)
    assert Demande.objects.count() == 1


def test_une_date_retiree_se_redemande():
    ici, club = salle(), association()
    retirer(demande=deposee(ici, le_lundi(), par=club), maintenant=MAINTENANT)
    assert etats(deposee(ici, le_lundi(), par=club)) == ["souhaite"]


def test_une_autre_salle_une_autre_heure_ou_un_autre_demandeur_ne_genent_pas():
    ecole, club = etablissement(), association()
    ici = salle(ecole)
    deposee(ici, le_lundi(), par=club)
    deposee(salle(ecole), le_lundi(), par=club)
    deposee(ici, le_lundi(debut="20:00", fin="21:00"), par=club)
    deposee(ici, le_lundi())
    assert Demande.objects.count() == 4

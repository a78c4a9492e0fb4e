"""The hours of an association: what counts, where a limit is set, who may go beyond it."""

from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from associations.models import Association
from conventions.exceptions import DerogationManquante
from conventions.jugement import creneau_du_moteur
from conventions.models import Demande, Derogation
from conventions.quotas import demandeur_de, qui_demande
from conventions.services import accepter, annuler_decision, deposer, liberer_date, poser_option
from conventions.services.depot import SouhaitDeSalle
from etablissements.models import Etablissement
from salles.disponibilites import contexte, expliquer_serie
from salles.models import Occupation, Salle
from salles.moteur import Periode
from salles.recherche import Recherche, chercher
from tests.conventions.demandes_d_essai import MALIK, cheffe, dates, deposee, etats, le_lundi, president, theatre
from tests.defaire import tout_defaire
from tests.personnages import association, collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, salle

pytestmark = pytest.mark.django_db

SEPT_HEURES = timedelta(hours=7)
TROIS_ACCORDEES = ["accepte"] * 3 + ["indisponible"]


def limiter(lieu, **quotas) -> None:
    """Set limits, in hours, on a school or an authority."""
    type(lieu).objects.filter(pk=lieu.pk).update(
        **{f"quota_{periode}": heures and timedelta(hours=heures) for periode, heures in quotas.items()}
    )


@pytest.fixture
def ici() -> Salle:
    return salle()


@pytest.fixture
def club() -> Association:
    return association()


def accorder(demande: Demande, **choix) -> Demande:
    par = cheffe(demande.creneaux.first().salle)
    return accepter(demande=demande, par=par, maintenant=MAINTENANT, **choix)


def raisons(demande: Demande) -> list[list[str]]:
    return [creneau.raisons for creneau in dates(demande)]


def deja(club: Association, ecole: Etablissement) -> dict[str, timedelta]:
    """Return the hours that count for this school, as the engine gets them."""
    ecole = Etablissement.objects.select_related("collectivite").get(pk=ecole.pk)
    return dict(demandeur_de(club, ecole, {LUNDI}, maintenant=MAINTENANT).heures_deja)


def test_sans_quota_rien_n_est_compte(ici, club, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert demandeur_de(club, ici.etablissement, {LUNDI}, maintenant=MAINTENANT).regles == ()


def test_le_depot_dit_le_quota_sans_refuser(ici, club):
    limiter(ici.etablissement.collectivite, annee=7)
    demande = deposee(ici, le_lundi(4), par=club)
    assert (etats(demande), raisons(demande)) == (["souhaite"] * 3 + ["indisponible"], [[], [], [], ["quota"]])


def test_l_accord_s_arrete_au_quota_et_garde_le_reste_souhaite(ici, club):
    limiter(ici.etablissement.collectivite, annee=7)
    demande = accorder(deposee(ici, le_lundi(4), par=club))
    assert (etats(demande), raisons(demande)) == (TROIS_ACCORDEES, [[], [], [], ["quota"]])


def test_la_cheffe_leve_le_quota_par_une_phrase_qui_reste(ici, club):
    limiter(ici.etablissement.collectivite, annee=7)
    demande = accorder(deposee(ici, le_lundi(4), par=club), derogations={"quota": "Seule compagnie de la commune."})
    assert etats(demande) == ["accepte"] * 4
    assert list(Derogation.objects.values_list("code", "phrase")) == [("quota", "Seule compagnie de la commune.")]


def test_choisir_d_autres_dates_ne_demande_pas_de_phrase_tant_que_le_quota_suffit(ici, club):
    """The first dates that would fill the quota are not those that the head gives."""
    limiter(ici.etablissement.collectivite, annee=4)
    demande = deposee(ici, le_lundi(4), par=club)
    accorder(demande, creneaux=[creneau.pk for creneau in dates(demande)[2:]])
    assert etats(demande) == ["indisponible", "indisponible", "accepte", "accepte"]
    assert raisons(demande) == [["quota"], ["quota"], [], []]


def test_une_date_qu_une_autre_regle_retient_compte_quand_elle_est_donnee(club):
    """Both rules must be waived: the hours that `duree` held back are taken all the same."""
    ici = salle(duree_max=timedelta(hours=1))
    limiter(ici.etablissement.collectivite, annee=3)
    demande = deposee(ici, le_lundi(2), par=club)
    toutes = [creneau.pk for creneau in dates(demande)]
    with pytest.raises(DerogationManquante) as refus:
        accorder(demande, creneaux=toutes, derogations={"duree": "Un spectacle."})
    assert refus.value.details["regles"] == {"quota": "Quota d’heures atteint"}
    accorder(demande, creneaux=toutes, derogations={"duree": "Un spectacle.", "quota": "Le même spectacle."})
    assert etats(demande) == ["accepte", "accepte"]


def test_les_heures_de_toutes_les_salles_d_une_demande_s_ajoutent(ici, club):
    autre = salle(ici.etablissement)
    limiter(ici.etablissement.collectivite, semaine=2)
    dossier = deposer(
        association=club,
        demandeur=president(club),
        souhaits=[SouhaitDeSalle(ici, le_lundi(2)), SouhaitDeSalle(autre, le_lundi(1))],
        activite=theatre(),
        objet="Répétitions.",
        effectif=12,
        responsable=MALIK,
        maintenant=MAINTENANT,
    )
    demande = dossier.demandes.get()
    assert raisons(demande) == [[], ["quota"], []]
    accorder(demande)
    assert etats(demande) == ["accepte", "indisponible", "accepte"]


def test_la_limite_de_la_collectivite_compte_toutes_ses_ecoles_et_celle_d_une_ecole_les_siennes(club):
    isere, bretagne = collectivite(), collectivite("reg-53")
    une, deux = salle(etablissement()), salle(etablissement("0382099A"))
    ailleurs = salle(etablissement("0352480A", collectivite=bretagne, departement="35"))
    limiter(isere, annee=60, mois=20)
    limiter(deux.etablissement, annee=30)
    limiter(bretagne, annee=60)
    for ici, fois in ((une, 1), (deux, 2), (ailleurs, 3)):
        accorder(deposee(ici, le_lundi(fois), par=club))
    quatre_h, six_h = timedelta(hours=4), timedelta(hours=6)
    assert deja(club, une.etablissement) == {"2026-2027": six_h, "2026-11": six_h}
    assert deja(club, deux.etablissement) == {"2026-2027": quatre_h, "2026-11": six_h}
    assert deja(club, ailleurs.etablissement) == {"2026-2027": six_h}
    assert deja(association(), une.etablissement) == {}


def test_ce_que_pose_l_ecole_l_emporte_sur_la_collectivite(ici, club):
    limiter(ici.etablissement.collectivite, annee=2)
    limiter(ici.etablissement, annee=7)
    demande = accorder(deposee(ici, le_lundi(4), par=club))
    assert etats(demande) == TROIS_ACCORDEES


def test_ce_qui_est_rendu_ou_annule_ne_compte_plus(ici, club):
    limiter(ici.etablissement.collectivite, annee=60)
    demande = accorder(deposee(ici, le_lundi(4), par=club))
    assert deja(club, ici.etablissement) == {"2026-2027": timedelta(hours=8)}
    liberer_date(creneau=dates(demande)[0], maintenant=MAINTENANT)
    assert deja(club, ici.etablissement) == {"2026-2027": timedelta(hours=6)}
    autre = accorder(deposee(ici, le_lundi(1), par=club))
    annuler_decision(demande=autre, par=cheffe(ici), maintenant=MAINTENANT)
    assert deja(club, ici.etablissement) == {"2026-2027": timedelta(hours=6)}


def test_une_option_compte_tant_qu_elle_vit_et_son_accord_ne_la_compte_pas_deux_fois(ici, club):
    limiter(ici.etablissement.collectivite, annee=7)
    demande = poser_option(demande=deposee(ici, le_lundi(3), par=club), maintenant=MAINTENANT)
    assert deja(club, ici.etablissement) == {"2026-2027": timedelta(hours=6)}
    plus_tard = MAINTENANT + timedelta(days=15)
    ecole = demande.etablissement
    assert demandeur_de(club, ecole, {LUNDI}, maintenant=plus_tard).heures_deja == {}
    accorder(demande)
    assert etats(demande) == ["accepte"] * 3


def test_une_option_ne_leve_pas_le_quota(ici, club):
    limiter(ici.etablissement.collectivite, annee=3)
    demande = deposee(ici, le_lundi(2), par=club)
    with pytest.raises(DerogationManquante):
        poser_option(demande=demande, creneaux=[creneau.pk for creneau in dates(demande)], maintenant=MAINTENANT)
    poser_option(demande=demande, maintenant=MAINTENANT)
    assert etats(demande) == ["option", "indisponible"]


def test_un_repentir_ne_rend_pas_une_option_que_le_quota_refuse_desormais(club):
    """While the head hesitated, another school gave the hours that the option held."""
    ici, ailleurs = salle(), salle(etablissement("0382099A"))
    limiter(ici.etablissement.collectivite, annee=2)
    tenue = poser_option(demande=deposee(ici, par=club), maintenant=MAINTENANT)
    rivale = accorder(deposee(ici))
    accorder(deposee(ailleurs, par=club))
    annuler_decision(demande=rivale, par=cheffe(ici), maintenant=MAINTENANT)
    assert (etats(tenue), Occupation.objects.count()) == (["souhaite"], 1)


def test_recherche_depot_et_accord_s_arretent_aux_memes_dates(ici, club):
    autre = salle(etablissement("0382099A"))
    limiter(ici.etablissement.collectivite, mois=6)
    limiter(autre.etablissement, semaine=1)
    accorder(deposee(ici, le_lundi(1, "20:00", "21:00"), par=club))
    trouvees = {
        resultat.salle: resultat.libres
        for resultat in chercher(
            Recherche(souhait=le_lundi(5), maintenant=MAINTENANT, qui_demande=qui_demande(club, maintenant=MAINTENANT))
        )
    }
    # three Mondays of November, of which two fit into the five hours left, then two of December
    assert trouvees == {ici.pk: 0b11011, autre.pk: 0}
    demande = deposee(ici, le_lundi(5), par=club)
    assert raisons(demande) == [[], [], ["quota"], [], []]
    accorder(demande)
    assert etats(demande) == ["accepte", "accepte", "indisponible", "accepte", "accepte"]


HEURES = st.sampled_from([None, None, 1, 3, 5, 8])
DEJA = st.sampled_from([0, 0, 1, 2, 3])


@pytest.mark.hypothesis
def test_recherche_explication_depot_et_accord_disent_toujours_les_memes_dates():
    """Whatever the limits and the hours held: who holds so many in two schools, each example finds as they were."""
    ecoles = [etablissement(uai) for uai in ("0380001A", "0380002B")]
    lieux = [*ecoles, ecoles[0].collectivite]

    @cache
    def qui_tient(*fois: int) -> tuple[Association, list[Salle]]:
        """Return an association that holds so many hours in a room of each school."""
        club, salles = association(), [salle(ecole) for ecole in ecoles]
        for une, combien in zip(salles, fois, strict=True):
            if combien:
                accorder(deposee(une, le_lundi(combien, "20:00", "21:00"), par=club))
        return club, salles

    @given(deja=st.tuples(DEJA, DEJA), fois=st.integers(1, 5), donnees=st.data())
    def dire_toujours_les_memes(deja, fois, donnees):
        club, salles = qui_tient(*deja)
        with tout_defaire():
            for lieu in lieux:
                limiter(lieu, **{periode: donnees.draw(HEURES) for periode in Periode})
            _comparer(club, donnees.draw(st.sampled_from(salles)), fois)

    dire_toujours_les_memes()


def _comparer(club: Association, une: Salle, fois: int) -> None:
    """Ask for one room in the four ways."""
    qui = qui_demande(club, maintenant=MAINTENANT)
    trouvees = {
        resultat.salle: resultat.creneaux_libres
        for resultat in chercher(Recherche(souhait=le_lundi(fois), maintenant=MAINTENANT, qui_demande=qui))
    }
    [demandeur] = qui([une.etablissement_id], {LUNDI + timedelta(weeks=n) for n in range(fois)}).values()
    explications = expliquer_serie(une, lundis(fois), contexte(maintenant=MAINTENANT), demandeur)
    libres = [explication.creneau for explication in explications if explication.libre]
    demande = deposee(une, le_lundi(fois), par=club)
    deposees = [creneau_du_moteur(creneau) for creneau in dates(demande) if not creneau.raisons]
    if deposees:
        accorder(demande)
    accordees = [creneau_du_moteur(creneau) for creneau in dates(demande) if creneau.etat == "accepte"]
    assert trouvees[une.pk] == libres == deposees == accordees


@pytest.mark.parametrize("nombre", [1, 3])
def test_compter_coute_une_requete_par_association_et_deux_pour_une_recherche(nombre, club, django_assert_num_queries):
    ecoles = [etablissement(f"038000{rang}A") for rang in range(nombre)]
    limiter(collectivite(), annee=60)
    for ecole in ecoles:
        accorder(deposee(salle(ecole), par=club))
    with django_assert_num_queries(2):
        demandeurs = qui_demande(club, maintenant=MAINTENANT)([ecole.pk for ecole in ecoles], {LUNDI})
    assert {demandeur.heures_deja["2026-2027"] for demandeur in demandeurs.values()} == {timedelta(hours=2 * nombre)}


@pytest.mark.parametrize(
    ("lieu", "phrase"),
    [
        (
            "collectivite",
            "La collectivité limite chaque association à 7\xa0h par année scolaire, tous ses établissements ensemble.",
        ),
        ("ecole", "L’établissement limite chaque association à 7\xa0h par année scolaire."),
    ],
)
def test_la_regle_dit_qui_la_pose(ici, club, lieu, phrase):
    limiter(ici.etablissement if lieu == "ecole" else ici.etablissement.collectivite, annee=7)
    ecole = Etablissement.objects.select_related("collectivite").get()
    [quota] = demandeur_de(club, ecole, {LUNDI}, maintenant=MAINTENANT).regles
    assert (quota.periode, quota.plafond, quota.regle) == (Periode.ANNEE, SEPT_HEURES, phrase)

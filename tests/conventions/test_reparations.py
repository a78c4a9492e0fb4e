"""A filed request whose dates are not all free: what is proposed, what one click files, what is said of the rest."""

from datetime import time, timedelta

import pytest

from conventions.exceptions import MandatManquant, PropositionPerimee, TransitionImpossible
from conventions.lecture.reparations import lire_manques
from conventions.manques import voeux_de
from conventions.models import Demande
from conventions.propositions import Ligne, Proposition, proposer
from conventions.services import accepter, replacer, retirer
from etablissements.models import Site
from salles.models import Materiel, Salle
from salles.moteur.reparation import Strategie
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.pages import en_clair
from tests.personnages import association, collectivite, etablissement, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db
LUNDIS = [LUNDI + timedelta(weeks=n) for n in range(4)]
PEU, PRES, ADRESSE = Strategie.MOINS_DE_CHANGEMENTS, Strategie.AU_PLUS_PRES, Strategie.UNE_SEULE_ADRESSE


@pytest.fixture
def ici() -> Salle:
    return salle(nom="Gymnase", type="gymnase")


def voisine(degres: float = 0.1, **champs) -> Salle:
    """Return a gym of another school, so many degrees of longitude away: 0.1 is 7.8 km."""
    site = Site.objects.create(nom="Autre site", latitude=45.36, longitude=5.59 + degres)
    ecole = etablissement("0382099A", "Collège Plan Menu", site=site, **champs)
    return salle(ecole, nom="Gymnase", type="gymnase")


def manquer(ici: Salle, fois: int = 4, perdues: slice = slice(2, 4), **champs) -> Demande:
    """File for so many Mondays of which some are taken all evening."""
    prises(ici, *lundis(fois, "17:30", "22:00")[perdues])
    return deposee(ici, le_lundi(fois), **champs)


def propositions(demande: Demande, rayon_km: float = 15) -> dict[Strategie, Proposition]:
    [voeu] = voeux_de(demande, MAINTENANT)
    return {proposition.strategie: proposition for proposition in proposer(voeu, rayon_km)}


def placer(demande: Demande, proposition: Proposition, maintenant=MAINTENANT):
    return replacer(
        demande=demande,
        demandeur=president(demande.association),
        lignes=proposition.lignes,
        maintenant=maintenant,
    )


def ou(proposition: Proposition) -> list[tuple]:
    return [(ligne.salle, ligne.debut.hour, ligne.jours) for ligne in proposition.lignes]


# -- What is proposed ----------------------------------------------------------------------------


def test_les_dates_manquantes_vont_a_la_salle_equivalente_la_plus_proche(ici):
    la_bas = voisine()
    demande = manquer(ici)
    assert {strategie: ou(proposition) for strategie, proposition in propositions(demande).items()} == {
        ADRESSE: [(la_bas, 18, tuple(LUNDIS))],
        PEU: [(la_bas, 18, tuple(LUNDIS[2:]))],
        PRES: [(la_bas, 18, tuple(LUNDIS[2:]))],
    }
    assert propositions(demande, rayon_km=5) == {}


def test_une_demande_dont_toutes_les_dates_sont_libres_ne_manque_de_rien(ici):
    assert voeux_de(deposee(ici, le_lundi(4)), MAINTENANT) == []


def test_une_date_prise_depuis_le_depot_manque_aussi(ici):
    demande = deposee(ici, le_lundi(2))
    prises(ici, lundis(2)[1])
    [voeu] = voeux_de(demande, MAINTENANT)
    assert [(voulue.jour, voulue.debut) for voulue in voeu.manquantes] == [(LUNDIS[1], time(18))]


def test_une_date_passee_ne_manque_plus(ici):
    assert voeux_de(manquer(ici), MAINTENANT + timedelta(weeks=8)) == []


def test_une_demande_retiree_ne_cherche_plus_rien(ici):
    demande = manquer(ici)
    retirer(demande=demande, maintenant=MAINTENANT)
    assert voeux_de(Demande.objects.get(), MAINTENANT) == []


def test_apres_l_accord_seules_les_dates_laissees_de_cote_sont_a_placer(ici):
    voisine()
    demande = manquer(ici)
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    demande.refresh_from_db()
    assert {proposition.gardees for proposition in propositions(demande).values()} == {0}
    assert {tuple(LUNDIS[2:])} == {jours for _, _, jours in ou(propositions(demande)[PEU])}
    assert ADRESSE not in propositions(demande)  # the dates that were given stay where they are


def test_une_ecole_qui_n_admet_pas_ce_demandeur_n_est_pas_proposee(ici):
    voisine(collectivite=collectivite("dep-26", natures_admises=["collectivite"]))
    assert propositions(manquer(ici)) == {}


def test_un_lycee_agricole_sans_base_legale_n_est_pas_propose(ici):
    voisine(nature="lycee_agricole")
    assert propositions(manquer(ici)) == {}


def test_le_materiel_emprunte_reste_dans_son_ecole(ici):
    """Chairs that are all lent that evening keep the dates from any room of the school, not from another school."""
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=10)
    salle(ici.etablissement, nom="Autre gymnase", type="gymnase")
    la_bas = voisine()
    une = deposee(salle(ici.etablissement), le_lundi(4), materiel={chaises.pk: 10})
    accepter(demande=une, par=cheffe(ici), maintenant=MAINTENANT)
    demande = deposee(ici, le_lundi(4), materiel={chaises.pk: 1})
    assert [salle for salle, _, _ in ou(propositions(demande)[PEU])] == [la_bas]


def test_un_quota_epuise_ailleurs_ne_propose_rien_la_bas(ici):
    voisine(collectivite=collectivite("dep-26", quota_mois=timedelta(hours=1)))
    assert propositions(manquer(ici)) == {}


# -- What one click files ------------------------------------------------------------------------


def test_un_clic_depose_une_demande_dans_le_meme_dossier_et_garde_le_premier_souhait(ici):
    la_bas = voisine()
    demande = manquer(ici)
    [neuve] = placer(demande, propositions(demande)[PEU]).demandes
    assert (neuve.dossier, neuve.etablissement, neuve.objet) == (demande.dossier, la_bas.etablissement, demande.objet)
    assert [(date.jour, date.etat) for date in dates(neuve)] == [(LUNDIS[2], "souhaite"), (LUNDIS[3], "souhaite")]
    assert neuve.souhaits.get().remplace == demande.souhaits.get()
    assert etats(demande) == ["souhaite", "souhaite", "indisponible", "indisponible"]
    assert voeux_de(demande, MAINTENANT) == []


def test_des_dates_dans_deux_ecoles_font_une_demande_par_ecole(ici):
    la_bas = voisine()
    prises(la_bas, lundis(4, "17:30", "22:00")[3])
    a_cote = salle(ici.etablissement, nom="Petit gymnase", type="gymnase")
    prises(a_cote, lundis(4, "17:30", "22:00")[2])
    demande = manquer(ici)
    remplacement = placer(demande, propositions(demande)[PEU])
    assert [une.etablissement for une in remplacement.demandes] == [ici.etablissement, la_bas.etablissement]
    assert demande.dossier.demandes.count() == 3


def test_une_place_prise_entre_temps_n_est_pas_demandee_et_c_est_dit(ici):
    la_bas = voisine()
    demande = manquer(ici)
    proposition = propositions(demande)[PEU]
    prises(la_bas, lundis(4)[2])
    remplacement = placer(demande, proposition)
    assert remplacement.perdues == [LUNDIS[2]]
    assert [date.jour for date in dates(remplacement.demandes[0])] == [LUNDIS[3]]


def test_tout_pris_entre_temps_ne_depose_rien(ici):
    la_bas = voisine()
    demande = manquer(ici)
    proposition = propositions(demande)[PEU]
    prises(la_bas, *lundis(4)[2:])
    with pytest.raises(PropositionPerimee):
        placer(demande, proposition)
    assert Demande.objects.count() == 1


def test_le_meme_clic_deux_fois_ne_depose_qu_une_fois(ici):
    voisine()
    demande = manquer(ici)
    proposition = propositions(demande)[PEU]
    placer(demande, proposition)
    with pytest.raises(PropositionPerimee):
        placer(demande, proposition)
    assert Demande.objects.count() == 2


def test_une_remplacante_retiree_rend_sa_date_a_placer(ici):
    voisine()
    demande = manquer(ici)
    [neuve] = placer(demande, propositions(demande)[PEU]).demandes
    retirer(demande=neuve, maintenant=MAINTENANT)
    [voeu] = voeux_de(demande, MAINTENANT)
    assert [voulue.jour for voulue in voeu.manquantes] == LUNDIS[2:]


def test_une_ligne_qui_ne_remplace_rien_de_cette_demande_n_est_pas_deposee(ici):
    la_bas = voisine()
    demande = manquer(ici)
    for remplace in (None, 2**40):
        with pytest.raises(PropositionPerimee):
            replacer(
                demande=demande,
                demandeur=president(demande.association),
                lignes=[Ligne(la_bas, time(18), time(20), (LUNDIS[2],), remplace)],
                maintenant=MAINTENANT,
            )


def test_on_ne_place_pas_les_dates_d_une_autre_association(ici):
    voisine()
    demande = manquer(ici)
    lignes = propositions(demande)[PEU].lignes
    with pytest.raises(MandatManquant):
        replacer(demande=demande, demandeur=personne(), lignes=lignes, maintenant=MAINTENANT)
    retirer(demande=demande, maintenant=MAINTENANT)
    with pytest.raises(TransitionImpossible):
        replacer(demande=demande, demandeur=president(demande.association), lignes=lignes, maintenant=MAINTENANT)


def test_ce_que_l_association_demande_deja_ailleurs_n_est_pas_propose(ici):
    compagnie = association()
    la_bas = voisine()
    deposee(la_bas, le_lundi(4), par=compagnie)
    demande = manquer(ici, par=compagnie)
    assert ou(propositions(demande)[PEU]) == [(la_bas, 20, tuple(LUNDIS[2:]))]


# -- What people read ----------------------------------------------------------------------------


def lire(demande: Demande, rayon_km: float = 15):
    [manque] = lire_manques(voeux_de(demande, MAINTENANT), rayon_km)
    return manque


def nues(*textes: str) -> list[str]:
    """Write narrow no-break spaces as plain ones."""
    return [en_clair(texte) for texte in textes]


def test_les_propositions_sont_des_phrases_et_deux_pareilles_se_disent_une_fois(ici):
    voisine()
    manque = lire(manquer(ici))
    assert nues(manque.titre, manque.introduction) == [
        "2 dates ne sont pas libres",
        "Voici deux façons de les placer. Les distances partent de cette salle.",
    ]
    assert [nues(lue.titre, lue.phrase, lue.acte) for lue in manque.propositions] == [
        [
            "Le moins de changements",
            "Les 2 dates manquantes, au gymnase du collège Plan Menu, à 7,8 km, mêmes heures.",
            "Placer ces dates",
        ],
        [
            "Tout à la même adresse",
            "Vos 4 dates, au gymnase du collège Plan Menu, à 7,8 km, mêmes heures.",
            "Tout déplacer",
        ],
    ]


def test_une_autre_heure_dans_la_meme_salle_se_lit(ici):
    prises(ici, lundis(2)[1])
    manque = lire(deposee(ici, le_lundi(2)))
    assert nues(manque.titre, manque.propositions[0].phrase, manque.propositions[0].acte) == [
        "Le 23 novembre n’est pas libre",
        "La date manquante, dans la même salle, de 20 h à 22 h.",
        "Placer la date",
    ]


def test_plusieurs_lieux_se_lisent_ligne_a_ligne_avec_ce_qui_reste(ici):
    a_cote = salle(ici.etablissement, nom="Petit gymnase", type="gymnase")
    cdi = salle(ici.etablissement, nom="Gymnase bas", type="gymnase")
    prises(a_cote, *lundis(4, "17:30", "22:00")[2:])
    prises(cdi, lundis(4, "17:30", "22:00")[1], lundis(4, "17:30", "22:00")[3])
    [proposition, *_] = lire(manquer(ici, perdues=slice(1, 4))).propositions
    assert nues(proposition.phrase, *proposition.details) == [
        "Les 2 dates manquantes, même établissement, dans 2 salles. Le 7 décembre reste souhaité.",
        "Le 23 novembre : en « Petit gymnase », même établissement, mêmes heures.",
        "Le 30 novembre : au gymnase bas, même établissement, mêmes heures.",
    ]


def test_une_salle_liberee_apres_l_accord_se_propose_d_abord(ici):
    [_, perdue] = prises(ici, *lundis(4, "17:30", "22:00")[2:])
    demande = deposee(ici, le_lundi(4))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    perdue.occupations.all().delete()
    demande.refresh_from_db()
    assert nues(lire(demande).propositions[0].phrase) == [
        "Le 7 décembre, dans la même salle, qui s’est libérée. Le 30 novembre reste souhaité."
    ]


def test_rien_ne_convient_et_l_on_peut_elargir(ici):
    manque = lire(manquer(ici))
    assert (nues(manque.rien), manque.elargir_km) == (["Aucune autre salle ne convient dans 15 km."], 30)
    assert lire(Demande.objects.get(), 60).elargir_km is None


# -- Queries -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fois", [4, 8])
def test_le_nombre_de_requetes_ne_depend_pas_des_dates(ici, fois, django_assert_num_queries):
    voisine()
    demande = manquer(ici, fois)
    lire(demande)  # profiles are read once in the life of a process
    with django_assert_num_queries(26):
        lire(demande)

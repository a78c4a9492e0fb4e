"""Rules at three levels: which value applies and who set it, and what a change touches, read before it is saved."""

from datetime import time, timedelta

import pytest

from salles.models import Reservation, Salle
from salles.moteur import Repetition, Souhait
from salles.regles import regle, regles_de
from salles.services.implications import AConfirmer
from salles.services.regles import DureesInversees, regler, surcharges
from salles.services.usages import saisir_usage
from tests.personnages import collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, prises, salle

pytestmark = pytest.mark.django_db
E = "\N{NO-BREAK SPACE}"
DEMI_HEURE, HEURE = timedelta(minutes=30), timedelta(hours=1)
SERREES = "Resteront plus serrées que le nouveau temps entre deux occupations"


def implique(niveau, **regles) -> dict[str, list[str]]:
    """Return what the change of these rules would ask to be read, nothing when it asks for nothing."""
    try:
        regler(niveau=niveau, maintenant=MAINTENANT, vu="", **regles)
    except AConfirmer as question:
        return question.details["implications"]
    return {}


# -- Which rule applies ----------------------------------------------------------------


def test_la_regle_est_celle_de_la_salle_sinon_de_l_ecole_sinon_de_la_collectivite():
    ici = salle()
    ecole, autorite = ici.etablissement, ici.etablissement.collectivite
    lues = [regle(ici, "delai_jours")]
    for niveau, jours in ((autorite, 20), (ecole, 10), (ici, 5)):
        regler(niveau=niveau, delai_jours=jours, maintenant=MAINTENANT)
        ici = Salle.objects.select_related("etablissement__collectivite").get(pk=ici.pk)
        lues.append(regle(ici, "delai_jours"))
    assert lues == [(0, autorite), (20, autorite), (10, ecole), (5, ici)]
    assert regle(ici.etablissement, "delai_jours") == (10, ecole)
    assert regle(autorite, "horizon_jours") == (400, autorite)


def test_une_regle_propre_l_emporte_puis_se_rend():
    ici = regler(niveau=salle(), delai_jours=15, maintenant=MAINTENANT)
    assert regles_de(ici).delai_jours == 15
    assert regles_de(regler(niveau=ici, delai_jours=None, maintenant=MAINTENANT)).delai_jours == 0


@pytest.mark.parametrize("niveau", ["salle", "école", "collectivité"])
def test_une_regle_changee_change_le_profil_des_salles_qui_la_suivent_et_d_elles_seules(niveau):
    suit = salle()
    propre = salle(suit.etablissement, tampon=timedelta(minutes=20))
    ailleurs = salle(etablissement("0350001A", "Ailleurs", collectivite=collectivite("dep-35")))
    ou = {"salle": suit, "école": suit.etablissement, "collectivité": suit.etablissement.collectivite}[niveau]
    avant = dict(Salle.objects.values_list("pk", "profil"))
    regler(niveau=ou, tampon=DEMI_HEURE, maintenant=MAINTENANT)
    apres = dict(Salle.objects.values_list("pk", "profil"))
    assert {pk for pk in avant if avant[pk] != apres[pk]} == {suit.pk}
    assert {propre.pk, ailleurs.pk} == avant.keys() - {suit.pk}


def test_refuse_une_duree_minimale_au_dessus_de_la_maximale_heritee():
    ici = salle()
    regler(niveau=ici.etablissement, duree_max=HEURE, maintenant=MAINTENANT)
    with pytest.raises(DureesInversees):
        regler(niveau=ici, duree_min=2 * HEURE, maintenant=MAINTENANT)


def test_les_regles_dites_autrement_plus_bas_se_comptent():
    ici = salle(tampon=DEMI_HEURE)
    salle(ici.etablissement, tampon=HEURE, pas=DEMI_HEURE)
    regler(niveau=ici.etablissement, delai_jours=3, maintenant=MAINTENANT)
    comptes = {
        nom: [(nombre, modele.__name__) for nombre, modele in siennes]
        for nom, siennes in surcharges(ici.etablissement.collectivite).items()
        if siennes
    }
    assert comptes == {"tampon": [(2, "Salle")], "delai_jours": [(1, "Etablissement")], "pas": [(1, "Salle")]}


# -- A longer buffer -------------------------------------------------------------------


def test_un_tampon_plus_long_liste_ce_qui_est_plus_serre_et_n_y_touche_pas():
    ici = salle(nom="Gymnase")
    une, suivante, _ = prises(ici, local("18:00", "19:00"), local("19:15", "20:00"), local("20:30", "21:00"))
    Reservation.objects.filter(pk=une.pk).update(libelle="Les Tréteaux")
    Reservation.objects.filter(pk=suivante.pk).update(libelle="La Chorale")
    attendu = {SERREES: [f"Gymnase, Les Tréteaux puis La Chorale : le lundi 16{E}nov. 2026."]}
    assert implique(ici, tampon=DEMI_HEURE) == attendu
    regler(niveau=ici, tampon=DEMI_HEURE, maintenant=MAINTENANT)
    assert set(une.occupations.values_list("fin_tampon", flat=True)) == {une.fin}
    # a new date follows the new rule, behind what keeps the buffer of its day
    ici = Salle.objects.select_related("etablissement__collectivite").get(pk=ici.pk)
    assert prises(ici, local("17:00", "17:45")) == [None]
    assert prises(ici, local("21:00", "21:30")) != [None]


def test_un_tampon_plus_court_ne_demande_rien():
    ici = salle(tampon=HEURE)
    prises(ici, local("18:00", "19:00"), local("20:00", "21:00"))
    assert implique(ici, tampon=DEMI_HEURE) == {}


@pytest.mark.parametrize(("apres", "serrees"), [("gymnase", 1), ("tiers", 1), ("autre tiers", 0)])
def test_un_tampon_plus_long_regarde_aussi_les_salles_qui_partagent_une_partie(apres, serrees):
    ecole = etablissement()
    parties = [espace(ecole), espace(ecole)]
    gymnase = salle(ecole, nom="gymnase", espaces=parties)
    tiers = salle(ecole, nom="tiers", espaces=parties[:1])
    autre_tiers = salle(ecole, nom="autre tiers", espaces=parties[1:])
    prises(tiers, local("18:00", "19:00"))
    prises({une.nom: une for une in (gymnase, tiers, autre_tiers)}[apres], local("19:15", "20:00"))
    assert len(implique(tiers, tampon=DEMI_HEURE).get(SERREES, [])) == serrees


def test_un_tampon_plus_long_ne_touche_ni_le_meme_groupe_ni_une_option_morte():
    ici = salle()
    prises(ici, local("18:00", "19:00"), local("19:15", "20:00"), groupe=-7)
    prises(ici, local("20:15", "20:45"), jusqu_au=MAINTENANT)
    prises(ici, local("21:00", "22:00"))
    assert implique(ici, tampon=DEMI_HEURE) == {}


def test_une_collectivite_lit_des_nombres_par_ecole_et_jamais_de_nom():
    une, autre = salle(), salle(etablissement("0380039L", "Collège voisin"))
    for ici in (une, autre):
        for prise in prises(ici, local("18:00", "19:00"), local("19:15", "20:00"), local("20:15", "21:00")):
            Reservation.objects.filter(pk=prise.pk).update(libelle="Les Tréteaux")
    assert implique(une.etablissement.collectivite, tampon=DEMI_HEURE) == {
        SERREES: [f"{ecole} : 2{E}dates, le 16{E}novembre 2026." for ecole in ("Collège d’essai", "Collège voisin")]
    }


# -- Read before it is saved ------------------------------------------------------------


def test_une_salle_dont_les_durees_se_croiseraient_est_nommee():
    ici = salle(nom="Gymnase", duree_min=4 * HEURE)
    assert implique(ici.etablissement.collectivite, duree_max=HEURE) == {
        "N’admettront plus aucune durée : leur plus courte dépasse leur plus longue": ["Gymnase, Collège d’essai"]
    }


def test_on_n_enregistre_que_ce_qui_a_ete_lu():
    ici = salle()
    prises(ici, local("18:00", "19:00"), local("19:15", "20:00"))
    with pytest.raises(AConfirmer) as question:
        regler(niveau=ici, tampon=DEMI_HEURE, maintenant=MAINTENANT, vu="")
    prises(ici, local("20:15", "21:00"))
    with pytest.raises(AConfirmer):
        regler(niveau=ici, tampon=DEMI_HEURE, maintenant=MAINTENANT, vu=question.value.empreinte)
    assert Salle.objects.get(pk=ici.pk).tampon is None


def test_un_delai_plus_long_que_l_horizon_se_dit_avant_d_etre_enregistre():
    ici = salle(nom="Gymnase")
    plus_rien = "N’auront plus aucune date à demander : leur délai dépasse leur horizon"
    assert implique(ici, delai_jours=40, horizon_jours=20) == {plus_rien: ["Gymnase"]}
    assert implique(ici.etablissement.collectivite, delai_jours=90, horizon_jours=100) == {
        plus_rien: ["Gymnase, Collège d’essai"]
    }
    assert implique(ici, delai_jours=5, horizon_jours=20) == {}
    regler(niveau=ici, delai_jours=40, horizon_jours=20, maintenant=MAINTENANT)
    assert implique(ici, delai_jours=41) == {}


def test_echanger_les_semaines_a_et_b_nomme_les_series_qui_gardent_leurs_dates():
    ici = salle(nom="Gymnase")
    for libelle, rythme, debut in (
        ("Chorale", Repetition.SEMAINE_A, 18),
        ("EPS", Repetition.HEBDOMADAIRE, 8),
        ("Échecs", Repetition.QUINZAINE, 10),
    ):
        souhait = Souhait(LUNDI, time(debut), time(debut + 2), LUNDI + timedelta(weeks=5), repetition=rythme)
        nature = Reservation.Nature.ETABLISSEMENT
        saisir_usage(salle=ici, souhait=souhait, nature=nature, libelle=libelle, maintenant=MAINTENANT)
    parite = ici.etablissement.semaine_a_paire
    assert implique(ici.etablissement, semaine_a_paire=not parite) == {
        "Gardent leurs dates : ce qui venait les semaines A viendra les semaines B, et l’inverse": [
            f"Chorale, Gymnase : 3{E}dates, du 16{E}novembre au 14{E}décembre 2026."
        ]
    }
    assert implique(ici.etablissement, semaine_a_paire=parite, delai_jours=0) == {}

"""Closures: of a room, a school, an authority; refused with the list when associations hold the dates."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from salles.disponibilites import contexte, expliquer
from salles.models import Fermeture, Reservation
from salles.moteur import Cadre, Repetition, Souhait, Vacances
from salles.recherche import Recherche, chercher
from salles.services.fermetures import FermetureOccupee, FermetureRefusee, dans_la_fermeture, fermer, rouvrir
from salles.services.modification import comparer
from salles.services.usages import Usage, saisir_usage
from tests.pages import en_clair
from tests.personnages import collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, prises, salle

pytestmark = pytest.mark.django_db
DEMAIN = LUNDI + timedelta(days=1)


def fermer_lundi(ou, premier_jour: date = LUNDI, dernier_jour: date = DEMAIN) -> Fermeture:
    return fermer(ou=ou, premier_jour=premier_jour, dernier_jour=dernier_jour, motif="Examens", maintenant=MAINTENANT)


def test_fermer_une_salle_puis_la_rouvrir():
    ici = salle()
    fermeture = fermer_lundi(ici)
    assert (fermeture.salle_id, fermeture.etablissement_id) == (ici.pk, None)
    rouvrir(fermeture=fermeture, maintenant=MAINTENANT)
    assert Fermeture.objects.count() == 0


def test_fermer_un_etablissement_ferme_toutes_ses_salles():
    ici = salle()
    assert fermer_lundi(ici.etablissement).etablissement_id == ici.etablissement_id


@pytest.mark.parametrize("niveau", ["salle", "ecole", "collectivite"])
def test_un_occupant_de_passage_n_entre_pas_derriere_une_porte_fermee_mais_l_ecole_si(niveau):
    ici = salle(nom="Gymnase")
    fermer_lundi({"salle": ici, "ecole": ici.etablissement, "collectivite": ici.etablissement.collectivite}[niveau])
    deux = Souhait(LUNDI, time(18), time(20), LUNDI + timedelta(weeks=1), repetition=Repetition.HEBDOMADAIRE)
    usage = {"salle": ici, "souhait": deux, "libelle": "Judo", "maintenant": MAINTENANT}
    entree = saisir_usage(**usage, nature=Reservation.Nature.ASSOCIATION)
    assert (entree.prises, [en_clair(perdue) for perdue in entree.perdues]) == (
        1,
        ["Gymnase, lundi 16 nov. 2026 de 18 h à 20 h, fermée : Examens"],
    )
    sien = usage | {"souhait": replace(deux, dernier_jour=LUNDI), "libelle": "EPS"}
    assert saisir_usage(**sien, nature=Reservation.Nature.ETABLISSEMENT).prises == 1


def test_une_serie_d_un_occupant_n_avance_pas_derriere_une_porte_fermee():
    ici = salle(nom="Gymnase")
    fermer_lundi(ici, LUNDI + timedelta(days=1), LUNDI + timedelta(days=1))
    deux = Souhait(LUNDI, time(18), time(20), LUNDI + timedelta(weeks=1), repetition=Repetition.HEBDOMADAIRE)
    nature = Reservation.Nature.ASSOCIATION
    saisir_usage(salle=ici, souhait=deux, nature=nature, libelle="Judo", maintenant=MAINTENANT)
    premiere = Reservation.objects.earliest("debut")
    mardis = Usage(ici, replace(deux, jours=frozenset({2}), dernier_jour=LUNDI + timedelta(days=8)), nature, "Judo")
    difference = comparer(reservation=premiere, usage=mardis, maintenant=MAINTENANT)
    assert (len(difference.ajoutees), [en_clair(phrase) for phrase in difference.empechees]) == (
        1,
        ["Gymnase, mardi 17 nov. 2026 de 18 h à 20 h, fermée : Examens"],
    )


@pytest.mark.parametrize("ferme", ["tout", "tiers"])
def test_fermer_une_salle_ferme_celles_qui_partagent_ses_murs(ferme):
    ecole = etablissement()
    murs = [espace(ecole) for _ in range(3)]
    salles = {
        "tout": salle(ecole, nom="Gymnase", espaces=murs),
        "tiers": salle(ecole, nom="Tiers", espaces=murs[:1]),
        "autre_tiers": salle(ecole, nom="Autre tiers", espaces=murs[1:2]),
    }
    fermer_lundi(salles[ferme])
    libres = {
        nom
        for nom, ici in salles.items()
        if expliquer(ici, local("18:00", "20:00"), contexte(maintenant=MAINTENANT)).libre
    }
    trouvees = chercher(Recherche(souhait=Souhait(LUNDI, time(18), time(20)), maintenant=MAINTENANT))
    assert libres == ({"autre_tiers"} if ferme == "tiers" else set())
    assert {resultat.salle for resultat in trouvees if resultat.libres} == {salles[nom].pk for nom in libres}


def test_un_tiers_ne_se_ferme_pas_quand_le_gymnase_est_pris():
    ecole = etablissement()
    murs = [espace(ecole) for _ in range(3)]
    tout, tiers = salle(ecole, nom="Gymnase", espaces=murs), salle(ecole, nom="Tiers", espaces=murs[:1])
    prises(tout, local("18:00", "20:00"))
    with pytest.raises(FermetureOccupee):
        fermer_lundi(tiers)


@pytest.mark.parametrize("ou", ["salle", "etablissement"])
def test_refuse_avec_la_liste_quand_une_association_a_la_date(ou):
    ici = salle(nom="Gymnase")
    prises(ici, local("18:00", "20:00", DEMAIN))
    with pytest.raises(FermetureOccupee) as refus:
        fermer_lundi(ici if ou == "salle" else ici.etablissement)
    espace = "\N{NO-BREAK SPACE}"
    assert refus.value.details["occupations"] == [
        f"Association, Gymnase : le mardi 17{espace}nov. 2026 de 18{espace}h à 20{espace}h."
    ]
    assert Fermeture.objects.count() == 0


@pytest.mark.parametrize(("lever_le", "dernier_jour"), [(DEMAIN, LUNDI), (LUNDI + timedelta(days=9), DEMAIN)])
def test_lever_une_fermeture_commencee_laisse_fermes_les_jours_passes(lever_le, dernier_jour):
    fermeture = fermer_lundi(salle())
    rouvrir(fermeture=fermeture, maintenant=local("12:00", "13:00", lever_le).debut)
    assert Fermeture.objects.values_list("premier_jour", "dernier_jour").get() == (LUNDI, dernier_jour)


def test_fermer_une_collectivite_ferme_toutes_ses_ecoles_et_nulle_autre():
    ici, voisine = salle(), salle(etablissement("0380039L", "Collège voisin"))
    ailleurs = salle(etablissement("0350001A", "Collège d’ailleurs", collectivite=collectivite("dep-35")))
    prises(ailleurs, local("18:00", "20:00"))
    assert fermer_lundi(ici.etablissement.collectivite).collectivite_id == ici.etablissement.collectivite_id
    lu = {
        une: [
            raison.code for raison in expliquer(une, local("18:00", "20:00"), contexte(maintenant=MAINTENANT)).raisons
        ]
        for une in (ici, voisine)
    }
    assert lu == {ici: ["fermeture"], voisine: ["fermeture"]}


def test_une_collectivite_lit_par_ecole_combien_de_dates_la_retiennent_et_ne_ferme_pas():
    une, autre = salle(nom="Gymnase"), salle(etablissement("0380039L", "Collège voisin"))
    prises(une, local("18:00", "20:00"), local("18:00", "20:00", DEMAIN))
    prises(autre, local("18:00", "20:00", DEMAIN))
    prises(autre, local("20:00", "21:00", DEMAIN), nature=Reservation.Nature.ETABLISSEMENT)
    with pytest.raises(FermetureOccupee) as refus:
        fermer_lundi(une.etablissement.collectivite)
    espace = "\N{NO-BREAK SPACE}"
    assert refus.value.details["occupations"] == [
        f"Collège d’essai : 2{espace}dates, la première le lundi 16{espace}nov. 2026.",
        f"Collège voisin : une date, le mardi 17{espace}nov. 2026.",
    ]
    assert Fermeture.objects.count() == 0


def test_la_fermeture_d_une_collectivite_compte_les_jours_a_l_horloge_de_chaque_ecole():
    ici = salle()
    la_reunion = Cadre("Indian/Reunion", "reunion", "reunion")
    la_bas = salle(etablissement("9740001A", "Collège du volcan", fuseau="Indian/Reunion"))
    prises(ici, local("00:00", "01:00", DEMAIN))
    prises(la_bas, local("00:00", "01:00", LUNDI, la_reunion), local("00:00", "01:00", DEMAIN, la_reunion))
    assert [
        une.salle.etablissement.nom
        for une in dans_la_fermeture(ici.etablissement.collectivite, LUNDI, LUNDI, MAINTENANT)
    ] == ["Collège du volcan"]


def test_une_collectivite_sans_ecole_se_ferme_aussi():
    assert fermer_lundi(collectivite()).premier_jour == LUNDI


def test_les_bords_d_une_fermeture_sont_des_jours_entiers():
    ici = salle()
    prises(ici, local("18:00", "20:00", DEMAIN + timedelta(days=1)))
    assert fermer_lundi(ici).dernier_jour == DEMAIN


def test_l_usage_de_l_etablissement_continue_derriere_la_porte():
    ici = salle()
    une_fois = Souhait(
        LUNDI, local("09:00", "10:00").debut.time(), local("10:00", "11:00").fin.time(), vacances=Vacances.INCLURE
    )
    saisir_usage(
        salle=ici, souhait=une_fois, nature=Reservation.Nature.ETABLISSEMENT, libelle="EPS", maintenant=MAINTENANT
    )
    assert fermer_lundi(ici).motif == "Examens"


def test_une_option_morte_ne_retient_pas_une_fermeture():
    ici = salle()
    prises(ici, local("18:00", "20:00"), jusqu_au=MAINTENANT - timedelta(hours=1))
    assert fermer_lundi(ici).motif == "Examens"


@pytest.mark.parametrize(
    ("premier", "dernier", "champ"),
    [
        (DEMAIN, LUNDI, "dernier_jour"),
        (date(2026, 9, 1), date(2026, 9, 2), "dernier_jour"),
        (LUNDI, date(2099, 12, 31), "dernier_jour"),
        (date(2098, 12, 24), date(2098, 12, 31), "premier_jour"),
    ],
)
def test_refuse_une_fermeture_a_l_envers_passee_lointaine_ou_sans_fin(premier, dernier, champ):
    with pytest.raises(FermetureRefusee) as refus:
        fermer_lundi(salle(), premier, dernier)
    assert refus.value.champ == champ


def test_la_meme_fermeture_ne_s_ajoute_pas_deux_fois():
    ici = salle()
    fermer_lundi(ici)
    with pytest.raises(FermetureRefusee):
        fermer_lundi(ici)

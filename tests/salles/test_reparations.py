"""Proposals for the dates that a room cannot give, on the real database."""

from datetime import time, timedelta
from itertools import pairwise, product

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from etablissements.models import Site
from salles.disponibilites import contexte, expliquer_salles
from salles.models import Equipement, Salle
from salles.moteur import Souhait
from salles.recherche import Recherche, chercher
from salles.reparations import DateVoulue, Equivalence, Manque, Reparation, decaler, reparer
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, lundis, prises, salle

LUNDIS = [LUNDI + timedelta(weeks=n) for n in range(4)]
SOIR = (time(18), time(20))
pytestmark = pytest.mark.django_db


def voulues(*jours, heures=SOIR) -> list[DateVoulue]:
    return [DateVoulue(*heures, jour) for jour in jours]


def manque(une: Salle, **champs) -> Manque:
    """Want four Mondays of which the third and the fourth are missing, unless told otherwise."""
    relue = Salle.objects.select_related("etablissement__site").get(pk=une.pk)
    defauts = {"voulues": voulues(*LUNDIS), "gardees": voulues(*LUNDIS[:2]), "maintenant": MAINTENANT}
    return Manque(salle=relue, **(defauts | champs))


def dites(reparations: list[Reparation]) -> dict[str, list]:
    """Write each proposal in short: how many dates stay, then the room, its hour, how many dates move there."""
    return {
        reparation.strategie.value: [
            len(reparation.gardees),
            *((ligne.place.salle, ligne.debut.hour, len(ligne.jours)) for ligne in reparation.lignes),
        ]
        for reparation in reparations
    }


def au_loin(uai: str, degres: float, **champs) -> Salle:
    """Return a room of another school, so many degrees of longitude away: 0.1 is 7.8 km."""
    site = Site.objects.create(nom=f"Site {uai}", latitude=45.36, longitude=5.59 + degres)
    return salle(etablissement(uai, f"Collège {uai}", site=site), **champs)


def test_la_meme_salle_deux_heures_plus_tard_quand_la_soiree_est_prise():
    ici = salle()
    prises(ici, *lundis(4)[2:])
    assert dites(reparer(manque(ici))) == {
        "une_seule_adresse": [2, (ici.pk, 20, 2)],
        "moins_de_changements": [2, (ici.pk, 20, 2)],
        "au_plus_pres": [2, (ici.pk, 20, 2)],
    }


def test_une_autre_salle_de_l_ecole_a_la_meme_heure_change_moins_que_l_heure():
    ici = salle()
    voisine = salle(ici.etablissement)
    prises(ici, *lundis(4)[2:])
    assert dites(reparer(manque(ici))) == {
        "une_seule_adresse": [2, (voisine.pk, 18, 2)],
        "moins_de_changements": [2, (voisine.pk, 18, 2)],
        "au_plus_pres": [2, (ici.pk, 20, 2)],
    }


def test_la_salle_equivalente_la_plus_proche_dans_le_rayon():
    ici = salle()
    loin, pres = au_loin("0382099A", 0.15), au_loin("0382100B", 0.1)
    prises(ici, *lundis(4, "17:30", "22:00")[2:])
    assert dites(reparer(manque(ici))) == {
        "une_seule_adresse": [0, (pres.pk, 18, 4)],
        "moins_de_changements": [2, (pres.pk, 18, 2)],
        "au_plus_pres": [2, (pres.pk, 18, 2)],
    }
    assert reparer(manque(ici, rayon_km=5)) == []
    prises(pres, lundis(4, "17:30", "22:00")[3])
    assert dites(reparer(manque(ici)))["moins_de_changements"] == [2, (loin.pk, 18, 2)]


def test_une_salle_equivalente_a_les_equipements_l_acces_la_place_et_le_type():
    sono = Equipement.objects.get_or_create(code="sono", defaults={"libelle": "Sono"})[0]
    ici = salle(effectif_max=40, accessible_pmr=True)
    ici.equipements.set([sono])
    prises(ici, *lundis(4, "17:30", "22:00")[2:])
    ecole = ici.etablissement
    sans_fauteuil, petite = salle(ecole, effectif_max=40), salle(ecole, accessible_pmr=True, effectif_max=20)
    info = salle(ecole, type="salle_info", accessible_pmr=True)
    for autre in (sans_fauteuil, petite, info):
        autre.equipements.set([sono])
    salle(ecole, accessible_pmr=True, effectif_max=40)
    assert reparer(manque(ici, effectif=25)) == []
    polyvalente = salle(ecole, type="salle_polyvalente", accessible_pmr=True, effectif_max=40)
    polyvalente.equipements.set([sono])
    assert dites(reparer(manque(ici, effectif=25)))["au_plus_pres"] == [2, (polyvalente.pk, 18, 2)]


@pytest.mark.parametrize(("effectif", "assez_grandes"), [(None, [40, 41]), (20, [20, 40, 41]), (41, [41])])
def test_sans_effectif_une_salle_equivalente_a_autant_de_places(effectif, assez_grandes):
    """Nobody said how many they are: four places do not stand in for forty."""
    ici = salle(effectif_max=40)
    prises(ici, *lundis(4, "17:30", "22:00")[2:])
    autres = {
        places: au_loin(f"03820{places:02}A", 0.05 + places / 1000, effectif_max=places) for places in (4, 20, 40, 41)
    }
    proposees = set()
    for places in sorted(autres):
        for reparation in reparer(manque(ici, effectif=effectif)):
            proposees |= {ligne.place.salle for ligne in reparation.lignes}
        prises(autres[places], *lundis(4, "17:30", "22:00"))  # the next one is the nearest then
    assert proposees == {autres[places].pk for places in assez_grandes}


def test_une_salle_admise_a_la_place_d_une_autre_est_une_que_la_recherche_trouve():
    """The results page tells by the room, the repair by a search: both have one answer."""
    ecole = etablissement()
    sono = Equipement.objects.get_or_create(code="sono", defaults={"libelle": "Sono"})[0]

    def une_salle(genre: str, acces: bool, avec: bool, places: int) -> Salle:
        une = salle(ecole, type=genre, accessible_pmr=acces, effectif_max=places)
        une.equipements.set([sono] if avec else [])
        return une

    genres = ("salle_de_classe", "salle_polyvalente", "salle_info", "gymnase", "cdi")
    salles = [une_salle(*traits) for traits in product(genres, (True, False), (True, False), (4, 25, 30))]
    for ici, effectif in product([une for une in salles if une.effectif_max == 25], (None, 20)):
        equivalente = Equivalence.de(ici, effectif)
        trouvees = chercher(
            Recherche(
                souhait=Souhait.aux_dates((LUNDI,), time(18), time(20)),
                maintenant=MAINTENANT,
                types=equivalente.types,
                equipements=tuple(equivalente.equipements),
                pmr=equivalente.pmr,
                effectif=equivalente.effectif,
            )
        )
        admises = {une.pk for une in salles if equivalente.admet(une)}
        assert {resultat.salle for resultat in trouvees} == admises
        assert ici.pk in admises


def test_le_tiers_d_une_salle_prise_n_est_pas_propose():
    ecole = etablissement()
    tiers = [espace(ecole) for _ in range(3)]
    ici, un_tiers = salle(ecole, espaces=tiers), salle(ecole, espaces=tiers[:1])
    prises(un_tiers, *lundis(4, "17:30", "22:00")[2:])
    assert reparer(manque(ici)) == []


def test_ce_que_le_demandeur_veut_deja_ailleurs_n_est_pas_propose():
    ecole = etablissement()
    murs = [espace(ecole), espace(ecole)]
    ici, grande, moitie = salle(ecole), salle(ecole, espaces=murs), salle(ecole, espaces=murs[:1])
    prises(ici, *lundis(4, "17:30", "22:00")[2:])
    deja = [(moitie.pk, creneau) for creneau in lundis(4, "17:30", "22:00")[2:]]
    assert {ligne.place.salle for une in reparer(manque(ici)) for ligne in une.lignes} == {grande.pk}
    assert reparer(manque(ici, deja_voulus=deja)) == []


def test_seules_les_ecoles_admises_sont_proposees():
    ici = salle()
    au_loin("0382099A", 0.1)
    prises(ici, *lundis(4, "17:30", "22:00")[2:])
    assert reparer(manque(ici, ecoles_admises=lambda ecoles: ecoles & {ici.etablissement_id})) == []


def test_sans_position_on_reste_dans_l_ecole():
    ici = salle(etablissement(site=Site.objects.create(nom="Sans position")))
    salle(etablissement("0382099A"))
    voisine = salle(ici.etablissement)
    prises(ici, *lundis(4, "17:30", "22:00")[2:])
    assert dites(reparer(manque(ici)))["au_plus_pres"] == [2, (voisine.pk, 18, 2)]


def test_deux_dates_d_un_jour_ne_changent_pas_d_heure():
    ici = salle()
    deux = [*voulues(LUNDI, heures=(time(18), time(19))), *voulues(LUNDI, heures=(time(20), time(21)))]
    prises(ici, local("18:00", "19:00"))
    assert reparer(manque(ici, voulues=deux, gardees=deux[1:])) == []


def test_rien_ne_manque_rien_n_est_propose():
    ici = salle()
    assert reparer(manque(ici, gardees=voulues(*LUNDIS))) == []
    assert reparer(manque(ici, voulues=[], gardees=[])) == []


@pytest.mark.parametrize("heures", [("18:00", "20:00"), ("22:00", "00:00"), ("06:30", "08:00")])
def test_une_heure_decalee_reste_dans_la_journee(heures):
    debut, fin = (time.fromisoformat(heure) for heure in heures)
    assert {minutes: decaler(debut, fin, timedelta(minutes=minutes)) for minutes in (-60, 60)} == {
        "18:00": {-60: (time(17), time(19)), 60: (time(19), time(21))},
        "22:00": {-60: (time(21), time(23)), 60: None},
        "06:30": {-60: None, 60: (time(7, 30), time(9))},
    }[heures[0]]


@pytest.mark.parametrize("ecoles", [1, 3])
def test_le_nombre_de_requetes_ne_depend_ni_des_salles_ni_des_dates(ecoles, django_assert_num_queries):
    ici = salle()
    for rang in range(ecoles):
        au_loin(f"038209{rang}A", 0.01 * rang)
    prises(ici, *lundis(4)[2:])
    le_manque = manque(ici)
    reparer(le_manque)  # profiles are read once in the life of a process
    with django_assert_num_queries(7):
        reparer(le_manque)


@given(donnees=st.data())
def test_chaque_date_proposee_est_libre_et_se_depose_sans_recouvrement(donnees):
    """Over random worlds, the explanation agrees with each proposed date, and no date is in two places."""
    tirer = donnees.draw
    heures = st.sampled_from([("17:30", "19:00"), ("18:00", "20:00"), ("19:30", "22:00"), ("20:00", "21:00")])
    with transaction.atomic():
        salles = []
        for rang in range(3):
            ecole = etablissement(f"038209{rang}A")
            murs = [espace(ecole), espace(ecole)]
            for _ in range(tirer(st.integers(1, 2))):
                siens = tirer(st.lists(st.sampled_from(murs), min_size=1, unique=True))
                salles.append(salle(ecole, espaces=siens, type=tirer(st.sampled_from(["salle_de_classe", "cdi"]))))
        for une in salles:
            for jour in LUNDIS:
                if tirer(st.booleans()):
                    prises(une, local(*tirer(heures), jour))
        jours = tirer(st.lists(st.sampled_from(LUNDIS), min_size=1, unique=True))
        les_voulues = voulues(*jours, heures=tuple(map(time.fromisoformat, tirer(heures))))
        gardees = tirer(st.sets(st.sampled_from(les_voulues)))
        for reparation in reparer(manque(salles[0], voulues=les_voulues, gardees=gardees)):
            verifier(reparation, les_voulues, gardees, {une.pk: une for une in salles})
        transaction.set_rollback(True)


def verifier(reparation: Reparation, les_voulues, gardees, salles: dict[int, Salle]) -> None:
    assert set(reparation.gardees) in ({*gardees}, set())
    poses = [local(f"{voulue.debut}", f"{voulue.fin}", voulue.jour) for voulue in reparation.gardees]
    for ligne in reparation.lignes:
        une = salles[ligne.place.salle]
        creneaux = [local(f"{ligne.debut}", f"{ligne.fin}", jour) for jour in ligne.jours]
        poses += creneaux
        explications = expliquer_salles({une: creneaux}, contexte(maintenant=MAINTENANT))[une]
        assert [explication.raisons for explication in explications] == [()] * len(creneaux)
    assert not any(un.chevauche(suivant) for un, suivant in pairwise(sorted(poses)))
    assert len(poses) + len(reparation.restantes) == len(les_voulues)

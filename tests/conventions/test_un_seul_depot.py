"""What is judged free in one filing is given, all together.

The dates of one filing keep each other at a distance only where two rooms that share a wall disagree on the buffer
between an association's own slots.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from conventions.jugement import juger
from conventions.lecture.souhait import lire_souhait
from conventions.manques import conditions_de
from conventions.models import Demande, Dossier
from conventions.propositions import Conditions, Ligne, expliquer_lignes, jours_libres
from conventions.services import SouhaitDeSalle, accepter, deposer, liberer_date, poser_option
from conventions.services.depot import deposer_dans
from conventions.services.verrous import creneaux_a_decider
from salles.audit import anomalies
from salles.models import Occupation, Salle
from salles.moteur import Souhait
from tests.conventions.demandes_d_essai import MALIK, cheffe, dates, deposee, etats, le_lundi, president, theatre
from tests.personnages import association, collectivite, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, prises, salle

pytestmark = pytest.mark.django_db

UN_QUART = timedelta(minutes=15)


@pytest.fixture(params=[True, False], ids=["levé", "gardé"])
def ecole(request):
    """A school whose authority waives the buffer between an association's own slots, or keeps it."""
    return etablissement(collectivite=collectivite(tampon=UN_QUART, tampon_leve_pour_soi=request.param))


def depot(souhaits: Iterable[tuple[Salle, Souhait]]) -> Dossier:
    lieu = association()
    return deposer(
        association=lieu,
        demandeur=president(lieu),
        souhaits=[SouhaitDeSalle(une, souhait) for une, souhait in souhaits],
        activite=theatre(),
        objet="Répétitions.",
        effectif=12,
        responsable=MALIK,
        maintenant=MAINTENANT,
    )


def accorder(demande: Demande, **champs) -> Demande:
    return accepter(demande=demande, par=cheffe(dates(demande)[0].salle), maintenant=MAINTENANT, **champs)


def soiree(ici: Salle) -> list[tuple[Salle, Souhait]]:
    return [(ici, le_lundi(debut="18:00", fin="19:00")), (ici, le_lundi(debut="19:00", fin="20:00"))]


def test_deux_dates_qui_se_suivent_s_accordent_ensemble(ecole):
    demande = depot(soiree(salle(ecole))).demandes.get()
    assert etats(demande) == ["souhaite", "souhaite"]
    assert etats(accorder(demande)) == ["accepte", "accepte"]
    assert list(anomalies(MAINTENANT)) == []


def test_une_date_sous_option_ne_gene_pas_la_suivante_du_meme_depot(ecole):
    demande = depot(soiree(salle(ecole))).demandes.get()
    poser_option(demande=demande, creneaux=[dates(demande)[0].pk], maintenant=MAINTENANT)
    assert etats(accorder(demande)) == ["accepte", "accepte"]


def test_deux_ecoles_d_un_site_accordent_deux_dates_qui_se_suivent_dans_une_partie_commune(ecole):
    voisine = etablissement("0381781E", site=ecole.site, collectivite=ecole.collectivite)
    commune = [espace(ecole)]
    [(_, tot), (_, tard)] = soiree(salle(ecole))
    demandes = depot([(salle(ecole, espaces=commune), tot), (salle(voisine, espaces=commune), tard)]).demandes.order_by(
        "pk"
    )
    assert [etats(accorder(demande)) for demande in demandes] == [["accepte"], ["accepte"]]


@pytest.mark.parametrize(("leve", "etat"), [(True, "souhaite"), (False, "indisponible")])
def test_un_autre_depot_de_la_meme_association_garde_le_tampon_ou_il_n_est_pas_leve(leve, etat):
    ecole = etablissement(collectivite=collectivite(tampon=UN_QUART, tampon_leve_pour_soi=leve))
    ici, club = salle(ecole), association()
    accorder(deposee(ici, le_lundi(debut="18:00", fin="19:00"), par=club))
    suite = deposee(ici, le_lundi(debut="19:00", fin="20:00"), par=club)
    assert etats(suite) == [etat]


# -- Rooms that share a wall and disagree ----------------------------------------------------


def en_desaccord() -> tuple[Salle, Salle]:
    """Return a gym that waives the buffer between an association's own slots, and its third, which keeps it."""
    ecole = etablissement(collectivite=collectivite(tampon=UN_QUART))
    parties = [espace(ecole), espace(ecole)]
    gymnase = salle(ecole, nom="Gymnase", espaces=parties, tampon_leve_pour_soi=True)
    return gymnase, salle(ecole, nom="Tiers", espaces=parties[:1], tampon_leve_pour_soi=False)


def gymnase_puis_tiers() -> Demande:
    gymnase, tiers = en_desaccord()
    [(_, tot), (_, tard)] = soiree(gymnase)
    return depot([(gymnase, tot), (tiers, tard)]).demandes.get()


def test_deux_salles_en_desaccord_gardent_le_tampon_entre_deux_dates_d_un_depot():
    demande = gymnase_puis_tiers()
    assert [(une.etat, une.raisons) for une in dates(demande)] == [("souhaite", []), ("indisponible", ["tampon"])]
    assert etats(accorder(demande)) == ["accepte", "indisponible"]


def test_la_cheffe_leve_le_tampon_entre_deux_salles_en_desaccord_et_il_revient():
    demande = gymnase_puis_tiers()
    tot, tard = dates(demande)
    accorder(demande, creneaux=[tot.pk, tard.pk], derogations={"tampon": "Ils laissent la salle prête."})
    assert etats(demande) == ["accepte", "accepte"]
    debut = local("19:00", "20:00").debut
    avant = Occupation.objects.filter(fin=debut)
    assert set(avant.values_list("fin_tampon", "tampon_entier")) == {(debut, debut + UN_QUART)}
    assert list(anomalies(MAINTENANT)) == []
    liberer_date(creneau=tard, maintenant=MAINTENANT)
    assert set(avant.values_list("fin_tampon", flat=True)) == {debut + UN_QUART}


def test_une_option_dans_une_salle_garde_le_tampon_de_celle_qui_n_est_pas_d_accord():
    demande = gymnase_puis_tiers()
    tot, tard = (une.pk for une in dates(demande))
    poser_option(demande=demande, creneaux=[tot], maintenant=MAINTENANT)
    [_, verdict] = juger(demande, creneaux_a_decider(demande), maintenant=MAINTENANT)
    assert (verdict.creneau.pk, verdict.codes) == (tard, ["tampon"])
    accorder(demande, creneaux=[tot, tard], derogations={"tampon": "Ils laissent la salle prête."})
    assert etats(demande) == ["accepte", "accepte"]


@pytest.mark.parametrize(
    ("debut", "fin", "codes"),
    [("18:30", "20:00", ["partie_occupee"]), ("19:00", "20:00", ["tampon"]), ("19:15", "20:00", [])],
)
def test_le_formulaire_le_dit_avant_le_depot(debut, fin, codes):
    """Beside what goes to the gym, from 18:00 to 19:00."""
    gymnase, tiers = en_desaccord()
    conditions = Conditions(maintenant=MAINTENANT, association=association())
    au_gymnase = Ligne(gymnase, time(18), time(19), (LUNDI,))
    [lue] = lire_souhait(tiers, le_lundi(debut=debut, fin=fin), conditions, avec=[au_gymnase]).dates
    assert [raison.code for raison in lue.raisons] == codes


def test_la_reparation_garde_le_tampon_entre_deux_salles_en_desaccord():
    gymnase, tiers = en_desaccord()
    conditions = Conditions(maintenant=MAINTENANT, association=association())
    tot, tard, plus_tard = (
        Ligne(une, time.fromisoformat(debut), time(21), (LUNDI,))
        for une, debut in ((gymnase, "20:00"), (tiers, "21:00"), (tiers, "21:15"))
    )
    tard, plus_tard = (replace(ligne, fin=time(22)) for ligne in (tard, plus_tard))
    libres = [jours_libres(une, expliquer_lignes([une], conditions, avec=[tot])) for une in (tard, plus_tard)]
    assert libres == [[], [LUNDI]]


# -- A waiver in front of two dates of one filing -----------------------------------------------


def test_un_tampon_leve_devant_deux_dates_qui_se_suivent_s_arrete_a_la_premiere(ecole):
    ici = salle(ecole, tampon=timedelta(hours=1))
    prises(ici, local("17:30", "18:00"))
    quarts = [("18:30", "19:00"), ("18:00", "18:30")]
    demande = depot([(ici, le_lundi(debut=debut, fin=fin)) for debut, fin in quarts]).demandes.get()
    assert etats(accorder(demande, derogations={"tampon": "Les groupes s’entendent."})) == ["accepte", "accepte"]
    assert Occupation.objects.earliest("debut").fin_tampon == local("18:00", "18:30").debut


# -- The property: what is judged free in one request is given, all together ---------------

HEURES = [time(heure, minute) for heure in (18, 19, 20, 21) for minute in (0, 30)]

PLAGES = st.lists(st.sampled_from(HEURES), min_size=2, max_size=2, unique=True).map(sorted)
DATES = st.tuples(st.integers(0, 2), PLAGES)


@given(
    minutes=st.sampled_from([0, 15, 45]),
    murs=st.lists(st.sets(st.integers(0, 2), min_size=1), min_size=1, max_size=3),
    leves=st.lists(st.sampled_from([None, True, False]), min_size=3, max_size=3),
    voulues=st.lists(DATES, min_size=1, max_size=4),
    prises_avant=st.lists(DATES, max_size=3),
    sous_option=st.booleans(),
    deroger=st.booleans(),
)
def test_ce_qui_est_juge_libre_dans_une_demande_s_accorde_ensemble(
    minutes, murs, leves, voulues, prises_avant, sous_option, deroger
):
    """So is what only a buffer keeps from being free, once it is waived."""
    avant = transaction.savepoint()
    ecole = etablissement(collectivite=collectivite(tampon=timedelta(minutes=minutes)))
    parties = [espace(ecole) for _ in range(3)]
    salles = [
        salle(ecole, espaces=[parties[mur] for mur in sorted(siens)], tampon_leve_pour_soi=leve)
        for siens, leve in zip(murs, leves, strict=False)
    ]
    for rang, (debut, fin) in prises_avant:
        prises(salles[rang % len(salles)], local(debut.isoformat(), fin.isoformat()))
    demande = depot(
        (salles[rang], le_lundi(debut=debut.isoformat(), fin=fin.isoformat()))
        for rang, (debut, fin) in sans_recouvrement(voulues, murs)
    ).demandes.get()
    verdicts = juger(demande, creneaux_a_decider(demande), maintenant=MAINTENANT)
    libres = [verdict.creneau.pk for verdict in verdicts if verdict.libre]
    assert libres == [une.pk for une in dates(demande) if une.etat == "souhaite"]
    admis = {"tampon"} if deroger else set()
    donnees = [verdict.creneau.pk for verdict in verdicts if set(verdict.codes) <= admis]
    if libres and sous_option:
        poser_option(demande=demande, creneaux=libres[:1], maintenant=MAINTENANT)
    if donnees:
        accorder(demande, creneaux=donnees, derogations={"tampon": "Une seule présence."} if deroger else {})
    assert set(demande.creneaux.filter(etat="accepte").values_list("pk", flat=True)) == set(donnees)
    assert list(anomalies(MAINTENANT)) == []
    transaction.savepoint_rollback(avant)


def sans_recouvrement(voulues: list, murs: list[set[int]]) -> list:
    """Keep the wishes that a filing admits: never one wall twice at once. Rooms are counted round."""
    gardees: list = []
    for rang, (debut, fin) in voulues:
        salle = rang % len(murs)
        if not any(murs[salle] & murs[autre] and debut < f and d < fin for autre, (d, f) in gardees):
            gardees.append((salle, (debut, fin)))
    return gardees


def test_le_depot_et_la_reparation_connaissent_le_groupe_du_dossier_comme_l_accord():
    """An option of the Dossier holds 18:00 to 20:00: what joins the Dossier from 20:00 is free for all three."""
    ecole = etablissement(collectivite=collectivite(tampon=UN_QUART, tampon_leve_pour_soi=False))
    ici = salle(ecole)
    demande = poser_option(demande=deposee(ici), maintenant=MAINTENANT)
    ensuite = Ligne(ici, time(20), time(21), (LUNDI,))
    explications = expliquer_lignes([ensuite], conditions_de(demande, [], MAINTENANT))
    assert jours_libres(ensuite, explications) == [LUNDI]
    deposer_dans(
        demande.dossier,
        [SouhaitDeSalle(ici, le_lundi(debut="20:00", fin="21:00"))],
        activite=demande.activite,
        objet="La suite.",
        effectif=12,
        responsable=MALIK,
        materiel={},
        maintenant=MAINTENANT,
    )
    soeur = Demande.objects.latest("pk")
    assert [(date.etat, date.raisons) for date in dates(soeur)] == [("souhaite", [])]
    assert [verdict.codes for verdict in juger(soeur, creneaux_a_decider(soeur), maintenant=MAINTENANT)] == [[]]

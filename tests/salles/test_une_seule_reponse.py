"""Search, explanation, free intervals, the oracle and the constraints give one answer.

Random worlds on the real database: schools in two time zones, rooms that share parts, openings, rules, holidays,
closures, buffers, options dead and alive, quotas.
"""

from collections.abc import Sequence
from datetime import time, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from etablissements.models import Etablissement, JourFerie, PeriodeVacances, Territoire, Zone
from salles.disponibilites import contexte, expliquer_serie, intervalles_libres
from salles.faits import charger
from salles.models import Activite, Fermeture, Reservation, Salle
from salles.moteur import Code, Contexte, Creneau, Demandeur, Regles, Repetition, Souhait, Vacances, contient
from salles.moteur.voisinage import GROUPES_DES_DEPOTS
from salles.recherche import Recherche, chercher
from salles.regles import cadre_de
from tests.personnages import collectivite, etablissement
from tests.salles.moteur.mondes import (
    ASSOCIATION,
    DEPOT,
    JOURS,
    LUNDI,
    MAINTENANT,
    demandeurs,
    heures,
    regles,
    semaines_types,
)
from tests.salles.moteur.oracle import libres_pour
from tests.salles.salles_d_essai import TOUS_LES_SOIRS, espace, local, prises, salle

DES_OCCUPANTS = {Code.OCCUPEE, Code.PARTIE_OCCUPEE, Code.OPTION, Code.TAMPON}
SPORT = Activite(code="sport", libelle="Sport", types_erp=["X", "R"])
CONCERT = Activite(code="concert", libelle="Concert", types_erp=["L"])
SOIRS = st.sampled_from([(time(18), time(20)), (time(19), time(21)), (time(20), time(22))])


def ecrire_une_ecole(tirer, uai: str) -> list[Salle]:
    """Draw a school with its calendar, its closures, its rooms and what takes them; write all of it down."""
    paris = tirer(st.booleans())
    lieu = (
        {} if paris else {"fuseau": "Indian/Reunion", "zone_vacances": Zone.REUNION, "territoire": Territoire.REUNION}
    )
    proprietaire = collectivite("dep-38" if paris else "dep-974", tampon_leve_pour_soi=tirer(st.booleans()))
    ecole = etablissement(uai, collectivite=proprietaire, semaine_a_paire=tirer(st.booleans()), **lieu)
    parties = [espace(ecole) for _ in range(3)]
    salles = [ecrire_une_salle(tirer, ecole, parties) for _ in range(tirer(st.integers(1, 3)))]
    if tirer(st.booleans()):
        jour = tirer(st.sampled_from(JOURS))
        qui = tirer(st.sampled_from([{"salle": salles[0]}, {"etablissement": ecole}, {"collectivite": proprietaire}]))
        Fermeture.objects.create(**qui, premier_jour=jour, dernier_jour=jour + timedelta(days=1), motif="Épreuves")
    for _ in range(tirer(st.integers(0, 6))):
        debut, fin = tirer(SOIRS | heures(au_plus=6))
        prises(
            tirer(st.sampled_from(salles)),
            cadre_de(ecole).creneau(tirer(st.sampled_from(JOURS)), debut, fin),
            groupe=tirer(st.sampled_from([None, 0, -ASSOCIATION, GROUPES_DES_DEPOTS - DEPOT])),
            jusqu_au=tirer(st.sampled_from([None, MAINTENANT, MAINTENANT + timedelta(hours=1)])),
            nature=tirer(st.sampled_from(Reservation.Nature)),
            maintenant=MAINTENANT - timedelta(days=1),
        )
    return salles


def ecrire_une_salle(tirer, ecole: Etablissement, parties: Sequence) -> Salle:
    motifs = [TOUS_LES_SOIRS] if tirer(st.booleans()) else tirer(st.lists(semaines_types(), max_size=2))
    siennes: Regles = tirer(regles())
    return salle(
        ecole,
        espaces=tirer(st.lists(st.sampled_from(parties), min_size=1, unique=True)),
        plages=[plage for motif in motifs for plage in motif],
        effectif_max=tirer(st.sampled_from([10, 60, 60])),
        types_erp=tirer(st.sampled_from([["R"], ["R", "L"]])),
        **{champ: getattr(siennes, champ) for champ in Regles.__slots__},
    )


def ecrire_les_calendriers(tirer) -> None:
    for zone, territoire in ((Zone.A, Territoire.METROPOLE), (Zone.REUNION, Territoire.REUNION)):
        if tirer(st.booleans()):
            jour = tirer(st.sampled_from(JOURS))
            PeriodeVacances.objects.create(
                zone=zone,
                annee_scolaire="2026-2027",
                nom="Essai",
                premier_jour=jour,
                dernier_jour=jour + timedelta(days=1),
            )
        if tirer(st.booleans()):
            JourFerie.objects.create(territoire=territoire, jour=tirer(st.sampled_from(JOURS)), nom="Essai")


@st.composite
def souhaits(tirer) -> Souhait:
    debut, fin = tirer(SOIRS if tirer(st.booleans()) else heures(au_plus=6))
    jours_de_plus = tirer(st.sampled_from([0, 6, 20]))
    jours = tirer(st.frozensets(st.integers(1, 7), min_size=1)) if jours_de_plus else frozenset({LUNDI.isoweekday()})
    return Souhait(
        LUNDI,
        debut,
        fin,
        LUNDI + timedelta(days=jours_de_plus),
        jours=jours,
        repetition=tirer(st.sampled_from(Repetition)),
        vacances=tirer(st.sampled_from(Vacances)),
    )


@pytest.mark.django_db
@given(
    donnees=st.data(),
    souhait=souhaits(),
    effectif=st.sampled_from([None, None, 11]),
    activite=st.sampled_from([None, None, SPORT, CONCERT]),
    au_nom_d_une_association=st.booleans(),
)
def test_la_recherche_l_explication_l_oracle_et_les_contraintes_disent_la_meme_chose(
    donnees, souhait, effectif, activite, au_nom_d_une_association
):
    with transaction.atomic():
        ecrire_les_calendriers(donnees.draw)
        salles = [une for uai in ("0380001A", "9740001B") for une in ecrire_une_ecole(donnees.draw, uai)]
        ecoles = dict.fromkeys(une.etablissement_id for une in salles)
        qui = {pk: donnees.draw(demandeurs([ASSOCIATION])) for pk in ecoles if au_nom_d_une_association}
        resultats = {
            resultat.salle: resultat
            for resultat in chercher(
                Recherche(
                    souhait=souhait,
                    maintenant=MAINTENANT,
                    effectif=effectif,
                    activite=activite,
                    qui_demande=(lambda _ecoles, _jours: qui) if qui else None,
                )
            )
        }
        demande = contexte(maintenant=MAINTENANT, effectif=effectif, activite=activite)
        for une in salles:
            resultat = resultats.get(une.pk)
            if resultat:
                creneaux, trouves = list(resultat.dates.creneaux), resultat.creneaux_libres
            else:  # narrowed out: not one slot of it may be free
                creneaux, trouves = [local("18:00", "20:00", jour, cadre_de(une.etablissement)) for jour in JOURS], []
            verifier(une, creneaux, trouves, demande, qui.get(une.etablissement_id, Demandeur()))
        transaction.set_rollback(True)


def verifier(
    une: Salle, creneaux: list[Creneau], trouves: list[Creneau], demande: Contexte, demandeur: Demandeur
) -> None:
    """Ask the four others what search answered of one room."""
    explications = expliquer_serie(une, creneaux, demande, demandeur)
    assert [explication.creneau for explication in explications if explication.libre] == trouves
    jours = {cadre_de(une.etablissement).jour(creneau.debut) for creneau in creneaux} or {LUNDI}
    faits = charger([une], jours)[une.pk]
    libres = libres_pour(faits, creneaux, demande, demandeur)
    assert [creneau for creneau, libre in zip(creneaux, libres, strict=True) if libre] == trouves
    tenus = prendre_sans_juger(une, creneaux, demandeur.groupe_dans(faits.profil))
    assert tenus == [
        explication.creneau
        for explication in explications
        if DES_OCCUPANTS.isdisjoint(raison.code for raison in explication.raisons)
    ]
    ouverts = intervalles_libres(une, du=min(jours), au=max(jours), maintenant=MAINTENANT)
    for explication in expliquer_serie(une, creneaux, Contexte(MAINTENANT)):
        empechements = {raison.code for raison in explication.raisons} - {Code.DUREE, Code.PAS}
        assert contient(ouverts, explication.creneau) == (not empechements)


def prendre_sans_juger(une: Salle, creneaux: list[Creneau], groupe: int | None) -> list[Creneau]:
    """Return the slots that the constraints alone let in, each tried on its own."""
    tenus = []
    for creneau in creneaux:
        with transaction.atomic():
            if prises(une, creneau, groupe=groupe) != [None]:
                tenus.append(creneau)
            transaction.set_rollback(True)
    return tenus

"""What a request that was filed still lacks, room by room, and which later wishes stand for it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from conventions.jugement import creneau_du_moteur, juger
from conventions.models import CreneauDemande, Demande
from conventions.reparations import Conditions, Voeu
from salles.models import Salle
from salles.moteur import Creneau
from salles.regles import cadre_de
from salles.reparations import DateVoulue

Etat = CreneauDemande.Etat
# After the accord the other dates of the request stay wanted; after a refusal or a withdrawal nothing does.
REPARABLES = Demande.VIVES
SANS_SUITE = (Etat.INDISPONIBLE, Etat.REFUSE, Etat.LIBERE, Etat.DEPLACE)  # such a date stands for nothing
SALLES_MAX = 3  # wanted rooms of one request that are looked after, those that lack the most dates first


def dates_a_placer(demande: Demande, maintenant: datetime) -> list[CreneauDemande]:
    """Return the open dates to come that no later wish stands for; after the accord, those that it left out."""
    if demande.statut not in REPARABLES:
        return []
    remplacants = CreneauDemande.objects.filter(
        souhait__remplace=OuterRef("souhait"), jour=OuterRef("jour"), demande__statut__in=REPARABLES
    ).exclude(etat__in=SANS_SUITE)
    ouvertes = demande.creneaux.ouverts().filter(~Exists(remplacants.order_by()), debut__gt=maintenant)
    if not demande.est_a_decider:
        ouvertes = ouvertes.filter(etat__in=[Etat.INDISPONIBLE, Etat.PROPOSE])
    return list(ouvertes.select_related("reservation", "salle__etablissement__collectivite"))


def voeux_de(demande: Demande, maintenant: datetime) -> list[Voeu]:
    """Return what a request lacks, room by room: nothing when all its dates can be had.

    Expects `association` and `activite`.
    """
    dates = dates_a_placer(demande, maintenant)
    if demande.est_a_decider:
        gardees = {verdict.creneau.pk for verdict in juger(demande, dates, maintenant=maintenant) if verdict.libre}
    else:
        gardees = set()  # free again or not, this request cannot be given them any more
    par_salle: dict[int, list[CreneauDemande]] = defaultdict(list)
    for creneau in dates:
        par_salle[creneau.salle_id].append(creneau)
    manques = {salle: sum(date.pk not in gardees for date in siennes) for salle, siennes in par_salle.items()}
    atteintes = sorted((salle for salle in manques if manques[salle]), key=lambda salle: (-manques[salle], salle))
    if not atteintes:
        return []
    salles = Salle.objects.select_related("etablissement__site", "etablissement__collectivite")
    lues = salles.prefetch_related("equipements").in_bulk(atteintes[:SALLES_MAX])
    deja = _deja_voulus(demande, [creneau for creneau in dates if creneau.pk not in gardees])
    conditions = conditions_de(demande, maintenant)
    return [_voeu(lues[salle], par_salle[salle], gardees, conditions, deja) for salle in atteintes[:SALLES_MAX]]


def conditions_de(demande: Demande, maintenant: datetime) -> Conditions:
    """Return what another place must suit to serve this request. Expects `association` and `activite`."""
    return Conditions(
        maintenant=maintenant,
        effectif=demande.effectif,
        activite=demande.activite,
        association=demande.association,
        besoins=besoins_de(demande),
        ecole=demande.etablissement_id,
    )


def besoins_de(demande: Demande) -> Mapping[int, int]:
    """Return the equipment asked for, a quantity by Materiel."""
    return dict(demande.materiels.values_list("materiel", "quantite"))


def _voeu(
    salle: Salle,
    dates: Sequence[CreneauDemande],
    gardees: Collection[int],
    conditions: Conditions,
    deja_voulus: Sequence[tuple[int, Creneau]],
) -> Voeu:
    local = cadre_de(salle.etablissement).local
    voulues = {
        DateVoulue(local(creneau.debut).time(), local(creneau.fin).time(), creneau.jour): creneau for creneau in dates
    }
    return Voeu(
        salle=salle,
        voulues=voulues.keys(),
        gardees={voulue for voulue, creneau in voulues.items() if creneau.pk in gardees},
        conditions=conditions,
        souhaits={voulue: creneau.souhait_id for voulue, creneau in voulues.items()},
        deja_voulus=deja_voulus,
    )


def _deja_voulus(demande: Demande, manquantes: Sequence[CreneauDemande]) -> list[tuple[int, Creneau]]:
    """Return what else the association asks for or holds on the days of these dates: room and slot."""
    autres = CreneauDemande.objects.filter(
        demande__association=demande.association,
        demande__statut__in=REPARABLES,
        jour__in={creneau.jour for creneau in manquantes},
        etat__in=[*CreneauDemande.OUVERTS, Etat.ACCEPTE],
    ).exclude(pk__in=[creneau.pk for creneau in manquantes])
    return [(autre.salle_id, creneau_du_moteur(autre)) for autre in autres.order_by("pk")]

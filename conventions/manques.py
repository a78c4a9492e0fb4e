"""What a request that was filed still lacks, room by room, and which later wishes stand for it.

A wish that stands for another names the first one, however often its dates went on: a date has one living place.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from associations.models import Association
from conventions.jugement import creneau_du_moteur, delais_tenus, juger
from conventions.models import CreneauDemande, Decision, Demande
from conventions.propositions import Conditions, Ligne, Voeu, expliquer_lignes, sans_les_siennes
from salles.models import Salle
from salles.moteur import Code, Creneau
from salles.regles import cadre_de
from salles.reparations import DateVoulue

Etat = CreneauDemande.Etat
Motif = Decision.Motif
APRES_ACCORD = (Demande.Statut.ACCEPTEE, Demande.Statut.CONVENTIONNEE)
# After the accord the other dates of the request stay wanted; after a refusal or a withdrawal nothing does.
REPARABLES = (*Demande.A_DECIDER, *APRES_ACCORD)
# Grounds that lie in one school: another may say yes. The others lie in the activity, in who asks or in the owner.
MOTIFS_DE_L_ECOLE = (
    Motif.BESOIN_ETABLISSEMENT,
    Motif.SECURITE_CAPACITE,
    Motif.PERSONNEL,
    Motif.TRAVAUX_EXAMENS_ELECTIONS,
    Motif.AVIS_CA,
)
ATTENDUES = (Etat.INDISPONIBLE, Etat.PROPOSE)  # wanted still, though it could not be had when it was asked for
SANS_SUITE = (Etat.INDISPONIBLE, Etat.REFUSE, Etat.LIBERE, Etat.DEPLACE)  # such a date stands for nothing
SALLES_MAX = 3  # wanted rooms of one request that are looked after, those that lack the most dates first


def est_reparable(demande: Demande) -> bool:
    """Tell whether what it lacks may be placed elsewhere: it lives, or its school refused on a ground of its own.

    Who has an offer answers that first.
    """
    if demande.statut == Demande.Statut.REFUSEE:
        refus = demande.decisions.en_vigueur().filter(sens=Decision.Sens.REFUS)
        return refus.filter(motif__in=MOTIFS_DE_L_ECOLE).exists()
    return demande.statut in REPARABLES


def dates_a_placer(demande: Demande, maintenant: datetime) -> list[CreneauDemande]:
    """Return the dates to come that no later wish stands for: the open ones; after the accord, those that it left out.

    After a refusal all of them, but those that still wait in the request for which they were placed here.
    """
    if not est_reparable(demande):
        return []
    remplacants = CreneauDemande.objects.filter(
        Q(souhait__remplace=OuterRef("souhait")) | Q(souhait__remplace=OuterRef("souhait__remplace")),
        jour=OuterRef("jour"),
        demande__statut__in=Demande.VIVES,
    ).exclude(etat__in=SANS_SUITE)
    autres = remplacants.exclude(demande=OuterRef("demande")).order_by()
    dates = demande.creneaux.filter(~Exists(autres), debut__gt=maintenant)
    if demande.statut == Demande.Statut.REFUSEE:
        dates = dates.filter(etat=Etat.REFUSE).exclude(souhait__remplace__demande__statut__in=Demande.VIVES)
    elif demande.est_a_decider:
        dates = dates.ouverts()
    else:
        dates = dates.filter(etat__in=ATTENDUES)
    return list(dates.select_related("souhait", "reservation", "salle__etablissement__collectivite"))


def premier_souhait(creneau: CreneauDemande) -> int:
    """Return the wish for which a date stands, its own unless it was placed already. Expects `souhait`."""
    return creneau.souhait.remplace_id or creneau.souhait_id


def voeux_de(demande: Demande, maintenant: datetime) -> list[Voeu]:
    """Return what a request lacks, room by room: nothing when all its dates can be had.

    Expects `association` and `activite`.
    """
    dates = dates_a_placer(demande, maintenant)
    if demande.est_a_decider:
        gardees = {verdict.creneau.pk for verdict in juger(demande, dates, maintenant=maintenant) if verdict.libre}
    else:
        gardees = set()  # free again or not, this request cannot be given them any more
    proposees = [] if demande.est_a_decider else [creneau for creneau in dates if creneau.etat == Etat.PROPOSE]
    obstacles = obstacles_a_demander(demande, proposees, maintenant)
    rendues = {pk for pk, siens in obstacles.items() if not siens}
    par_salle: dict[int, list[CreneauDemande]] = defaultdict(list)
    for creneau in dates:
        par_salle[creneau.salle_id].append(creneau)
    manques = {salle: sum(date.pk not in gardees for date in siennes) for salle, siennes in par_salle.items()}
    atteintes = sorted((salle for salle in manques if manques[salle]), key=lambda salle: (-manques[salle], salle))
    if not atteintes:
        return []
    salles = Salle.objects.select_related("etablissement__site", "etablissement__collectivite")
    lues = salles.prefetch_related("equipements").in_bulk(atteintes[:SALLES_MAX])
    conditions = conditions_de(demande, dates, maintenant)
    refus = _ont_refuse(demande)
    attendues = [une for une in dates if une.pk in gardees and not une.tient_une_option(maintenant)]
    return [
        replace(
            _voeu(lues[salle], par_salle[salle], gardees, rendues, conditions),
            deja_voulus=_deja_voulus_hors(par_salle[salle], gardees, demande.association),
            ont_refuse=refus,
            avec=[_ligne(une) for une in attendues if une.salle_id != salle],
            donnees_la=demande.statut in APRES_ACCORD,
        )
        for salle in atteintes[:SALLES_MAX]
    ]


def obstacles_a_demander(
    demande: Demande, dates: Sequence[CreneauDemande], maintenant: datetime
) -> dict[int, list[str]]:
    """Return, by date, the reasons that a click would meet that asks for it anew in its own room; none: it is had.

    A date is left out that its requester asks for there by another request. What was offered counts first, hours and
    equipment. Expects `association` and `activite`.
    """
    if not dates:
        return {}
    conditions = conditions_de(demande, dates, maintenant)
    voulus = deja_voulus(demande.association, {creneau.jour for creneau in dates}, sauf=dates)
    obstacles: dict[int, list[str]] = {}
    offertes: list[Ligne] = []
    for etat in (Etat.PROPOSE, Etat.INDISPONIBLE):
        siennes = [creneau for creneau in dates if creneau.etat == etat]
        lignes = sans_les_siennes(map(_ligne, siennes), voulus)
        explications = expliquer_lignes(lignes, conditions, avec=offertes) if siennes else {}
        for creneau, ligne in zip(siennes, lignes, strict=True):
            if ligne.jours:
                explication = explications[creneau.salle_id, creneau_du_moteur(creneau)]
                obstacles[creneau.pk] = list(dict.fromkeys(str(raison.code) for raison in explication.raisons))
                offertes += [ligne] if explication.libre else []
    return obstacles


def conditions_de(demande: Demande, dates: Iterable[CreneauDemande], maintenant: datetime) -> Conditions:
    """Return what another place must suit to serve these dates of a request. Expects `association` and `activite`."""
    return Conditions(
        maintenant=maintenant,
        effectif=demande.effectif,
        activite=demande.activite,
        association=demande.association,
        besoins=besoins_de(demande),
        ecole=demande.etablissement_id,
        depot=demande.dossier_id,
        delais_tenus=_delais_tenus(dates),
    )


def delais_tenus_des(souhaits: Collection[int]) -> Mapping[tuple[int, Creneau], frozenset[Code]]:
    """Return, by room and slot, the rules of filing that the dates kept for which these wishes still stand."""
    if not souhaits:
        return {}
    attendues = CreneauDemande.objects.filter(
        Q(souhait__in=souhaits) | Q(souhait__remplace__in=souhaits), etat__in=ATTENDUES
    )
    return _delais_tenus(attendues)


def _delais_tenus(dates: Iterable[CreneauDemande]) -> dict[tuple[int, Creneau], frozenset[Code]]:
    return {(creneau.salle_id, creneau_du_moteur(creneau)): delais_tenus(creneau) for creneau in dates}


def besoins_de(demande: Demande) -> Mapping[int, int]:
    """Return the equipment asked for, a quantity by Materiel."""
    return dict(demande.materiels.values_list("materiel", "quantite"))


def _voeu(
    salle: Salle,
    dates: Sequence[CreneauDemande],
    gardees: Collection[int],
    rendues: Collection[int],
    conditions: Conditions,
) -> Voeu:
    voulues = {_date_voulue(creneau): creneau for creneau in dates}
    return Voeu(
        salle=salle,
        voulues=voulues.keys(),
        gardees={voulue for voulue, creneau in voulues.items() if creneau.pk in gardees},
        conditions=conditions,
        souhaits={voulue: premier_souhait(creneau) for voulue, creneau in voulues.items()},
        rendues={voulue for voulue, creneau in voulues.items() if creneau.pk in rendues},
        comptees={voulue for voulue, creneau in voulues.items() if creneau.tient_une_option(conditions.maintenant)},
    )


def _date_voulue(creneau: CreneauDemande) -> DateVoulue:
    """Expects `salle.etablissement`."""
    local = cadre_de(creneau.salle.etablissement).local
    return DateVoulue(local(creneau.debut).time(), local(creneau.fin).time(), creneau.jour)


def _ligne(creneau: CreneauDemande) -> Ligne:
    voulue = _date_voulue(creneau)
    return Ligne(creneau.salle, voulue.debut, voulue.fin, (voulue.jour,))


def _ont_refuse(demande: Demande) -> frozenset[int]:
    """Return the schools that refused what was filed together; that of a request which lives may yet give its dates."""
    refusees = Demande.objects.filter(dossier=demande.dossier_id, statut=Demande.Statut.REFUSEE)
    ecoles = frozenset(refusees.values_list("etablissement", flat=True))
    return ecoles if demande.statut == Demande.Statut.REFUSEE else ecoles - {demande.etablissement_id}


def _deja_voulus_hors(
    dates: Sequence[CreneauDemande], gardees: Collection[int], association: Association
) -> list[tuple[int, Creneau]]:
    """Return what one asks for besides the missing dates of one room: those of another room are wanted there still."""
    manquantes = [creneau for creneau in dates if creneau.pk not in gardees]
    return deja_voulus(association, {creneau.jour for creneau in manquantes}, sauf=manquantes)


def deja_voulus(
    association: Association, jours: Collection[date], sauf: Iterable[CreneauDemande] = ()
) -> list[tuple[int, Creneau]]:
    """Return what an association asks for or holds on these days, but for these dates: room and slot."""
    siens = CreneauDemande.objects.filter(
        demande__association=association,
        demande__statut__in=Demande.VIVES,
        jour__in=jours,
        etat__in=[*CreneauDemande.OUVERTS, Etat.ACCEPTE],
    ).exclude(pk__in=[creneau.pk for creneau in sauf])
    return [(sien.salle_id, creneau_du_moteur(sien)) for sien in siens.order_by("pk")]

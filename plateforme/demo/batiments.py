"""The rooms of the demo: about ten a school, with walls, equipment, openings and pictures."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from etablissements.models import Etablissement
from plateforme.demo.photos import photographier
from plateforme.demo.plans import Plan, plans_de
from salles.departs import DEPARTS
from salles.models import Equipement, Espace, Salle
from salles.series import ouvrir
from salles.services.espaces import NOM_MAX
from salles.services.profils import actualiser_profils

PART_DES_PUBLIANTS = 0.8  # the other schools keep their rooms as drafts
PAR_LOT = 2_000

Construction = tuple[Etablissement, Plan]


def remplir_batiments(etablissements: Sequence[Etablissement], *, maintenant: datetime) -> int:
    """Give rooms to the schools that have none and return how many were built."""
    baties = set(Salle.objects.order_by().values_list("etablissement", flat=True).distinct())
    nues = [ecole for ecole in etablissements if ecole.pk not in baties]
    sites = Counter(ecole.site_id for ecole in etablissements)
    constructions = [
        (ecole, _chez(ecole, plan) if sites[ecole.site_id] > 1 else plan)
        for ecole in nues
        for plan in plans_de(ecole, cite=sites[ecole.site_id] > 1)
    ]
    espaces = _batir_espaces(constructions)
    salles = Salle.objects.bulk_create([_salle(ecole, plan) for ecole, plan in constructions], batch_size=PAR_LOT)
    _relier(salles, constructions, espaces)
    ouvrir((salle, plan.ouvertures) for salle, (_, plan) in zip(salles, constructions, strict=True))
    actualiser_profils(salles)
    publiees = [salle for salle, (ecole, _) in zip(salles, constructions, strict=True) if publie(ecole)]
    photographier(publiees)
    Salle.objects.filter(pk__in=[salle.pk for salle in publiees]).update(
        statut=Salle.Statut.PUBLIEE, publiee_le=maintenant, planning_a_jour_le=maintenant
    )
    return len(salles)


def publie(ecole: Etablissement) -> bool:
    return random.Random(f"publie-{ecole.uai}").random() < PART_DES_PUBLIANTS


def _chez(ecole: Etablissement, plan: Plan) -> Plan:
    """Name the walls of one school of a cité after it, or its UAI; those that it shares belong to nobody."""
    if plan.commun:
        return plan
    longs, courts = (tuple(f"{nom} ({qui})" for nom in plan.espaces) for qui in (ecole.nom, ecole.uai))
    return replace(plan, espaces=longs if all(len(nom) <= NOM_MAX for nom in longs) else courts)


def _salle(ecole: Etablissement, plan: Plan) -> Salle:
    usuel = DEPARTS[plan.type]
    return Salle(
        etablissement=ecole,
        nom=plan.nom,
        type=plan.type,
        effectif_max=plan.effectif,
        types_erp=list(usuel.types_erp),
        categorie_erp=usuel.categorie_erp,
        vestiaires=usuel.vestiaires,
        **plan.champs,
    )


def _batir_espaces(constructions: Sequence[Construction]) -> dict[tuple[int, str], Espace]:
    """Build the walls of each school, once where two of them share a name on one Site."""
    murs = {(ecole.site_id, nom): None for ecole, plan in constructions for nom in plan.espaces}
    Espace.objects.bulk_create(
        [Espace(site_id=site, nom=nom) for site, nom in murs], batch_size=PAR_LOT, ignore_conflicts=True
    )
    lus = Espace.objects.filter(site__in={site for site, _ in murs})
    return {(espace.site_id, espace.nom): espace for espace in lus}


def _relier(
    salles: Sequence[Salle], constructions: Sequence[Construction], espaces: dict[tuple[int, str], Espace]
) -> None:
    """Write which walls and which equipment each room has."""
    murs, objets = Salle.espaces.through, Salle.equipements.through
    connus = set(Equipement.objects.values_list("pk", flat=True))
    murs.objects.bulk_create(
        [
            murs(salle=salle, espace=espaces[ecole.site_id, nom])
            for salle, (ecole, plan) in zip(salles, constructions, strict=True)
            for nom in plan.espaces
        ],
        batch_size=PAR_LOT,
    )
    objets.objects.bulk_create(
        [
            objets(salle=salle, equipement_id=code)
            for salle, (_, plan) in zip(salles, constructions, strict=True)
            for code in DEPARTS[plan.type].equipements
            if code in connus
        ],
        batch_size=PAR_LOT,
    )

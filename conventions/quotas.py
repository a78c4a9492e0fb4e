"""The hours of an association: how many it may hold, how many it holds. Builds the engine's `Demandeur`.

The hours are never stored: they are those of the reservations that hold, so what is given back counts no more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Sum

from associations.models import Association
from conventions.admission import refus_d_admission
from conventions.models import CreneauDemande
from etablissements.ecriture import duree
from etablissements.models import Collectivite, Etablissement
from salles.moteur import Demandeur, Periode, QuiPeut, Quota
from salles.recherche import QuiDemande
from salles.regles import Niveau, quotas_de

UN_AN = timedelta(days=366)  # no period is longer
PERIODES = {Periode.SEMAINE: "semaine", Periode.MOIS: "mois", Periode.ANNEE: "année scolaire"}


@dataclass(frozen=True, slots=True)
class Tenue:
    """What an association holds in a school on one local date."""

    etablissement: int
    collectivite: int
    jour: date
    duree: timedelta

    def compte_pour(self, niveau: Niveau) -> bool:
        """Tell whether a quota set there counts it: a collectivité counts all its schools, a school its own hours."""
        return niveau.pk == (self.collectivite if isinstance(niveau, Collectivite) else self.etablissement)


def tenues(
    associations: Collection[Association], jours: Collection[date], *, maintenant: datetime
) -> dict[int, list[Tenue]]:
    """Return what each association holds, firm or by a living option, in every period of these dates: one query."""
    lignes = (
        CreneauDemande.objects.tenus(maintenant)
        .filter(demande__association__in=associations, jour__range=(min(jours) - UN_AN, max(jours) + UN_AN))
        .values_list("demande__association", "demande__etablissement", "demande__etablissement__collectivite", "jour")
        .annotate(duree=Sum(F("fin") - F("debut")))
        .order_by("jour")
    )
    lues: dict[int, list[Tenue]] = defaultdict(list)
    for association, *ligne in lignes:
        lues[association].append(Tenue(*ligne))
    return lues


def heures(des_tenues: Iterable[Tenue], periode: Periode, niveau: Niveau) -> dict[str, timedelta]:
    """Add up what counts for a quota, by the name of its period."""
    totaux: dict[str, timedelta] = defaultdict(timedelta)
    for tenue in des_tenues:
        if tenue.compte_pour(niveau):
            totaux[periode.de(tenue.jour)] += tenue.duree
    return totaux


def demandeur_de(
    association: Association,
    etablissement: Etablissement,
    jours: Collection[date],
    *,
    maintenant: datetime,
    depot: int | None = None,
) -> Demandeur:
    """Return who asks a school for these local dates, in the engine's words. Expects its `collectivite`."""
    return demandeurs_de(association, [etablissement], jours, maintenant=maintenant, depot=depot)[etablissement.pk]


def demandeurs_des(
    paires: Iterable[tuple[Association, Etablissement]], jours: Collection[date], *, maintenant: datetime
) -> dict[tuple[int, int], Demandeur]:
    """Return who asks where, by association and school, in one query at most. Expects each `collectivite`."""
    par_cle = {(association.pk, ecole.pk): (association, ecole) for association, ecole in paires}
    quotas = {ecole.pk: quotas_de(ecole) for _, ecole in par_cle.values()}
    associations = {association for association, ecole in par_cle.values() if quotas[ecole.pk]}
    lues = tenues(associations, jours, maintenant=maintenant) if jours and associations else {}
    return {
        cle: _demandeur(association, ecole, quotas[ecole.pk], lues.get(association.pk, []), None)
        for cle, (association, ecole) in par_cle.items()
    }


def demandeurs_de(
    association: Association,
    ecoles: Iterable[Etablissement],
    jours: Collection[date],
    *,
    maintenant: datetime,
    depot: int | None = None,
) -> dict[int, Demandeur]:
    """Return who asks, by school, in one query at most; schools under the same rules share one value.

    `depot` is the id of the Dossier for which one asks: its own dates need no buffer between them.
    """
    poses = {ecole: quotas_de(ecole) for ecole in ecoles}
    limites = jours and any(poses.values())
    siennes = tenues([association], jours, maintenant=maintenant)[association.pk] if limites else []
    partages: dict[tuple, Demandeur] = {}
    demandeurs = {}
    for ecole, quotas in poses.items():
        cle = (ecole.collectivite, *((periode, niveau) for periode, _, niveau in quotas))
        if cle not in partages:
            partages[cle] = _demandeur(association, ecole, quotas, siennes, depot)
        demandeurs[ecole.pk] = partages[cle]
    return demandeurs


def _demandeur(
    association: Association,
    ecole: Etablissement,
    quotas: Sequence[tuple[Periode, timedelta, Niveau]],
    siennes: Iterable[Tenue],
    depot: int | None,
) -> Demandeur:
    return Demandeur(
        association=association.pk,
        depot=depot,
        regles=tuple(quota(periode, plafond, niveau) for periode, plafond, niveau in quotas),
        heures_deja={
            nom: total for periode, _, niveau in quotas for nom, total in heures(siennes, periode, niveau).items()
        },
        oppositions=tuple(filter(None, [refus_d_admission(association, ecole.collectivite)])),
    )


def qui_demande(association: Association, *, maintenant: datetime, depot: int | None = None) -> QuiDemande:
    """Return what a search needs to judge for this association: two queries, whatever the schools that it meets."""

    def aux_ecoles(ecoles: Collection[int], jours: Collection[date]) -> dict[int, Demandeur]:
        lues = Etablissement.objects.filter(pk__in=ecoles).select_related("collectivite")
        return demandeurs_de(association, lues, jours, maintenant=maintenant, depot=depot)

    return aux_ecoles


def quota(periode: Periode, plafond: timedelta, niveau: Niveau) -> Quota:
    """Return a limit, and who may change it: a school sets its own in place of its authority's."""
    d_en_haut = isinstance(niveau, Collectivite)
    qui_peut = QuiPeut.CHEF_OU_COLLECTIVITE if d_en_haut else QuiPeut.CHEF
    return Quota(periode, plafond, regle(periode, plafond, niveau), qui_peut)


def regle(periode: Periode, plafond: timedelta, niveau: Niveau) -> str:
    """Write a quota in one sentence: whose it is, how much, and what it counts."""
    combien = f"limite chaque association à {duree(plafond)} par {PERIODES[periode]}"
    if isinstance(niveau, Collectivite):
        return f"La collectivité {combien}, tous ses établissements ensemble."
    return f"L’établissement {combien}."

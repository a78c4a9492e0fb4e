"""Where the dates that cannot be had could go, for somebody who asks: the engine's proposals, judged as a filing is.

The engine knows rooms and hours. Who asks is known here: the schools where this requester may ask, the slots that it
asks for already, its quotas, the equipment that it borrows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from associations.models import Association
from conventions.quotas import demandeurs_de, qui_demande
from etablissements.base_legale import peut_preter
from etablissements.models import Etablissement
from salles.disponibilites import contexte, expliquer_salles
from salles.models import Activite, Salle
from salles.moteur import Creneau, Explication
from salles.moteur.reparation import Strategie
from salles.recherche import QuiDemande
from salles.regles import cadre_de
from salles.reparations import RAYON_KM, DateVoulue, Manque, Reparation, reparer

Explications = Mapping[tuple[int, Creneau], Explication]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What every place must suit: who asks, for what, how many, with which equipment of `ecole`, at which instant."""

    maintenant: datetime
    effectif: int | None = None
    activite: Activite | None = None
    association: Association | None = None
    besoins: Mapping[int, int] = field(default_factory=dict)
    ecole: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voeu:
    """What one wants in one room: the dates, and those that stay there.

    `souhaits` gives the Souhait of each date once it is filed; `deja_voulus`, what the requester asks for elsewhere;
    `ont_refuse`, the schools that refused: nothing goes there.
    """

    salle: Salle
    voulues: Collection[DateVoulue]
    gardees: Collection[DateVoulue]
    conditions: Conditions
    souhaits: Mapping[DateVoulue, int] = field(default_factory=dict)
    deja_voulus: Sequence[tuple[int, Creneau]] = ()
    ont_refuse: frozenset[int] = frozenset()

    @property
    def est_refuse(self) -> bool:
        """Tell whether the wished school refused: nothing stays there, nor stays wanted."""
        return self.salle.etablissement_id in self.ont_refuse

    @property
    def manquantes(self) -> list[DateVoulue]:
        perdues = set(self.voulues) - set(self.gardees)
        return sorted(perdues, key=lambda voulue: (voulue.jour, voulue.debut))


@dataclass(frozen=True, slots=True)
class Ligne:
    """Some dates in one room at one hour; `remplace` is the Souhait for which they stand."""

    salle: Salle
    debut: time
    fin: time
    jours: tuple[date, ...]
    remplace: int | None = None
    distance_km: float | None = None

    @property
    def creneaux(self) -> list[Creneau]:
        """Return the slots, one a day. Expects `salle.etablissement`."""
        cadre = cadre_de(self.salle.etablissement)
        return [cadre.creneau(jour, self.debut, self.fin) for jour in self.jours]

    def aux_jours(self, jours: Iterable[date]) -> "Ligne":
        return replace(self, jours=tuple(jours))


@dataclass(frozen=True, slots=True)
class Proposition:
    """`lignes` move; `gardees` dates stay in the wished room; `restantes` find no place."""

    strategie: Strategie
    lignes: tuple[Ligne, ...]
    gardees: int
    restantes: tuple[date, ...]

    @property
    def placees(self) -> int:
        return self.gardees + sum(len(ligne.jours) for ligne in self.lignes)


def proposer(voeu: Voeu, rayon_km: float = RAYON_KM) -> list[Proposition]:
    """Return at most one proposal per strategy; each date of it, filed at this instant, would be found free.

    The search knows neither equipment nor hours: where one of them stands in the way at a school, it looks once more
    without that school. A constant number of queries. Expects `voeu.salle.etablissement.site`.
    """
    premieres, decevantes = _essayer(voeu, rayon_km, voeu.ont_refuse)
    secondes = _essayer(voeu, rayon_km, voeu.ont_refuse | decevantes)[0] if decevantes else {}
    propositions = []
    for strategie in Strategie:
        essais = [essai[strategie] for essai in (premieres, secondes) if strategie in essai]
        meilleure = max(essais, key=lambda proposition: proposition.placees, default=None)
        if meilleure and meilleure.placees > len(voeu.gardees):
            propositions.append(meilleure)
    return propositions


def _essayer(voeu: Voeu, rayon_km: float, sans: frozenset[int]) -> tuple[dict[Strategie, Proposition], frozenset[int]]:
    """Return the proposals without these schools, and the schools where a proposed date turned out not to be free."""
    conditions = voeu.conditions
    reparations = reparer(
        Manque(
            salle=voeu.salle,
            voulues=voeu.voulues,
            gardees=voeu.gardees,
            maintenant=conditions.maintenant,
            effectif=conditions.effectif,
            activite=conditions.activite,
            rayon_km=rayon_km,
            qui_demande=_pour_les_tampons(conditions),
            ecoles_admises=lambda ecoles: ecoles_ouvertes(ecoles, conditions.association) - sans,
            deja_voulus=voeu.deja_voulus,
        )
    )
    salles = Salle.objects.select_related("etablissement__collectivite", "etablissement__site__commune").in_bulk(
        {ligne.place.salle for reparation in reparations for ligne in reparation.lignes}
    )
    lignes = {reparation.strategie: _lignes(reparation, voeu, salles) for reparation in reparations}
    toutes = [ligne for siennes in lignes.values() for ligne in siennes]
    explications = expliquer_lignes(toutes, conditions)
    decevantes = {
        ligne.salle.etablissement_id for ligne in toutes if len(jours_libres(ligne, explications)) < len(ligne.jours)
    }
    propositions = {
        reparation.strategie: _proposition(reparation, lignes[reparation.strategie], explications)
        for reparation in reparations
    }
    return propositions, frozenset(decevantes)


def ecoles_ouvertes(ecoles: Collection[int], association: Association | None) -> set[int]:
    """Return those of these schools where a request may be filed, by this requester if it is known."""
    lues = Etablissement.objects.filter(peut_preter(), pk__in=ecoles)
    if association:
        lues = lues.filter(collectivite__natures_admises__contains=[association.nature])
    return set(lues.values_list("pk", flat=True))


def expliquer_lignes(lignes: Iterable[Ligne], conditions: Conditions) -> Explications:
    """Explain each date, by room and slot, in a constant number of queries. Expects `salle.etablissement`."""
    par_salle: dict[Salle, set[Creneau]] = defaultdict(set)
    jours: set[date] = set()
    for ligne in lignes:
        par_salle[ligne.salle].update(ligne.creneaux)
        jours.update(ligne.jours)
    ecoles = {salle.etablissement for salle in par_salle}
    demandeurs = None
    if conditions.association and jours:
        demandeurs = demandeurs_de(conditions.association, ecoles, jours, maintenant=conditions.maintenant)
    explications: dict[tuple[int, Creneau], Explication] = {}
    for chez_soi in (True, False):  # what one borrows stays in the school that lends it
        voulus = {
            salle: sorted(creneaux)
            for salle, creneaux in par_salle.items()
            if (salle.etablissement_id == conditions.ecole) == chez_soi
        }
        demande = contexte(
            maintenant=conditions.maintenant,
            effectif=conditions.effectif,
            activite=conditions.activite,
            besoins=conditions.besoins if chez_soi else None,
        )
        for salle, jugees in expliquer_salles(voulus, demande, demandeurs).items():
            explications |= {(salle.pk, jugee.creneau): jugee for jugee in jugees}
    return explications


def jours_libres(ligne: Ligne, explications: Explications) -> list[date]:
    """Return the days of a line on which its room is free."""
    return [
        jour
        for jour, creneau in zip(ligne.jours, ligne.creneaux, strict=True)
        if explications[ligne.salle.pk, creneau].libre
    ]


def _pour_les_tampons(conditions: Conditions) -> QuiDemande | None:
    """Say to the search whose buffers are waived; hours are added up afterwards, over what is really proposed."""
    if conditions.association is None:
        return None
    qui = qui_demande(conditions.association, maintenant=conditions.maintenant)
    return lambda ecoles, jours: {
        ecole: replace(demandeur, regles=()) for ecole, demandeur in qui(ecoles, jours).items()
    }


def _lignes(reparation: Reparation, voeu: Voeu, salles: Mapping[int, Salle]) -> list[Ligne]:
    """Write the lines of a proposal, the dates of each Souhait apart."""
    lignes = []
    for proposee in reparation.lignes:
        par_souhait: dict[int | None, list[date]] = defaultdict(list)
        for voulue in proposee.voulues:
            par_souhait[voeu.souhaits.get(voulue)].append(voulue.jour)
        salle, distance = salles[proposee.place.salle], proposee.place.distance_km
        lignes += [
            Ligne(salle, proposee.debut, proposee.fin, tuple(sorted(jours)), remplace, distance)
            for remplace, jours in par_souhait.items()
        ]
    return lignes


def _proposition(reparation: Reparation, lignes: Sequence[Ligne], explications: Explications) -> Proposition:
    """Keep the dates that are free for this very requester; the others are left over."""
    retenues = [ligne.aux_jours(jours_libres(ligne, explications)) for ligne in lignes]
    voulues = {jour for ligne in lignes for jour in ligne.jours}
    placees = {jour for ligne in retenues for jour in ligne.jours}
    restantes = voulues - placees | {voulue.jour for voulue in reparation.restantes}
    return Proposition(
        reparation.strategie,
        tuple(ligne for ligne in retenues if ligne.jours),
        len(reparation.gardees),
        tuple(sorted(restantes)),
    )

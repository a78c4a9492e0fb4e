"""Where the dates that cannot be had could go, for somebody who asks: the engine's proposals, judged as a filing is.

The engine knows rooms and hours. Who asks is known here: the schools where this requester may ask, the slots that it
asks for already, its quotas, the equipment that it borrows.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import partial
from itertools import chain

from associations.models import Association
from conventions.quotas import demandeurs_de, qui_demande
from salles.disponibilites import contexte, expliquer_salles
from salles.faits import murs_d_un_acte, stocks
from salles.models import Activite, Salle
from salles.moteur import Code, Creneau, Demandeur, Emploi, Ensemble, Explication
from salles.moteur.reparation import Strategie
from salles.recherche import QuiDemande
from salles.regles import cadre_de, emploi_de
from salles.reparations import RAYON_KM, DateVoulue, Manque, Reparation, reparer, voulus_par_salle

Explications = Mapping[tuple[int, Creneau], Explication]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What every place must suit: who asks, for what, how many, with which equipment of `ecole`, at which instant.

    `depot` is the id of the Dossier that it would join; `delais_tenus`, by room and slot, the rules of filing that a
    date asked for there in time keeps, whenever it is asked for again.
    """

    maintenant: datetime
    effectif: int | None = None
    activite: Activite | None = None
    association: Association | None = None
    besoins: Mapping[int, int] = field(default_factory=dict)
    ecole: int | None = None
    depot: int | None = None
    delais_tenus: Mapping[tuple[int, Creneau], frozenset[Code]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voeu:
    """What one wants in one room: the dates, and those that stay there.

    `souhaits` gives the Souhait of each date once it is filed; `deja_voulus`, what the requester asks for elsewhere;
    `ont_refuse`, the schools that refused: nothing goes there. `avec` is what one wants besides, in the same filing or
    request: in each school its hours and its equipment count first. `comptees` are kept dates that it holds already.
    `donnees_la`: the wished school gave other dates, which stay there. `rendues` are missing dates that this room has
    again, for who asks anew. `chez_soi`: nothing leaves the wished school.
    """

    salle: Salle
    voulues: Collection[DateVoulue]
    gardees: Collection[DateVoulue]
    conditions: Conditions
    souhaits: Mapping[DateVoulue, int] = field(default_factory=dict)
    deja_voulus: Sequence[tuple[int, Creneau]] = ()
    ont_refuse: frozenset[int] = frozenset()
    avec: Sequence["Ligne"] = ()
    comptees: Collection[DateVoulue] = ()
    donnees_la: bool = False
    rendues: Collection[DateVoulue] = ()
    chez_soi: bool = False

    @property
    def est_refuse(self) -> bool:
        """Tell whether the wished school refused: nothing stays there, nor stays wanted."""
        return self.salle.etablissement_id in self.ont_refuse

    @property
    def manquantes(self) -> list[DateVoulue]:
        perdues = set(self.voulues) - set(self.gardees)
        return sorted(perdues, key=lambda voulue: (voulue.jour, voulue.debut))

    def sur_place(self, dates: Iterable[DateVoulue]) -> list["Ligne"]:
        """Return the lines of dates that stay in the wished room."""
        return [Ligne(self.salle, voulue.debut, voulue.fin, (voulue.jour,)) for voulue in dates]

    def apres(self, precedentes: Iterable[Sequence["Proposition"]]) -> "Voeu":
        """Return this wish once one of the proposals of each other wish of the request may have been chosen."""
        precedentes = list(precedentes)
        toutes = chain.from_iterable(precedentes)
        return replace(
            self,
            deja_voulus=[*self.deja_voulus, *places_de(ligne for une in toutes for ligne in une.lignes)],
            avec=[*self.avec, *chain.from_iterable(map(_les_plus_longues, precedentes))],
        )


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

    def emplois(self, murs: Mapping[int, Collection[int]]) -> list[Emploi]:
        """Return its dates as an act takes them. Expects `salle.etablissement.collectivite`."""
        return [emploi_de(self.salle, creneau, murs[self.salle.pk]) for creneau in self.creneaux]

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


def proposer_ensemble(voeux: Iterable[Voeu], rayon_km: float = RAYON_KM) -> list[list[Proposition]]:
    """Return the proposals of each wish of one request, such that any of one goes with any of the others."""
    toutes: list[list[Proposition]] = []
    for voeu in voeux:
        toutes.append(proposer(voeu.apres(toutes), rayon_km))
    return toutes


def proposer(voeu: Voeu, rayon_km: float = RAYON_KM) -> list[Proposition]:
    """Return at most one proposal per strategy; all the dates of one, filed at this instant, would be found free.

    The search knows neither equipment nor hours: where one of them stands in the way at a school, it looks once more
    without that school. A constant number of queries. Expects `voeu.salle.etablissement.site`.
    """
    premieres, decevantes = _essayer(voeu, rayon_km, voeu.ont_refuse)
    secondes = _essayer(voeu, rayon_km, voeu.ont_refuse | decevantes)[0] if decevantes else {}
    propositions = []
    for strategie in Strategie:
        essais = [essai[strategie] for essai in (premieres, secondes) if strategie in essai]
        meilleure = max(essais, key=lambda proposition: proposition.placees, default=None)
        if meilleure and meilleure.placees > len(voeu.gardees) and _tient_parole(meilleure, voeu):
            propositions.append(meilleure)
    return propositions


def _tient_parole(proposition: Proposition, voeu: Voeu) -> bool:
    """Tell whether « all at one address » is true: dates that were given stay where they are."""
    ecoles = {ligne.salle.etablissement_id for ligne in proposition.lignes}
    ailleurs = ecoles != {voeu.salle.etablissement_id}
    return not (proposition.strategie == Strategie.UNE_SEULE_ADRESSE and voeu.donnees_la and ailleurs)


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
            ecoles_admises=lambda ecoles: ({voeu.salle.etablissement_id} if voeu.chez_soi else set(ecoles)) - sans,
            deja_voulus=voeu.deja_voulus,
            rendues=() if voeu.salle.etablissement_id in sans else voeu.rendues,
        )
    )
    salles = Salle.objects.select_related("etablissement__collectivite", "etablissement__site__commune").in_bulk(
        {ligne.place.salle for reparation in reparations for ligne in reparation.lignes}
    )
    lignes = {reparation.strategie: _lignes(reparation, voeu, salles) for reparation in reparations}
    toutes = list(chain.from_iterable(lignes.values()))
    acte = _acte(toutes, {voeu.salle.pk, *_salles(voeu.avec)}, conditions)
    propositions, decevantes = {}, set()
    for reparation in reparations:
        siennes = lignes[reparation.strategie]
        restent = voeu.sur_place(voulue for voulue in reparation.gardees if voulue not in voeu.comptees)
        explications = _ensemble(siennes, [*voeu.avec, *restent], acte)
        propositions[reparation.strategie] = _proposition(reparation, siennes, explications)
        decevantes |= {
            ligne.salle.etablissement_id
            for ligne in siennes
            if len(jours_libres(ligne, explications)) < len(ligne.jours)
        }
    return propositions, frozenset(decevantes)


def expliquer_lignes(lignes: Iterable[Ligne], conditions: Conditions, avec: Iterable[Ligne] = ()) -> Explications:
    """Explain each date, by room and slot, as the filing of all these lines would, in a constant number of queries.

    What is wanted `avec` them counts first, hours and equipment. Expects `salle.etablissement.collectivite`.
    """
    lignes, avec = list(lignes), list(avec)
    return _ensemble(lignes, avec, _acte(lignes, _salles(avec), conditions))


@dataclass(frozen=True, slots=True)
class _Acte:
    """What is known of an act before its dates are counted together.

    `une_a_une`: what stands in the way of each; `commencer`: by school, how to begin counting; `murs`: by room.
    """

    une_a_une: Explications
    commencer: Mapping[int, Callable[[], Ensemble]]
    murs: Mapping[int, Collection[int]]


def _acte(lignes: Sequence[Ligne], autres: set[int], conditions: Conditions) -> _Acte:
    """Read what these lines need, in rooms and beside `autres`: the ids of the other rooms of the act."""
    demandeurs = _demandeurs(lignes, conditions)
    salles = autres | _salles(lignes)
    return _Acte(
        _une_a_une(lignes, conditions, demandeurs),
        _partages(lignes, conditions, demandeurs),
        murs_d_un_acte(salles),
    )


def _demandeurs(lignes: Sequence[Ligne], conditions: Conditions) -> Mapping[int, Demandeur]:
    """Return who asks, by school; nobody when nobody is known."""
    jours = {jour for ligne in lignes for jour in ligne.jours}
    if conditions.association is None or not jours:
        return {}
    ecoles = {ligne.salle.etablissement for ligne in lignes}
    return demandeurs_de(
        conditions.association, ecoles, jours, maintenant=conditions.maintenant, depot=conditions.depot
    )


def _une_a_une(lignes: Sequence[Ligne], conditions: Conditions, demandeurs: Mapping[int, Demandeur]) -> Explications:
    """Explain each date as if it alone were wanted, hours and equipment apart."""
    par_salle: dict[Salle, set[Creneau]] = defaultdict(set)
    for ligne in lignes:
        par_salle[ligne.salle].update(ligne.creneaux)
    sans_heures = {ecole: replace(demandeur, regles=()) for ecole, demandeur in demandeurs.items()}
    demande = contexte(maintenant=conditions.maintenant, effectif=conditions.effectif, activite=conditions.activite)
    voulus = {salle: sorted(creneaux) for salle, creneaux in par_salle.items()}
    return {
        (salle.pk, jugee.creneau): _sans(jugee, conditions.delais_tenus.get((salle.pk, jugee.creneau), frozenset()))
        for salle, jugees in expliquer_salles(voulus, demande, sans_heures or None).items()
        for jugee in jugees
    }


def _sans(explication: Explication, tenus: Collection[Code]) -> Explication:
    raisons = tuple(raison for raison in explication.raisons if raison.code not in tenus)
    return replace(explication, raisons=raisons)


def _partages(
    lignes: Sequence[Ligne], conditions: Conditions, demandeurs: Mapping[int, Demandeur]
) -> Mapping[int, Callable[[], Ensemble]]:
    """Return, by school, how to begin counting what an act takes there: who asks, what it borrows.

    What one borrows stays in the school that lends it.
    """
    jours = {jour for ligne in lignes for jour in ligne.jours}
    en_stock = stocks(conditions.besoins, jours, maintenant=conditions.maintenant)
    besoins = {conditions.ecole: sorted(conditions.besoins.items())}
    return {
        ecole: partial(Ensemble, demandeurs.get(ecole), besoins.get(ecole, ()), en_stock)
        for ecole in {ligne.salle.etablissement_id for ligne in lignes}
    }


def _ensemble(lignes: Sequence[Ligne], avec: Iterable[Ligne], acte: _Acte) -> Explications:
    """Add what the dates leave to each other in each school, all its rooms together, as at a filing."""
    ensembles = {ecole: commencer() for ecole, commencer in acte.commencer.items()}
    for ligne in avec:
        if ensemble := ensembles.get(ligne.salle.etablissement_id):
            for emploi in ligne.emplois(acte.murs):
                if not ensemble.oppositions(emploi):
                    ensemble.prendre(emploi)
    places = {
        (ligne.salle.pk, emploi.creneau): (ensembles[ligne.salle.etablissement_id], emploi)
        for ligne in lignes
        for emploi in ligne.emplois(acte.murs)
    }
    explications = {}
    for place in sorted(places, key=lambda place: (place[1], place[0])):
        (ensemble, emploi), dite = places[place], acte.une_a_une[place]
        dite = replace(dite, raisons=(*dite.raisons, *ensemble.oppositions(emploi)))
        if dite.libre:
            ensemble.prendre(emploi)
        explications[place] = dite
    return explications


def jours_libres(ligne: Ligne, explications: Explications) -> list[date]:
    """Return the days of a line on which its room is free."""
    return [
        jour
        for jour, creneau in zip(ligne.jours, ligne.creneaux, strict=True)
        if explications[ligne.salle.pk, creneau].libre
    ]


def sans_les_siennes(lignes: Iterable[Ligne], deja_voulus: Sequence[tuple[int, Creneau]]) -> list[Ligne]:
    """Leave out the dates whose place one asks for already, in that room or through a part that it shares."""
    par_salle = voulus_par_salle(deja_voulus)
    return [
        ligne.aux_jours(
            jour
            for jour, creneau in zip(ligne.jours, ligne.creneaux, strict=True)
            if not any(creneau.chevauche(sien) for sien in par_salle.get(ligne.salle.pk, ()))
        )
        for ligne in lignes
    ]


def _salles(lignes: Iterable[Ligne]) -> set[int]:
    return {ligne.salle.pk for ligne in lignes}


def perdent_le_materiel(lignes: Iterable[Ligne], conditions: Conditions) -> bool:
    """Tell whether one of these lines leaves the school that lends what is borrowed."""
    return bool(conditions.besoins) and any(ligne.salle.etablissement_id != conditions.ecole for ligne in lignes)


def places_de(lignes: Iterable[Ligne]) -> list[tuple[int, Creneau]]:
    """Return what these lines take: room and slot."""
    return [(ligne.salle.pk, creneau) for ligne in lignes for creneau in ligne.creneaux]


def _les_plus_longues(propositions: Sequence[Proposition]) -> list[Ligne]:
    """Return, of proposals of which one will be chosen, the lines that take the most dates in each school."""
    par_ecole: dict[int, list[Ligne]] = {}
    for proposition in propositions:
        siennes: dict[int, list[Ligne]] = defaultdict(list)
        for ligne in proposition.lignes:
            siennes[ligne.salle.etablissement_id].append(ligne)
        for ecole, lignes in siennes.items():
            par_ecole[ecole] = max(par_ecole.get(ecole, []), lignes, key=_combien)
    return list(chain.from_iterable(par_ecole.values()))


def _combien(lignes: Sequence[Ligne]) -> int:
    return sum(len(ligne.jours) for ligne in lignes)


def _pour_les_tampons(conditions: Conditions) -> QuiDemande | None:
    """Say to the search whose buffers are waived; hours are added up afterwards, over what is really proposed."""
    if conditions.association is None:
        return None
    qui = qui_demande(conditions.association, maintenant=conditions.maintenant, depot=conditions.depot)
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

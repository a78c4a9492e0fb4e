"""What the engine says of the dates of a request, at the moment of a decision.

Five things are known here and not in the engine: a date that this very request holds by an option is not in its own
way; `delai`, `horizon` and the nature of who asks are judged on the day of filing, for they bind who asks, not who
answers; a room that was withdrawn since gives no date any more, while the school goes on reading and filling its
agenda; nor does any room of a school that may not lend any more; and the dates that an act takes count first for what
they share: hours, equipment and the walls, which may have moved since the filing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

from conventions.models import CreneauDemande, Demande, MaterielDemande
from conventions.oppositions import RETIREE, Opposition, opposition
from conventions.quotas import demandeurs_des
from etablissements.models import Etablissement
from salles.disponibilites import Question, contexte, expliquer_questions
from salles.faits import murs_d_un_acte, stocks
from salles.models import Salle
from salles.moteur import Code, Creneau, Demandeur, Emploi, Ensemble, Explication, Raison
from salles.moteur.raisons import RANGS
from salles.regles import emploi_de

DU_DEPOT = frozenset({Code.DELAI, Code.HORIZON})
PRISES = frozenset({Code.OCCUPEE, Code.PARTIE_OCCUPEE, Code.OPTION})  # nobody else can hold what an option holds


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands in the way of a date now, and what does not but must be said."""

    creneau: CreneauDemande
    raisons: tuple[Raison, ...] = ()
    avertissements: tuple[str, ...] = ()

    @property
    def libre(self) -> bool:
        return not self.raisons

    @property
    def sous_option(self) -> bool:
        return any(raison.code == Code.OPTION for raison in self.raisons)

    @property
    def dures(self) -> tuple[Raison, ...]:
        """What nobody waives, apart from an option, which the accord of the same school may end."""
        return tuple(raison for raison in self.raisons if not raison.derogeable and raison.code != Code.OPTION)

    @property
    def levables(self) -> tuple[Raison, ...]:
        return tuple(raison for raison in self.raisons if raison.derogeable)

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(str(raison.code) for raison in self.raisons))


def delais_tenus(creneau: CreneauDemande) -> frozenset[Code]:
    """Return which of `delai` and `horizon` this date kept when it was filed: they are not held against it again."""
    return DU_DEPOT.difference(creneau.raisons)


def creneau_du_moteur(creneau: CreneauDemande) -> Creneau:
    return Creneau(creneau.debut.astimezone(UTC), creneau.fin.astimezone(UTC))


def juger(
    demande: Demande,
    creneaux: Sequence[CreneauDemande],
    *,
    maintenant: datetime,
    retient: Callable[[Verdict], bool] | None = None,
    rendues: Collection[int] = (),
) -> list[Verdict]:
    """Judge the dates of one request now, in order, in a constant number of queries: see `juger_demandes`."""
    seule = juger_demandes({demande: creneaux}, maintenant=maintenant, retient=retient, rendues={demande.pk: rendues})
    return seule[demande.pk]


def juger_demandes(
    voulus: Mapping[Demande, Sequence[CreneauDemande]],
    *,
    maintenant: datetime,
    retient: Callable[[Verdict], bool] | None = None,
    rendues: Mapping[int, Collection[int]] = MappingProxyType({}),
) -> dict[int, list[Verdict]]:
    """Judge requests, each as if it alone were given, in as many queries as one takes.

    `retient` tells which dates an act would take, with what stands in their way: they count first for what the dates
    share. Without it, those under its options and the free ones count, in order. `rendues`: by request, the
    reservations that the act ends, which give their equipment back. Expects on each date `reservation` and
    `salle.etablissement.collectivite`.
    """
    verdicts: dict[int, list[Verdict]] = {demande.pk: [] for demande in voulus}
    voulus = {demande: creneaux for demande, creneaux in voulus.items() if creneaux}
    if not voulus:
        return verdicts
    tous = [creneau for creneaux in voulus.values() for creneau in creneaux]
    jours = {creneau.jour for creneau in tous}
    # the school as it was read with the rooms, under the lock of the act
    ecoles = {demande.pk: creneaux[0].salle.etablissement for demande, creneaux in voulus.items()}
    qui = [(demande.association, ecoles[demande.pk]) for demande in voulus]
    par_paire = demandeurs_des(qui, jours, maintenant=maintenant)
    demandeurs = {demande.pk: par_paire[demande.association_id, demande.etablissement_id] for demande in voulus}
    obstacles = {ecole.pk: opposition(ecole) for ecole in set(ecoles.values())}
    besoins = _besoins(voulus)
    questions = [
        _question(demande, ecoles[demande.pk], creneaux, demandeurs[demande.pk], maintenant)
        for demande, creneaux in voulus.items()
    ]
    emplois = _emplois(tous, maintenant)
    materiels = {materiel for siens in besoins.values() for materiel, _ in siens}
    en_stock = stocks(materiels, jours, maintenant=maintenant)
    for (demande, creneaux), explications in zip(voulus.items(), expliquer_questions(questions), strict=True):
        # what its own options borrow is counted date by date, with the rest
        options = [creneau.prise.pk for creneau in creneaux if emplois[creneau.pk].tenu]
        sans = {*options, *rendues.get(demande.pk, ())}
        siens = besoins[demande.pk]
        verdicts[demande.pk] = _ensemble(
            _verdicts(creneaux, explications, obstacles[demande.etablissement_id], maintenant),
            Ensemble(demandeurs[demande.pk], siens, {materiel: en_stock[materiel].sans(sans) for materiel, _ in siens}),
            emplois,
            retient or (lambda verdict: verdict.libre),
        )
    return verdicts


def _question(
    demande: Demande,
    ecole: Etablissement,
    creneaux: Sequence[CreneauDemande],
    demandeur: Demandeur,
    maintenant: datetime,
) -> Question:
    """Ask of each date as if it alone were wanted, in its Dossier: what dates share is counted afterwards."""
    return Question(
        _par_salle(creneaux),
        contexte(maintenant=maintenant, effectif=demande.effectif, activite=demande.activite),
        {ecole.pk: replace(demandeur, depot=demande.dossier_id, regles=(), oppositions=())},
    )


def _besoins(demandes: Iterable[Demande]) -> dict[int, list[tuple[int, int]]]:
    """Return, by request, each Materiel with its quantity: one query."""
    besoins: dict[int, list[tuple[int, int]]] = defaultdict(list)
    lignes = MaterielDemande.objects.filter(demande__in=demandes).values_list("demande", "materiel", "quantite")
    for demande, materiel, quantite in lignes.order_by("materiel"):
        besoins[demande].append((materiel, quantite))
    return besoins


def _par_salle(creneaux: Iterable[CreneauDemande]) -> dict[Salle, list[Creneau]]:
    par_salle: dict[Salle, list[Creneau]] = defaultdict(list)
    for creneau in creneaux:
        par_salle[creneau.salle].append(creneau_du_moteur(creneau))
    return par_salle


def _verdicts(
    creneaux: Iterable[CreneauDemande],
    explications: Mapping[Salle, Sequence[Explication]],
    obstacle: Opposition | None,
    maintenant: datetime,
) -> list[Verdict]:
    """Give each date, in order, what was explained of it in its room."""
    restent = {salle: iter(siennes) for salle, siennes in explications.items()}
    verdicts = []
    for creneau in creneaux:
        explication = next(restent[creneau.salle])
        raisons = (
            (obstacle.pour_qui_decide,) if obstacle else tuple(_opposables(creneau, explication.raisons, maintenant))
        )
        verdicts.append(Verdict(creneau, raisons, explication.avertissements))
    return verdicts


def _ensemble(
    verdicts: Sequence[Verdict],
    ensemble: Ensemble,
    emplois: Mapping[int, Emploi],
    retient: Callable[[Verdict], bool],
) -> list[Verdict]:
    """Add what the dates of one request leave to each other."""
    juges: dict[int, Verdict] = {}
    for verdict in sorted(verdicts, key=lambda un: (not retient(un), not emplois[un.creneau.pk].tenu)):
        emploi = emplois[verdict.creneau.pk]
        oppositions = ensemble.oppositions(emploi)
        raisons = sorted((*verdict.raisons, *oppositions), key=lambda raison: RANGS[raison.code])
        juge = juges[verdict.creneau.pk] = replace(verdict, raisons=tuple(raisons))
        if all(raison.derogeable for raison in oppositions) and (juge.libre or retient(juge)):
            ensemble.prendre(emploi)
    return [juges[verdict.creneau.pk] for verdict in verdicts]


def _emplois(creneaux: Sequence[CreneauDemande], maintenant: datetime) -> dict[int, Emploi]:
    """Return the dates as the engine takes them."""
    murs = murs_d_un_acte({creneau.salle_id for creneau in creneaux})
    return {
        creneau.pk: emploi_de(
            creneau.salle,
            creneau_du_moteur(creneau),
            murs[creneau.salle_id],
            tenu=creneau.tient_une_option(maintenant),
        )
        for creneau in creneaux
    }


def _opposables(creneau: CreneauDemande, raisons: Iterable[Raison], maintenant: datetime) -> Iterable[Raison]:
    """Leave out what does not stand in the way of this very date."""
    if not creneau.salle.est_publiee:
        return (RETIREE.pour_qui_decide,)  # its hours and its rules are nobody's any more
    if creneau.tient_une_option(maintenant):
        return (raison for raison in raisons if not raison.derogeable and raison.code not in PRISES)
    tenus = delais_tenus(creneau)
    return (raison for raison in raisons if raison.code not in tenus)

"""What the engine says of the dates of a request, at the moment of a decision.

Five things are known here and not in the engine: a date that this very request holds by an option is not in its own
way; `delai`, `horizon` and the nature of who asks are judged on the day of filing, for they bind who asks, not who
answers; a room that was withdrawn since gives no date any more, while the school goes on reading and filling its
agenda; nor does any room of a school that may not lend any more; and the hours of all the rooms that an act takes add
up towards a quota.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from conventions.models import CreneauDemande, Demande, MaterielDemande
from conventions.quotas import demandeurs_dans
from etablissements.base_legale import Empechement, empechement
from etablissements.models import Etablissement
from salles.disponibilites import Question, contexte, expliquer_questions
from salles.models import Salle
from salles.moteur import Code, Creneau, Demandeur, Explication, QuiPeut, Raison, depassements, raison_de_quota
from salles.services.prise import groupe_de

DU_DEPOT = frozenset({Code.DELAI, Code.HORIZON})
PRISES = frozenset({Code.OCCUPEE, Code.PARTIE_OCCUPEE, Code.OPTION})  # nobody else can hold what an option holds
EMPECHEMENTS = {
    Empechement.FERME: Raison(
        Code.HORS_OUVERTURE,
        "L’établissement est annoncé fermé",
        "Refusez ; s’il est ouvert, demandez à la collectivité de corriger sa fiche.",
        derogeable=False,
        qui_peut=QuiPeut.COLLECTIVITE,
    ),
    Empechement.SANS_ACTE: Raison(
        Code.HORS_OUVERTURE,
        "Aucun acte ne permet de prêter les salles de cet établissement",
        "La collectivité seule peut en enregistrer un : demandez-le-lui, ou refusez.",
        derogeable=False,
        qui_peut=QuiPeut.COLLECTIVITE,
    ),
}
BROUILLON = Raison(
    Code.HORS_OUVERTURE,
    "La salle n’est pas encore proposée",
    "Elle se demande une fois publiée.",
    derogeable=False,
    qui_peut=QuiPeut.CHEF,
)
RETIREE = Raison(
    Code.HORS_OUVERTURE,
    "La salle n’est plus proposée",
    "Publiez-la de nouveau pour y donner une date, ou refusez.",
    derogeable=False,
    qui_peut=QuiPeut.CHEF,
)


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


def creneau_du_moteur(creneau: CreneauDemande) -> Creneau:
    return Creneau(creneau.debut.astimezone(UTC), creneau.fin.astimezone(UTC))


def juger(
    demande: Demande,
    creneaux: Sequence[CreneauDemande],
    *,
    maintenant: datetime,
    retient: Callable[[Verdict], bool] | None = None,
) -> list[Verdict]:
    """Judge the dates of one request now, in order, in a constant number of queries: see `juger_ensemble`."""
    return juger_ensemble({demande: creneaux}, maintenant=maintenant, retient=retient)[demande.pk]


def juger_ensemble(
    voulus: Mapping[Demande, Sequence[CreneauDemande]],
    *,
    maintenant: datetime,
    retient: Callable[[Verdict], bool] | None = None,
) -> dict[int, list[Verdict]]:
    """Judge requests to one school, each as if it alone were given, in as many queries as one takes.

    `retient` tells which dates an act would take if no quota stood in the way: their hours count first. Without it,
    those of the free dates, in order. Expects on each date `reservation` and `salle.etablissement.collectivite`.
    """
    tous = [creneau for creneaux in voulus.values() for creneau in creneaux]
    if not tous:
        return {demande.pk: [] for demande in voulus}
    ecole = tous[0].salle.etablissement
    jours = {creneau.jour for creneau in tous}
    associations = [demande.association for demande in voulus]
    demandeurs = demandeurs_dans(ecole, associations, jours, maintenant=maintenant)
    besoins = _besoins(voulus)
    questions = [
        Question(
            _par_salle(creneaux),
            contexte(
                maintenant=maintenant,
                effectif=demande.effectif,
                activite=demande.activite,
                besoins=besoins[demande.pk],
            ),
            {
                ecole.pk: replace(
                    demandeurs[demande.association_id],
                    groupe=groupe_de(demande.association_id, ecole.collectivite, demande.dossier_id),
                    regles=(),
                    oppositions=(),
                )
            },
        )
        for demande, creneaux in voulus.items()
    ]
    obstacle = opposition(ecole)
    return {
        demande.pk: _avec_les_quotas(
            _verdicts(creneaux, explications, obstacle, maintenant),
            demandeurs[demande.association_id],
            retient or (lambda verdict: verdict.libre),
            maintenant,
        )
        for (demande, creneaux), explications in zip(voulus.items(), expliquer_questions(questions), strict=True)
    }


def _besoins(demandes: Iterable[Demande]) -> dict[int, dict[int, int]]:
    """Return, by request, the quantity of each Materiel: one query."""
    besoins: dict[int, dict[int, int]] = defaultdict(dict)
    lignes = MaterielDemande.objects.filter(demande__in=demandes).values_list("demande", "materiel", "quantite")
    for demande, materiel, quantite in lignes:
        besoins[demande][materiel] = quantite
    return besoins


def _par_salle(creneaux: Iterable[CreneauDemande]) -> dict[Salle, list[Creneau]]:
    par_salle: dict[Salle, list[Creneau]] = defaultdict(list)
    for creneau in creneaux:
        par_salle[creneau.salle].append(creneau_du_moteur(creneau))
    return par_salle


def _verdicts(
    creneaux: Iterable[CreneauDemande],
    explications: Mapping[Salle, Sequence[Explication]],
    obstacle: Raison | None,
    maintenant: datetime,
) -> list[Verdict]:
    """Give each date, in order, what was explained of it in its room."""
    restent = {salle: iter(siennes) for salle, siennes in explications.items()}
    verdicts = []
    for creneau in creneaux:
        explication = next(restent[creneau.salle])
        raisons = (obstacle,) if obstacle else tuple(_opposables(creneau, explication.raisons, maintenant))
        verdicts.append(Verdict(creneau, raisons, explication.avertissements))
    return verdicts


def _avec_les_quotas(
    verdicts: Sequence[Verdict], demandeur: Demandeur, retient: Callable[[Verdict], bool], maintenant: datetime
) -> list[Verdict]:
    """Add what exceeds a quota. A date under an option of this request is among the hours that it holds already."""
    a_prendre = [verdict for verdict in verdicts if not verdict.creneau.tient_une_option(maintenant)]
    ordre = sorted(a_prendre, key=lambda verdict: not retient(verdict))
    emplois = [
        (verdict.creneau.jour, verdict.creneau.fin - verdict.creneau.debut, verdict.libre or retient(verdict))
        for verdict in ordre
    ]
    quotas = {
        verdict.creneau.pk: tuple(map(raison_de_quota, de_trop))
        for verdict, de_trop in zip(ordre, depassements(demandeur, emplois), strict=True)
    }
    return [replace(verdict, raisons=(*verdict.raisons, *quotas.get(verdict.creneau.pk, ()))) for verdict in verdicts]


def opposition(ecole: Etablissement) -> Raison | None:
    """Return what keeps the whole school from lending, in every room and at every hour."""
    empeche = empechement(ecole)
    return EMPECHEMENTS[empeche] if empeche else None


def oppositions(salle: Salle) -> list[Raison]:
    """Return what keeps a room from being asked for at any hour: its school, or that it is not offered."""
    obstacle = opposition(salle.etablissement)
    if salle.est_publiee:
        return [obstacle] if obstacle else []
    return [*([obstacle] if obstacle else []), BROUILLON if salle.statut == Salle.Statut.BROUILLON else RETIREE]


def _opposables(creneau: CreneauDemande, raisons: Iterable[Raison], maintenant: datetime) -> Iterable[Raison]:
    """Leave out what does not stand in the way of this very date."""
    if not creneau.salle.est_publiee:
        return (RETIREE,)  # its hours and its rules are nobody's any more
    if creneau.tient_une_option(maintenant):
        return (raison for raison in raisons if not raison.derogeable and raison.code not in PRISES)
    return (raison for raison in raisons if raison.code not in DU_DEPOT or raison.code in creneau.raisons)

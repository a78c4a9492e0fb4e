"""Ask elsewhere for the dates that a request cannot have, in one click."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from associations.permissions import est_membre
from conventions.exceptions import MandatManquant, PropositionPerimee, TransitionImpossible
from conventions.manques import conditions_de, dates_a_placer, deja_voulus, est_reparable, premier_souhait
from conventions.models import CreneauDemande, Demande
from conventions.propositions import Ligne, expliquer_lignes, jours_libres, perdent_le_materiel, sans_les_siennes
from conventions.services.depot import Responsable, SouhaitDeSalle, deposer_dans
from conventions.services.verrous import verrouiller_demande
from salles.moteur import Souhait
from socle.rejouer import rejouer


@dataclass(frozen=True, slots=True)
class Replacement:
    """The requests that were filed, one per school, and the dates whose place has gone meanwhile.

    `sans_materiel`: one of them asks for nothing of what the first one borrows.
    """

    demandes: list[Demande]
    perdues: list[date]
    sans_materiel: bool


@rejouer
def replacer(*, demande: Demande, demandeur, lignes: Sequence[Ligne], maintenant: datetime) -> Replacement:
    """File these lines in the same Dossier, as requests of their own; the first wish stays as it was.

    A request of its own, even in the same school: the receipt says what was asked for, and the delay of the answer
    runs from it. Each date is judged again: one whose place has gone, or is asked for by another of its requests, is
    not asked for, nor one that is placed already.
    Refuses with `MandatManquant`, `TransitionImpossible`, `PropositionPerimee` when nothing is left to ask for, and
    as filing does.
    """
    demande = verrouiller_demande(demande)
    if not est_membre(demandeur, demande.association):
        raise MandatManquant
    if not est_reparable(demande):
        raise TransitionImpossible(demande, "placer ses dates ailleurs")
    manquantes = dates_a_placer(demande, maintenant)
    a_placer = _a_placer(manquantes, lignes)
    conditions = conditions_de(demande, manquantes, maintenant)
    siennes = _des_memes_salles(manquantes, a_placer)
    nouvelles = sans_les_siennes(a_placer, deja_voulus(demande.association, _jours(a_placer), sauf=siennes))
    explications = expliquer_lignes(nouvelles, conditions)
    libres = [ligne.aux_jours(jours_libres(ligne, explications)) for ligne in nouvelles]
    retenues = [ligne for ligne in libres if ligne.jours]
    if not retenues:
        raise PropositionPerimee
    chez_soi = any(ligne.salle.etablissement_id == demande.etablissement_id for ligne in retenues)
    demandes = deposer_dans(
        demande.dossier,
        [souhait_de(ligne) for ligne in retenues],
        activite=demande.activite,
        objet=demande.objet,
        effectif=demande.effectif,
        responsable=Responsable(demande.responsable_nom, demande.responsable_telephone, demande.responsable_courriel),
        materiel=conditions.besoins if chez_soi else {},
        maintenant=maintenant,
    )
    perdues = sorted(_jours(a_placer) - _jours(retenues))
    return Replacement(demandes, perdues, perdent_le_materiel(retenues, conditions))


def souhait_de(ligne: Ligne) -> SouhaitDeSalle:
    """Return the wish that a line stands for."""
    return SouhaitDeSalle(ligne.salle, Souhait.aux_dates(ligne.jours, ligne.debut, ligne.fin), remplace=ligne.remplace)


def _a_placer(manquantes: Sequence[CreneauDemande], lignes: Sequence[Ligne]) -> list[Ligne]:
    """Keep the dates that this request still lacks: a click that comes twice asks once."""
    attendus: dict[int, set[date]] = defaultdict(set)
    for creneau in manquantes:
        attendus[premier_souhait(creneau)].add(creneau.jour)
    retenues = [
        ligne.aux_jours(jour for jour in ligne.jours if jour in attendus.get(ligne.remplace or 0, ()))
        for ligne in lignes
    ]
    return [ligne for ligne in retenues if ligne.jours]


def _des_memes_salles(manquantes: Sequence[CreneauDemande], lignes: Sequence[Ligne]) -> list[CreneauDemande]:
    """Return the missing dates of the rooms whose dates these lines place, as `voeux_de` sorts them."""
    remplaces = {ligne.remplace for ligne in lignes}
    salles = {creneau.salle_id for creneau in manquantes if premier_souhait(creneau) in remplaces}
    return [creneau for creneau in manquantes if creneau.salle_id in salles]


def _jours(lignes: Sequence[Ligne]) -> set[date]:
    return {jour for ligne in lignes for jour in ligne.jours}

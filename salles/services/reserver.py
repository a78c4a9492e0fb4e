"""Take dates under the rules: judge them, take what may be had, and say of the rest why not."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from etablissements.calendriers import calendrier
from salles.disponibilites import expliquer_salles
from salles.models import Reservation, Salle
from salles.moteur import (
    Code,
    Contexte,
    Creneau,
    Demandeur,
    Explication,
    Raison,
    Repetition,
    Souhait,
    creneaux_voulus,
)
from salles.regles import cadre_de
from salles.series import creer_serie
from salles.services.prise import GROUPE_DES_ETABLISSEMENTS, Ligne, ceder_le_tampon, prendre, verrouiller
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

Nature = Reservation.Nature
DES_OCCUPANTS = frozenset({Code.OCCUPEE, Code.PARTIE_OCCUPEE, Code.OPTION, Code.TAMPON})


class SalleNonPubliee(ErreurMetier):
    code = "salle_non_publiee"
    message = "Cette salle n’est plus proposée. Cherchez-en une autre."


class RienDeLibre(ErreurMetier):
    code = "rien_de_libre"
    message = "La salle est déjà prise à toutes ces dates. Choisissez d’autres dates ou une autre heure."


@dataclass(frozen=True, slots=True)
class Issue:
    """What became of one wanted date.

    Taken: `reservation`, and in `raisons` what was waived for it. Refused: no reservation, and why.
    """

    salle: Salle
    creneau: Creneau
    reservation: Reservation | None
    raisons: tuple[Raison, ...]


def tenir(
    voeux: Sequence[tuple[Salle, Creneau]],
    contexte: Contexte,
    *,
    demandeur: Demandeur | None = None,
    derogations: Collection[Code] = (),
    option_jusqu_au: datetime | None = None,
) -> list[Issue]:
    """Hold for an association the dates that search would call free, in the order given; firm, or as options.

    A shared part of the verbs of `conventions`, inside their transaction. `derogations`: the soft reasons that the
    head lets pass. A date that someone else takes at this very moment is refused with its reason. Refuses with
    `SalleNonPubliee`, `DatesQuiSeChevauchent` and `CreneauACheval`.
    """
    salles = _verrouillees({salle.pk for salle, _ in voeux})
    if not all(salle.est_publiee for salle in salles.values()):
        raise SalleNonPubliee
    explications = _expliquer(salles, voeux, contexte, demandeur)
    lignes = {
        rang: Ligne(
            salle=salles[salle.pk],
            creneau=creneau,
            nature=Nature.ASSOCIATION,
            groupe=demandeur.groupe if demandeur else None,
            option_jusqu_au=option_jusqu_au,
        )
        for rang, ((salle, creneau), explication) in enumerate(zip(voeux, explications, strict=True))
        if all(raison.derogeable and raison.code in derogations for raison in explication.raisons)
    }
    serrees = [rang for rang in lignes if Code.TAMPON in {raison.code for raison in explications[rang].raisons}]
    lignes.update(zip(serrees, ceder_le_tampon([lignes[rang] for rang in serrees]), strict=True))
    prises = dict(zip(lignes, prendre(list(lignes.values()), maintenant=contexte.maintenant), strict=True))
    if None in prises.values():
        apres = _expliquer(salles, voeux, contexte, demandeur)
        explications = [
            apres[rang] if rang in prises and prises[rang] is None else explication
            for rang, explication in enumerate(explications)
        ]
    return [
        Issue(salles[salle.pk], creneau, prises.get(rang), explication.raisons)
        for rang, ((salle, creneau), explication) in enumerate(zip(voeux, explications, strict=True))
    ]


@rejouer
def reserver_pour_etablissement(
    *, salle: Salle, souhait: Souhait, nature: Nature, libelle: str, maintenant: datetime
) -> list[Issue]:
    """Enter what already stands in the room: the school's own use, works, an occupant from before Préau.

    Openings, closures and delays are for others: only what is taken stands in the way, and those dates come back
    with their reasons while the others are held firm. `libelle` is read by the school alone. Refuses with
    `RienDeLibre` when no date can be had, and whatever the wish refuses.
    """
    [salle] = _verrouillees({salle.pk}).values()
    cadre = cadre_de(salle.etablissement)
    creneaux = creneaux_voulus(souhait, cadre, calendrier(cadre.zone, cadre.territoire))
    serie = creer_serie(salle=salle, souhait=souhait) if souhait.repetition != Repetition.AUCUNE else None
    lignes = [
        Ligne(
            salle=salle,
            creneau=creneau,
            nature=nature,
            groupe=None if nature == Nature.ASSOCIATION else GROUPE_DES_ETABLISSEMENTS,
            serie_id=serie and serie.pk,
            libelle=libelle,
        )
        for creneau in creneaux
    ]
    prises = prendre(lignes, maintenant=maintenant)
    if not any(prises):
        raise RienDeLibre
    demandeur = Demandeur(groupe=lignes[0].groupe)
    refus = {creneau for creneau, prise in zip(creneaux, prises, strict=True) if prise is None}
    raisons = {
        explication.creneau: tuple(raison for raison in explication.raisons if raison.code in DES_OCCUPANTS)
        for explication in expliquer_salles({salle: sorted(refus)}, Contexte(maintenant), demandeur)[salle]
    }
    return [
        Issue(salle, creneau, prise, raisons.get(creneau, ())) for creneau, prise in zip(creneaux, prises, strict=True)
    ]


def _verrouillees(pks: Collection[int]) -> dict[int, Salle]:
    """Hold the rooms still, then read them as they are."""
    verrouiller(pks)
    lues = Salle.objects.select_related("etablissement__collectivite").in_bulk(pks)
    return {pk: lues[pk] for pk in sorted(lues)}


def _expliquer(
    salles: dict[int, Salle],
    voeux: Sequence[tuple[Salle, Creneau]],
    contexte: Contexte,
    demandeur: Demandeur | None,
) -> list[Explication]:
    """Explain each wish, in the order given."""
    par_salle: dict[Salle, list[Creneau]] = defaultdict(list)
    for salle, creneau in voeux:
        par_salle[salles[salle.pk]].append(creneau)
    expliques = {
        salle: iter(explications) for salle, explications in expliquer_salles(par_salle, contexte, demandeur).items()
    }
    return [next(expliques[salles[salle.pk]]) for salle, _ in voeux]

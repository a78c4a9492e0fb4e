"""What a room still lacks before it can be published."""

from dataclasses import dataclass
from datetime import datetime

from etablissements.ecriture import enumerer
from salles.models import Salle
from salles.series import ouvre_encore


@dataclass(frozen=True, slots=True)
class Manque:
    """One thing to give: `mot` stands in a sentence (« il manque une photo »), `etape` names the page that asks it."""

    code: str
    mot: str
    etape: str


PHOTO = Manque("photo", "une photo", "photos")
ESPACE = Manque("espace", "les murs qu’elle occupe", "espaces")
ACCES = Manque("acces", "la façon d’y entrer", "description")
PAR_OU = Manque("acces", "« Par où, et qui appeler »", "description")  # how is known: the usual of its type
PMR = Manque("pmr", "un mot sur l’accès en fauteuil", "description")
ERP = Manque("erp", "son type et sa catégorie ERP", "description")
OUVERTURES = Manque("ouvertures", "ses heures d’ouverture", "ouvertures")
PLANNING = Manque("planning", "la case du planning, à cocher", "publication")


def manques(salle: Salle, maintenant: datetime, *, planning_a_jour: bool | None = None) -> list[Manque]:
    """Return what is missing, in the order of the pages; empty when the room may be published.

    Openings that are all over are missing.

    `planning_a_jour` is the box as ticked now; when not said, what was certified before counts.
    Reads `espaces`, `photos` and `plages`: prefetch them for a list.
    """
    if planning_a_jour is None:
        planning_a_jour = salle.planning_a_jour_le is not None
    presences = (
        (ESPACE, salle.espaces.all()),
        (PAR_OU if salle.acces else ACCES, salle.acces and salle.acces_detail),
        (PMR, salle.pmr_detail),
        (ERP, salle.types_erp and salle.categorie_erp),
        (PHOTO, salle.photos.all()),
        (OUVERTURES, any(ouvre_encore(plage, maintenant) for plage in salle.plages.all())),
        (PLANNING, planning_a_jour),
    )
    return [manque for manque, presence in presences if not presence]


def phrase_des_manques(manques: list[Manque]) -> str:
    """Say it: « Il manque une photo et ses heures d’ouverture. », empty when nothing is missing.

    The certified planning comes last and is told only when nothing else is missing.
    """
    dits = [manque.mot for manque in manques if manque != PLANNING] or [manque.mot for manque in manques]
    return f"Il manque {enumerer(dits)}." if dits else ""

"""When a room is lent and under which rules; each change compiles the room's profile anew."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from salles.models import Occupation, Salle
from salles.moteur import Plage
from salles.series import ouvrir, plages_de, supprimer_ouvertures
from salles.services.completude import OUVERTURES, phrase_des_manques
from salles.services.profils import actualiser_profils
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

PLAGES_MAX = 200


class OuverturesRefusees(ErreurMetier):
    code = "ouvertures_refusees"
    statut_http = 400


class TamponSerre(ErreurMetier):
    """Dates already held are closer to each other than the new buffer: they stay, once that was read."""

    code = "tampon_serre"


@rejouer
def definir_ouvertures(*, salle: Salle, plages: Iterable[Plage]) -> Salle:
    """Replace the openings of the room. What is already held stays held.

    Refuses with `OuverturesRefusees` too many of them, and none at all for a published room.
    """
    plages = list(dict.fromkeys(plages))
    salle = _verrouiller(salle)
    if len(plages) > PLAGES_MAX:
        raise OuverturesRefusees(f"{PLAGES_MAX} ouvertures au plus : réunissez celles qui se suivent.")
    if salle.est_publiee and not plages:
        raise OuverturesRefusees(
            f"{phrase_des_manques([OUVERTURES])} Une salle publiée s’ouvre au moins une fois ; sinon, retirez-la."
        )
    supprimer_ouvertures(salle.plages.all())
    ouvrir([(salle, plages)])
    actualiser_profils([salle])
    return salle


@rejouer
def regler(*, salle: Salle, garder: bool = False, maintenant: datetime, **regles: Any) -> Salle:
    """Set the room's own booking rules; None gives a rule back to the school or the authority.

    A longer buffer does not move what is held: refuses with `TamponSerre` and the count until `garder` says that
    these dates may stay as they are.
    """
    salle = _verrouiller(salle)
    for nom, valeur in regles.items():
        setattr(salle, nom, valeur)
    salle.full_clean()
    tampon = regles.get("tampon")
    if tampon and not garder and (serrees := trop_serrees(salle, tampon, maintenant)):
        pluriel = "s" if serrees > 1 else ""
        raise TamponSerre(
            f"{serrees} date{pluriel} déjà prise{pluriel} commence{'nt' if serrees > 1 else ''} plus tôt que ce temps "
            "après la précédente. Elles resteront comme elles sont : cochez la case pour le confirmer.",
            champ="garder",
        )
    salle.save(update_fields=[*regles])
    actualiser_profils([salle])
    return salle


def copier_ouvertures(*, de: Salle, vers: Salle) -> None:
    """Give a room the openings of another. Runs in its caller's transaction."""
    ouvrir([(vers, plages_de([de]).get(de.pk, []))])
    actualiser_profils([vers])


def trop_serrees(salle: Salle, tampon: timedelta, maintenant: datetime) -> int:
    """Count the dates to come of other groups that begin within `tampon` of a use of this room, in a part of it.

    They may be those of another room that shares the part.
    """
    vives = Occupation.objects.filter(Q(option_jusqu_au=None) | Q(option_jusqu_au__gt=maintenant), fin__gt=maintenant)
    d_avant = vives.filter(
        reservation__salle=salle,
        espace=OuterRef("espace"),
        jour=OuterRef("jour"),  # a buffer stops at local midnight
        fin__lte=OuterRef("debut"),
        fin__gt=OuterRef("debut") - tampon,
    ).exclude(groupe=OuterRef("groupe"))
    return vives.filter(Exists(d_avant)).order_by().values("reservation").distinct().count()


def _verrouiller(salle: Salle) -> Salle:
    return Salle.objects.select_for_update(of=("self",)).select_related("etablissement").get(pk=salle.pk)

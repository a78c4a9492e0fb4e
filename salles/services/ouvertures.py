"""When a room is lent; each change compiles the room's profile anew."""

from collections.abc import Iterable
from datetime import datetime

from salles.models import Salle
from salles.moteur import Plage
from salles.regles import cadre_de
from salles.series import ouvrir, plages_de, supprimer_ouvertures
from salles.services.completude import OUVERTURES, phrase_des_manques
from salles.services.effets import a_lire
from salles.services.profils import actualiser_profils
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

PLAGES_MAX = 200


class OuverturesRefusees(ErreurMetier):
    code = "ouvertures_refusees"
    statut_http = 400


@rejouer
def definir_ouvertures(*, salle: Salle, plages: Iterable[Plage], maintenant: datetime, vu: str | None = None) -> Salle:
    """Replace the openings of the room. What is already held stays held.

    Asks with `AConfirmer` unless `vu` names what the change touches. Refuses with `OuverturesRefusees` too many of
    them, and none that is not over for a published room.
    """
    plages = list(dict.fromkeys(plages))
    salle = _verrouiller(salle)
    if len(plages) > PLAGES_MAX:
        raise OuverturesRefusees(f"{PLAGES_MAX} ouvertures au plus : réunissez celles qui se suivent.")
    aujourdhui = cadre_de(salle.etablissement).jour(maintenant)
    if salle.est_publiee and all(plage.est_finie(aujourdhui) for plage in plages):
        raise OuverturesRefusees(
            f"{phrase_des_manques([OUVERTURES])} Une salle publiée s’ouvre au moins une fois ; sinon, retirez-la."
        )
    with a_lire(salle, maintenant, vu):
        supprimer_ouvertures(salle.plages.all())
        ouvrir([(salle, plages)])
        actualiser_profils([salle])
    return salle


def copier_ouvertures(*, de: Salle, vers: Salle) -> None:
    """Give a room the openings of another. Runs in its caller's transaction."""
    ouvrir([(vers, plages_de([de]).get(de.pk, []))])
    actualiser_profils([vers])


def _verrouiller(salle: Salle) -> Salle:
    return Salle.objects.select_for_update(of=("self",)).select_related("etablissement__collectivite").get(pk=salle.pk)

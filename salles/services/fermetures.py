"""Dated closures of a room or of a whole school: they win over every opening."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from etablissements.models import Etablissement
from salles.models import Fermeture, Reservation, Salle
from salles.regles import cadre_de
from salles.services.touches import a_venir, phrases
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

DUREE_MAX = timedelta(days=366)  # longer than a year: the room is withdrawn, not closed


class FermetureRefusee(ErreurMetier):
    code = "fermeture_refusee"
    statut_http = 400


class FermetureOccupee(ErreurMetier):
    """Associations hold dates in the way: closing does not chase them, a displacement does."""

    code = "fermeture_occupee"
    message = "Des associations ont déjà ces dates. Entendez-vous avec elles et libérez leurs dates, puis fermez."


@rejouer
def fermer(
    *, ou: Salle | Etablissement, premier_jour: date, dernier_jour: date, motif: str, maintenant: datetime
) -> Fermeture:
    """Close a room or a school from `premier_jour` to `dernier_jour`, both included.

    The school's own use goes on behind the closed door. Refuses with `FermetureOccupee` and the list when
    associations hold dates in the way, with `FermetureRefusee` when it is over, longer than a year or already there.
    """
    # whoever books holds this row FOR SHARE: no date can slip in between the check and the closure
    verrouiller = (Salle if isinstance(ou, Salle) else Etablissement).objects.select_for_update(of=("self",))
    ou = verrouiller.get(pk=ou.pk)
    fermeture = Fermeture(**{_porteur(ou): ou}, premier_jour=premier_jour, dernier_jour=dernier_jour, motif=motif)
    _verifier(fermeture, ou, maintenant)
    if obstacles := phrases(dans_la_fermeture(ou, premier_jour, dernier_jour, maintenant)):
        raise FermetureOccupee(details={"occupations": obstacles})
    fermeture.full_clean()
    fermeture.save()
    return fermeture


@rejouer
def rouvrir(*, fermeture: Fermeture) -> Fermeture:
    """Remove a closure: the ordinary openings count again."""
    fermeture.delete()
    return fermeture


def dans_la_fermeture(
    ou: Salle | Etablissement, premier_jour: date, dernier_jour: date, maintenant: datetime
) -> QuerySet[Reservation]:
    """Return the dates of associations that such a closure would hit."""
    if isinstance(ou, Salle):
        etablissement, salles = ou.etablissement, Salle.objects.filter(pk=ou.pk)
    else:
        etablissement, salles = ou, ou.salles.all()
    cadre = cadre_de(etablissement)
    return a_venir(salles, maintenant).filter(
        nature=Reservation.Nature.ASSOCIATION,
        debut__lt=cadre.fin_du_jour(dernier_jour),
        fin__gt=cadre.journee(premier_jour).debut,
    )


def _porteur(ou: Salle | Etablissement) -> str:
    return "salle" if isinstance(ou, Salle) else "etablissement"


def _verifier(fermeture: Fermeture, ou: Salle | Etablissement, maintenant: datetime) -> None:
    etablissement = ou.etablissement if isinstance(ou, Salle) else ou
    if fermeture.dernier_jour < fermeture.premier_jour:
        raise FermetureRefusee("Le dernier jour vient avant le premier.", champ="dernier_jour")
    if fermeture.dernier_jour < cadre_de(etablissement).jour(maintenant):
        raise FermetureRefusee("Ces jours sont passés.", champ="dernier_jour")
    if fermeture.dernier_jour - fermeture.premier_jour > DUREE_MAX:
        raise FermetureRefusee("Plus d’un an : retirez plutôt la salle.", champ="dernier_jour")
    if ou.fermetures.filter(premier_jour=fermeture.premier_jour, dernier_jour=fermeture.dernier_jour).exists():
        raise FermetureRefusee("Cette fermeture est déjà dans la liste.", champ="premier_jour")

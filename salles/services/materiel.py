"""What a school lends with a room: how many there are, and never fewer than are promised."""

from datetime import datetime

from django.db.models import ProtectedError

from etablissements.models import Etablissement
from salles.models import Materiel, Pret, Salle
from salles.moteur import Creneau, Emprunt, Stock
from salles.services.touches import a_venir
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer


class MaterielPris(ErreurMetier):
    code = "materiel_pris"
    message = "L’établissement prête déjà un matériel de ce nom. Changez plutôt sa quantité."

    def __init__(self) -> None:
        super().__init__(champ="nom")


class StockPromis(ErreurMetier):
    """More of it is promised on one date to come than the new stock holds."""

    code = "stock_promis"


class MaterielCite(ErreurMetier):
    code = "materiel_cite"
    message = "Des demandes citent ce matériel : il reste dans la liste. Changez plutôt sa quantité."


@rejouer
def ajouter_materiel(*, salle: Salle, nom: str, quantite: int) -> Materiel:
    """Lend something more with a room. Refuses with `MaterielPris` a name that the school lends already."""
    etablissement = Etablissement.objects.select_for_update().get(pk=salle.etablissement_id)
    if etablissement.materiels.filter(nom__iexact=nom).exists():
        raise MaterielPris
    materiel = Materiel(etablissement=etablissement, salle=salle, nom=nom, quantite=quantite)
    materiel.full_clean()
    materiel.save()
    return materiel


@rejouer
def compter_materiel(*, materiel: Materiel, quantite: int, maintenant: datetime) -> Materiel:
    """Say how many there are now. Refuses with `StockPromis` fewer than are promised at one instant to come."""
    materiel = Materiel.objects.select_for_update().get(pk=materiel.pk)
    if (promis := _promis(materiel, maintenant)) > quantite:
        raise StockPromis(f"{promis} sont promis à une même heure. Gardez-en autant.", champ="quantite")
    materiel.quantite = quantite
    materiel.full_clean()
    materiel.save(update_fields=["quantite"])
    return materiel


@rejouer
def retirer_materiel(*, materiel: Materiel) -> Materiel:
    """Lend it no more. Refuses with `MaterielCite` what stands in a request: history is kept."""
    try:
        materiel.delete()
    except ProtectedError as erreur:
        raise MaterielCite from erreur
    return materiel


def _promis(materiel: Materiel, maintenant: datetime) -> int:
    """Return how many are promised at the worst instant to come."""
    tenues = a_venir(Salle.objects.filter(etablissement=materiel.etablissement_id), maintenant)
    prets = Pret.objects.filter(materiel=materiel, reservation__in=tenues.order_by()).select_related("reservation")
    lus = tuple(Emprunt(Creneau(pret.reservation.debut, pret.reservation.fin), pret.quantite) for pret in prets)
    return max((-Stock(materiel.nom, 0, lus).reste(un.creneau) for un in lus), default=0)

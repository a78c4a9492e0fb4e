"""What a school lends, with a room or by itself: how many there are, and never fewer than are promised."""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db.models import ProtectedError

from etablissements.models import Etablissement
from salles.faits import stocks_pendant
from salles.models import Materiel, Salle
from salles.moteur import Creneau
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

FIN_DES_TEMPS = datetime.max.replace(tzinfo=UTC)


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
    message = "Des demandes ou des prêts citent ce matériel : il reste dans la liste. Changez plutôt sa quantité."


@rejouer
def ajouter_materiel(*, etablissement: Etablissement, salle: Salle | None, nom: str, quantite: int) -> Materiel:
    """Lend something more, with a room of the school or with none.

    Refuses with `MaterielPris` a name that the school lends already.
    """
    etablissement = Etablissement.objects.select_for_update().get(pk=etablissement.pk)
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
    au_plus, _ = promis([materiel.pk], maintenant=maintenant)[materiel.pk]
    if au_plus > quantite:
        raise StockPromis(f"{au_plus} sont promis à une même heure. Gardez-en autant.", champ="quantite")
    materiel.quantite = quantite
    materiel.full_clean()
    materiel.save(update_fields=["quantite"])
    return materiel


@rejouer
def retirer_materiel(*, materiel: Materiel) -> Materiel:
    """Lend it no more. Refuses with `MaterielCite` what stands in a request or was lent: history is kept."""
    try:
        materiel.delete()
    except ProtectedError as erreur:
        raise MaterielCite from erreur
    return materiel


def promis(materiels: Collection[int], *, maintenant: datetime) -> dict[int, tuple[int, datetime]]:
    """Return how many of each are promised at the worst instant to come, and when: two queries."""
    a_venir = Creneau(maintenant, FIN_DES_TEMPS)
    promesses = {}
    for materiel, stock in stocks_pendant(materiels, a_venir, maintenant=maintenant).items():
        reste, quand = stock.au_pire(a_venir)
        promesses[materiel] = (stock.quantite - reste, quand)
    return promesses

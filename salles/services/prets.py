"""Lend movable equipment: with a reservation, or by itself.

A loan with a reservation lasts as long as its slot is held; one by itself from an instant to another, days later if
need be. Both leave the same stock, and both count it under `FOR UPDATE` on the rows of Materiel.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from etablissements.ecriture import heure, jour_long
from salles.faits import stocks_pendant
from salles.models import Materiel, Pret, PretSeul, Reservation
from salles.moteur import Creneau
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

# A month by the wall clock lasts an hour more when summer time ends within it.
PRET_SEUL_MAX = timedelta(days=31, hours=1)


class DatesDuPret(ErreurMetier):
    """It would end before it begins or before today, or last too long."""

    code = "dates_du_pret"
    champ = "fin"


class StockInsuffisant(ErreurMetier):
    """At one instant of the loan less is left than it wants."""

    code = "stock_insuffisant"
    champ = "quantite"


class PretTermine(ErreurMetier):
    code = "pret_termine"
    message = "Ce prêt est déjà fini : le matériel compte de nouveau dans le stock."


def preter(reservations: Iterable[Reservation], besoins: Mapping[int, int]) -> None:
    """Lend these quantities, by Materiel, with each reservation; an option that becomes firm lends them already.

    The caller holds `FOR UPDATE` on the rows of Materiel, and has asked the engine whether the stock is enough.
    """
    Pret.objects.bulk_create(
        [
            Pret(reservation=reservation, materiel_id=materiel, quantite=quantite)
            for reservation in reservations
            for materiel, quantite in sorted(besoins.items())
        ],
        ignore_conflicts=True,
    )


@rejouer
def preter_seul(
    *, materiel: Materiel, quantite: int, a_qui: str, debut: datetime, fin: datetime, maintenant: datetime
) -> PretSeul:
    """Lend so many without any room, from `debut` to `fin` (UTC); it may have begun already.

    Refuses with `DatesDuPret`, and with `StockInsuffisant` what is not left at the worst instant, other loans served.
    """
    _exiger_des_dates(debut, fin, maintenant)
    materiel = Materiel.objects.select_for_update(of=("self",)).select_related("etablissement").get(pk=materiel.pk)
    creneau = Creneau(debut, fin)
    reste, quand = stocks_pendant([materiel.pk], creneau, maintenant=maintenant)[materiel.pk].au_pire(creneau)
    if reste < quantite:
        raise StockInsuffisant(_ce_qui_reste(materiel, reste, quand))
    pret = PretSeul(materiel=materiel, quantite=quantite, a_qui=a_qui, debut=debut, fin=fin)
    pret.full_clean()
    pret.save()
    return pret


@rejouer
def rendre(*, pret: PretSeul, maintenant: datetime) -> PretSeul:
    """Put back what was lent by itself, before its end; before its beginning, it never left.

    Refuses with `PretTermine` what came back already, or is over.
    """
    pret = PretSeul.objects.select_for_update().get(pk=pret.pk)
    if pret.rendu_le or pret.fin <= maintenant:
        raise PretTermine
    pret.rendu_le = maintenant
    pret.save(update_fields=["rendu_le"])
    return pret


def _exiger_des_dates(debut: datetime, fin: datetime, maintenant: datetime) -> None:
    if fin <= debut:
        raise DatesDuPret("Le retour vient avant le départ : corrigez l’un des deux.")
    if fin <= maintenant:
        raise DatesDuPret("Ce retour est passé : donnez celui qui est prévu.")
    if fin - debut > PRET_SEUL_MAX:
        raise DatesDuPret(f"Un prêt dure {PRET_SEUL_MAX.days} jours au plus. Notez-en un autre pour la suite.")


def _ce_qui_reste(materiel: Materiel, reste: int, quand: datetime) -> str:
    local = quand.astimezone(ZoneInfo(materiel.etablissement.fuseau))
    moment = f"le {jour_long(local.date())} à {heure(local)}"
    if reste == materiel.quantite:
        return f"L’établissement en a {reste}. Prêtez-en moins."
    if reste <= 0:
        return f"Tout est déjà promis {moment} : changez les dates."
    return f"Il n’en reste que {reste} sur {materiel.quantite}, {moment}. Prêtez-en moins, ou changez les dates."

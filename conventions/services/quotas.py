"""The hours that one association may hold: set by an authority, and otherwise by a school."""

from datetime import datetime, timedelta

from associations.models import Association
from conventions.models import CreneauDemande
from conventions.quotas import PERIODES, demandeurs_des
from etablissements.models import Collectivite, Etablissement
from salles.models import Salle
from salles.moteur import Heures, Periode
from salles.regles import salles_de
from salles.services.effets import Touche, a_lire, dire
from salles.services.implications import rubriques
from socle.rejouer import rejouer

QUOTAS = tuple(f"quota_{periode}" for periode in Periode)
Limitant = Etablissement | Collectivite


@rejouer
def limiter(*, niveau: Limitant, maintenant: datetime, vu: str | None = None, **quotas: timedelta | None) -> Limitant:
    """Set the limits of a school or an authority, each by its name in `QUOTAS`; None for none of its own.

    Dates already given stay: a limit stands in the way of the next ones. Asks with `AConfirmer` unless `vu` names what
    it touches.
    """
    niveau = type(niveau).objects.select_for_update().get(pk=niveau.pk)
    with a_lire(niveau, maintenant, vu) as aussi:
        avant = _au_dela(niveau, maintenant)
        for champ in QUOTAS:
            setattr(niveau, champ, quotas[champ])
        niveau.full_clean(validate_unique=False, validate_constraints=False)
        niveau.save(update_fields=QUOTAS)
        apres = _au_dela(niveau, maintenant)
        nouvelles = [touche for cle, touche in apres.items() if cle not in avant]
        par_ecole = isinstance(niveau, Collectivite)
        aussi.extend(rubriques(("Resteront prises au-delà de la nouvelle limite", dire(nouvelles, par_ecole))))
    return niveau


def _au_dela(niveau: Limitant, maintenant: datetime) -> dict[tuple[int, Periode], Touche]:
    """Return the dates to come that are held where their association holds more than it may, by id and period."""
    dates = list(
        CreneauDemande.objects.tenus(maintenant)
        .filter(salle__in=salles_de(niveau), fin__gt=maintenant)
        .order_by("debut", "pk")
        .values_list("pk", "jour", "debut", "salle", "demande__association")
    )
    salles = Salle.objects.select_related("etablissement__collectivite").in_bulk({date[3] for date in dates})
    associations = Association.objects.in_bulk({date[4] for date in dates})
    qui = [(associations[association], salles[salle].etablissement) for *_, salle, association in dates]
    demandeurs = demandeurs_des(qui, {date[1] for date in dates}, maintenant=maintenant)
    heures = {cle: Heures(demandeur) for cle, demandeur in demandeurs.items()}
    return {
        (pk, quota.periode): Touche(
            salles[salle], debut, f"{associations[association].nom} (heures par {PERIODES[quota.periode]})"
        )
        for pk, jour, debut, salle, association in dates
        for quota in heures[association, salles[salle].etablissement_id].depasses(jour, timedelta(0))
    }

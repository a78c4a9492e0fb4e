"""The hours that one association may hold in a school."""

from datetime import timedelta

from etablissements.models import Etablissement
from socle.rejouer import rejouer

QUOTAS = ("quota_semaine", "quota_mois", "quota_annee")


@rejouer
def limiter(*, etablissement: Etablissement, **quotas: timedelta | None) -> Etablissement:
    """Set the quotas of a school, each by its name in `QUOTAS`; None means as the collectivité says.

    Dates already given stay: a limit stands in the way of the next ones.
    """
    etablissement = Etablissement.objects.select_for_update().get(pk=etablissement.pk)
    for champ in QUOTAS:
        setattr(etablissement, champ, quotas[champ])
    etablissement.full_clean(validate_unique=False, validate_constraints=False)
    etablissement.save(update_fields=QUOTAS)
    return etablissement

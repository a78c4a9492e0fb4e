"""Numbers of requests: `2026-38-000123`, one sequence per year and département, without a gap."""

from conventions.models import Numerotation


def attribuer(annee: int, departement: str) -> str:
    """Return the next number. Its row stays locked until the request is filed, so a refusal gives the number back.

    Nothing else is locked after it; who files to several schools goes through them by département.
    """
    Numerotation.objects.get_or_create(annee=annee, departement=departement)
    numerotation = Numerotation.objects.select_for_update().get(annee=annee, departement=departement)
    numerotation.dernier += 1
    numerotation.save(update_fields=["dernier"])
    return str(numerotation)

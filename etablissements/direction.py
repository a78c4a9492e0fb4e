"""Who can answer for a school: its head in office. The gestionnaire prepares, the head alone decides."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from etablissements.models import Etablissement, Habilitation


def _chefs(jour: date) -> QuerySet[Habilitation]:
    en_poste = Habilitation.objects.en_vigueur(jour)
    return en_poste.filter(role=Habilitation.Role.CHEF, utilisateur__is_active=True)


def sans_chef(jour: date, ecole: str = "pk") -> Q:
    """Match the rows whose school has no head in office; `ecole`: where its key stands in such a row."""
    return Q(~Exists(_chefs(jour).filter(etablissement=OuterRef(ecole))))


def a_un_chef(etablissement: Etablissement, jour: date) -> bool:
    return _chefs(jour).filter(etablissement=etablissement).exists()


def est_le_dernier_chef(habilitation: Habilitation, jour: date) -> bool:
    """Tell whether nobody could answer for the school any more without this role."""
    siens = _chefs(jour).filter(etablissement=habilitation.etablissement_id)
    return set(siens.values_list("pk", flat=True)) == {habilitation.pk}

"""The row that two decisions for one association meet on."""

from django.db import models

from associations.models import Association
from etablissements.models import Collectivite


class CompteurHeures(models.Model):
    """What one association may still be given by one collectivité: locked by whoever gives it hours.

    It stores no count: the hours are those of the reservations that hold, so nothing has to be given back.
    """

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    collectivite = models.ForeignKey(Collectivite, models.PROTECT, related_name="+", verbose_name="collectivité")

    class Meta:
        verbose_name = "compteur d’heures"
        verbose_name_plural = "compteurs d’heures"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["association", "collectivite"], name="compteur_heures_unique")]

    def __str__(self) -> str:
        return f"{self.association}, {self.collectivite}"

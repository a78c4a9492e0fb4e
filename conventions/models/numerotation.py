"""The counter behind the numbers of requests: one sequence per year and département, without a gap."""

from django.db import models


class Numerotation(models.Model):
    """The last number given; its row is locked by whoever takes the next one, until the request is filed."""

    annee = models.PositiveSmallIntegerField("année")
    departement = models.CharField("département", max_length=3)
    dernier = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "numérotation"
        ordering = ["annee", "departement"]
        constraints = [models.UniqueConstraint(fields=["annee", "departement"], name="numerotation_unique")]

    def __str__(self) -> str:
        return f"{self.annee}-{self.departement}-{self.dernier:06}"

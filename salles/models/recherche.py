"""Searches that found nothing, without the person: the unmet demand that steering reads."""

from django.db import models


class RechercheInfructueuse(models.Model):
    """What was looked for in vain, where and when; no name, no address, no account."""

    jour = models.DateField()
    lieu = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()
    rayon_km = models.FloatField()
    types = models.CharField(max_length=200, blank=True)
    effectif = models.PositiveIntegerField(null=True, blank=True)
    dates = models.PositiveSmallIntegerField("dates voulues")

    class Meta:
        verbose_name = "recherche infructueuse"
        verbose_name_plural = "recherches infructueuses"
        ordering = ["-jour", "pk"]

    def __str__(self) -> str:
        return f"{self.lieu}, {self.jour:%d/%m/%Y}"

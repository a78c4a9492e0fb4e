"""Communes: the local geocoder, and the names that people type."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Commune(models.Model):
    """A current commune. Source: INSEE COG, La Poste, IGN Admin Express (see `etablissements/donnees`)."""

    code_insee = models.CharField("code INSEE", max_length=5, primary_key=True)
    nom = models.CharField(max_length=80)
    nom_cherche = models.CharField("nom sans accents", max_length=80, db_index=True, editable=False)
    codes_postaux = ArrayField(models.CharField(max_length=5), verbose_name="codes postaux")
    departement = models.CharField("département", max_length=3, help_text="Code officiel : 38, 2A, 974.")
    region = models.CharField("région", max_length=2)
    population = models.PositiveIntegerField(default=0)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        ordering = ["-population", "code_insee"]
        indexes = [GinIndex(fields=["codes_postaux"], name="commune_codes_postaux")]

    def __str__(self) -> str:
        return self.nom

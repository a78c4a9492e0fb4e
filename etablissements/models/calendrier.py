"""School holidays and bank holidays, in tables that a person can edit."""

from django.db import models

from etablissements.models.zones import Territoire, Zone


class PeriodeVacances(models.Model):
    """One school holiday of one zone; both days included. An official row replaces a projected one."""

    class Origine(models.TextChoices):
        OFFICIELLE = "officielle", "calendrier officiel"
        BIBLIOTHEQUE = "bibliotheque", "bibliothèque de calendriers"
        PROJECTION = "projection", "projection, à confirmer"
        SAISIE = "saisie", "saisie à la main"

    zone = models.CharField(choices=Zone, max_length=24)
    annee_scolaire = models.CharField("année scolaire", max_length=9, help_text="2026-2027")
    nom = models.CharField(max_length=80)
    premier_jour = models.DateField("premier jour sans classe")
    dernier_jour = models.DateField("dernier jour sans classe")
    origine = models.CharField(choices=Origine, default=Origine.SAISIE, max_length=12)

    class Meta:
        verbose_name = "période de vacances"
        verbose_name_plural = "périodes de vacances"
        ordering = ["premier_jour", "zone"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(premier_jour__lte=models.F("dernier_jour")),
                name="vacances_dans_l_ordre",
                violation_error_message="Le dernier jour vient avant le premier.",
            ),
            models.UniqueConstraint(
                fields=["zone", "premier_jour"],
                name="vacances_une_par_debut",
                violation_error_message="Une période de vacances commence déjà ce jour-là dans cette zone.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.get_zone_display()})"

    @property
    def provisoire(self) -> bool:
        return self.origine == self.Origine.PROJECTION


class JourFerie(models.Model):
    """A bank holiday of one territory."""

    territoire = models.CharField(choices=Territoire, max_length=24)
    jour = models.DateField()
    nom = models.CharField(max_length=80)

    class Meta:
        verbose_name = "jour férié"
        verbose_name_plural = "jours fériés"
        ordering = ["jour", "territoire"]
        constraints = [
            models.UniqueConstraint(
                fields=["territoire", "jour"],
                name="jour_ferie_unique",
                violation_error_message="Ce jour férié est déjà dans la table.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nom}, {self.jour:%d/%m/%Y}"

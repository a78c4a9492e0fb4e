"""The acts on which an authority founds lending where the law names no article for the school."""

from django.db import models

from etablissements.ecriture import jour_mois
from etablissements.models.etablissement import Etablissement


class ActeFondateur(models.Model):
    """The deliberation, or the agreement with the school, under which a private or agricultural school lends.

    Source: `docs/domaine.md`, legal basis.
    """

    etablissement = models.OneToOneField(
        Etablissement, models.CASCADE, related_name="acte", verbose_name="établissement"
    )
    intitule = models.CharField(
        "intitulé",
        max_length=160,
        help_text="« Délibération de la commission permanente », « Convention avec l’organisme de gestion ».",
    )
    reference = models.CharField(
        "référence", max_length=60, blank=True, help_text="Le numéro de l’acte, s’il en porte un."
    )
    pris_le = models.DateField("date de l’acte", help_text="24/11/2026")

    class Meta:
        verbose_name = "acte fondateur"
        verbose_name_plural = "actes fondateurs"
        ordering = ["etablissement"]

    def __str__(self) -> str:
        numero = f" n° {self.reference}" if self.reference else ""
        return f"{self.intitule}{numero} du {jour_mois(self.pris_le)} {self.pris_le.year}"

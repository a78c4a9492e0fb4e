"""What was said about an answer that does not come."""

from django.db import models

from conventions.models.demande import Demande


class Rappel(models.Model):
    """One message about a request without an answer: once to its school, once to its authority."""

    class AQui(models.TextChoices):
        ECOLE = "ecole", "l’établissement"
        COLLECTIVITE = "collectivite", "la collectivité"

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="rappels")
    a_qui = models.CharField("à qui", choices=AQui, max_length=12)
    envoye_le = models.DateTimeField("envoyé le")

    class Meta:
        ordering = ["envoye_le", "pk"]
        constraints = [models.UniqueConstraint(fields=["demande", "a_qui"], name="rappel_une_fois")]

    def __str__(self) -> str:
        return f"{self.demande}, à {self.get_a_qui_display()}"

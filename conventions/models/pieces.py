"""What the school asked for before it decides."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from associations.models import Piece
from conventions.models.decision import MOT_MAX
from conventions.models.demande import Demande


class PiecesDemandees(models.Model):
    """The papers asked for once; the clock of the decision stands still until they are given. Source: CRPA L114-5.

    `dernier_jour`: until when they are awaited, a local date of the school, included.
    """

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="pieces_demandees")
    types = ArrayField(models.CharField(choices=Piece.Type, max_length=16), verbose_name="pièces")
    message = models.TextField("un mot", blank=True, max_length=MOT_MAX, validators=[MaxLengthValidator(MOT_MAX)])
    demandees_le = models.DateTimeField("demandées le")
    demandees_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    dernier_jour = models.DateField("attendues jusqu’au")
    relancees_le = models.DateTimeField("relancées le", null=True, blank=True)
    completees_le = models.DateTimeField("complétées le", null=True, blank=True)

    class Meta:
        verbose_name = "pièces demandées"
        verbose_name_plural = "pièces demandées"
        ordering = ["-demandees_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demande"], condition=Q(completees_le=None), name="pieces_demandees_une_fois"
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.noms)

    @property
    def noms(self) -> list[str]:
        return [str(Piece.Type(type_de_piece).label) for type_de_piece in self.types]

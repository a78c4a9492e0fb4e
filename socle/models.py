"""Technical tables only; the trade has none here."""

from django.conf import settings
from django.db import models


class CleIdempotence(models.Model):
    """An answer kept for 24 h under the key that the client chose: the same call twice acts once."""

    acteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    cle = models.CharField("clé", max_length=120)
    empreinte = models.CharField("SHA-256 du corps", max_length=64)
    statut_http = models.PositiveSmallIntegerField()
    reponse = models.JSONField("réponse")
    creee_le = models.DateTimeField("créée le", db_index=True)

    class Meta:
        verbose_name = "clé d’idempotence"
        constraints = [models.UniqueConstraint(fields=["acteur", "cle"], name="cle_idempotence_unique")]

    def __str__(self) -> str:
        return self.cle

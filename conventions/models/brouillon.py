"""What was typed of a request that has not left yet."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse

from conventions.models.demande import Demande
from salles.models import Salle


class BrouillonQuerySet(models.QuerySet["Brouillon"]):
    def dormants(self, maintenant: datetime) -> "BrouillonQuerySet":
        """Return the drafts that nobody has kept again for as long as the site keeps one."""
        return self.filter(garde_le__lte=maintenant - _duree())


def _duree() -> timedelta:
    return timedelta(days=settings.PREAU_BROUILLONS_JOURS)


class Brouillon(models.Model):
    """The request form as it was kept, whatever is missing or wrong in it. It goes when the request leaves."""

    demande = models.OneToOneField(Demande, models.CASCADE, primary_key=True, related_name="brouillon")
    salle = models.ForeignKey(Salle, models.PROTECT, related_name="+")
    saisie = models.JSONField(help_text="Par champ du formulaire, les valeurs telles que tapées.")
    revision = models.PositiveIntegerField("révision", default=1, help_text="Une de plus chaque fois qu’on le garde.")
    garde_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="gardé par")
    garde_le = models.DateTimeField("gardé le")

    objects = BrouillonQuerySet.as_manager()

    class Meta:
        ordering = ["-garde_le", "pk"]

    def __str__(self) -> str:
        return str(self.demande)

    def get_absolute_url(self) -> str:
        return reverse("conventions:brouillon", args=[self.pk])

    @property
    def se_reprend(self) -> bool:
        """Tell whether its room may still be asked for."""
        return self.salle.est_publiee and self.demande.etablissement.ouvert

    @property
    def a_jeter_le(self) -> datetime:
        return self.garde_le + _duree()

"""The rules that a collectivité sets, and that a school, or a room, may set otherwise."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

TAMPON_MAX = timedelta(hours=4)
DUREE_MAX = timedelta(hours=24)
QUOTA_MIN = timedelta(hours=1)


class ReglesSurchargeables(models.Model):
    """Empty means "as the level above says": room, then school, then collectivité (which leaves none empty).

    One function reads them: `salles.regles.regles_de`.
    """

    tampon = models.DurationField(
        "temps entre deux occupations",
        null=True,
        blank=True,
        help_text="Pour le ménage et les clés, de 0 à 4 heures.",
        validators=[MinValueValidator(timedelta(0)), MaxValueValidator(TAMPON_MAX)],
    )
    delai_jours = models.PositiveSmallIntegerField(
        "délai de prévenance",
        null=True,
        blank=True,
        help_text="En jours de classe, avant la première date.",
        validators=[MaxValueValidator(120)],
    )
    horizon_jours = models.PositiveSmallIntegerField(
        "horizon",
        null=True,
        blank=True,
        help_text="En jours, jusqu’où l’on peut demander.",
        validators=[MinValueValidator(1), MaxValueValidator(1100)],
    )
    duree_min = models.DurationField(
        "durée minimale",
        null=True,
        blank=True,
        validators=[MinValueValidator(timedelta(0)), MaxValueValidator(DUREE_MAX)],
    )
    duree_max = models.DurationField(
        "durée maximale",
        null=True,
        blank=True,
        validators=[
            MinValueValidator(timedelta(minutes=15)),
            MaxValueValidator(DUREE_MAX),
        ],
    )
    pas = models.DurationField(
        "pas des heures de début",
        null=True,
        blank=True,
        help_text="Une demande commence à un multiple de ce pas après minuit.",
        validators=[
            MinValueValidator(timedelta(minutes=5)),
            MaxValueValidator(timedelta(hours=4)),
        ],
    )
    tampon_leve_pour_soi = models.BooleanField(
        "pas de tampon entre deux créneaux d’une même association",
        null=True,
        blank=True,
    )

    class Meta:
        abstract = True


def _quota(nom: str, jours: int) -> models.DurationField:
    return models.DurationField(
        nom,
        null=True,
        blank=True,
        help_text="Pour chaque association.",
        validators=[MinValueValidator(QUOTA_MIN), MaxValueValidator(timedelta(days=jours))],
    )


class QuotasSurchargeables(models.Model):
    """The hours that one association may hold. Empty means, for a school, "as the collectivité says"; there, no limit.

    A limit counts the hours of whoever sets it: those of all its schools for a collectivité, its own for a school.
    One function reads them: `salles.regles.quotas_de`.
    """

    quota_semaine = _quota("heures par semaine", 7)
    quota_mois = _quota("heures par mois", 31)
    quota_annee = _quota("heures par année scolaire", 366)

    class Meta:
        abstract = True

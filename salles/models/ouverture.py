"""When rooms are lent: recurring openings, dated closures, and the profile compiled from them."""

from django.db import models
from django.db.models import Q

from etablissements.models import Collectivite, Etablissement, Territoire, Zone
from salles.models.offre import Salle


class Serie(models.Model):
    """What django-scheduler's Event does not say of a series; Event and Rule keep start, end and frequency.

    Only `salles.series` reads or writes the Event.
    """

    class Vacances(models.TextChoices):
        EXCLURE = "exclure", "sauf pendant les vacances et les jours fériés"
        INCLURE = "inclure", "aussi pendant les vacances et les jours fériés"

    class Semaine(models.TextChoices):
        TOUTES = "toutes", "toutes les semaines"
        A = "a", "les semaines A"
        B = "b", "les semaines B"

    evenement = models.OneToOneField("schedule.Event", models.PROTECT, related_name="+")
    salle = models.ForeignKey(Salle, models.PROTECT, related_name="series")
    fuseau = models.CharField("fuseau horaire", max_length=40)
    vacances = models.CharField(choices=Vacances, default=Vacances.EXCLURE, max_length=7)
    semaine = models.CharField(choices=Semaine, default=Semaine.TOUTES, max_length=6)
    # The series that this one goes on from, since it was changed from a date on.
    suite_de = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="suites")

    class Meta:
        verbose_name = "série"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"série {self.pk}"


class ExceptionSerie(models.Model):
    """A date taken out of a series for good; it never comes back when the series is edited."""

    serie = models.ForeignKey(Serie, models.PROTECT, related_name="exceptions")
    jour = models.DateField()

    class Meta:
        verbose_name = "exception"
        ordering = ["jour"]
        constraints = [models.UniqueConstraint(fields=["serie", "jour"], name="exception_unique")]

    def __str__(self) -> str:
        return f"{self.jour:%d/%m/%Y}"


class ProfilOuverture(models.Model):
    """Openings and rules of a room in canonical form; thousands of rooms share few profiles. Immutable.

    `empreinte` is the SHA-256 of `contenu`; `salles.services.profils` writes these rows and nothing else does.
    """

    empreinte = models.CharField(max_length=64, unique=True)
    contenu = models.JSONField()
    zone = models.CharField(choices=Zone, max_length=24)
    territoire = models.CharField(choices=Territoire, max_length=24)
    fuseau = models.CharField(max_length=40)

    class Meta:
        verbose_name = "profil d’ouverture"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.empreinte[:8]


class PlagesManager(models.Manager):
    """An opening is never read without its hours and its end, which stand in the Event."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related("serie__evenement")


class PlageOuverture(models.Model):
    """A recurring rule: days and hours when a room is lent. The hours stand in the series' Event."""

    class Applicabilite(models.TextChoices):
        SCOLAIRE = "scolaire", "en période scolaire"
        VACANCES = "vacances", "pendant les vacances"
        TOUTES = "toutes", "toute l’année"

    salle = models.ForeignKey(Salle, models.CASCADE, related_name="plages")
    serie = models.OneToOneField(Serie, models.PROTECT, related_name="plage")
    applicabilite = models.CharField("période", choices=Applicabilite, default=Applicabilite.SCOLAIRE, max_length=8)
    feries = models.BooleanField("aussi les jours fériés", default=False)

    objects = PlagesManager()

    class Meta:
        verbose_name = "plage d’ouverture"
        verbose_name_plural = "plages d’ouverture"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"plage {self.pk}"


class Fermeture(models.Model):
    """A dated exception that wins over every opening: of a room, a school or an authority. Both days included."""

    salle = models.ForeignKey(Salle, models.CASCADE, null=True, blank=True, related_name="fermetures")
    etablissement = models.ForeignKey(
        Etablissement,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="fermetures",
        verbose_name="établissement",
    )
    collectivite = models.ForeignKey(
        Collectivite,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="fermetures",
        verbose_name="collectivité",
    )
    premier_jour = models.DateField()
    dernier_jour = models.DateField()
    motif = models.CharField(max_length=120, help_text="Lu par le public : « Épreuves du baccalauréat ».")

    class Meta:
        ordering = ["premier_jour", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(premier_jour__lte=models.F("dernier_jour")),
                name="fermeture_dans_l_ordre",
                violation_error_message="Le dernier jour vient avant le premier.",
            ),
            models.CheckConstraint(
                condition=Q(salle__isnull=False, etablissement=None, collectivite=None)
                | Q(salle=None, etablissement__isnull=False, collectivite=None)
                | Q(salle=None, etablissement=None, collectivite__isnull=False),
                name="fermeture_d_un_seul",
                violation_error_message="Une fermeture ferme une salle, un établissement ou une collectivité.",
            ),
        ]

    def __str__(self) -> str:
        return self.motif

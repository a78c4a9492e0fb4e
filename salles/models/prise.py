"""What is taken: the two tables under the guarantee of the database.

`Occupation` is written by `salles.services.prise` alone. A row exists if and only if the slot is held.
"""

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from salles.models.offre import Espace, Materiel, Salle
from salles.models.ouverture import Serie

# 24 hours of wall clock last 25 on the Sunday when summer time ends
OCCUPATION_MAX = timedelta(hours=25)


class TsTzRange(Func):
    function = "tstzrange"
    output_field = DateTimeRangeField()


class Reservation(models.Model):
    """This room is taken from `debut` to `fin`, for this reason. Never deleted: what is given back is `liberee`."""

    class Nature(models.TextChoices):
        ASSOCIATION = "association", "association"
        ETABLISSEMENT = "etablissement", "usage de l’établissement"
        TRAVAUX = "travaux", "travaux"

    class Tenue(models.TextChoices):
        OPTION = "option", "option"
        FERME = "ferme", "ferme"
        LIBEREE = "liberee", "libérée"

    salle = models.ForeignKey(Salle, models.PROTECT, related_name="reservations", db_index=False)
    serie = models.ForeignKey(Serie, models.PROTECT, null=True, blank=True, related_name="reservations")
    nature = models.CharField(choices=Nature, max_length=13)
    tenue = models.CharField(choices=Tenue, max_length=7)
    libelle = models.CharField("libellé", max_length=120, blank=True, help_text="Lu par l’établissement seul.")
    debut = models.DateTimeField("début")
    fin = models.DateTimeField()
    option_jusqu_au = models.DateTimeField("option jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "réservation"
        ordering = ["debut", "pk"]
        indexes = [models.Index(fields=["salle", "debut"], name="reservation_par_salle")]
        constraints = [
            models.CheckConstraint(condition=Q(debut__lt=F("fin")), name="reservation_dans_l_ordre"),
            models.CheckConstraint(
                condition=Q(tenue="option", option_jusqu_au__isnull=False)
                | (~Q(tenue="option") & Q(option_jusqu_au=None)),
                name="reservation_option_datee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.salle_id}, {self.debut:%d/%m/%Y %H:%M} UTC"


class Occupation(models.Model):
    """One Espace held from `debut` to `fin`, and kept clear of other groups until `fin_tampon`.

    `tampon_entier`: until when it was before an accord waived its buffer; null where none did. Who shares a `groupe`:
    `salles.services.prise`.
    """

    reservation = models.ForeignKey(Reservation, models.PROTECT, related_name="occupations")
    espace = models.ForeignKey(Espace, models.PROTECT, related_name="occupations", db_index=False)
    jour = models.DateField(help_text="Date locale de l’établissement.")
    debut = models.DateTimeField("début")
    fin = models.DateTimeField()
    fin_tampon = models.DateTimeField("fin du tampon")
    tampon_entier = models.DateTimeField("fin du tampon avant dérogation", null=True, blank=True)
    groupe = models.BigIntegerField()
    option_jusqu_au = models.DateTimeField("option jusqu’au", null=True, blank=True)

    class Meta:
        ordering = ["espace", "debut"]
        indexes = [
            models.Index(
                fields=["espace", "jour"],
                include=["debut", "fin", "fin_tampon", "groupe", "option_jusqu_au"],
                name="occupation_recherche",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(debut__lt=F("fin"), fin__lte=F("fin_tampon")) & Q(fin__lte=F("debut") + OCCUPATION_MAX),
                name="occupation_plausible",  # an empty range would escape the exclusion
            ),
            ExclusionConstraint(
                name="occupation_jamais_deux",
                expressions=[
                    (F("espace"), RangeOperators.EQUAL),
                    (TsTzRange("debut", "fin"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="occupation_tampon_entre_groupes",
                expressions=[
                    (F("espace"), RangeOperators.EQUAL),
                    (TsTzRange("debut", "fin_tampon"), RangeOperators.OVERLAPS),
                    (F("groupe"), RangeOperators.NOT_EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.espace_id}, {self.debut:%d/%m/%Y %H:%M} UTC"


class Pret(models.Model):
    """So many of a Materiel leave the stock for as long as the reservation holds its slot."""

    reservation = models.ForeignKey(Reservation, models.PROTECT, related_name="prets", db_index=False)
    materiel = models.ForeignKey(Materiel, models.PROTECT, related_name="prets", verbose_name="matériel")
    quantite = models.PositiveIntegerField("quantité")

    class Meta:
        verbose_name = "prêt"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reservation", "materiel"], name="pret_unique"),
            models.CheckConstraint(condition=Q(quantite__gte=1), name="pret_d_au_moins_un"),
        ]

    def __str__(self) -> str:
        return f"{self.quantite} × {self.materiel_id}"


class PretSeulQuerySet(models.QuerySet["PretSeul"]):
    def dehors(self, debut: datetime, fin: datetime) -> "PretSeulQuerySet":
        """Keep what is out of the stock between these instants, until `jusqu_a`.

        What was called off before it began never left.
        """
        sortis = self.annotate(jusqu_a=Coalesce("rendu_le", "fin")).filter(jusqu_a__gt=F("debut"))
        return sortis.filter(debut__lt=fin, jusqu_a__gt=debut)


class PretSeul(models.Model):
    """So many of a Materiel leave the school without any room, for days on end if need be. Never deleted.

    It lasts until `fin`, or until `rendu_le` where it came back before (docs/decisions/0035).
    """

    materiel = models.ForeignKey(Materiel, models.PROTECT, related_name="prets_seuls", verbose_name="matériel")
    quantite = models.PositiveIntegerField("quantité", validators=[MinValueValidator(1)])
    a_qui = models.CharField("à qui", max_length=120, help_text="Lu par l’établissement seul.")
    debut = models.DateTimeField("début")
    fin = models.DateTimeField()
    rendu_le = models.DateTimeField("rendu le", null=True, blank=True)

    objects = PretSeulQuerySet.as_manager()

    class Meta:
        verbose_name = "prêt sans salle"
        verbose_name_plural = "prêts sans salle"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(debut__lt=F("fin")), name="pret_seul_dans_l_ordre"),
            models.CheckConstraint(condition=Q(quantite__gte=1), name="pret_seul_d_au_moins_un"),
            models.CheckConstraint(condition=Q(rendu_le=None) | Q(rendu_le__lt=F("fin")), name="pret_seul_rendu_avant"),
        ]

    def __str__(self) -> str:
        return f"{self.quantite} × {self.materiel_id}, {self.debut:%d/%m/%Y %H:%M} UTC"

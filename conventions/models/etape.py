"""What happened to a convention outside, and who wrote it down here: votes, transmissions, signatures on paper."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from conventions.models.convention import Convention


class ConsignationQuerySet(models.QuerySet):
    def en_vigueur(self) -> "ConsignationQuerySet":
        """Leave out what was taken back."""
        return self.filter(reprise_le=None)


class Consignation(models.Model):
    """A fact with its date, who wrote it down and when; one that was written by mistake is taken back, never erased."""

    consignee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Vide : Préau lui-même."
    )
    consignee_le = models.DateTimeField("consignée le")
    reprise_le = models.DateTimeField("reprise le", null=True, blank=True)

    objects = ConsignationQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def cle(self) -> str:
        """Name this very line, as the page that asks to take it back carries it."""
        return f"{self._meta.model_name}-{self.pk}"


class Etape(Consignation):
    """A step of the convention; `fait_le` is the day of the fact, a local date of the school."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="etapes")
    statut = models.CharField(choices=Convention.Statut, max_length=21, help_text="Où l’étape mène.")
    fait_le = models.DateField("fait le")
    reference = models.CharField("référence", max_length=40, blank=True, help_text="Le numéro de l’acte voté.")

    class Meta:
        verbose_name = "étape"
        ordering = ["consignee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "statut"], condition=Q(reprise_le=None), name="etape_une_fois"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_statut_display()}, {self.convention}"


class Exemplaire(Consignation):
    """The scan of what all have signed; one that another replaces is kept, and said to be taken back."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="exemplaires")
    fichier = models.FileField(upload_to="conventions/%Y/")

    class Meta:
        verbose_name = "exemplaire signé"
        ordering = ["consignee_le", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["convention"], condition=Q(reprise_le=None), name="exemplaire_un_seul")
        ]

    def __str__(self) -> str:
        return f"Exemplaire signé de {self.convention}"


class Signature(Consignation):
    """One party has signed on paper: who, in what capacity, on which day."""

    class Partie(models.TextChoices):
        ORGANISATEUR = "organisateur", "l’organisateur"
        ETABLISSEMENT = "etablissement", "l’établissement"
        COLLECTIVITE = "collectivite", "la collectivité"
        COMMUNE = "commune", "la commune"

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="signatures")
    partie = models.CharField(choices=Partie, max_length=13)
    nom = models.CharField(max_length=120)
    qualite = models.CharField("qualité", max_length=120)
    signee_le = models.DateField("signée le")

    class Meta:
        ordering = ["consignee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "partie"], condition=Q(reprise_le=None), name="signature_une_par_partie"
            )
        ]

    def __str__(self) -> str:
        return f"{self.nom}, pour {self.get_partie_display()}"

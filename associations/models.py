"""Who asks: associations, and also communes and training bodies; their members and their papers."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class Association(models.Model):
    """The requester, one record per RNA or SIREN. Identifiers are checked by `associations.identifiants`."""

    class Nature(models.TextChoices):
        ASSOCIATION = "association", "association"
        COLLECTIVITE = "collectivite", "commune ou autre collectivité"
        ORGANISME_FORMATION = "organisme_formation", "organisme de formation"
        AUTRE = "autre", "autre organisme"

    nature = models.CharField(choices=Nature, default=Nature.ASSOCIATION, max_length=20)
    nom = models.CharField(max_length=160)
    rna = models.CharField(
        "numéro RNA",
        max_length=10,
        unique=True,
        null=True,
        blank=True,
        help_text="W suivi de neuf caractères, sur le récépissé de déclaration.",
    )
    siren = models.CharField("SIREN", max_length=9, unique=True, null=True, blank=True)
    siret = models.CharField("SIRET du siège", max_length=14, blank=True)
    registre = models.CharField(
        "registre d’Alsace-Moselle",
        max_length=80,
        unique=True,
        null=True,
        blank=True,
        help_text="Tribunal, volume et folio : « Strasbourg, volume 92, folio 14 ».",
    )
    objet = models.CharField(max_length=300, blank=True)
    adresse = models.CharField("adresse du siège", max_length=200, blank=True)
    code_postal = models.CharField(max_length=5, blank=True)
    commune = models.CharField(max_length=80, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    creee_le = models.DateTimeField("créée le")

    class Meta:
        ordering = ["nom", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rna__isnull=False) | Q(siren__isnull=False) | Q(registre__isnull=False),
                name="association_identifiee",
                violation_error_message="Donnez un numéro RNA, un SIREN ou une inscription "
                "au registre d’Alsace-Moselle.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("associations:association", args=[self.pk])


class Membre(models.Model):
    """A person acts for an association; only members see its requests."""

    class Role(models.TextChoices):
        REPRESENTANT = "representant", "représentant, peut signer"
        MEMBRE = "membre", "membre, peut demander"
        GESTIONNAIRE_DELEGUE = (
            "gestionnaire_delegue",
            "gestionnaire délégué, peut répartir",
        )

    association = models.ForeignKey(Association, models.CASCADE, related_name="membres")
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="adhesions")
    role = models.CharField("rôle", choices=Role, default=Role.MEMBRE, max_length=20)
    depuis_le = models.DateTimeField()

    class Meta:
        ordering = ["depuis_le", "pk"]
        constraints = [models.UniqueConstraint(fields=["association", "utilisateur"], name="membre_unique")]

    def __str__(self) -> str:
        return f"{self.utilisateur}, {self.association}"


class DemandeAdhesion(models.Model):
    """The second comer asks to join a known association, and a member answers."""

    class Reponse(models.TextChoices):
        ATTENTE = "attente", "en attente"
        ACCEPTEE = "acceptee", "acceptée"
        REFUSEE = "refusee", "refusée"

    association = models.ForeignKey(Association, models.CASCADE, related_name="demandes_adhesion")
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="demandes_adhesion")
    reponse = models.CharField("réponse", choices=Reponse, default=Reponse.ATTENTE, max_length=8)
    deposee_le = models.DateTimeField("déposée le")
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "demande d’adhésion"
        verbose_name_plural = "demandes d’adhésion"
        ordering = ["deposee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "utilisateur"],
                condition=Q(reponse="attente"),
                name="adhesion_une_seule_en_attente",
                violation_error_message="Votre demande est déjà chez les membres de cette association.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} → {self.association}"


class Piece(models.Model):
    """A document of the wallet, given once and read by every school concerned."""

    class Type(models.TextChoices):
        ATTESTATION_RC = (
            "attestation_rc",
            "attestation d’assurance responsabilité civile",
        )
        CER = "cer", "contrat d’engagement républicain signé"
        STATUTS = "statuts", "statuts"
        AGREMENT = "agrement", "agrément ou affiliation"

    association = models.ForeignKey(Association, models.CASCADE, related_name="pieces")
    type = models.CharField(choices=Type, max_length=16)
    fichier = models.FileField(upload_to="pieces/%Y/")
    premier_jour = models.DateField("valable à partir du", null=True, blank=True)
    dernier_jour = models.DateField("valable jusqu’au", null=True, blank=True)
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "pièce"
        ordering = ["type", "-deposee_le", "pk"]

    def __str__(self) -> str:
        return self.get_type_display()

    def est_valable_le(self, jour: date) -> bool:
        """Tell whether the document covers that day; both bounds included, an empty bound does not bound."""
        return (self.premier_jour or jour) <= jour <= (self.dernier_jour or jour)

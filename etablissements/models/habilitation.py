"""Who is entitled to act for a school or an authority, from when to when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from etablissements.models.collectivite import Collectivite
from etablissements.models.etablissement import Etablissement


class HabilitationQuerySet(models.QuerySet["Habilitation"]):
    def en_vigueur(self, jour: date) -> "HabilitationQuerySet":
        return self.filter(Q(dernier_jour=None) | Q(dernier_jour__gte=jour), premier_jour__lte=jour)


class Habilitation(models.Model):
    """A person holds a role in a school or in an authority; a delegation is an Habilitation with an end."""

    class Role(models.TextChoices):
        CHEF = "chef", "chef d’établissement"
        GESTIONNAIRE = "gestionnaire", "gestionnaire"
        ACCUEIL = "accueil", "agent d’accueil"
        INSTRUCTEUR = "instructeur", "instructeur"
        SIGNATAIRE = "signataire", "signataire"
        SUPERVISEUR = "superviseur", "superviseur"

    ROLES_ETABLISSEMENT = (Role.CHEF, Role.GESTIONNAIRE, Role.ACCUEIL)
    ROLES_COLLECTIVITE = (Role.INSTRUCTEUR, Role.SIGNATAIRE, Role.SUPERVISEUR)

    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="habilitations")
    role = models.CharField("rôle", choices=Role, max_length=12)
    etablissement = models.ForeignKey(
        Etablissement,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="habilitations",
        verbose_name="établissement",
    )
    collectivite = models.ForeignKey(
        Collectivite,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="habilitations",
        verbose_name="collectivité",
    )
    premier_jour = models.DateField()
    dernier_jour = models.DateField(null=True, blank=True)

    objects = HabilitationQuerySet.as_manager()

    class Meta:
        ordering = ["premier_jour", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    role__in=["chef", "gestionnaire", "accueil"],
                    etablissement__isnull=False,
                    collectivite=None,
                )
                | Q(
                    role__in=["instructeur", "signataire", "superviseur"],
                    collectivite__isnull=False,
                    etablissement=None,
                ),
                name="habilitation_au_bon_endroit",
                violation_error_message="Ce rôle se tient dans un établissement, ou dans une collectivité.",
            ),
            models.CheckConstraint(
                condition=Q(dernier_jour=None) | Q(premier_jour__lte=models.F("dernier_jour")),
                name="habilitation_dans_l_ordre",
                violation_error_message="Le dernier jour vient avant le premier.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur}, {self.get_role_display()}"

    @property
    def lieu(self) -> Etablissement | Collectivite:
        """Where the role is held: the constraint above leaves exactly one."""
        lieu = self.etablissement or self.collectivite
        assert lieu is not None  # noqa: S101 -- for the type checker
        return lieu

"""People and how they log in: by e-mail, never by a nickname."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    def create_user(self, courriel: str, password: str | None = None, **champs) -> "Utilisateur":
        """Create a person known by an e-mail address; the whole address is kept in lower case."""
        utilisateur = self.model(courriel=courriel.strip().lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, courriel: str, password: str | None = None, **champs) -> "Utilisateur":
        """Create the technical administrator that Django's own commands expect."""
        return self.create_user(courriel, password, is_staff=True, is_superuser=True, **champs)

    def get_by_natural_key(self, courriel: str | None) -> "Utilisateur":
        return self.get(courriel=(courriel or "").strip().lower())


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    courriel = models.EmailField(
        "adresse électronique",
        unique=True,
        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
    )
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    is_staff = models.BooleanField("accès technique", default=False)
    revision_agenda = models.PositiveSmallIntegerField(
        "révision de l’agenda",
        default=0,
        editable=False,
        help_text="Augmente quand la personne change l’adresse de son agenda : l’ancienne ne répond plus.",
    )
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)

    objects: ClassVar[UtilisateurManager] = UtilisateurManager()

    USERNAME_FIELD = "courriel"
    EMAIL_FIELD = "courriel"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "personne"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(courriel=Lower("courriel")),
                name="utilisateur_courriel_en_minuscules",
                violation_error_message="Écrivez l’adresse en minuscules.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.courriel

    def get_full_name(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    def get_short_name(self) -> str:
        return self.prenom or self.courriel

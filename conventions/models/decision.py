"""Who decided, in what capacity, on which ground, with which ways of appeal."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from conventions.models.demande import Demande

MOT_MAX = 2000  # characters: a text column has no limit of its own


class DecisionQuerySet(models.QuerySet["Decision"]):
    def en_vigueur(self) -> "DecisionQuerySet":
        """Leave out what was undone before anybody was told."""
        return self.filter(annulee_le=None)


class Decision(models.Model):
    """The accord or the reasoned refusal of the head of the school. Source: CRPA L211-2, L211-5."""

    class Sens(models.TextChoices):
        ACCORD = "accord", "accord"
        REFUS = "refus", "refus"

    class Motif(models.TextChoices):
        """Coded grounds of refusal; `neutralite` is about the activity, never about the applicant."""

        BESOIN_ETABLISSEMENT = (
            "besoin_etablissement",
            "l’établissement a besoin de la salle",
        )
        INCOMPATIBLE_LOCAL = (
            "incompatible_local",
            "l’activité ne convient pas à la salle",
        )
        NEUTRALITE = (
            "neutralite",
            "l’activité est incompatible avec la neutralité du service public",
        )
        LUCRATIF = "lucratif", "l’activité est à but lucratif"
        SECURITE_CAPACITE = (
            "securite_capacite",
            "la sécurité ou la capacité ne le permet pas",
        )
        PIECES_MANQUANTES = "pieces_manquantes", "des pièces manquent"
        INCIDENTS_IMPAYES = "incidents_impayes", "incidents ou impayés antérieurs"
        PERSONNEL = "personnel", "aucun agent n’est disponible pour ouvrir"
        TRAVAUX_EXAMENS_ELECTIONS = (
            "travaux_examens_elections",
            "travaux, examens ou élections",
        )
        AVIS_CA = "avis_ca", "avis défavorable du conseil d’administration"
        PROPRIETAIRE = "proprietaire", "le propriétaire s’y oppose"
        HORS_BASE_LEGALE = "hors_base_legale", "la loi ne permet pas cet usage"

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="decisions")
    sens = models.CharField(choices=Sens, max_length=6)
    motif = models.CharField(choices=Motif, max_length=26, blank=True)
    message = models.TextField(blank=True, max_length=MOT_MAX, validators=[MaxLengthValidator(MOT_MAX)])
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    qualite = models.CharField("qualité", max_length=80)
    voies_de_recours = models.TextField(blank=True)
    prise_le = models.DateTimeField()
    avant = models.JSONField(default=dict, help_text="L’état de la demande et de ses dates, pour qui se ravise.")
    confirmee_le = models.DateTimeField(
        "confirmée le", null=True, blank=True, help_text="Dite au demandeur : plus personne ne revient dessus."
    )
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        ordering = ["-prise_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sens="refus") | (~Q(motif="") & ~Q(message="")),
                name="refus_motive",
                violation_error_message="Un refus porte un motif et une phrase d’explication.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_sens_display()}, {self.demande}"


class Derogation(models.Model):
    """A soft rule waived by the head for one request, with the sentence that says why."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="derogations")
    code = models.CharField(max_length=20)
    phrase = models.CharField(max_length=300)

    class Meta:
        verbose_name = "dérogation"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "code"], name="derogation_unique")]

    def __str__(self) -> str:
        return self.code

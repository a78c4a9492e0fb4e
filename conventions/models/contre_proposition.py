"""What a school offers in place of what was asked for, until when, and what became of the offer."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from conventions.models.demande import Demande

PHRASE_MAX = 500  # characters


class ContrePropositionQuerySet(models.QuerySet["ContreProposition"]):
    def en_attente(self) -> "ContrePropositionQuerySet":
        return self.filter(issue=ContreProposition.Issue.EN_ATTENTE)


class ContreProposition(models.Model):
    """One offer of the head. Its dates are those of the request under option, as long as it awaits its answer.

    A date that moves is a date of its own, in a Souhait of the offer, and names the wished one (`au_lieu_de`). Whatever
    ends the offer without an accord deletes them: the wishes are as they were, and `annonce` tells what was offered.
    """

    class Issue(models.TextChoices):
        EN_ATTENTE = "en_attente", "attend une réponse"
        ACCEPTEE = "acceptee", "acceptée"
        DECLINEE = "declinee", "déclinée"
        REPRISE = "reprise", "reprise par l’établissement"
        ANNULEE = "annulee", "annulée avant d’être envoyée"
        RETIREE = "retiree", "close : la demande est retirée"
        EXPIREE = "expiree", "restée sans réponse"

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="contre_propositions")
    message = models.CharField(max_length=PHRASE_MAX)
    annonce = models.TextField(help_text="Ce qui est proposé, en toutes lettres, tel qu’écrit au demandeur.")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    qualite = models.CharField("qualité", max_length=80)
    proposee_le = models.DateTimeField("proposée le")
    jusqu_au = models.DateTimeField("répondre avant", help_text="Les dates proposées sont tenues jusque-là.")
    avant = models.JSONField(default=dict, help_text="L’état de la demande et de ses dates, pour qui se ravise.")
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True, help_text="Dite au demandeur.")
    issue = models.CharField(choices=Issue, default=Issue.EN_ATTENTE, max_length=10)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    reponse = models.CharField("réponse", max_length=PHRASE_MAX, blank=True, help_text="La phrase de qui décline.")

    objects = ContrePropositionQuerySet.as_manager()

    class Meta:
        verbose_name = "contre-proposition"
        ordering = ["-proposee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demande"], condition=Q(issue="en_attente"), name="contre_proposition_une_a_la_fois"
            ),
            models.CheckConstraint(
                condition=Q(issue="en_attente", close_le=None) | (~Q(issue="en_attente") & Q(close_le__isnull=False)),
                name="contre_proposition_close_quand_repondue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demande}, {self.get_issue_display()}"

    @property
    def attend(self) -> bool:
        return self.issue == self.Issue.EN_ATTENTE

    def est_vivante(self, maintenant: datetime) -> bool:
        """Tell whether it may still be answered: its options hold."""
        return self.attend and maintenant < self.jusqu_au

"""Who asked for what: the file, the request to one school, its wishes and its equipment."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from associations.models import Association
from etablissements.models import Etablissement
from salles.models import Activite, Materiel, Salle, Serie

if TYPE_CHECKING:
    from conventions.models.creneau import CreneauDemande


class Dossier(models.Model):
    """The requests that one person filed together, one per school."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="dossiers")
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="dossiers")
    depose_le = models.DateTimeField("déposé le")

    class Meta:
        ordering = ["-depose_le", "pk"]

    def __str__(self) -> str:
        return f"dossier {self.pk}"


DITS_AU_DEPOT = ("dossier", "numero", "activite", "effectif", "deposee_le")


def _nuls(oui: bool) -> Q:
    return Q(**{f"{champ}__isnull": oui for champ in DITS_AU_DEPOT})


class DemandesDeposees(models.Manager["Demande"]):
    """The requests that were filed. A draft is none yet: no query finds it that does not ask for drafts."""

    def get_queryset(self) -> models.QuerySet["Demande"]:
        return super().get_queryset().exclude(statut=Demande.Statut.BROUILLON)


class DemandesEnBrouillon(models.Manager["Demande"]):
    """The drafts, for those who keep, send or throw them away."""

    def get_queryset(self) -> models.QuerySet["Demande"]:
        return super().get_queryset().filter(statut=Demande.Statut.BROUILLON)


class Demande(models.Model):
    """A request to one school; its head decides. Source of the states: `docs/domaine.md`.

    In a draft, only the school and the association are known; the rest is as it was typed, in `Brouillon`.
    """

    class Statut(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        SOUMISE = "soumise", "envoyée"
        INCOMPLETE = "incomplete", "pièces attendues"
        EN_INSTRUCTION = "en_instruction", "à l’étude"
        CONTRE_PROPOSEE = "contre_proposee", "contre-proposition à lire"
        ACCEPTEE = "acceptee", "accord de l’établissement"
        CONVENTIONNEE = "conventionnee", "convention active"
        CLOSE = "close", "terminée"
        REFUSEE = "refusee", "refusée"
        RETIREE = "retiree", "retirée"
        ANNULEE = "annulee", "annulée"
        EXPIREE = "expiree", "expirée"

    TRANSITIONS = {
        Statut.BROUILLON: {Statut.SOUMISE},  # thrown away, it leaves no trace
        Statut.SOUMISE: {
            Statut.INCOMPLETE,
            Statut.EN_INSTRUCTION,
            Statut.CONTRE_PROPOSEE,
            Statut.ACCEPTEE,
            Statut.REFUSEE,
            Statut.RETIREE,
        },
        Statut.INCOMPLETE: {
            Statut.SOUMISE,
            Statut.EN_INSTRUCTION,
            Statut.CONTRE_PROPOSEE,
            Statut.ACCEPTEE,
            Statut.REFUSEE,
            Statut.RETIREE,
            Statut.EXPIREE,
        },
        Statut.EN_INSTRUCTION: {
            Statut.INCOMPLETE,
            Statut.CONTRE_PROPOSEE,
            Statut.ACCEPTEE,
            Statut.REFUSEE,
            Statut.RETIREE,
        },
        Statut.CONTRE_PROPOSEE: {
            Statut.EN_INSTRUCTION,
            Statut.ACCEPTEE,
            Statut.RETIREE,
            Statut.EXPIREE,
        },
        Statut.ACCEPTEE: {Statut.CONVENTIONNEE, Statut.ANNULEE},
        Statut.CONVENTIONNEE: {Statut.CLOSE, Statut.ANNULEE},
        Statut.CLOSE: set(),
        Statut.REFUSEE: set(),
        Statut.RETIREE: set(),
        Statut.ANNULEE: set(),
        Statut.EXPIREE: set(),
    }
    # the school's acts start from these; reading the page is not an act
    A_DECIDER = (Statut.SOUMISE, Statut.INCOMPLETE, Statut.EN_INSTRUCTION)

    PENDANTES = (*A_DECIDER, Statut.CONTRE_PROPOSEE)  # neither granted nor over: one side or the other has to answer

    VIVES = (*PENDANTES, Statut.ACCEPTEE, Statut.CONVENTIONNEE)  # neither refused nor given up

    a_decider: list["CreneauDemande"]  # the open dates, where `conventions.lecture.boite` has fetched them

    # The types say what a filed request has: null stands in a draft alone (`demande_complete_ou_brouillon`).
    dossier: "models.ForeignKey[Dossier, Dossier]" = models.ForeignKey(  # type: ignore[misc]
        Dossier, models.PROTECT, null=True, related_name="demandes"
    )
    etablissement = models.ForeignKey(
        Etablissement,
        models.PROTECT,
        related_name="demandes",
        verbose_name="établissement",
    )
    association = models.ForeignKey(Association, models.PROTECT, related_name="demandes")
    numero: "models.CharField[str, str]" = models.CharField(  # type: ignore[misc]
        "numéro", max_length=20, unique=True, null=True, editable=False
    )
    statut = models.CharField(choices=Statut, default=Statut.SOUMISE, max_length=16)
    activite: "models.ForeignKey[Activite, Activite]" = models.ForeignKey(  # type: ignore[misc]
        Activite, models.PROTECT, null=True, related_name="+", verbose_name="activité"
    )
    objet = models.CharField(max_length=300, help_text="Ce que vous y ferez, en une phrase.")
    effectif: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(  # type: ignore[misc]
        null=True,
        help_text="Personnes présentes en même temps.",
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
    )
    responsable_nom = models.CharField("responsable présent", max_length=120)
    responsable_telephone = models.CharField("téléphone du responsable", max_length=20)
    responsable_courriel = models.EmailField("courriel du responsable")
    deposee_le: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(  # type: ignore[misc]
        "déposée le", null=True
    )
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)

    objects = DemandesDeposees()
    brouillons = DemandesEnBrouillon()

    class Meta:
        ordering = ["-deposee_le", "pk"]
        indexes = [models.Index(fields=["etablissement", "statut"], name="demande_par_boite")]
        constraints = [
            models.CheckConstraint(
                condition=Q(effectif__gte=1, effectif__lte=5000),
                name="demande_effectif_plausible",
            ),
            models.CheckConstraint(
                condition=Q(_nuls(True), statut="brouillon") | Q(_nuls(False)) & ~Q(statut="brouillon"),
                name="demande_complete_ou_brouillon",
            ),
        ]

    def __str__(self) -> str:
        return self.numero or f"brouillon {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:demande", args=[self.pk])

    @property
    def est_a_decider(self) -> bool:
        return self.statut in self.A_DECIDER

    @property
    def est_pendante(self) -> bool:
        return self.statut in self.PENDANTES

    @property
    def est_contre_proposee(self) -> bool:
        return self.statut == self.Statut.CONTRE_PROPOSEE

    @property
    def est_finie(self) -> bool:
        """Tell whether no state follows."""
        return not self.TRANSITIONS[self.Statut(self.statut)]

    def peut_devenir(self, statut: str) -> bool:
        """Tell whether the transition table allows `statut` next."""
        return statut in self.TRANSITIONS[self.Statut(self.statut)]

    def peut_revenir_a(self, statut: str) -> bool:
        """Tell whether undoing the last act may lead back to `statut`: the same table, read backwards."""
        return self.statut in self.TRANSITIONS[self.Statut(statut)]


class Souhait(models.Model):
    """What was wished, in wall-clock words: « le mardi de 18 h à 20 h jusqu’au 22 juin ». Never edited."""

    class Repetition(models.TextChoices):
        AUCUNE = "aucune", "une seule date"
        HEBDOMADAIRE = "hebdomadaire", "toutes les semaines"
        QUINZAINE = "quinzaine", "une semaine sur deux"
        SEMAINE_A = "semaine_a", "les semaines A"
        SEMAINE_B = "semaine_b", "les semaines B"

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="souhaits")
    salle = models.ForeignKey(Salle, models.PROTECT, related_name="souhaits")
    heure_debut = models.TimeField("de")
    heure_fin = models.TimeField("à", help_text="Minuit s’écrit 0 h, la fin du même jour.")
    premier_jour = models.DateField()
    dernier_jour = models.DateField()
    jours = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        help_text="1 lundi … 7 dimanche.",
    )
    dates = ArrayField(
        models.DateField(),
        default=list,
        blank=True,
        help_text="Dates choisies une à une.",
    )
    nombre = models.PositiveSmallIntegerField("nombre de dates", help_text="Au dépôt : aucune ne se perd depuis.")
    repetition = models.CharField("répétition", choices=Repetition, default=Repetition.AUCUNE, max_length=12)
    vacances = models.CharField(choices=Serie.Vacances, default=Serie.Vacances.EXCLURE, max_length=7)
    remplace = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="remplacants",
        help_text="Le souhait dont ces dates n’étaient pas libres.",
    )
    contre_proposition = models.ForeignKey(
        "ContreProposition",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="souhaits",
        verbose_name="contre-proposition",
        help_text="Celle de l’établissement qui porte ces dates ; vide pour ce que le demandeur a souhaité.",
    )

    class Meta:
        # what was wished comes before what the school offers in its place
        ordering = [F("contre_proposition").asc(nulls_first=True), "premier_jour", "heure_debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(premier_jour__lte=F("dernier_jour")),
                name="souhait_dans_l_ordre",
            )
        ]

    def __str__(self) -> str:
        return f"souhait {self.pk}"


class MaterielDemande(models.Model):
    """So many of a Materiel, asked for with the dates."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="materiels")
    materiel = models.ForeignKey(Materiel, models.PROTECT, related_name="+", verbose_name="matériel")
    quantite = models.PositiveIntegerField("quantité", validators=[MinValueValidator(1), MaxValueValidator(10_000)])

    class Meta:
        verbose_name = "matériel demandé"
        verbose_name_plural = "matériels demandés"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["demande", "materiel"], name="materiel_demande_unique")]

    def __str__(self) -> str:
        return f"{self.quantite} {self.materiel}"

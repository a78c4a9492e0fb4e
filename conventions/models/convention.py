"""What was agreed: the contract between authority, school and organiser."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse

from conventions.models.creneau import CreneauDemande, CreneauDemandeQuerySet
from conventions.models.decision import MOT_MAX
from conventions.models.demande import Demande
from etablissements.models import Collectivite


class Convention(models.Model):
    """The contract that the law asks for. Source: Code de l'éducation L213-2-2, L214-6-2."""

    class Statut(models.TextChoices):
        REDACTION = "redaction", "projet"
        A_DELIBERER = "a_deliberer", "à délibérer"
        DELIBEREE = "deliberee", "délibérée"
        TRANSMISE = "transmise", "transmise"
        A_SIGNER = "a_signer", "à signer"
        SIGNEE = "signee", "signée"
        ACTIVE = "active", "active"
        ECHUE = "echue", "échue"
        SUSPENDUE = "suspendue", "suspendue"
        AVENANT_EN_COURS = "avenant_en_cours", "avenant en cours"
        DENONCIATION_EN_COURS = "denonciation_en_cours", "dénonciation en cours"
        RESILIEE = "resiliee", "résiliée"
        ABANDONNEE = "abandonnee", "abandonnée"
        CADUQUE = "caduque", "caduque"

    TRANSITIONS = {
        Statut.REDACTION: {Statut.A_DELIBERER, Statut.ABANDONNEE},
        # a framework vote takes the place of `a_deliberer`
        Statut.A_DELIBERER: {Statut.DELIBEREE, Statut.ABANDONNEE},
        # what a private school agreed to is transmitted to nobody
        Statut.DELIBEREE: {Statut.TRANSMISE, Statut.A_SIGNER, Statut.ABANDONNEE},
        Statut.TRANSMISE: {Statut.A_SIGNER, Statut.ABANDONNEE},
        Statut.A_SIGNER: {Statut.SIGNEE, Statut.ABANDONNEE},
        Statut.SIGNEE: {Statut.ACTIVE, Statut.RESILIEE, Statut.CADUQUE},
        Statut.ACTIVE: {
            Statut.ECHUE,
            Statut.SUSPENDUE,
            Statut.AVENANT_EN_COURS,
            Statut.DENONCIATION_EN_COURS,
            Statut.RESILIEE,
            Statut.CADUQUE,
        },
        Statut.SUSPENDUE: {Statut.ACTIVE, Statut.RESILIEE, Statut.CADUQUE, Statut.ECHUE},
        Statut.AVENANT_EN_COURS: {Statut.ACTIVE, Statut.RESILIEE, Statut.ECHUE},
        Statut.DENONCIATION_EN_COURS: {Statut.ACTIVE, Statut.RESILIEE},
        Statut.ECHUE: set(),
        Statut.RESILIEE: set(),
        Statut.ABANDONNEE: set(),
        Statut.CADUQUE: set(),
    }

    AVANT_SIGNATURE = (Statut.REDACTION, Statut.A_DELIBERER, Statut.DELIBEREE, Statut.TRANSMISE, Statut.A_SIGNER)
    SIGNEES = (Statut.SIGNEE, Statut.ACTIVE, Statut.ECHUE)  # by all, as far as what leads there is recorded
    OUVRANTS = (Statut.ACTIVE, Statut.AVENANT_EN_COURS, Statut.DENONCIATION_EN_COURS)  # séances go on

    demande = models.OneToOneField(Demande, models.PROTECT, related_name="convention")
    numero = models.CharField("numéro", max_length=24, unique=True, editable=False)
    statut = models.CharField(choices=Statut, default=Statut.REDACTION, max_length=21)
    base_legale = models.CharField("base légale", choices=Collectivite.BaseLegale, max_length=8, blank=True)
    acte = models.CharField(
        max_length=260, blank=True, help_text="L’acte de la collectivité, là où la loi ne donne pas d’article."
    )
    version = models.PositiveSmallIntegerField(default=1)
    premier_jour = models.DateField()
    dernier_jour = models.DateField()
    montant_euros = models.DecimalField("redevance", max_digits=9, decimal_places=2, default=0)
    motif_gratuite = models.CharField(
        "motif de gratuité",
        max_length=200,
        blank=True,
        help_text="Intérêt général, CGPPP L2125-1.",
    )
    redigee_le = models.DateTimeField("rédigée le")
    texte = models.FileField(
        upload_to="conventions/%Y/",
        blank=True,
        help_text="Le document tel qu’il fut soumis au vote : il ne change plus.",
    )
    empreinte = models.CharField(max_length=64, blank=True, help_text="SHA-256 du texte, en hexadécimal.")
    annexe = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Les créneaux que l’annexe 1 du texte cite."
    )
    executoire_le = models.DateField("exécutoire le", null=True, blank=True)
    motif_abandon = models.TextField(blank=True, max_length=MOT_MAX, validators=[MaxLengthValidator(MOT_MAX)])
    annoncee = models.CharField(max_length=21, blank=True, help_text="La dernière nouvelle que ses parties ont reçue.")

    class Meta:
        ordering = ["-redigee_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(base_legale="", acte__gt="") | models.Q(base_legale__gt="", acte=""),
                name="convention_sur_un_article_ou_un_acte",
                violation_error_message="Une convention se fonde sur un article ou sur un acte.",
            ),
            models.CheckConstraint(
                condition=models.Q(texte="", empreinte="") | models.Q(texte__gt="", empreinte__gt=""),
                name="convention_texte_avec_empreinte",
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    def get_absolute_url(self) -> str:
        return reverse("conventions:convention", args=[self.pk])

    @property
    def creneaux(self) -> CreneauDemandeQuerySet:
        """Return the dates that the convention covers, in order."""
        return self.demande.creneaux.convenus()

    @property
    def creneaux_du_texte(self) -> CreneauDemandeQuerySet:
        """Return the dates that the text says: those of its annex once it is fixed, given back since or not."""
        return CreneauDemande.objects.filter(pk__in=self.annexe) if self.texte else self.creneaux

    def peut_devenir(self, statut: str) -> bool:
        """Tell whether the transition table allows `statut` next."""
        return statut in self.TRANSITIONS[self.Statut(self.statut)]

    @property
    def se_transmet(self) -> bool:
        """Tell whether the vote is transmitted, and enforceable after a delay: the acts of public schools are."""
        return self.demande.etablissement.est_public

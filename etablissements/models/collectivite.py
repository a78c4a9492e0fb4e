"""The authorities that own the premises: their rules, their words, their colours."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse

from etablissements.couleurs import verifier_couleur_principale
from etablissements.models.regles import QuotasSurchargeables, ReglesSurchargeables

COULEUR = RegexValidator(
    r"^#[0-9a-f]{6}$",
    "Écrivez la couleur en six chiffres hexadécimaux, par exemple #1d4f40.",
)
TARIF_MAX = 500  # euros an hour; the whole days of one request then fit into the amount of its convention
BORNES_DU_TARIF = (MinValueValidator(0), MaxValueValidator(TARIF_MAX))

# What acknowledgements of receipt (CRPA, R112-5) and conventions name, as a sentence lists it.
MENTIONS = {
    "service": "le service responsable",
    "adresse": "l’adresse",
    "telephone": "le téléphone",
    "courriel": "l’adresse électronique",
    "representant": "le représentant",
    "tribunal": "le tribunal administratif",
}


def natures_par_defaut() -> list[str]:
    """Return the natures of requesters that a collectivité admits unless it says otherwise."""
    return ["association", "collectivite", "organisme_formation"]


class Collectivite(ReglesSurchargeables, QuotasSurchargeables):
    """A département (collèges) or a région (lycées). Source: Code de l'éducation L213-2, L214-6."""

    class Type(models.TextChoices):
        DEPARTEMENT = "departement", "département"
        REGION = "region", "région"

    class BaseLegale(models.TextChoices):
        """Who authorises, and under which article of the Code de l'éducation."""

        L212_15 = "L212-15", "article L. 212-15 du code de l’éducation"
        L213_2_2 = "L213-2-2", "article L. 213-2-2 du code de l’éducation"
        L214_6_2 = "L214-6-2", "article L. 214-6-2 du code de l’éducation"

    code = models.CharField(
        max_length=7,
        unique=True,
        validators=[RegexValidator(r"^(dep-(\d{2,3}|2[AB])|reg-\d{2})$", "Le code est dep-38 ou reg-53.")],
        help_text="dep-38 ou reg-53, d’après le code officiel géographique.",
    )
    nom = models.CharField(max_length=120)
    type = models.CharField(choices=Type, max_length=11)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    service = models.CharField(
        "service responsable",
        max_length=120,
        blank=True,
        help_text="Nommé dans les accusés de réception (CRPA, R112-5).",
    )
    adresse = models.CharField(max_length=200, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    representant = models.CharField(
        "représentant",
        max_length=120,
        blank=True,
        help_text="Nom et qualité, dans les conventions.",
    )
    tribunal = models.CharField("tribunal administratif", max_length=80, blank=True)
    base_legale = models.CharField("base légale", choices=BaseLegale, max_length=8)
    natures_admises = ArrayField(
        models.CharField(max_length=20),
        default=natures_par_defaut,
        verbose_name="demandeurs admis",
    )
    tampon_leve_pour_soi = models.BooleanField("pas de tampon entre deux créneaux d’une même association", default=True)
    duree_option = models.DurationField("durée d’une option", default=timedelta(days=15))
    delai_decision_jours = models.PositiveSmallIntegerField("délai de décision", default=15, help_text="En jours.")
    delai_pieces_jours = models.PositiveSmallIntegerField(
        "délai pour donner les pièces", default=30, help_text="En jours ; ensuite la demande se ferme (CRPA, L114-5)."
    )
    tarif_horaire_euros = models.DecimalField(
        "tarif de l’heure",
        max_digits=7,
        decimal_places=2,
        default=0,
        help_text="0 : gratuit, avec un motif d’intérêt général.",
        validators=BORNES_DU_TARIF,
    )
    nom_service = models.CharField(
        "nom affiché",
        max_length=60,
        blank=True,
        help_text="Dans l’en-tête : « Collèges de l’Isère ».",
    )
    logo = models.ImageField(upload_to="logos/", blank=True)
    # The defaults are those of static/preau/jetons.css.
    marque_1 = models.CharField(
        "couleur principale", max_length=7, default="#1d4f40", validators=[COULEUR, verifier_couleur_principale]
    )
    marque_2 = models.CharField("couleur d’accent", max_length=7, default="#d8961c", validators=[COULEUR])

    class Meta:
        verbose_name = "collectivité"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    *[
                        (f"{regle}__isnull", False)
                        for regle in (
                            "tampon",
                            "delai_jours",
                            "horizon_jours",
                            "duree_min",
                            "duree_max",
                            "pas",
                        )
                    ]
                ),
                name="collectivite_fixe_toutes_les_regles",
                violation_error_message="Une collectivité fixe toutes les règles : n’en laissez aucune vide.",
            ),
            models.CheckConstraint(
                condition=models.Q(tarif_horaire_euros__gte=0, tarif_horaire_euros__lte=TARIF_MAX),
                name="collectivite_tarif_plausible",
                violation_error_message=f"Le prix de l’heure est entre 0 et {TARIF_MAX} euros.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def mentions_manquantes(self) -> list[str]:
        """List what its acknowledgements and conventions leave out, until its settings say it."""
        return [nom for champ, nom in MENTIONS.items() if not getattr(self, champ)]

    def get_theme_url(self) -> str:
        return reverse("theme", args=[self.code])


class TexteDeReference(models.Model):
    """A rule of law with its number or its delay, dated: never a literal in code or templates."""

    code = models.SlugField(max_length=40, help_text="Le nom sous lequel le code le cherche.")
    intitule = models.CharField(
        "intitulé",
        max_length=200,
        help_text="« article R. 421-54 du code de l’éducation »",
    )
    regle = models.TextField("règle")
    jours = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Le délai, en jours, quand le texte en fixe un.",
    )
    mois = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Le délai, en mois, quand le texte compte en mois.",
    )
    source = models.CharField(max_length=200)
    verifie_le = models.DateField("vérifié le", null=True, blank=True, help_text="Vide : à vérifier à la source.")
    premier_jour = models.DateField("applicable à partir du")

    class Meta:
        verbose_name = "texte de référence"
        verbose_name_plural = "textes de référence"
        ordering = ["code", "-premier_jour"]
        constraints = [models.UniqueConstraint(fields=["code", "premier_jour"], name="texte_unique_par_date")]

    def __str__(self) -> str:
        return self.intitule

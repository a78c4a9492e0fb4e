"""What is offered: the parts of a site, the rooms that one books, their equipment."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from etablissements.base_legale import peut_preter
from etablissements.models import BORNES_DU_TARIF, TARIF_MAX, Etablissement, ReglesSurchargeables, Site

EFFECTIF_MAX = 5000


class TypeErp(models.TextChoices):
    """Types of public buildings. Source: règlement de sécurité ERP, arrêté of 25 June 1980, GN 1."""

    R = "R", "R, enseignement"
    X = "X", "X, sport couvert"
    L = "L", "L, réunions et spectacles"
    N = "N", "N, restauration"
    S = "S", "S, bibliothèques"
    PA = "PA", "PA, plein air"


class Equipement(models.Model):
    """What is usable in a room; a reference row."""

    code = models.SlugField(max_length=40, primary_key=True)
    libelle = models.CharField("libellé", max_length=80)
    rang = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "équipement"
        ordering = ["rang", "libelle"]

    def __str__(self) -> str:
        return self.libelle


class Activite(models.Model):
    """What people come for; a reference row. `types_erp`: any one of them in the room is enough (GN 6 otherwise)."""

    code = models.SlugField(max_length=40, primary_key=True)
    libelle = models.CharField("libellé", max_length=80)
    types_erp = ArrayField(models.CharField(max_length=2, choices=TypeErp), verbose_name="types ERP admis")
    rang = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "activité"
        ordering = ["rang", "libelle"]

    def __str__(self) -> str:
        return self.libelle


class Espace(models.Model):
    """The atomic part of a Site: what can be taken once at a time."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="espaces", db_index=False)  # `espace_nom_unique`
    nom = models.CharField(max_length=120)

    class Meta:
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "nom"],
                name="espace_nom_unique",
                violation_error_message="Un espace de ce site porte déjà ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class SalleQuerySet(models.QuerySet["Salle"]):
    def publiees(self) -> "SalleQuerySet":
        return self.filter(statut=Salle.Statut.PUBLIEE)

    def proposees(self) -> "SalleQuerySet":
        """Keep what may be asked for: published, in a school that may lend."""
        return self.publiees().filter(peut_preter("etablissement__"))


class Salle(ReglesSurchargeables):
    """What one books: one or more Espaces of a school, offered under rules."""

    class Statut(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        PUBLIEE = "publiee", "publiée"
        RETIREE = "retiree", "retirée"

    TRANSITIONS = {
        Statut.BROUILLON: {Statut.PUBLIEE},
        Statut.PUBLIEE: {Statut.RETIREE},
        Statut.RETIREE: {Statut.PUBLIEE},
    }

    class Type(models.TextChoices):
        SALLE_DE_CLASSE = "salle_de_classe", "salle de classe"
        GYMNASE = "gymnase", "gymnase"
        SALLE_POLYVALENTE = "salle_polyvalente", "salle polyvalente"
        AMPHI = "amphi", "amphithéâtre"
        SALLE_INFO = "salle_info", "salle informatique"
        SALLE_MUSIQUE = "salle_musique", "salle de musique"
        CDI = "cdi", "CDI"
        REFECTOIRE = "refectoire", "réfectoire"
        SALLE_ARTS = "salle_arts", "salle d’arts plastiques"
        ATELIER = "atelier", "atelier"
        TERRAIN_EXTERIEUR = "terrain_exterieur", "terrain extérieur"
        INTERNAT = "internat", "internat"
        AUTRE = "autre", "autre salle"

    class Acces(models.TextChoices):
        AUTONOME = "autonome", "autonome, par une entrée séparée"
        GARDIEN = "gardien", "ouvert par un agent"
        CLE = "cle", "par une clé remise"
        BADGE = "badge", "par un badge remis"

    class CategorieErp(models.IntegerChoices):
        PREMIERE = 1, "1re catégorie"
        DEUXIEME = 2, "2e catégorie"
        TROISIEME = 3, "3e catégorie"
        QUATRIEME = 4, "4e catégorie"
        CINQUIEME = 5, "5e catégorie"

    etablissement = models.ForeignKey(
        Etablissement,
        models.PROTECT,
        related_name="salles",
        verbose_name="établissement",
        db_index=False,  # `salle_nom_unique`
    )
    nom = models.CharField(max_length=120)
    type = models.CharField(choices=Type, max_length=20)
    espaces = models.ManyToManyField(Espace, related_name="salles")
    description = models.TextField(blank=True, max_length=2000)
    effectif_max = models.PositiveIntegerField(
        "effectif maximal",
        help_text="Personnes présentes en même temps, public compris.",
        validators=[MinValueValidator(1), MaxValueValidator(EFFECTIF_MAX)],
    )
    surface_m2 = models.PositiveIntegerField(
        "surface",
        null=True,
        blank=True,
        help_text="En mètres carrés.",
        validators=[MaxValueValidator(50_000)],
    )
    acces = models.CharField("accès", choices=Acces, max_length=8, blank=True)
    acces_detail = models.CharField(
        "comment on entre",
        max_length=300,
        blank=True,
        help_text="Quelle porte, quelle rue, qui appeler.",
    )
    vestiaires = models.BooleanField(default=False)
    sanitaires = models.BooleanField("sanitaires accessibles", default=True)
    accessible_pmr = models.BooleanField("accessible en fauteuil", default=False)
    pmr_detail = models.CharField(
        "détail de l’accessibilité",
        max_length=300,
        blank=True,
        help_text="Rampe, ascenseur, sanitaires adaptés, largeur des portes.",
    )
    types_erp = ArrayField(
        models.CharField(max_length=2, choices=TypeErp),
        default=list,
        blank=True,
        verbose_name="types ERP autorisés",
    )
    categorie_erp = models.PositiveSmallIntegerField("catégorie ERP", choices=CategorieErp, null=True, blank=True)
    gn6_autorise_le = models.DateField(
        "autorisation GN 6",
        null=True,
        blank=True,
        help_text="Date de l’autorisation d’un usage hors des types ERP.",
    )
    equipements = models.ManyToManyField(Equipement, blank=True, related_name="salles", verbose_name="équipements")
    tarif_horaire_euros = models.DecimalField(
        "tarif de l’heure",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Vide : le tarif de la collectivité.",
        validators=BORNES_DU_TARIF,
    )
    profil = models.ForeignKey(
        "salles.ProfilOuverture",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="salles",
        db_index=False,  # nobody asks which rooms have a profile, and no profile is ever deleted
    )
    statut = models.CharField(choices=Statut, default=Statut.BROUILLON, max_length=9)
    planning_a_jour_le = models.DateTimeField("planning à jour le", null=True, blank=True, editable=False)
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True, editable=False)

    objects = SalleQuerySet.as_manager()

    class Meta:
        ordering = ["etablissement__nom", "nom", "pk"]
        indexes = [
            models.Index(
                fields=["type", "effectif_max"],
                condition=Q(statut="publiee"),
                name="salle_publiee_par_type",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["etablissement", "nom"],
                name="salle_nom_unique",
                violation_error_message="Une salle de cet établissement porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(effectif_max__gte=1, effectif_max__lte=EFFECTIF_MAX),
                name="salle_effectif_plausible",
                violation_error_message="L’effectif maximal est entre 1 et 5 000 personnes.",
            ),
            models.CheckConstraint(
                condition=Q(tarif_horaire_euros=None)
                | Q(tarif_horaire_euros__gte=0, tarif_horaire_euros__lte=TARIF_MAX),
                name="salle_tarif_plausible",
                violation_error_message=f"Le tarif de l’heure est entre 0 et {TARIF_MAX} euros.",
            ),
            models.CheckConstraint(
                condition=~Q(statut="publiee")
                | Q(
                    publiee_le__isnull=False,
                    profil__isnull=False,
                    planning_a_jour_le__isnull=False,
                ),
                name="salle_publiee_complete",
                violation_error_message="Une salle publiée a un planning à jour et des ouvertures.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("salles:salle", args=[self.pk])

    @property
    def est_publiee(self) -> bool:
        return self.statut == self.Statut.PUBLIEE

    def peut_devenir(self, statut: str) -> bool:
        """Tell whether the transition table allows `statut` next."""
        return statut in self.TRANSITIONS[self.Statut(self.statut)]


class PhotoSalle(models.Model):
    """A photo of a room, re-encoded on arrival, with words for those who do not see it."""

    salle = models.ForeignKey(Salle, models.CASCADE, related_name="photos")
    image = models.ImageField(upload_to="salles/%Y/", width_field="largeur", height_field="hauteur")
    largeur = models.PositiveIntegerField(editable=False)
    hauteur = models.PositiveIntegerField(editable=False)
    texte_alternatif = models.CharField(
        "description pour qui ne voit pas l’image",
        max_length=200,
        help_text="« Gymnase vu de l’entrée, trois terrains tracés. »",
    )
    rang = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "photo"
        ordering = ["rang", "pk"]

    def __str__(self) -> str:
        return self.texte_alternatif


class Materiel(models.Model):
    """Something movable with a stock, lent with the rooms of the school, `salle` above all, or by itself."""

    etablissement = models.ForeignKey(
        Etablissement,
        models.PROTECT,
        related_name="materiels",
        verbose_name="établissement",
    )
    salle = models.ForeignKey(Salle, models.SET_NULL, null=True, blank=True, related_name="materiels")
    nom = models.CharField(max_length=120)
    quantite = models.PositiveIntegerField("quantité", validators=[MinValueValidator(1), MaxValueValidator(10_000)])

    class Meta:
        verbose_name = "matériel"
        ordering = ["nom", "pk"]
        constraints = [models.UniqueConstraint(fields=["etablissement", "nom"], name="materiel_nom_unique")]

    def __str__(self) -> str:
        return self.nom

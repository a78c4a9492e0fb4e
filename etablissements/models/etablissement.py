"""Schools, and the places where they stand."""

from django.db import models
from django.urls import reverse

from etablissements.models.collectivite import Collectivite
from etablissements.models.lieux import Commune
from etablissements.models.regles import QuotasSurchargeables, ReglesSurchargeables
from etablissements.models.zones import Territoire, Zone
from etablissements.sans_accents import simplifier


class Site(models.Model):
    """A place with buildings; a cité scolaire hosts several Etablissements on one Site."""

    nom = models.CharField(max_length=160)
    adresse = models.CharField(max_length=200, blank=True)
    code_postal = models.CharField(max_length=5, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="sites", db_index=False)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["nom", "pk"]
        indexes = [models.Index(fields=["latitude", "longitude"], name="site_position")]

    def __str__(self) -> str:
        return self.nom


class EtablissementQuerySet(models.QuerySet["Etablissement"]):
    def repondant_a(self, mots: str) -> "EtablissementQuerySet":
        """Keep the schools whose name or commune contains these words, or whose UAI is this one."""
        cherche = simplifier(mots)
        return self.filter(
            models.Q(nom_cherche__contains=cherche)
            | models.Q(site__commune__nom_cherche__contains=cherche)
            | models.Q(uai=mots.strip().upper())
        )


class Etablissement(ReglesSurchargeables, QuotasSurchargeables):
    """A collège or a lycée, known by its UAI. Source: annuaire de l'éducation."""

    class Nature(models.TextChoices):
        COLLEGE = "college", "collège"
        LYCEE = "lycee", "lycée"
        LYCEE_PRO = "lycee_pro", "lycée professionnel"
        LYCEE_AGRICOLE = "lycee_agricole", "lycée agricole"
        EREA = "erea", "établissement régional d’enseignement adapté"

    class Secteur(models.TextChoices):
        PUBLIC = "public", "public"
        PRIVE = "prive", "privé"

    uai = models.CharField("UAI", max_length=8, unique=True)
    nom = models.CharField(max_length=160)
    nom_cherche = models.CharField("nom sans accents", max_length=160, editable=False, db_index=True)
    nature = models.CharField(choices=Nature, max_length=14)
    secteur = models.CharField(choices=Secteur, max_length=6)
    collectivite = models.ForeignKey(
        Collectivite,
        models.PROTECT,
        related_name="etablissements",
        verbose_name="collectivité",
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="etablissements")
    departement = models.CharField(
        "département",
        max_length=3,
        db_index=True,
        help_text="Code officiel : 38, 2A, 974.",
    )
    academie = models.CharField("académie", max_length=40, blank=True)
    zone_vacances = models.CharField("zone de vacances", choices=Zone, max_length=24)
    territoire = models.CharField("territoire des jours fériés", choices=Territoire, max_length=24)
    fuseau = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    semaine_a_paire = models.BooleanField("les semaines A sont les semaines paires", default=False)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    ouvert = models.BooleanField(default=True, help_text="Faux quand l’annuaire l’annonce fermé.")
    annuaire_du = models.DateField(
        "date de la ligne d’annuaire",
        null=True,
        blank=True,
        editable=False,
        help_text="Une ligne plus ancienne ne change plus rien.",
    )

    objects = EtablissementQuerySet.as_manager()

    class Meta:
        verbose_name = "établissement"
        ordering = ["nom", "uai"]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("etablissements:etablissement", args=[self.uai])

    @property
    def est_public(self) -> bool:
        return self.secteur == self.Secteur.PUBLIC

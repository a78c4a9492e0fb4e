"""The published rooms, as the API tells them. Reading needs no account."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers

from etablissements.identifiants import IdentifiantInvalide, normaliser_uai
from etablissements.models import Etablissement
from salles.models import Equipement, Salle
from salles.models.offre import EFFECTIF_MAX
from socle.parametres import Forme, Liste, lire_parametres
from socle.portee import portee


class EtablissementDeSalleSerializer(serializers.ModelSerializer):
    commune = serializers.SerializerMethodField(help_text="Nom de la commune.")

    class Meta:
        model = Etablissement
        fields = ("uai", "nom", "commune")

    def get_commune(self, etablissement: Etablissement) -> str:
        commune = etablissement.site.commune
        return commune.nom if commune else ""


class SalleSerializer(serializers.ModelSerializer):
    etablissement = EtablissementDeSalleSerializer()
    equipements = serializers.SerializerMethodField(help_text="Codes des équipements.")
    latitude = serializers.FloatField(source="etablissement.site.latitude", allow_null=True)
    longitude = serializers.FloatField(source="etablissement.site.longitude", allow_null=True)
    url = serializers.SerializerMethodField(help_text="Adresse de la page.")

    class Meta:
        model = Salle
        fields = (
            "id",
            "nom",
            "type",
            "etablissement",
            "effectif_max",
            "surface_m2",
            "accessible_pmr",
            "equipements",
            "latitude",
            "longitude",
            "url",
        )

    def get_equipements(self, salle: Salle) -> list[str]:
        return [equipement.code for equipement in salle.equipements.all()]

    def get_url(self, salle: Salle) -> str:
        return self.context["request"].build_absolute_uri(salle.get_absolute_url())


class FiltreSalles(Forme):
    etablissement = serializers.CharField(
        required=False, max_length=20, help_text="UAI ; celui que personne ne porte donne une liste vide."
    )
    type = serializers.MultipleChoiceField(choices=Salle.Type.choices, required=False, help_text="Répétable.")
    effectif = serializers.IntegerField(
        required=False, min_value=1, max_value=EFFECTIF_MAX, help_text="Personnes présentes en même temps."
    )
    equipement = Liste(
        child=serializers.CharField(max_length=40), required=False, help_text="Code, répétable : tous doivent y être."
    )
    pmr = serializers.ChoiceField(choices=["0", "1"], required=False, help_text="1 : accessible en fauteuil.")

    def validate_etablissement(self, uai: str) -> str:
        """Refuse what is no UAI; one that nobody carries finds nothing, as it does on the page."""
        try:
            return normaliser_uai(uai)
        except IdentifiantInvalide as refus:
            raise serializers.ValidationError(refus.message) from refus

    def validate_equipement(self, codes: list[str]) -> set[str]:
        inconnus = set(codes) - set(portee(AnonymousUser(), Equipement).values_list("code", flat=True))
        if inconnus:
            raise serializers.ValidationError(
                f"Équipement inconnu : {', '.join(sorted(inconnus))}. Les codes sont dans /api/v1/referentiels/."
            )
        return set(codes)


def salles_lisibles(salles: QuerySet[Salle]) -> QuerySet[Salle]:
    """Fetch with the rooms all that their answer tells, in a constant number of queries."""
    return salles.select_related("etablissement__site__commune").prefetch_related("equipements")


@extend_schema_view(get=extend_schema(summary="Lister les salles publiées", parameters=[FiltreSalles]))
class ListeSalles(generics.ListAPIView):
    serializer_class = SalleSerializer

    def get_queryset(self) -> QuerySet[Salle]:
        filtre = lire_parametres(self.request, FiltreSalles)
        salles = portee(self.request.user, Salle).proposees()
        if "etablissement" in filtre:
            salles = salles.filter(etablissement__uai=filtre["etablissement"])
        if filtre.get("type"):
            salles = salles.filter(type__in=filtre["type"])
        if "effectif" in filtre:
            salles = salles.filter(effectif_max__gte=filtre["effectif"])
        for code in filtre.get("equipement", ()):
            salles = salles.filter(equipements=code)
        if filtre.get("pmr") == "1":
            salles = salles.filter(accessible_pmr=True)
        return salles_lisibles(salles)

"""The schools, as the API tells them. Reading needs no account."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers

from etablissements.cog import departements
from etablissements.identifiants import IdentifiantInvalide, normaliser_departement
from etablissements.models import Etablissement
from socle.parametres import Forme, lire_parametres
from socle.portee import portee


class EtablissementSerializer(serializers.ModelSerializer):
    commune = serializers.SerializerMethodField(help_text="Nom de la commune.")
    code_postal = serializers.CharField(source="site.code_postal")
    latitude = serializers.FloatField(source="site.latitude", allow_null=True)
    longitude = serializers.FloatField(source="site.longitude", allow_null=True)
    url = serializers.SerializerMethodField(help_text="Adresse de la page.")

    class Meta:
        model = Etablissement
        fields = (
            "uai",
            "nom",
            "nature",
            "commune",
            "code_postal",
            "latitude",
            "longitude",
            "zone_vacances",
            "fuseau",
            "url",
        )

    def get_commune(self, etablissement: Etablissement) -> str:
        commune = etablissement.site.commune
        return commune.nom if commune else ""

    def get_url(self, etablissement: Etablissement) -> str:
        return self.context["request"].build_absolute_uri(etablissement.get_absolute_url())


class FiltreEtablissements(Forme):
    q = serializers.CharField(required=False, max_length=80, help_text="Nom, commune ou UAI.")
    nature = serializers.ChoiceField(choices=Etablissement.Nature.choices, required=False)
    departement = serializers.CharField(required=False, max_length=10, help_text="Code officiel : 38, 2A, 974.")

    def validate_departement(self, texte: str) -> str:
        """Accept the code alone; one that is only written otherwise gets the code in its refusal."""
        if texte in departements():
            return texte
        try:
            code = normaliser_departement(texte)
        except IdentifiantInvalide as refus:
            raise serializers.ValidationError(refus.message) from refus
        if code in departements():
            raise serializers.ValidationError(f"Le code de ce département s’écrit {code}.")
        raise serializers.ValidationError("Aucun département n’a ce code.")


@extend_schema_view(
    get=extend_schema(summary="Lister les collèges et les lycées du commun", parameters=[FiltreEtablissements])
)
class ListeEtablissements(generics.ListAPIView):
    serializer_class = EtablissementSerializer

    def get_queryset(self) -> QuerySet[Etablissement]:
        filtre = lire_parametres(self.request, FiltreEtablissements)
        etablissements = portee(self.request.user, Etablissement).select_related("site__commune")
        if "q" in filtre:
            etablissements = etablissements.repondant_a(filtre["q"])
        exacts = {champ: filtre[champ] for champ in ("nature", "departement") if champ in filtre}
        return etablissements.filter(**exacts)

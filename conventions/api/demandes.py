"""The requests that the caller may see, and the filing of a new one."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from conventions import services
from conventions.api.depot import DepotForme, arguments_du_depot
from conventions.api.prix import PrixSerializer
from conventions.lecture.boite import salles_avec_leur_ecole
from conventions.models import ContreProposition, CreneauDemande, Demande, Dossier
from conventions.models.demande import DITS_AU_DEPOT
from conventions.prix import prix_de_la_demande
from salles.api.recherche import RaisonSerializer
from salles.api.salles import EtablissementDeSalleSerializer
from salles.moteur import LIBELLES
from salles.regles import cadre_de
from socle.idempotence import Cle, retrouver
from socle.parametres import Forme, lire_corps, lire_parametres, sans_parametres
from socle.portee import portee

ENTETE_CLE = "Idempotency-Key"


class CreneauDemandeSerializer(serializers.ModelSerializer):
    """One wanted date. Expects `demande.etablissement` and `reservation`, and `maintenant` in the context."""

    debut = serializers.SerializerMethodField()
    fin = serializers.SerializerMethodField()
    etat = serializers.SerializerMethodField(help_text="Une option échue est de nouveau `souhaite`.")
    raisons = serializers.SerializerMethodField(help_text="Pourquoi, telles que jugées au dépôt ou à la décision.")

    class Meta:
        model = CreneauDemande
        fields = ("id", "salle", "debut", "fin", "etat", "raisons", "au_lieu_de")
        read_only_fields = fields

    def get_debut(self, creneau: CreneauDemande) -> datetime:
        return cadre_de(creneau.demande.etablissement).local(creneau.debut)

    def get_fin(self, creneau: CreneauDemande) -> datetime:
        return cadre_de(creneau.demande.etablissement).local(creneau.fin)

    @extend_schema_field(serializers.ChoiceField(choices=CreneauDemande.Etat.choices))
    def get_etat(self, creneau: CreneauDemande) -> str:
        return creneau.etat_au(self.context["maintenant"])

    @extend_schema_field(RaisonSerializer(many=True))
    def get_raisons(self, creneau: CreneauDemande) -> list[dict[str, str]]:
        return [{"code": code, "libelle": LIBELLES.get(code, code)} for code in creneau.raisons]


class ContrePropositionSerializer(serializers.ModelSerializer):
    """What the school offers, until when: the dates are those `option` of the request, with `au_lieu_de`."""

    jusqu_au = serializers.SerializerMethodField()

    class Meta:
        model = ContreProposition
        fields = ("id", "message", "jusqu_au")
        read_only_fields = fields

    def get_jusqu_au(self, proposition: ContreProposition) -> datetime:
        return cadre_de(self.context["etablissement"]).local(proposition.jusqu_au)


class DemandeSerializer(serializers.ModelSerializer):
    """One request. What one also writes has the same shape here: identifiers and codes."""

    etablissement = EtablissementDeSalleSerializer()
    association_nom = serializers.CharField(source="association.nom")
    creneaux = CreneauDemandeSerializer(many=True)
    prix = serializers.SerializerMethodField(help_text="Des dates accordées, ou qui peuvent encore l’être.")
    convention = serializers.SerializerMethodField(help_text="Identifiant, dès que l’accord est donné.")
    revocable_jusqu_a = serializers.SerializerMethodField(
        help_text="Jusqu’à quand l’établissement peut reprendre sa décision ; `null` quand il ne le peut plus."
    )

    contre_proposition = serializers.SerializerMethodField(help_text="Celle qui attend une réponse ; sinon `null`.")

    class Meta:
        model = Demande
        fields = (
            "id",
            "numero",
            "dossier",
            "statut",
            "etablissement",
            "association",
            "association_nom",
            "activite",
            "objet",
            "effectif",
            "creneaux",
            "prix",
            "convention",
            "contre_proposition",
            "revocable_jusqu_a",
        )
        read_only_fields = fields
        extra_kwargs = {champ: {"allow_null": False} for champ in DITS_AU_DEPOT}

    @extend_schema_field(PrixSerializer(allow_null=True))
    def get_prix(self, demande: Demande) -> dict[str, Any] | None:
        prix = prix_de_la_demande(demande, demande.creneaux.all())
        return PrixSerializer(prix).data if prix else None

    def get_convention(self, demande: Demande) -> int | None:
        return demande.convention.pk if hasattr(demande, "convention") else None

    @extend_schema_field(ContrePropositionSerializer(allow_null=True))
    def get_contre_proposition(self, demande: Demande) -> dict[str, Any] | None:
        attend = next((offre for offre in demande.contre_propositions.all() if offre.attend), None)
        contexte = {"etablissement": demande.etablissement}
        return ContrePropositionSerializer(attend, context=contexte).data if attend else None

    def get_revocable_jusqu_a(self, demande: Demande) -> datetime | None:
        prise = next((decision for decision in demande.decisions.all() if decision.annulee_le is None), None)
        fin = prise and services.revocable_jusqu_a(prise, self.context["maintenant"])
        return cadre_de(demande.etablissement).local(fin) if fin else None


class DossierSerializer(serializers.ModelSerializer):
    dossier = serializers.IntegerField(source="pk")
    demandes = DemandeSerializer(many=True)

    class Meta:
        model = Dossier
        fields = ("dossier", "demandes")


def demandes_lisibles(utilisateur) -> QuerySet[Demande]:
    """Fetch with the requests all that their answer tells, in a constant number of queries."""
    return (
        portee(utilisateur, Demande)
        .select_related("etablissement__site__commune", "association", "convention")
        .prefetch_related(
            "creneaux__reservation",
            salles_avec_leur_ecole("creneaux__salle"),
            "decisions",
            "contre_propositions",
        )
    )


def decrire(demande: Demande, maintenant: datetime) -> dict[str, Any]:
    return DemandeSerializer(demande, context={"maintenant": maintenant}).data


class _LectureDeDemandes(generics.GenericAPIView):
    permission_classes = [IsAuthenticated]
    serializer_class = DemandeSerializer

    def get_queryset(self) -> QuerySet[Demande]:
        return demandes_lisibles(self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "maintenant": timezone.now()}


@extend_schema_view(
    get=extend_schema(
        summary="Lister ses demandes",
        description="Celles de ses associations, de son établissement, de sa collectivité ; les plus récentes d’abord.",
    )
)
class Demandes(_LectureDeDemandes, generics.ListAPIView):
    def get(self, request: Request, *args, **kwargs) -> Response:
        lire_parametres(request, Forme)
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Déposer une demande",
        description=(
            "Une demande par établissement, réunies dans un dossier. Une date qui n’est pas libre est gardée avec ses "
            "raisons. Avec `Idempotency-Key`, le même appel répété pendant 24 h ne dépose qu’une fois."
        ),
        parameters=[
            OpenApiParameter(
                ENTETE_CLE, str, OpenApiParameter.HEADER, description="De 1 à 120 caractères ASCII sans espace."
            )
        ],
        request=DepotForme,
        responses={201: DossierSerializer},
    )
    def post(self, request: Request) -> Response:
        sans_parametres(request)
        maintenant = timezone.now()
        cle = Cle.de(request.user, valeur, request.data) if (valeur := request.headers.get(ENTETE_CLE)) else None
        gardee = cle and retrouver(cle, maintenant=maintenant)
        return Response(
            self._lire_dossier(gardee["dossier"] if gardee else self._deposer(request, cle, maintenant)),
            status.HTTP_201_CREATED,
        )

    def _deposer(self, request: Request, cle: Cle | None, maintenant: datetime) -> int:
        lu = lire_corps(request, DepotForme, utilisateur=request.user, maintenant=maintenant)
        return services.deposer(**arguments_du_depot(lu), demandeur=request.user, maintenant=maintenant, cle=cle).pk

    def _lire_dossier(self, numero: int) -> dict[str, Any]:
        """Return the file as it stands, also when the call is a repeated one."""
        demandes = self.get_queryset().filter(dossier=numero).order_by("pk")
        return {"dossier": numero, "demandes": self.get_serializer(demandes, many=True).data}


@extend_schema_view(get=extend_schema(summary="Lire une demande"))
class UneDemande(_LectureDeDemandes, generics.RetrieveAPIView):
    def get(self, request: Request, *args, **kwargs) -> Response:
        sans_parametres(request)
        return super().get(request, *args, **kwargs)

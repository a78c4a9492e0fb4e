"""The conventions that the caller may see: their state, and the document."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from conventions.api.prix import PrixSerializer
from conventions.documents.edition import creneaux_du_texte, deroulees, detaillees, document, exiger_le_projet
from conventions.models import Convention, Signature
from conventions.prix import prix_convenu
from salles.regles import cadre_de
from socle.parametres import sans_parametres
from socle.portee import portee


class SignatureSerializer(serializers.ModelSerializer):
    class Meta:
        model = Signature
        fields = ("partie", "nom", "qualite", "signee_le")
        read_only_fields = fields


class ConventionSerializer(serializers.ModelSerializer):
    prix = serializers.SerializerMethodField()
    redigee_le = serializers.SerializerMethodField()
    signatures = SignatureSerializer(many=True, help_text="Données sur papier et consignées, dans l’ordre.")
    pdf = serializers.SerializerMethodField(help_text="Adresse du document.")

    class Meta:
        model = Convention
        fields = (
            "id",
            "numero",
            "demande",
            "statut",
            "base_legale",
            "acte",
            "version",
            "premier_jour",
            "dernier_jour",
            "montant_euros",
            "motif_gratuite",
            "prix",
            "redigee_le",
            "executoire_le",
            "empreinte",
            "signatures",
            "pdf",
        )
        read_only_fields = fields

    @extend_schema_field(PrixSerializer)
    def get_prix(self, convention: Convention) -> dict[str, Any]:
        return PrixSerializer(prix_convenu(convention, creneaux_du_texte(convention))).data

    def get_redigee_le(self, convention: Convention) -> datetime:
        return cadre_de(convention.demande.etablissement).local(convention.redigee_le)

    def get_pdf(self, convention: Convention) -> str:
        return reverse("api:convention_pdf", args=[convention.pk], request=self.context["request"])


@extend_schema_view(get=extend_schema(summary="Lire une convention"))
class UneConvention(generics.RetrieveAPIView):
    permission_classes = [IsAuthenticated]
    serializer_class = ConventionSerializer

    def get_queryset(self) -> QuerySet[Convention]:
        return deroulees(portee(self.request.user, Convention).select_related("demande__etablissement"))

    def get_object(self) -> Convention:
        convention = super().get_object()
        exiger_le_projet(convention, self.request.user, timezone.now())
        return convention

    def get(self, request: Request, *args, **kwargs) -> Response:
        sans_parametres(request)
        return super().get(request, *args, **kwargs)


class PDFRenderer(BaseRenderer):
    """A document is ready-made bytes."""

    media_type = "application/pdf"
    format = "pdf"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return data


class PDFDeConvention(APIView):
    permission_classes = [IsAuthenticated]
    renderer_classes = [PDFRenderer]

    @extend_schema(
        summary="Lire le document d’une convention", responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, pk: int) -> Response:
        sans_parametres(request)
        convention = get_object_or_404(detaillees(portee(request.user, Convention)), pk=pk)
        exiger_le_projet(convention, request.user, timezone.now())
        return Response(
            document(convention),
            headers={
                "Content-Disposition": f'inline; filename="convention-{convention.numero}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )

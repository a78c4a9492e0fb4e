"""One's own agenda, for a calendar program that knows no password."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from comptes.agenda import a_qui
from conventions.ics import agenda_personnel
from salles.api.disponibilites import CalendrierRenderer
from socle.parametres import sans_parametres


class AgendaPersonnel(APIView):
    authentication_classes = ()  # the address is the key
    renderer_classes = [CalendrierRenderer]

    @extend_schema(
        summary="S’abonner à ses propres séances",
        description="L’adresse se prend sur la page de l’association ; elle vaut un mot de passe, et se change.",
        responses={(200, "text/calendar"): OpenApiTypes.STR},
    )
    def get(self, request: Request, jeton: str) -> Response:
        sans_parametres(request)
        personne = a_qui(jeton)
        if personne is None:
            raise Http404
        return Response(
            agenda_personnel(personne, timezone.now(), request.build_absolute_uri),
            headers={"Content-Disposition": 'inline; filename="preau.ics"', "Cache-Control": "private, max-age=300"},
        )

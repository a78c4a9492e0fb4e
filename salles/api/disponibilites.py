"""When a room is free, and when it is taken. Reading needs no account."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from etablissements.base_legale import empechement
from salles.api.champs import ChampJour, InstantLocal
from salles.disponibilites import intervalles_libres
from salles.ics import agenda_public
from salles.models import Salle
from salles.regles import cadre_de
from socle.parametres import Forme, lire_parametres, sans_parametres
from socle.portee import portee


class CreneauSerializer(serializers.Serializer):
    debut = InstantLocal()
    fin = InstantLocal()


class PeriodeForme(Forme):
    du = ChampJour(help_text="Premier jour, compris.")
    au = ChampJour(help_text="Dernier jour, compris ; 400 jours au plus.")


class Disponibilites(APIView):
    @extend_schema(
        summary="Lire les intervalles libres d’une salle",
        description=(
            "Triés et réunis, aux instants de l’établissement. Les tampons sont déjà ôtés : un créneau contenu dans un "
            "de ces intervalles est libre, pourvu que sa durée et son heure de début conviennent. Une salle qui n’est "
            "pas proposée n’en a aucun."
        ),
        parameters=[PeriodeForme],
        responses=CreneauSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        salle = get_object_or_404(portee(request.user, Salle).select_related("etablissement__collectivite"), pk=pk)
        lus = lire_parametres(request, PeriodeForme, techniques={"format"})
        libres = intervalles_libres(salle, du=lus["du"], au=lus["au"], maintenant=timezone.now())
        if not salle.est_publiee or empechement(salle.etablissement):
            libres = []  # it is not offered, whatever its hours
        cadre = cadre_de(salle.etablissement)
        return Response([{"debut": cadre.local(libre.debut), "fin": cadre.local(libre.fin)} for libre in libres])


class CalendrierRenderer(BaseRenderer):
    """iCalendar is ready-made bytes."""

    media_type = "text/calendar"
    format = "ics"

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return data


class AgendaPublic(APIView):
    renderer_classes = [CalendrierRenderer]

    @extend_schema(
        summary="S’abonner à l’agenda public d’une salle",
        description="Occupé ou libre, sans aucun nom ; d’une semaine avant aujourd’hui à un an après.",
        responses={(200, "text/calendar"): OpenApiTypes.STR},
    )
    def get(self, request: Request, pk: int) -> Response:
        sans_parametres(request)
        salle = get_object_or_404(portee(request.user, Salle).select_related("etablissement__collectivite"), pk=pk)
        return Response(
            agenda_public(salle, timezone.now()),
            headers={"Content-Disposition": f'inline; filename="salle-{salle.pk}.ics"'},
        )

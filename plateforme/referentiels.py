"""The codes that the API reads and writes, with the words that people read."""

from collections.abc import Iterable

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, ListField, Serializer
from rest_framework.views import APIView

from associations.models import Association
from conventions.models import CreneauDemande, Decision, Demande, Souhait
from etablissements.models import Etablissement
from salles.models import Activite, Equipement, Reservation, Salle
from salles.moteur.raisons import LIBELLES
from socle.parametres import sans_parametres
from socle.portee import portee


class CodeSerializer(Serializer):
    code = CharField()
    libelle = CharField()


class ReferentielsSerializer(Serializer):
    activites = ListField(child=CodeSerializer())
    equipements = ListField(child=CodeSerializer())
    natures_etablissement = ListField(child=CodeSerializer())
    natures_demandeur = ListField(child=CodeSerializer())
    natures_reservation = ListField(child=CodeSerializer())
    types = ListField(child=CodeSerializer())
    repetitions = ListField(child=CodeSerializer())
    raisons = ListField(child=CodeSerializer())
    motifs = ListField(child=CodeSerializer())
    statuts = ListField(child=CodeSerializer())
    etats = ListField(child=CodeSerializer())


def _codes(choix: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"code": str(code), "libelle": str(libelle)} for code, libelle in choix]


class Referentiels(APIView):
    @extend_schema(summary="Lire les listes de codes du commun", responses=ReferentielsSerializer)
    def get(self, request: Request) -> Response:
        sans_parametres(request)
        return Response(
            {
                "activites": _codes(portee(request.user, Activite).values_list("code", "libelle")),
                "equipements": _codes(portee(request.user, Equipement).values_list("code", "libelle")),
                "natures_etablissement": _codes(Etablissement.Nature.choices),
                "natures_demandeur": _codes(Association.Nature.choices),
                "natures_reservation": _codes(Reservation.Nature.choices),
                "types": _codes(Salle.Type.choices),
                "repetitions": _codes(Souhait.Repetition.choices),
                "raisons": _codes(LIBELLES.items()),
                "motifs": _codes(Decision.Motif.choices),
                "statuts": _codes(Demande.Statut.choices),
                "etats": _codes(CreneauDemande.Etat.choices),
            }
        )

"""What one does to a request that one sees: the right, then the verb of the trade, then the new state."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from associations.models import Piece
from conventions import services
from conventions.api.demandes import CreneauDemandeSerializer, DemandeSerializer, decrire, demandes_lisibles
from conventions.api.demandeur import identifiant, longueur
from conventions.models import CreneauDemande, Decision, Demande, Derogation
from conventions.permissions import peut_decider, peut_instruire, peut_retirer
from salles.moteur.recurrence import DATES_MAX
from socle.erreur import exiger
from socle.parametres import Forme, Liste, Texte, lire_corps, sans_parametres
from socle.portee import portee

MOT_MAX = 2000  # characters


class ChoixForme(Forme):
    creneaux = Liste(
        child=identifiant(),
        required=False,
        allow_empty=False,
        max_length=DATES_MAX,
        help_text="Les dates à tenir ; sans ce champ, toutes celles qui peuvent l’être.",
    )


class AccordForme(ChoixForme):
    derogations = serializers.DictField(
        child=Texte(max_length=longueur(Derogation, "phrase")),
        required=False,
        help_text="Par code de raison, la phrase qui lève la règle ; elle est gardée. "
        "Une règle que les dates données ne heurtent pas est refusée (`derogation_inutile`).",
    )
    message = Texte(max_length=MOT_MAX, required=False, allow_blank=True)


class RefusForme(Forme):
    motif = serializers.ChoiceField(choices=Decision.Motif.choices)
    message = Texte(max_length=MOT_MAX, help_text="Les faits, en une phrase au moins.")


class PiecesForme(Forme):
    types = Liste(
        child=serializers.ChoiceField(choices=Piece.Type.choices),
        required=False,
        max_length=len(Piece.Type),
        help_text="Sans ce champ, les pièces qui manquent au portefeuille.",
    )
    message = Texte(max_length=MOT_MAX, required=False, allow_blank=True)


class Acte(APIView):
    """A verb on a request: what is not seen is 404, what is seen and not one's to do is 403."""

    permission_classes = [IsAuthenticated]
    forme: ClassVar[type[Forme]]

    @staticmethod
    def droit(utilisateur, demande: Demande) -> bool:
        raise NotImplementedError

    def post(self, request: Request, pk: int) -> Response:
        sans_parametres(request)
        demande = get_object_or_404(portee(request.user, Demande).select_related("etablissement", "association"), pk=pk)
        exiger(self.droit(request.user, demande))
        maintenant = timezone.now()
        self.accomplir(demande, lire_corps(request, self.forme), request.user, maintenant)
        return Response(decrire(demandes_lisibles(request.user).get(pk=pk), maintenant))

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        raise NotImplementedError


@extend_schema(summary="Poser une option", request=ChoixForme, responses=DemandeSerializer)
class PoserOption(Acte):
    droit = staticmethod(peut_instruire)
    forme = ChoixForme

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        services.poser_option(demande=demande, maintenant=maintenant, **lu)


@extend_schema(
    summary="Donner l’accord de l’établissement",
    description="Sur ces dates, ou sur toutes celles qui peuvent être tenues. "
    "Rien n’est changé si l’une ne peut plus l’être.",
    request=AccordForme,
    responses=DemandeSerializer,
)
class Accepter(Acte):
    droit = staticmethod(peut_decider)
    forme = AccordForme

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        services.accepter(demande=demande, par=par, derogations_exactes=True, maintenant=maintenant, **lu)


@extend_schema(summary="Refuser une demande", request=RefusForme, responses=DemandeSerializer)
class Refuser(Acte):
    droit = staticmethod(peut_decider)
    forme = RefusForme

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        services.refuser(demande=demande, par=par, maintenant=maintenant, **lu)


@extend_schema(
    summary="Demander des pièces",
    description="Le délai de réponse s’arrête jusqu’à ce qu’elles soient données.",
    request=PiecesForme,
    responses=DemandeSerializer,
)
class DemanderPieces(Acte):
    droit = staticmethod(peut_instruire)
    forme = PiecesForme

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        services.demander_pieces(demande=demande, par=par, maintenant=maintenant, **lu)


@extend_schema(
    summary="Retirer une demande",
    description="Avant la décision, elle devient `retiree`. Après l’accord, elle devient `annulee` : les dates à venir "
    "sont libres aussitôt, et le projet de convention est abandonné.",
    request=None,
    responses=DemandeSerializer,
)
class Retirer(Acte):
    droit = staticmethod(peut_retirer)
    forme = Forme

    def accomplir(self, demande: Demande, lu: dict[str, Any], par, maintenant) -> None:
        services.renoncer(demande=demande, maintenant=maintenant)


class LibererCreneau(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="Rendre une date",
        description="La salle est libre aussitôt, et l’établissement prévenu.",
        request=None,
        responses=CreneauDemandeSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        sans_parametres(request)
        siens = portee(request.user, CreneauDemande).select_related("demande__association", "demande__etablissement")
        creneau = get_object_or_404(siens, pk=pk)
        exiger(peut_retirer(request.user, creneau.demande))
        lire_corps(request, Forme)
        maintenant = timezone.now()
        rendu = services.liberer_date(creneau=creneau, maintenant=maintenant)
        return Response(CreneauDemandeSerializer(rendu, context={"maintenant": maintenant}).data)

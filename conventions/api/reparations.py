"""Where the dates that a request cannot have could go: each proposal is the `creneaux` of a new request."""

from dataclasses import replace
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from conventions.lecture.reparations import TITRES, distinctes, lire_proposition
from conventions.manques import voeux_de
from conventions.models import Demande
from conventions.propositions import Ligne, Proposition, Voeu, proposer_ensemble
from salles.api.salles import EtablissementDeSalleSerializer
from salles.forms.recherche import RAYON_KM_MAX, RAYON_KM_MIN
from salles.moteur.reparation import Strategie
from salles.reparations import RAYON_KM
from socle.parametres import Forme, lire_parametres
from socle.portee import portee


class ParametresReparations(Forme):
    rayon_km = serializers.FloatField(
        required=False,
        min_value=RAYON_KM_MIN,
        max_value=RAYON_KM_MAX,
        default=RAYON_KM,
        help_text="Autour de l’établissement demandé.",
    )


class CreneauxProposesSerializer(serializers.Serializer):
    """One item of the `creneaux` of `POST demandes/`."""

    salle = serializers.IntegerField()
    dates = serializers.ListField(child=serializers.DateField())
    debut = serializers.CharField(help_text="À l’heure de l’établissement.")
    fin = serializers.CharField()
    remplace = serializers.IntegerField(help_text="Le souhait dont ces dates n’étaient pas libres.")


class LieuProposeSerializer(serializers.Serializer):
    """Where a line of the proposal is; same order as `creneaux`."""

    salle = serializers.IntegerField()
    nom = serializers.CharField()
    type = serializers.CharField()
    etablissement = EtablissementDeSalleSerializer()
    distance_km = serializers.FloatField()


class PropositionSerializer(serializers.Serializer):
    strategie = serializers.ChoiceField(choices=[(strategie.value, titre) for strategie, titre in TITRES.items()])
    strategies = serializers.ListField(
        child=serializers.CharField(), help_text="Toutes celles qui mènent à cette même proposition."
    )
    libelle = serializers.CharField()
    phrase = serializers.CharField(help_text="La proposition, en une phrase.")
    salle_voulue = serializers.IntegerField()
    creneaux = CreneauxProposesSerializer(many=True, help_text="Le champ `creneaux` de `POST demandes/`, tel quel.")
    lieux = LieuProposeSerializer(many=True)
    dates_gardees = serializers.IntegerField(help_text="Les dates libres qui restent où elles étaient voulues.")
    dates_restantes = serializers.ListField(child=serializers.DateField(), help_text="Celles qui restent sans place.")


class Reparations(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="Placer ailleurs les dates qui ne sont pas libres",
        description=(
            "Une proposition par stratégie, et une seule fois celle à laquelle plusieurs mènent : `une_seule_adresse` "
            "réunit les dates dans un établissement, `moins_de_changements` garde ce qui est libre et déplace le reste "
            "vers le moins de salles, `au_plus_pres` met chaque date au plus près. Chaque date proposée est libre au "
            "moment de la réponse. Quand la demande porte sur plusieurs salles, les propositions de chaque salle, "
            "trois salles au plus : chacune reste possible quelle que soit celle que l’on choisit pour une autre salle."
        ),
        parameters=[ParametresReparations],
        responses=PropositionSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        lus = lire_parametres(request, ParametresReparations, techniques={"format"})
        demandes = portee(request.user, Demande).select_related("etablissement", "association", "activite")
        demande = get_object_or_404(demandes, pk=pk)
        # a program files a proposal in a Dossier of its own, from which the buffers of this one are not waived
        voeux = [
            replace(voeu, conditions=replace(voeu.conditions, depot=None)) for voeu in voeux_de(demande, timezone.now())
        ]
        propositions = [
            decrire(proposition, strategies, voeu)
            for voeu, siennes in zip(voeux, proposer_ensemble(voeux, lus["rayon_km"]), strict=True)
            for proposition, strategies in distinctes(siennes)
        ]
        return Response(PropositionSerializer(propositions, many=True).data)


def decrire(proposition: Proposition, strategies: list[Strategie], voeu: Voeu) -> dict[str, Any]:
    return {
        "strategie": proposition.strategie.value,
        "strategies": [strategie.value for strategie in strategies],
        "libelle": TITRES[proposition.strategie],
        "phrase": lire_proposition(proposition, voeu).phrase,
        "salle_voulue": voeu.salle.pk,
        "creneaux": [creneaux_proposes(ligne) for ligne in proposition.lignes],
        "lieux": [
            {
                "salle": ligne.salle.pk,
                "nom": ligne.salle.nom,
                "type": ligne.salle.type,
                "etablissement": ligne.salle.etablissement,
                "distance_km": round(ligne.distance_km or 0, 1),
            }
            for ligne in proposition.lignes
        ],
        "dates_gardees": proposition.gardees,
        "dates_restantes": list(proposition.restantes),
    }


def creneaux_proposes(ligne: Ligne) -> dict[str, Any]:
    return {
        "salle": ligne.salle.pk,
        "dates": list(ligne.jours),
        "debut": f"{ligne.debut:%H:%M}",
        "fin": f"{ligne.fin:%H:%M}",
        "remplace": ligne.remplace,
    }

"""Why a room is free or not, for whoever asks: it stands here because `salles` does not know requesters."""

from dataclasses import replace
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from conventions.api.demandeur import (
    BESOINS_MAX,
    QUANTITE_MAX,
    FormeDuDemandeur,
    code_d_activite,
    identifiant_en_adresse,
    quantites,
)
from conventions.oppositions import oppositions
from conventions.quotas import demandeur_de
from etablissements.permissions import peut_instruire
from salles.api.champs import ChampInstant, situer
from salles.api.recherche import RaisonSerializer
from salles.disponibilites import contexte, expliquer
from salles.models import Materiel, Salle
from salles.models.offre import EFFECTIF_MAX
from salles.moteur import Creneau, SouhaitInvalide
from salles.moteur.raisons import RANGS
from salles.regles import cadre_de
from socle.parametres import Liste, lire_parametres
from socle.portee import portee


class ParametresExplication(FormeDuDemandeur):
    """Expects `utilisateur` and `salle` in the context."""

    debut = ChampInstant(help_text="2026-11-24T18:00, à l’heure de l’établissement, ou avec son décalage.")
    fin = ChampInstant(help_text="Le même jour ; minuit au plus tard.")
    effectif = serializers.IntegerField(
        required=False, min_value=1, max_value=EFFECTIF_MAX, help_text="Personnes présentes en même temps."
    )
    activite = code_d_activite(required=False)
    association = identifiant_en_adresse("Une des vôtres : ses tampons et ses quotas.", required=False)
    materiel = Liste(
        child=serializers.RegexField(
            r"^[0-9]{1,18}:[0-9]{1,5}$",
            error_messages={"invalid": "Écrivez le matériel comme id:quantité, par exemple 12:4."},
        ),
        required=False,
        max_length=BESOINS_MAX,
        help_text="id:quantité, répétable.",
    )

    def validate_materiel(self, besoins: list[str]) -> dict[int, int]:
        voulues = quantites([(int(quoi), int(combien)) for quoi, combien in (besoin.split(":") for besoin in besoins)])
        if not all(1 <= quantite <= QUANTITE_MAX for quantite in voulues.values()):
            raise serializers.ValidationError("La quantité est entre 1 et 10 000.")
        ecole = self.context["salle"].etablissement
        pretes = portee(self.context["utilisateur"], Materiel).filter(etablissement=ecole, pk__in=voulues)
        if pretes.count() < len(voulues):
            raise serializers.ValidationError("Ce matériel n’est pas prêté par cet établissement.")
        return voulues


class RaisonDetailleeSerializer(RaisonSerializer):
    regle = serializers.CharField(help_text="La règle, en une phrase.")
    derogeable = serializers.BooleanField(help_text="La cheffe ou le chef d’établissement peut la lever.")
    qui_peut = serializers.CharField(help_text="Qui peut changer cela, en mots.")


class ExplicationSerializer(serializers.Serializer):
    libre = serializers.BooleanField()
    raisons = RaisonDetailleeSerializer(many=True, help_text="Vide exactement quand `libre`.")
    avertissements = serializers.ListField(child=serializers.CharField())
    non_verifie = serializers.ListField(child=serializers.CharField(), help_text="`quota` sans association.")


class ExplicationDeCreneau(APIView):
    @extend_schema(
        summary="Expliquer un créneau",
        description="Libre ou non, avec chaque raison, sa règle, qui peut la changer et si elle peut être levée. "
        "Nommer son association demande un compte.",
        parameters=[ParametresExplication],
        responses=ExplicationSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        salle = get_object_or_404(portee(request.user, Salle).select_related("etablissement__collectivite"), pk=pk)
        lus = lire_parametres(
            request, ParametresExplication, techniques={"format"}, utilisateur=request.user, salle=salle
        )
        demande = contexte(
            maintenant=timezone.now(),
            effectif=lus.get("effectif"),
            activite=lus.get("activite"),
            besoins=lus.get("materiel"),
        )
        creneau = _creneau(lus, salle)
        demandeur = None
        if "association" in lus:
            jours = {cadre_de(salle.etablissement).jour(creneau.debut)}
            demandeur = demandeur_de(lus["association"], salle.etablissement, jours, maintenant=demande.maintenant)
        explication = expliquer(salle, creneau, demande, demandeur)
        if obstacles := oppositions(salle):
            decide = peut_instruire(request.user, salle.etablissement)
            siennes = [obstacle.pour_qui_decide if decide else obstacle.pour_tous for obstacle in obstacles]
            raisons = sorted([*siennes, *explication.raisons], key=lambda raison: RANGS[raison.code])
            explication = replace(explication, raisons=tuple(raisons))
        return Response(ExplicationSerializer(explication).data)


def _creneau(lus: dict[str, Any], salle: Salle) -> Creneau:
    cadre = cadre_de(salle.etablissement)
    debut, fin = (situer(lus[champ], cadre, champ=champ) for champ in ("debut", "fin"))
    if debut >= fin:
        raise SouhaitInvalide("L’heure de fin doit venir après l’heure de début.", champ="fin")
    return Creneau(debut, fin)

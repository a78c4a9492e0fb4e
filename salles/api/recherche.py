"""The search, as the API tells it: the same form and the same engine as `/`. It needs no account."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from salles.api.disponibilites import CreneauSerializer
from salles.api.salles import SalleSerializer, salles_lisibles
from salles.disponibilites import expliquer_manques
from salles.forms.recherche import RAYON_KM_MAX, RAYON_KM_MIN, lire_recherche
from salles.forms.souhait import CHOISIES, REPETITIONS, VACANCES
from salles.models import Salle
from salles.models.offre import EFFECTIF_MAX
from salles.moteur import Creneau, Explication
from salles.recherche import Ordre, Recherche, Resultat, chercher
from salles.regles import cadre_de
from socle.portee import portee


class ParametresRecherche(serializers.Serializer):
    """What the documentation says of the search; `salles.forms.recherche` reads it, for pages and programs alike."""

    pres_de = serializers.CharField(required=False, help_text="Commune, code postal ou adresse.")
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90, help_text="À la place de `pres_de`.")
    lon = serializers.FloatField(required=False, min_value=-180, max_value=180, help_text="Avec `lat`.")
    rayon_km = serializers.FloatField(
        required=False, min_value=RAYON_KM_MIN, max_value=RAYON_KM_MAX, help_text="10 si rien n’est dit."
    )
    type = serializers.MultipleChoiceField(choices=Salle.Type.choices, required=False, help_text="Répétable.")
    effectif = serializers.IntegerField(
        required=False, min_value=1, max_value=EFFECTIF_MAX, help_text="Personnes présentes en même temps."
    )
    equipement = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Code, répétable : tous doivent y être."
    )
    pmr = serializers.ChoiceField(choices=["0", "1"], required=False, help_text="1 : accessible en fauteuil.")
    activite = serializers.CharField(required=False, help_text="Code ou libellé.")
    date = serializers.DateField(help_text="Premier jour.")
    debut = serializers.CharField(help_text="18:00, à l’heure de l’établissement.")
    fin = serializers.CharField(help_text="20:00 ; 00:00 est le minuit qui finit la journée.")
    jours = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7),
        required=False,
        help_text="1 lundi … 7 dimanche, répétable ; celui de `date` si rien n’est dit.",
    )
    repetition = serializers.ChoiceField(
        choices=[*REPETITIONS, CHOISIES], required=False, help_text="`aucune` si rien n’est dit."
    )
    jusqu_au = serializers.DateField(required=False, help_text="Dernier jour d’une série ; fin juin si rien n’est dit.")
    autres_dates = serializers.CharField(
        required=False,
        help_text="Avec `repetition=dates` : des jours choisis un à un, en plus de `date`, entre virgules.",
    )
    vacances = serializers.ChoiceField(
        choices=VACANCES,
        required=False,
        help_text="`exclure` ôte du souhait vacances et jours fériés ; une série les exclut si rien n’est dit.",
    )
    complet = serializers.ChoiceField(
        choices=["0", "1"], required=False, help_text="1 : seulement les salles libres à toutes les dates."
    )
    ordre = serializers.ChoiceField(
        choices=[ordre.value for ordre in Ordre],
        required=False,
        help_text="`libres` si rien n’est dit ; `proches` : les plus proches d’abord, celles sans date libre à la fin.",
    )


class RaisonSerializer(serializers.Serializer):
    code = serializers.CharField()
    libelle = serializers.CharField()


class IndisponibleSerializer(CreneauSerializer):
    raisons = RaisonSerializer(many=True)


class ResultatSerializer(serializers.Serializer):
    salle = SalleSerializer()
    distance_km = serializers.FloatField()
    creneaux_demandes = serializers.IntegerField(help_text="Combien de dates sont voulues.")
    creneaux_libres = serializers.IntegerField(help_text="Combien sont libres.")
    indisponibles = IndisponibleSerializer(many=True)
    provisoires = CreneauSerializer(many=True, help_text="Libres, sur un calendrier qui n’est pas encore officiel.")


class RechercheDeSalles(generics.GenericAPIView):
    serializer_class = ResultatSerializer
    lus_ailleurs: ClassVar[tuple[str, ...]] = ()  # what a heir reads besides

    @extend_schema(
        summary="Chercher une salle libre",
        description=(
            "Les plus libres d’abord, puis les plus proches. Chaque salle dit ses dates libres sur les dates voulues "
            "et, pour chacune des autres, pourquoi."
        ),
        parameters=[ParametresRecherche],
        responses=ResultatSerializer(many=True),
        operation_id="recherche",
    )
    def get(self, request: Request) -> Response:
        ici = self.lire(request.query_params)
        page = self.paginate_queryset(chercher(ici)) or []
        return self.get_paginated_response(self.get_serializer(self._decrire(page, ici), many=True).data)

    def lire(self, parametres: QueryDict) -> Recherche:
        """Return what the call asks; `conventions`, which knows requesters, adds whom it is for."""
        return lire_recherche(parametres, maintenant=timezone.now(), lus_ailleurs=self.lus_ailleurs)

    def _decrire(self, trouvees: Sequence[Resultat], ici: Recherche) -> list[dict[str, Any]]:
        """Put words on one page of results, in a constant number of queries."""
        lisibles = salles_lisibles(portee(self.request.user, Salle)).select_related("etablissement__collectivite")
        salles = lisibles.in_bulk([resultat.salle for resultat in trouvees])
        encore_la = [resultat for resultat in trouvees if resultat.salle in salles]
        manques = expliquer_manques(encore_la, salles, ici)
        return [_dire(resultat, salles[resultat.salle], manques[resultat.salle]) for resultat in encore_la]


def _dire(resultat: Resultat, salle: Salle, manques: Sequence[Explication]) -> dict[str, Any]:
    cadre = cadre_de(salle.etablissement)

    def bornes(creneau: Creneau) -> dict[str, Any]:
        return {"debut": cadre.local(creneau.debut), "fin": cadre.local(creneau.fin)}

    return {
        "salle": salle,
        "distance_km": round(resultat.distance_km or 0.0, 3),
        "creneaux_demandes": len(resultat.dates.creneaux),
        "creneaux_libres": resultat.nombre_libres,
        "indisponibles": [bornes(manque.creneau) | {"raisons": manque.raisons} for manque in manques],
        "provisoires": [bornes(creneau) for creneau in resultat.creneaux_provisoires],
    }

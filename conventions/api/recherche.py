"""The search on behalf of an association: it stands here because `salles` does not know requesters."""

from dataclasses import replace

from django.http import QueryDict
from drf_spectacular.utils import extend_schema, extend_schema_view

from conventions.api.demandeur import FormeDuDemandeur, identifiant_en_adresse
from conventions.quotas import qui_demande
from salles.api.recherche import ParametresRecherche, RechercheDeSalles
from salles.recherche import Recherche

AIDE = "Une des vôtres : ses tampons et ses quotas."


class ParametresDuDemandeur(FormeDuDemandeur):
    """Expects `utilisateur` in the context."""

    association = identifiant_en_adresse(AIDE)


class ParametresRecherchePour(ParametresRecherche):
    association = identifiant_en_adresse(AIDE, required=False)


@extend_schema_view(get=extend_schema(parameters=[ParametresRecherchePour]))
class RecherchePour(RechercheDeSalles):
    """Search for whoever asks; without `association`, nobody's buffers and quotas are judged."""

    lus_ailleurs = ("association",)

    def lire(self, parametres: QueryDict) -> Recherche:
        ici = super().lire(parametres)
        pour = parametres.get("association")
        if not pour:
            return ici
        lecteur = ParametresDuDemandeur(data={"association": pour}, context={"utilisateur": self.request.user})
        lecteur.is_valid(raise_exception=True)
        association = lecteur.validated_data["association"]
        return replace(ici, qui_demande=qui_demande(association, maintenant=ici.maintenant))

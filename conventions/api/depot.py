"""The body of `POST demandes/`: its shape here, its wishes read by the same forms as the pages."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comptes.champs import SAISIE_MAX, ChampTelephone
from conventions.api.demandeur import (
    BESOINS_MAX,
    QUANTITE_MAX,
    FormeDuDemandeur,
    code_d_activite,
    identifiant,
    longueur,
    quantites,
)
from conventions.forms.dates import DatesForm
from conventions.models import Demande
from conventions.services import Responsable, SouhaitDeSalle
from salles.forms.souhait import REPETITIONS, VACANCES, SouhaitForm
from salles.models import Salle
from salles.models.offre import EFFECTIF_MAX
from salles.moteur.recurrence import DATES_MAX
from socle.parametres import Entier, Forme, Liste, Texte
from socle.portee import portee

JOUR_ECRIT_MAX = 40  # characters: « mercredi 24 septembre 2026 »
DE_LA_REPETITION = ("date", "repetition", "jours", "jusqu_au", "vacances")


@extend_schema_field(OpenApiTypes.DATE)
class JourEcrit(Texte):
    """A day as it is written; the form reads it."""

    def __init__(self, **kwargs):
        super().__init__(max_length=JOUR_ECRIT_MAX, **kwargs)


class VoeuForme(Forme):
    """Either `date` and how it is repeated, or `dates`."""

    salle = identifiant()
    debut = Texte(max_length=20, help_text="18:00, à l’heure de l’établissement.")
    fin = Texte(max_length=20, help_text="20:00 ; 00:00 est le minuit qui finit la journée.")
    date = JourEcrit(required=False, help_text="Premier jour.")
    repetition = serializers.ChoiceField(choices=REPETITIONS, required=False)
    jours = Liste(
        child=Entier(min_value=1, max_value=7),
        required=False,
        max_length=7,
        help_text="1 lundi … 7 dimanche ; celui de `date` si rien n’est dit.",
    )
    jusqu_au = JourEcrit(required=False, help_text="Dernier jour d’une série ; fin juin si rien n’est dit.")
    vacances = serializers.ChoiceField(choices=VACANCES, required=False)
    dates = Liste(
        child=JourEcrit(),
        required=False,
        max_length=DATES_MAX,
        help_text=f"Jours choisis un à un, {DATES_MAX} au plus.",
    )
    remplace = identifiant("Le souhait dont ces dates n’étaient pas libres : voir `reparations/`.", required=False)

    def validate(self, lu: dict[str, Any]) -> dict[str, Any]:
        return {"salle": lu["salle"], "souhait": self._souhait(lu), "remplace": lu.get("remplace")}

    def _souhait(self, lu: dict[str, Any]):
        if "dates" in lu:
            en_trop = [nom for nom in DE_LA_REPETITION if nom in lu]
            if en_trop:
                raise serializers.ValidationError({nom: ["Avec « dates », rien ne se répète."] for nom in en_trop})
            form: DatesForm | SouhaitForm = DatesForm(lu)
        else:
            form = SouhaitForm(lu, maintenant=self.context["maintenant"])
        if not form.is_valid():
            raise serializers.ValidationError(
                {nom: [str(phrase) for phrase in phrases] for nom, phrases in form.errors.items()}
            )
        return form.cleaned_data["souhait"]


class ResponsableForme(Forme):
    nom = Texte(max_length=longueur(Demande, "responsable_nom"))
    telephone = Texte(max_length=SAISIE_MAX)
    courriel = serializers.EmailField(
        max_length=longueur(Demande, "responsable_courriel"),
        error_messages={"invalid": "Écrivez l’adresse comme prenom@exemple.fr."},
    )

    def validate_telephone(self, texte: str) -> str:
        return ChampTelephone().clean(texte)


class BesoinForme(Forme):
    id = identifiant()
    quantite = Entier(min_value=1, max_value=QUANTITE_MAX)


class DepotForme(FormeDuDemandeur):
    association = identifiant("Une des vôtres.")
    activite = code_d_activite()
    objet = Texte(max_length=longueur(Demande, "objet"), help_text="Ce que vous y ferez, en une phrase.")
    effectif = Entier(min_value=1, max_value=EFFECTIF_MAX, help_text="Personnes présentes en même temps.")
    responsable = ResponsableForme(help_text="Qui sera là, clé en main.")
    creneaux = Liste(child=VoeuForme(), allow_empty=False, max_length=DATES_MAX)
    materiel = Liste(child=BesoinForme(), required=False, max_length=BESOINS_MAX)

    def validate_creneaux(self, voeux: list[dict[str, Any]]) -> list[SouhaitDeSalle]:
        salles = portee(self.context["utilisateur"], Salle).in_bulk([voeu["salle"] for voeu in voeux])
        inconnues = {
            str(rang): {"salle": ["Cette salle n’existe pas."]}
            for rang, voeu in enumerate(voeux)
            if voeu["salle"] not in salles
        }
        if inconnues:
            raise serializers.ValidationError(inconnues)
        return [SouhaitDeSalle(salles[voeu["salle"]], voeu["souhait"], remplace=voeu["remplace"]) for voeu in voeux]

    def validate_materiel(self, besoins: list[dict[str, int]]) -> dict[int, int]:
        return quantites([(besoin["id"], besoin["quantite"]) for besoin in besoins])


def arguments_du_depot(lu: dict[str, Any]) -> dict[str, Any]:
    """Return the body in the words of `deposer`."""
    return {
        "association": lu["association"],
        "activite": lu["activite"],
        "objet": lu["objet"],
        "effectif": lu["effectif"],
        "responsable": Responsable(**lu["responsable"]),
        "souhaits": lu["creneaux"],
        "materiel": lu.get("materiel"),
    }

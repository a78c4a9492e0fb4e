"""Why a slot is not free: the closed list of reasons, in the order in which a person reads them."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Stable codes of the API, in their order of display. `contrat.md` lists them."""

    PASSE = "passe"
    HORS_OUVERTURE = "hors_ouverture"
    VACANCES = "vacances"
    JOUR_FERIE = "jour_ferie"
    FERMETURE = "fermeture"
    OCCUPEE = "occupee"
    PARTIE_OCCUPEE = "partie_occupee"
    OPTION = "option"
    TAMPON = "tampon"
    DELAI = "delai"
    HORIZON = "horizon"
    DUREE = "duree"
    PAS = "pas"
    EFFECTIF = "effectif"
    ACTIVITE = "activite"
    GN6 = "gn6"
    MATERIEL = "materiel"
    QUOTA = "quota"


RANGS = {code: rang for rang, code in enumerate(Code)}

LIBELLES = {
    Code.PASSE: "Le créneau est passé",
    Code.HORS_OUVERTURE: "Hors des heures d’ouverture de la salle",
    Code.VACANCES: "Vacances scolaires",
    Code.JOUR_FERIE: "Jour férié",
    Code.FERMETURE: "Fermeture exceptionnelle",
    Code.OCCUPEE: "La salle est déjà prise",
    Code.PARTIE_OCCUPEE: "Une partie de la salle est déjà prise",
    Code.OPTION: "Sous option d’une demande",
    Code.TAMPON: "Trop près d’une autre occupation",
    Code.DELAI: "Trop tard pour cette date",
    Code.HORIZON: "Trop tôt pour cette date",
    Code.DUREE: "Durée hors des limites de la salle",
    Code.PAS: "Heure de début non admise",
    Code.EFFECTIF: "Trop de personnes pour la salle",
    Code.ACTIVITE: "Activité non admise",
    Code.GN6: "Activité hors des types ERP de la salle",
    Code.MATERIEL: "Matériel insuffisant",
    Code.QUOTA: "Quota d’heures atteint",
}

# What the head may waive with a sentence, which is recorded. The closure of an authority is hard, see `explication`.
DEROGEABLES = frozenset(
    {
        Code.HORS_OUVERTURE,
        Code.VACANCES,
        Code.JOUR_FERIE,
        Code.FERMETURE,
        Code.TAMPON,
        Code.DELAI,
        Code.HORIZON,
        Code.DUREE,
        Code.PAS,
        Code.QUOTA,
    }
)

CALENDRIER_INCONNU = "calendrier_inconnu"  # a notice: free all the same, judged again when the decree is imported


class QuiPeut(StrEnum):
    """Who may change what stands in the way."""

    CHEF = "La cheffe ou le chef d’établissement"
    COLLECTIVITE = "La collectivité"
    CHEF_OU_COLLECTIVITE = "La cheffe ou le chef d’établissement, ou la collectivité, dont vient la règle"
    MAIRE = "La mairie, à la demande de l’établissement"
    PERSONNE = "Personne"


@dataclass(frozen=True, slots=True)
class Raison:
    """One reason: its code, a short French label, the rule in a sentence, and who may change it.

    `derogeable`: the head may let it pass with a sentence that is recorded.
    """

    code: Code
    libelle: str
    regle: str
    derogeable: bool
    qui_peut: QuiPeut

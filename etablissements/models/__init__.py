from etablissements.models.acte import ActeFondateur
from etablissements.models.calendrier import JourFerie, PeriodeVacances
from etablissements.models.collectivite import BORNES_DU_TARIF, MENTIONS, TARIF_MAX, Collectivite, TexteDeReference
from etablissements.models.etablissement import Etablissement, Site
from etablissements.models.habilitation import Habilitation
from etablissements.models.lieux import Commune
from etablissements.models.regles import ReglesSurchargeables
from etablissements.models.zones import Territoire, Zone

__all__ = [
    "BORNES_DU_TARIF",
    "MENTIONS",
    "TARIF_MAX",
    "ActeFondateur",
    "Collectivite",
    "Commune",
    "Etablissement",
    "Habilitation",
    "JourFerie",
    "PeriodeVacances",
    "ReglesSurchargeables",
    "Site",
    "Territoire",
    "TexteDeReference",
    "Zone",
]

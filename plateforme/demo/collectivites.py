"""The seven authorities of the demo. Names and codes are real; addresses, phones and colours are invented."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from etablissements.models import Collectivite
from etablissements.services.collectivites import creer_collectivite


@dataclass(frozen=True, slots=True)
class Modele:
    code: str
    nom: str
    nom_service: str
    tribunal: str
    marque_1: str
    marque_2: str

    @property
    def type(self) -> str:
        return Collectivite.Type.REGION if self.code.startswith("reg") else Collectivite.Type.DEPARTEMENT


MODELES = (
    Modele("dep-22", "Département des Côtes-d’Armor", "Collèges des Côtes-d’Armor", "Rennes", "#1d4f5c", "#d9822b"),
    Modele("dep-29", "Département du Finistère", "Collèges du Finistère", "Rennes", "#1f4e79", "#c98a12"),
    Modele("dep-35", "Département d’Ille-et-Vilaine", "Collèges d’Ille-et-Vilaine", "Rennes", "#5a2a4f", "#c2702b"),
    Modele("dep-38", "Département de l’Isère", "Collèges de l’Isère", "Grenoble", "#1f4d3a", "#c98a12"),
    Modele("dep-56", "Département du Morbihan", "Collèges du Morbihan", "Rennes", "#274b63", "#b9892b"),
    Modele("reg-53", "Région Bretagne", "Lycées de Bretagne", "Rennes", "#2b3a67", "#dfb022"),
    Modele("reg-84", "Région Auvergne-Rhône-Alpes", "Lycées d’Auvergne-Rhône-Alpes", "Lyon", "#3c3a6e", "#c98a12"),
)
ISERE, BRETAGNE = "dep-38", "reg-53"


def remplir_collectivites() -> dict[str, Collectivite]:
    """Create the authorities that are missing and return all seven by code."""
    presentes = set(Collectivite.objects.values_list("code", flat=True))
    for modele in MODELES:
        if modele.code not in presentes:
            collectivite = creer_collectivite(code=modele.code, nom=modele.nom, type_collectivite=modele.type)
            _completer(collectivite, modele)
    return {collectivite.code: collectivite for collectivite in Collectivite.objects.all()}


def _completer(collectivite: Collectivite, modele: Modele) -> None:
    """Give the authority its words, its colours, and a short delay so that the demo can be tried at once."""
    collectivite.nom_service = modele.nom_service
    collectivite.service = "Service des locaux scolaires (démonstration)"
    collectivite.adresse = "1 place de la Démonstration"
    collectivite.telephone = "01 99 00 00 00"  # a range that ARCEP keeps for fiction
    collectivite.courriel = f"locaux@{modele.code}.demonstration.example"
    collectivite.representant = "La présidente ou le président"
    collectivite.tribunal = f"tribunal administratif de {modele.tribunal}"
    collectivite.marque_1, collectivite.marque_2 = modele.marque_1, modele.marque_2
    collectivite.delai_jours = 3
    collectivite.pas = timedelta(minutes=30)
    if modele.type == Collectivite.Type.REGION:
        collectivite.tarif_horaire_euros = Decimal("4.00")
    collectivite.full_clean()
    collectivite.save()

"""The tables that an authority takes away: their columns and their rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from conventions.models import Demande
from etablissements.models import Collectivite, Etablissement
from pilotage import indicateurs
from pilotage.annee import AnneeScolaire
from pilotage.besoins import besoins

ECOLE = ("uai", "etablissement", "commune")
Ligne = list[str | int]


@dataclass(frozen=True, slots=True)
class Export:
    """One table: what its file is called, what its columns say, one row per school and…, or per commune and…"""

    nom: str
    colonnes: tuple[str, ...]
    lignes: Callable[[Collectivite, AnneeScolaire], Iterator[Ligne]]


def sans_formule(texte: str) -> str:
    """Put an apostrophe before what a spreadsheet would compute: names come from files of others."""
    return f"'{texte}" if texte[:1] in ("=", "+", "-", "@", "\t", "\r") else texte


def _ecole(etablissement: Etablissement) -> Ligne:
    commune = etablissement.site.commune
    return [etablissement.uai, sans_formule(etablissement.nom), sans_formule(commune.nom if commune else "")]


def _jour(jour: date | None) -> str:
    return f"{jour:%Y-%m-%d}" if jour else ""


def _heures(collectivite: Collectivite, annee: AnneeScolaire) -> Iterator[Ligne]:
    for ligne in indicateurs.heures(collectivite, annee).lignes:
        taux = ligne.heures.taux
        yield [
            *_ecole(ligne.etablissement),
            f"{ligne.mois:%Y-%m}",
            ligne.heures.heures_ouvertes,
            ligne.heures.heures_accordees,
            "" if taux is None else f"{taux:.1f}".replace(".", ","),
        ]


def _demandes(collectivite: Collectivite, annee: AnneeScolaire) -> Iterator[Ligne]:
    for etablissement, statut, nombre in indicateurs.demandes_par_etablissement(collectivite, annee):
        yield [*_ecole(etablissement), statut, str(Demande.Statut(statut).label), nombre]


def _publications(collectivite: Collectivite, _annee: AnneeScolaire) -> Iterator[Ligne]:
    for publication in indicateurs.publications(collectivite):
        yield [
            *_ecole(publication.etablissement),
            publication.publiees,
            publication.en_brouillon,
            publication.retirees,
            _jour(publication.derniere),
        ]


def _besoins(collectivite: Collectivite, annee: AnneeScolaire) -> Iterator[Ligne]:
    for besoin in besoins(collectivite, annee).lignes:
        yield [sans_formule(besoin.commune), besoin.type, besoin.libelle, besoin.recherches]


HEURES = Export(
    "heures", (*ECOLE, "mois", "heures_d_espaces_ouvertes", "heures_d_espaces_accordees", "taux_pour_cent"), _heures
)
DEMANDES = Export("demandes", (*ECOLE, "etat", "libelle", "demandes"), _demandes)
PUBLICATIONS = Export(
    "publications",
    (*ECOLE, "salles_publiees", "salles_en_brouillon", "salles_retirees", "derniere_publication"),
    _publications,
)
BESOINS = Export("besoins", ("commune", "type", "libelle", "recherches"), _besoins)

"""Shared with every test of the app: the reference files that stand beside the project, where they are."""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from etablissements.models import Commune
from etablissements.services.collectivites import creer_collectivite
from tests.etablissements.annuaire import lancer

DONNEES = Path(settings.BASE_DIR).parent / "shared" / "data"


@pytest.fixture(scope="session")
def donnees_reelles() -> Path:
    """Return the folder of real open-data files; skip, and say so, where it is absent."""
    if not DONNEES.is_dir():
        pytest.skip(f"les fichiers réels ne sont pas sur cette machine ({DONNEES})")
    return DONNEES


@pytest.fixture
def communes():
    def commune(code, nom, cherche, postaux, departement, region, latitude, longitude):
        return Commune.objects.create(
            code_insee=code, nom=nom, nom_cherche=cherche, codes_postaux=postaux, departement=departement,
            region=region, population=1000, latitude=latitude, longitude=longitude,
        )  # fmt: skip

    commune("38563", "Voiron", "voiron", ["38500"], "38", "84", 45.3790, 5.5830)
    commune("35238", "Rennes", "rennes", ["35000", "35200", "35700"], "35", "53", 48.1120, -1.6810)
    commune("22093", "Lamballe-Armor", "lamballe armor", ["22400"], "22", "53", 48.4700, -2.5200)
    commune("29105", "Landivisiau", "landivisiau", ["29400"], "29", "53", 48.5100, -4.0700)
    commune("75056", "Paris", "paris", ["75001", "75015"], "75", "11", 48.8560, 2.3430)


@pytest.fixture
def collectivites(communes):
    for code, nom, nature in [
        ("dep-38", "Département de l’Isère", "departement"),
        ("reg-84", "Région Auvergne-Rhône-Alpes", "region"),
        ("dep-35", "Département d’Ille-et-Vilaine", "departement"),
        ("reg-53", "Région Bretagne", "region"),
    ]:
        creer_collectivite(code=code, nom=nom, type_collectivite=nature)


@pytest.fixture
def importer(tmp_path, collectivites):
    def importer_lignes(*lignes, options=(), entetes=None):
        chemin = tmp_path / "annuaire.csv"
        with chemin.open("w", encoding="utf-8-sig", newline="") as fichier:
            plume = csv.DictWriter(fichier, entetes or list(lignes[0]), delimiter=";")
            plume.writeheader()
            plume.writerows(lignes)
        return lancer(chemin, *options)

    return importer_lignes

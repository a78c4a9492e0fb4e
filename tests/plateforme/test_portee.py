"""Views and API obtain rows by `portee` alone: nothing there asks a manager, which knows no person."""

import ast
import inspect
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

RACINE = Path(settings.BASE_DIR)
APPLICATIONS = ("plateforme", "pilotage", "conventions", "salles", "associations", "etablissements", "comptes")
GERANTS = {"objects", "brouillons", "_default_manager", "_base_manager"}
# The health of the worker is no row of the trade.
SANS_LIGNES = {"plateforme/sante.py"}


def modules_du_bord() -> list[str]:
    """Return the files that answer a request: by their name, or because the URLconf leads there."""
    nommes = {
        fichier
        for application in APPLICATIONS
        for motif in ("views*", "views/**/*.py", "api*", "api/**/*.py")
        for fichier in (RACINE / application).glob(motif)
        if fichier.suffix == ".py"
    }
    tous = nommes | {fichier for fichier in _des_adresses(get_resolver().url_patterns) if RACINE in fichier.parents}
    chemins = {str(fichier.relative_to(RACINE)) for fichier in tous}
    return sorted(chemin for chemin in chemins - SANS_LIGNES if chemin.split("/")[0] in APPLICATIONS)


def _des_adresses(motifs: list[URLPattern | URLResolver]) -> set[Path]:
    fichiers = set()
    for motif in motifs:
        if isinstance(motif, URLResolver):
            fichiers |= _des_adresses(motif.url_patterns)
        else:
            fichiers.add(Path(inspect.getfile(inspect.unwrap(motif.callback))))
    return fichiers


def gerants(source: str) -> list[str]:
    """Return where a piece of code names a manager."""
    return [
        f"ligne {noeud.lineno} : {ast.unparse(noeud)}"
        for noeud in ast.walk(ast.parse(source))
        if (isinstance(noeud, ast.Attribute) and noeud.attr in GERANTS)
        or (isinstance(noeud, ast.Constant) and noeud.value in GERANTS)
    ]


@pytest.mark.parametrize("chemin", modules_du_bord())
def test_un_module_du_bord_n_interroge_aucun_gerant(chemin):
    assert gerants((RACINE / chemin).read_text()) == []


def test_les_modules_de_chaque_application_sont_vus():
    vus = modules_du_bord()
    assert {chemin.split("/")[0] for chemin in vus} == set(APPLICATIONS)
    assert {"salles/views/recherche.py", "conventions/api/depot.py", "plateforme/catalogue.py"} <= set(vus)


def test_un_gerant_est_vu_sous_tous_ses_habits():
    source = (
        "Salle.objects.all()\nSalle._default_manager.get(pk=1)\ngetattr(Salle, 'objects').count()\nportee(u, Salle)"
    )
    assert [fautif.split(" : ")[0] for fautif in gerants(source)] == ["ligne 1", "ligne 2", "ligne 3"]

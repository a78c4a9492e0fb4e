"""Every package that the site installs may be used by a product under EUPL-1.2; an unknown licence is refused."""

import re
from importlib.metadata import PackageMetadata, distribution

import pytest

from plateforme.postgres_local import COPIE

# Permissive ones, and weak copyleft that binds only the package itself.
ADMISES = {
    "APACHE-2.0",
    "BSD-2-CLAUSE",
    "BSD-3-CLAUSE",
    "LGPL-2.1-OR-LATER",
    "LGPL-3.0-ONLY",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
}
# What packages say in place of the names of the SPDX list.
AUTREMENT_DIT = {
    "APACHE SOFTWARE LICENSE": "APACHE-2.0",
    "BSD": "BSD-3-CLAUSE",
    "BSD 3-CLAUSE": "BSD-3-CLAUSE",
    "BSD LICENSE": "BSD-3-CLAUSE",
    "GNU LESSER GENERAL PUBLIC LICENSE V2 OR LATER (LGPLV2+)": "LGPL-2.1-OR-LATER",
    "MIT LICENSE": "MIT",
    "MOZILLA PUBLIC LICENSE 2.0 (MPL 2.0)": "MPL-2.0",
}


def _paquets() -> list[str]:
    lignes = (COPIE / "requirements.lock").read_text().splitlines()
    return [ligne.partition("==")[0] for ligne in lignes if "==" in ligne and "== 'win32'" not in ligne]


def _normalisee(licence: str) -> str:
    licence = licence.strip().upper()
    return AUTREMENT_DIT.get(licence, licence)


def licences(metadonnees: PackageMetadata) -> set[str]:
    """Return what the package says of itself, by decreasing precision: expression, short text, classifiers."""
    dite = metadonnees.get("License-Expression") or metadonnees.get("License") or ""
    dites = {_normalisee(mot) for mot in re.split(r"\s+(?:OR|AND)\s+", dite)}
    if dites <= ADMISES:
        return dites
    rubriques = [mot for mot in metadonnees.get_all("Classifier") or [] if mot.startswith("License :: ")]
    return {_normalisee(mot.rpartition(" :: ")[2]) for mot in rubriques} or dites


@pytest.mark.parametrize("paquet", _paquets())
def test_la_licence_est_admise(paquet):
    assert licences(distribution(paquet).metadata) <= ADMISES


@pytest.mark.parametrize(
    ("entetes", "attendues"),
    [
        ({"License-Expression": "AGPL-3.0-or-later"}, {"AGPL-3.0-OR-LATER"}),
        ({"License-Expression": "MIT OR GPL-3.0-only"}, {"MIT", "GPL-3.0-ONLY"}),
        ({"License": "GPL"}, {"GPL"}),
        ({}, {""}),
        ({"Classifier": "License :: Other/Proprietary License"}, {"OTHER/PROPRIETARY LICENSE"}),
    ],
)
def test_une_licence_inconnue_ou_contagieuse_est_vue(entetes, attendues):
    metadonnees = _Entetes(entetes)
    assert licences(metadonnees) == attendues
    assert not attendues <= ADMISES


class _Entetes(dict):
    """The headers of a package, read as `importlib.metadata` reads them."""

    def get_all(self, nom):
        return [self[nom]] if nom in self else None

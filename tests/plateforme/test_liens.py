"""Every link leads somewhere, every page is whole, and every page can be reached from another one."""

import pytest
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from tests.liens import se_promener
from tests.monde import MAINTENANT, animer, planter_le_monde

pytestmark = pytest.mark.django_db

DEPARTS = ["/", "/?pres_de=Voiron&date=24/11/2026&debut=18:00&fin=20:00&repetition=hebdomadaire"]
D_ALLAUTH_ET_API = ("account_", "mfa_", "socialaccount_", "openid_connect_", "api:")
# What answers a button, what a page draws itself with, and what a person is led to without choosing.
SANS_LIEN = {
    "associations:nommer", "associations:repondre", "conventions:annuler", "conventions:completer",
    "conventions:replacer",
    "revoquer_jeton", "salles:modifier_photo", "salles:retablir", "salles:retirer_de_suite", "salles:rouvrir",
    "logo", "salles:photo", "theme", "conventions:reprendre", "espace", "jeton", "sante",
}  # fmt: skip
LECTEURS = ["", "malik", "claire", "ines", "sonia"]


@pytest.fixture
def promener(monkeypatch, client):
    """Return a function that walks the site for one person of the world."""
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    monde = planter_le_monde()
    animer(monde)

    def promener(qui: str, **options):
        client.logout()
        if qui:
            client.force_login(getattr(monde, qui))
        return se_promener(client, *DEPARTS, **options)

    return promener


@pytest.mark.lent
@pytest.mark.parametrize("qui", LECTEURS)
def test_aucun_lien_ne_mene_nulle_part(promener, qui):
    assert promener(qui).fautes == []


@pytest.mark.lent
def test_chaque_page_se_trouve_en_suivant_les_liens(promener):
    promenades = [promener(qui, par_vue=1) for qui in LECTEURS]
    atteintes = {nom for promenade in promenades for nom in [*promenade.pages, *promenade.documents]}
    assert {nom for nom in _vues(get_resolver()) if not nom.startswith(D_ALLAUTH_ET_API)} - atteintes == SANS_LIEN


def _vues(resolveur: URLResolver, espace: str = "") -> list[str]:
    """Return the names of all views, with their namespaces."""
    noms = []
    for motif in resolveur.url_patterns:
        if isinstance(motif, URLResolver):
            noms += _vues(motif, f"{espace}{motif.namespace}:" if motif.namespace else espace)
        else:
            noms.append(f"{espace}{motif.name}")
    return noms

"""Every link leads somewhere, every page is whole, and every page can be reached from another one."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from conventions.models import Convention
from conventions.services import contre_proposer, deposer_l_exemplaire
from tests.conventions.conventions_d_essai import JANVIER, UN_JOUR, menee, projet, signer
from tests.conventions.demandes_d_essai import dates, deposee, le_lundi
from tests.conventions.offres_d_essai import MOT, place
from tests.liens import se_promener
from tests.monde import MAINTENANT, Monde, animer, planter_le_monde
from tests.pdf import page_blanche

pytestmark = pytest.mark.django_db

DEPARTS = ["/", "/?pres_de=Voiron&date=24/11/2026&debut=18:00&fin=20:00&repetition=hebdomadaire"]
D_ALLAUTH_ET_API = ("account_", "mfa_", "socialaccount_", "openid_connect_", "api:")
# What answers a button, what a page draws itself with, and what a person is led to without choosing.
SANS_LIEN = {
    "associations:nommer", "associations:repondre", "conventions:annuler", "conventions:completer",
    "conventions:etape", "conventions:renouveler_agenda", "conventions:replacer", "conventions:reprendre_proposition",
    "revoquer_jeton", "salles:modifier_photo", "salles:retablir", "salles:retirer_de_suite", "salles:rouvrir",
    "logo", "salles:photo", "theme", "conventions:reprendre", "espace", "jeton", "sante",
}  # fmt: skip
TROIS_LUNDIS = tuple(JANVIER + timedelta(weeks=semaines) for semaines in (0, 1, 3))
LECTEURS = ["", "malik", "claire", "ines", "sonia"]


@pytest.fixture
def promener(monkeypatch, client):
    """Return a function that walks the site for one person of the world."""
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    monde = planter_le_monde()
    animer(monde)
    faire_avancer_trois_conventions(monde)
    proposer_une_autre_heure(monde)

    def promener(qui: str, **options):
        client.logout()
        if qui:
            client.force_login(getattr(monde, qui))
        return se_promener(client, *DEPARTS, **options)

    return promener


def faire_avancer_trois_conventions(monde: Monde) -> None:
    """Put the text of one to the vote, leave one to its authority, and keep the signed copy of the third."""
    ici, hier = monde.salles["Salle des piliers"], MAINTENANT - UN_JOUR
    a_voter, a_signer, signee = (
        projet(ici, par=monde.association, le=hier, fois=1, jour=jour) for jour in TROIS_LUNDIS
    )
    menee(a_voter, Convention.Statut.A_DELIBERER)
    signer(menee(a_signer, Convention.Statut.A_SIGNER))
    menee(signee, Convention.Statut.SIGNEE)
    scan = SimpleUploadedFile("signee.pdf", page_blanche())
    deposer_l_exemplaire(convention=signee, fichier=scan, par=monde.claire, maintenant=MAINTENANT)


def proposer_une_autre_heure(monde: Monde) -> None:
    """Offer an hour later than the one that was wished."""
    hier = MAINTENANT - UN_JOUR
    souhait = le_lundi(1, jour=JANVIER + timedelta(weeks=2))
    demande = deposee(monde.salles["Salle des piliers"], souhait, par=monde.association, maintenant=hier)
    [creneau] = dates(demande)
    contre_proposer(
        demande=demande,
        par=monde.claire,
        places=[place(creneau, debut="20:00", fin="22:00")],
        message=MOT,
        maintenant=hier,
    )


@pytest.mark.lent
@pytest.mark.parametrize("qui", LECTEURS)
def test_aucun_lien_ne_mene_nulle_part(promener, qui):
    assert promener(qui).fautes == []


@pytest.mark.lent
def test_chaque_page_se_trouve_en_suivant_les_liens(promener):
    promenades = [promener(qui, par_vue=2) for qui in LECTEURS]
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

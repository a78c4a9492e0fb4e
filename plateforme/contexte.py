"""What every page knows: where one may go, and whose colours it wears."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from etablissements.models import Collectivite, Habilitation
from etablissements.permissions import habilitations


def navigation(request: HttpRequest) -> dict:
    """Return the entries of the header for the person who reads the page, and the person's only tenant.

    A view that shows an object gives its own `collectivite`, which wins.
    """
    # a request may be refused before anybody looked at who sends it
    utilisateur = getattr(request, "user", None) or AnonymousUser()
    tenues = list(habilitations(utilisateur).select_related("collectivite", "etablissement__collectivite"))
    entrees = [("/", "Chercher"), ("/etablissements/", "Les établissements"), *_espaces(utilisateur, tenues)]
    entrees += [("/aide/", "Aide"), ("/compte/", "Mon compte" if utilisateur.is_authenticated else "Se connecter")]
    return {
        "navigation": [{"url": url, "mot": mot, "courante": _courante(request.path, url)} for url, mot in entrees],
        "collectivite": _seule_collectivite(tenues),
    }


def _espaces(utilisateur, tenues: list[Habilitation]) -> list[tuple[str, str]]:
    """Return the spaces of a signed-in person; whoever acts for nobody yet is offered the association's."""
    if not utilisateur.is_authenticated:
        return []
    espaces = []
    if not tenues or utilisateur.adhesions.exists():
        espaces.append(("/association/", "Mon association"))
    if any(tenue.etablissement_id for tenue in tenues):
        espaces.append(("/etablissement/", "Mon établissement"))
    if any(tenue.collectivite_id for tenue in tenues):
        espaces.append(("/pilotage/", "Pilotage"))
    return espaces


def _seule_collectivite(tenues: list[Habilitation]) -> Collectivite | None:
    collectivites = {
        tenue.etablissement.collectivite if tenue.etablissement else tenue.collectivite for tenue in tenues
    }
    return collectivites.pop() if len(collectivites) == 1 else None


def _courante(chemin: str, url: str) -> str:
    """Say what `aria-current` is: the page itself, or the space it belongs to."""
    if chemin == url:
        return "page"
    return "true" if url != "/" and chemin.startswith(url) else ""

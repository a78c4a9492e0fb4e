"""What every page knows: where one may go, and whose colours it wears."""

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict:
    """Return the entries of the header for the person who reads the page."""
    entrees = [("/", "Chercher"), ("/etablissements/", "Les établissements")]
    if request.user.is_authenticated:
        entrees.append(("/association/", "Mon association"))
        entrees.append(("/etablissement/", "Mon établissement"))
        entrees.append(("/pilotage/", "Pilotage"))
        entrees += [("/aide/", "Aide"), ("/compte/", "Mon compte")]
    else:
        entrees += [("/aide/", "Aide"), ("/compte/", "Se connecter")]
    return {
        "navigation": [{"url": url, "mot": mot, "courante": _courante(request.path, url)} for url, mot in entrees]
    }


def _courante(chemin: str, url: str) -> str:
    """Say what `aria-current` is: the page itself, or the space it belongs to."""
    if chemin == url:
        return "page"
    return "true" if url != "/" and chemin.startswith(url) else ""

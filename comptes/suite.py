"""Where a person was going before a page stood in the way (`?next=`), and what was typed there about oneself."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def suite(request: HttpRequest, defaut: str = "") -> str:
    """Return the page of this site that `next` names, else `defaut`: never an address elsewhere."""
    voulue = request.POST.get("next") or request.GET.get("next") or ""
    # Any word passes as a relative address; `redirect` would then look for a view of that name.
    return voulue if voulue.startswith("/") and _est_d_ici(request, voulue) else defaut


def page_quittee(request: HttpRequest) -> str:
    """Return the page of this site from which something was sent, as the browser names it; empty where it does not."""
    d_ou = request.headers.get("Referer", "") if request.method == "POST" else ""
    if not d_ou.startswith("http") or not _est_d_ici(request, d_ou):
        return ""
    page = urlsplit(d_ou)._replace(scheme="", netloc="").geturl()
    return page if _est_d_ici(request, page) else ""


def _est_d_ici(request: HttpRequest, adresse: str) -> bool:
    return url_has_allowed_host_and_scheme(
        adresse, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


PRESENTATION = "presentation"


def se_presenter(request: HttpRequest, *, nom: str, courriel: str) -> None:
    """Keep how somebody who has no account here was named on the way, for the page where the account is made."""
    prenom, _, nom_de_famille = nom.strip().partition(" ")
    request.session[PRESENTATION] = {"prenom": prenom, "nom": nom_de_famille, "email": courriel}


def presentation(request: HttpRequest) -> dict[str, Any]:
    """Return the first lines of a new account, as far as they are known."""
    return request.session.get(PRESENTATION, {})

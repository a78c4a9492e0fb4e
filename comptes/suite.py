"""Where a person was going before a page stood in the way (`?next=`)."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def suite(request: HttpRequest, defaut: str = "") -> str:
    """Return the page of this site that `next` names, else `defaut`: never an address elsewhere."""
    voulue = request.POST.get("next") or request.GET.get("next") or ""
    permise = url_has_allowed_host_and_scheme(
        voulue, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Any word passes as a relative address; `redirect` would then look for a view of that name.
    return voulue if permise and voulue.startswith("/") else defaut

"""The colours and the logo of a tenant: two custom properties and an image, nothing else."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from etablissements.models import Collectivite
from socle.portee import portee

UNE_HEURE_S = 3600


@require_safe
@conditional_page
@cache_control(max_age=UNE_HEURE_S, public=True)
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """Serve `/theme/<code>.css`; the colours are checked when they are saved."""
    collectivite = get_object_or_404(portee(request.user, Collectivite), code=code)
    css = f":root {{ --marque-1: {collectivite.marque_1}; --marque-2: {collectivite.marque_2}; }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(max_age=UNE_HEURE_S, public=True)
def logo(request: HttpRequest, code: str) -> FileResponse:
    """Serve the logo, which is public; uploads are otherwise never handed out by the web server."""
    collectivite = get_object_or_404(portee(request.user, Collectivite), code=code)
    if not collectivite.logo:
        raise Http404("Cette collectivité n’a pas de logo.")
    return FileResponse(collectivite.logo.open("rb"))

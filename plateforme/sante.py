"""Is the site well? Asked by whoever watches over it."""

from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

# The worker signs every 10 seconds; procrastinate itself calls it lost after 30.
SILENCE_TOLERE = timedelta(seconds=30)


@never_cache
@require_safe
def sante(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the site, its database and its job worker all answer, 503 otherwise."""
    etat = {"site": True, "base": True, "taches": True}
    try:
        etat["taches"] = ProcrastinateWorker.objects.filter(last_heartbeat__gte=now() - SILENCE_TOLERE).exists()
    except DatabaseError:
        etat["base"] = etat["taches"] = False
    return JsonResponse(etat, status=200 if all(etat.values()) else 503)

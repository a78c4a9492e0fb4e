"""The day of a school: it stands here because `salles` does not know who asks, nor what was signed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from conventions.lecture.accueil import visiteurs_pour
from salles.views import agenda as pages


@login_required
@require_safe
def agenda(request: HttpRequest, uai: str) -> HttpResponse:
    return pages.agenda(request, uai, visiteurs_pour(request.user))

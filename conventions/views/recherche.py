"""`/` for whoever reads it: members of an association have its buffers and quotas judged.

It stands here because `salles` does not know requesters.
"""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from conventions.forms.recherche import RecherchePourForm
from conventions.lecture.preremplir import associations_habituelles
from salles.forms.recherche import RechercheForm
from salles.views import recherche as pages


@require_safe
def recherche(request: HttpRequest) -> HttpResponse:
    siennes = associations_habituelles(request.user)
    return pages.recherche(request, partial(RecherchePourForm, siennes=siennes) if siennes else RechercheForm)

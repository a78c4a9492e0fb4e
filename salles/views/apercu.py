"""« Ce que cela implique »: a change is shown with its consequences before it is saved, by one page for all of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from salles.services.implications import AConfirmer

A_PART = {"csrfmiddlewaretoken", "vu", "revenir"}


def ou_question(verbe: Callable[..., Any]) -> Callable[..., Any]:
    """Let a verb answer the question that it asks, so that `tenter` does not take it for a refusal."""

    @wraps(verbe)
    def demander(**arguments: Any) -> Any:
        try:
            return verbe(**arguments)
        except AConfirmer as question:
            return question

    return demander


def revient(request: HttpRequest) -> bool:
    """Tell whether the person came back from the consequences to correct what was typed."""
    return "revenir" in request.POST


def montrer(request: HttpRequest, question: AConfirmer, contexte: dict[str, Any]) -> HttpResponse:
    """Show what the change implies. Everything that was typed goes along, to be saved or corrected.

    `contexte` brings `titre`, `phrase`, `collectivite` and, inside a school, `ariane`.
    """
    envoi = [(nom, valeur) for nom, valeurs in request.POST.lists() if nom not in A_PART for valeur in valeurs]
    return render(request, "salles/apercu_changement.html", contexte | {"question": question, "envoi": envoi})

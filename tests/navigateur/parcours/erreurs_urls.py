"""The site, plus each page of refusal at an address of its own."""

from django.shortcuts import render
from django.urls import path

from plateforme.urls import urlpatterns as pages
from socle.erreur import ErreurMetier


def refus(request, nom: str):
    return render(request, f"{nom}.html", {"refus": ErreurMetier("Cette salle n’est plus à demander.")})


urlpatterns = [*pages, path("refus/<str:nom>/", refus, name="refus")]

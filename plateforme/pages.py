"""Pages that explain: the guide for each audience, and what the law asks a public site to say."""

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from etablissements.ecriture import pluriel
from etablissements.models import Collectivite
from socle.portee import portee

# A year of Tuesdays to learn the frise on: holidays, a closure, an option, a slot that another association holds.
PREMIER_MARDI = date(2026, 9, 8)
EXEMPLE = {7: "vacances", 8: "vacances", 9: "pris", 13: "reparer", 16: "attente"}
SEMAINES = 20
# What is kept, why, and how long.
CONSERVATION = (
    (
        "Nom, adresse électronique, téléphone",
        "Vous connecter, vous répondre, joindre un responsable",
        "3 ans sans connexion",
    ),
    ("Association, documents déposés", "Instruire vos demandes, rédiger la convention", "La durée de la convention"),
    (
        "Brouillons de demandes, vus des seuls membres de votre association",
        "Reprendre ce que vous avez écrit",
        f"{pluriel(settings.PREAU_BROUILLONS_JOURS, 'jour')} sans y toucher, puis effacés",
    ),
    ("Demandes refusées ou retirées", "Répondre à une contestation", "1 an"),
    ("Demandes accordées, conventions", "Prouver, contrôler, rendre compte", "10 ans, puis archives publiques"),
    ("Journal technique", "Sécurité du site", "1 an"),
)


def mardis_d_exemple() -> list[tuple[date, str]]:
    """Return the dates and states that the guide of associations shows."""
    return [(PREMIER_MARDI + timedelta(weeks=n), EXEMPLE.get(n, "libre")) for n in range(SEMAINES)]


@require_safe
def aide(request: HttpRequest) -> HttpResponse:
    return render(request, "aide/aide.html")


@require_safe
def aide_association(request: HttpRequest) -> HttpResponse:
    return render(request, "aide/association.html", {"mardis": mardis_d_exemple()})


@require_safe
def aide_etablissement(request: HttpRequest) -> HttpResponse:
    return render(request, "aide/etablissement.html")


@require_safe
def aide_loge(request: HttpRequest) -> HttpResponse:
    return render(request, "aide/loge.html")


@require_safe
def aide_collectivite(request: HttpRequest) -> HttpResponse:
    return render(request, "aide/collectivite.html")


@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    """The declaration that the law asks for: « non conforme » as long as no audit says better. Source: RGAA 4.1."""
    return render(request, "pages/accessibilite.html", {"collectivites": _joignables(request)})


@require_safe
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    contexte = {
        "collectivites": _joignables(request),
        "colonnes": [{"mot": "Quoi"}, {"mot": "Pour quoi"}, {"mot": "Combien de temps"}],
        "lignes": CONSERVATION,
    }
    return render(request, "pages/donnees_personnelles.html", contexte)


@require_safe
def mentions_legales(request: HttpRequest) -> HttpResponse:
    contexte = {
        "editeur": settings.PREAU_EDITEUR,
        "hebergeur": settings.PREAU_HEBERGEUR,
        "collectivites": _joignables(request),
    }
    return render(request, "pages/mentions_legales.html", contexte)


def _joignables(request: HttpRequest):
    """Return the authorities that one can write to."""
    return portee(request.user, Collectivite).exclude(courriel="")


urlpatterns = [
    path("aide/", aide, name="aide"),
    path("aide/association/", aide_association, name="aide_association"),
    path("aide/etablissement/", aide_etablissement, name="aide_etablissement"),
    path("aide/loge/", aide_loge, name="aide_loge"),
    path("aide/collectivite/", aide_collectivite, name="aide_collectivite"),
    path("accessibilite/", accessibilite, name="accessibilite"),
    path("donnees-personnelles/", donnees_personnelles, name="donnees_personnelles"),
    path("mentions-legales/", mentions_legales, name="mentions_legales"),
]

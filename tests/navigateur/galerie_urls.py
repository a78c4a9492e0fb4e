"""The site, plus the gallery of components that is otherwise served in DEBUG only."""

from django.urls import path

from plateforme.galerie import galerie
from plateforme.urls import urlpatterns as pages

urlpatterns = [*pages, path("composants/", galerie)]

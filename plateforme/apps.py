"""The wiring app: sees every other app, seen by none."""

from django.apps import AppConfig


class PlateformeConfig(AppConfig):
    name = "plateforme"
